package collect

import (
	"context"
	"io/fs"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/facts"
)

// prints is a Runner that answers from a table; a command that is not in it is not there.
func prints(answers map[string]Output) Runner {
	return func(_ context.Context, argv ...string) Output {
		out, ok := answers[strings.Join(argv, " ")]
		if !ok {
			out.Err = &fs.PathError{Op: "exec", Path: argv[0], Err: fs.ErrNotExist}
		}
		return out
	}
}

func printed(text string) Output { return Output{Stdout: []byte(text)} }

// collected runs one source on a target.
func collected(t *testing.T, s Source, target *Target, had Had) facts.Fact {
	t.Helper()
	f := s.Collect(t.Context(), target, had)
	require.NotEqual(t, facts.NotCollected, f.State, s.Section)
	require.Equal(t, at, f.At, s.Section)
	return f
}

const passwd = "root:x:0:0:root:/:/bin/bash\nops:x:1000:990::/:/bin/sh\nbad line\nalice:x:1001:1001::/:/bin/sh\n\xff\xfe:x:1002:990::/:/x\n"

func TestGroups(t *testing.T) {
	group := func(files map[string]string, run Runner, live bool) facts.Maybe[facts.Group] {
		target := folder(t, files)
		target.Run, target.Live = run, live
		f := collected(t, groupsSource(), target, nil)
		require.True(t, f.Complete)
		return f.Value.(map[string]facts.Maybe[facts.Group])["docker"]
	}
	good := map[string]string{"etc/passwd": passwd, "etc/group": "root:x:0:\ndocker:x:990:alice,bob\njunk:::\n\x00\xff", "etc/nsswitch.conf": "# x\npasswd: files [NOTFOUND=return] systemd # y\ngroup: files\n"}
	fromAll := prints(map[string]Output{"getent group docker": printed("docker:x:990:alice,carol\n"), "getent passwd": printed(passwd + "late:x:5:990::/:/x\n")})
	want := facts.Group{GID: facts.Some(int64(990)), Source: "getent", NSSwitch: facts.Some([]string{"files", "systemd"}),
		Members: facts.Some([]string{"alice", "bob", "carol"}), PrimaryMembers: facts.Some([]string{`\xff\xfe`, "late", "ops"})}
	require.Equal(t, facts.Some(want), group(good, fromAll, true))

	want.Source, want.Members.Value, want.PrimaryMembers.Value = "files", []string{"alice", "bob"}, []string{`\xff\xfe`, "ops"}
	require.Equal(t, facts.Some(want), group(good, nil, false), "an image whose accounts are in files")

	with := func(name, content string) map[string]string {
		out := map[string]string{}
		for n, c := range good {
			out[n] = c
		}
		if out[name] = content; content == "" {
			delete(out, name)
		}
		return out
	}
	directory := with("etc/nsswitch.conf", "passwd: files sss\ngroup: files sss\n")
	g := group(directory, fromAll, true)
	require.Equal(t, "partly collected: other groups with its number may be in a directory (files, sss), whose groups are not enumerated", g.Value.Members.Why())
	require.Equal(t, []string{"alice", "bob", "carol"}, g.Value.Members.Value)
	require.Equal(t, "partly collected: users of a directory (sss) are not enumerated", g.Value.PrimaryMembers.Why())
	require.Equal(t, facts.Some([]string{"sss"}), g.Value.GroupDirectories, "why members is partial, and the one reason")
	refuses := prints(map[string]Output{"getent group docker": {Exit: 1}, "getent passwd": printed(passwd)})
	require.Equal(t, facts.NotCollected, group(directory, refuses, true).Value.GroupDirectories.State, "another reason too")
	g = group(with("etc/nsswitch.conf", "passwd: files vas4\ngroup: files db vas4\n"), fromAll, true)
	require.Equal(t, facts.Some([]string{"vas4"}), g.Value.GroupDirectories)
	require.Equal(t, "partly collected: users of a directory (vas4) are not enumerated", g.Value.PrimaryMembers.Why())
	g = group(with("etc/group", "docker:x:990:alice\nops:x:990:mallory\nother:x:991:eve\n"), fromAll, true)
	require.Equal(t, facts.Some([]string{"alice", "carol", "mallory"}), g.Value.Members, "a group is its number")
	g = group(directory, nil, false)
	require.Equal(t, "partly collected: the name service of a mounted image cannot be asked", g.Value.Members.Why())
	g = group(good, prints(nil), true)
	require.Equal(t, "partly collected: exec getent: file does not exist", g.Value.Members.Why())
	require.Equal(t, "partly collected: exec getent: file does not exist; the users that getent lists have no root, so they are not all", g.Value.PrimaryMembers.Why())
	g = group(good, prints(map[string]Output{"getent group docker": printed(""), "getent passwd": printed("")}), true)
	require.Equal(t, "partly collected: the users that getent lists have no root, so they are not all", g.Value.PrimaryMembers.Why(), "an empty answer is no answer")
	require.Equal(t, "partly collected: getent group: printed no group although it found it", g.Value.Members.Why())

	none := with("etc/group", "root:x:0:\n")
	require.Equal(t, facts.Absent, group(none, prints(map[string]Output{"getent group docker": {Exit: 2}, "getent passwd": printed(passwd)}), true).State)
	require.Equal(t, facts.Absent, group(none, nil, false).State)
	// A directory that does not answer is to getent one that does not know the group.
	silent := prints(map[string]Output{"getent group docker": {Exit: 2}, "getent passwd": printed(passwd)})
	noneInFiles := with("etc/group", "root:x:0:\n")
	noneInFiles["etc/nsswitch.conf"] = "passwd: files\ngroup: files sss\n"
	require.Equal(t, "error: not in /etc/group, and getent cannot tell a directory without it (files, sss) from one that does not answer", group(noneInFiles, silent, true).Why())
	require.Equal(t, facts.OK, group(directory, silent, true).State, "the group of the file is there")
	require.Equal(t, "error: getent group: exit code 1", group(none, prints(map[string]Output{"getent group docker": {Exit: 1}}), true).Why())
	require.Equal(t, "error: /etc/group is not there", group(with("etc/group", ""), nil, false).Why())

	target := folder(t, good)
	target.Files, target.Live = refusing(target.Files, "/etc/nsswitch.conf", fs.ErrPermission), false
	g = collected(t, groupsSource(), target, nil).Value.(map[string]facts.Maybe[facts.Group])["docker"]
	require.Equal(t, facts.Denied, g.Value.NSSwitch.State)
	require.True(t, g.Value.Members.Partial, "where groups come from is not known")
	require.True(t, g.Value.PrimaryMembers.Partial, "where users come from is not known")
}

func TestHugePasswdIsRefused(t *testing.T) {
	target := folder(t, map[string]string{"etc/group": "docker:x:990:\n", "etc/passwd": strings.Repeat("x", maxAccounts+1)})
	target.Live = false
	g := collected(t, groupsSource(), target, nil).Value.(map[string]facts.Maybe[facts.Group])["docker"]
	require.Equal(t, "partly collected: /etc/passwd: /etc/passwd is too large: more than 8388608 bytes", g.Value.PrimaryMembers.Why())
}

func TestLSM(t *testing.T) {
	state := func(files map[string]string) (string, string) {
		v := collected(t, lsmSource(), folder(t, files), nil).Value.(facts.LSMState)
		on := map[bool]string{true: "on", false: "off"}[v.AppArmorEnabled.Value]
		if why := v.AppArmorEnabled.Why(); why != "" {
			on = why
		}
		mode := v.SELinuxMode.Value
		if why := v.SELinuxMode.Why(); why != "" {
			mode = why
		}
		return on, mode
	}
	const apparmor, enforce, known, config = "sys/module/apparmor/parameters/enabled", "sys/fs/selinux/enforce", "proc/filesystems", "etc/selinux/config"
	for name, row := range map[string]struct {
		files    map[string]string
		on, mode string
	}{
		"apparmor":              {map[string]string{apparmor: "Y\n", "sys/fs/": "", known: "nodev\tsysfs\n"}, "on", "none"},
		"apparmor off":          {map[string]string{apparmor: "N\n", enforce: "1"}, "off", "enforcing"},
		"selinux permissive":    {map[string]string{"sys/module/x/": "", enforce: "0\n"}, "off", "permissive"},
		"selinux off":           {map[string]string{"sys/module/": "", "sys/fs/": "", known: "\text4\n", config: "SELINUX=disabled"}, "off", "disabled"},
		"selinux not seen":      {map[string]string{"sys/module/": "", "sys/fs/": "", known: "nodev\tselinuxfs\n"}, "off", "error: the kernel runs SELinux, and its mode is not seen: /sys/fs/selinux/enforce is not there"},
		"no sys, no proc":       {map[string]string{"etc/": ""}, "error: /sys/module: is not there", "error: the mode is not seen, and /proc/filesystems: is not there"},
		"values nobody expects": {map[string]string{apparmor: "\xff", enforce: "2"}, "error: " + apparmorFile + " is neither Y nor N", "error: " + selinuxFile + " is neither 1 nor 0"},
	} {
		on, mode := state(row.files)
		require.Equal(t, row.on, on, name)
		require.Equal(t, row.mode, mode, name)
	}
	target := folder(t, map[string]string{apparmor: "Y", enforce: "1"})
	target.Files = refusing(target.Files, "/sys", fs.ErrPermission)
	v := collected(t, lsmSource(), target, nil).Value.(facts.LSMState)
	require.Equal(t, facts.Denied, v.SELinuxMode.State)
	require.NotEmpty(t, v.AppArmorEnabled.Why())
	target.Live = false
	require.Equal(t, "skipped at 2026-11-17T06:00:00Z: a mounted image has no running kernel", lsmSource().Collect(t.Context(), target, nil).Why())
}

func TestSysctl(t *testing.T) {
	target := folder(t, map[string]string{"proc/sys/kernel/panic": "10\n", "proc/sys/vm/overcommit_memory": "1\n", "proc/sys/crypto/": ""})
	f := collected(t, sysctlSource(), target, nil)
	values := f.Value.(map[string]facts.Maybe[string])
	require.Equal(t, facts.Some("10"), values["kernel.panic"])
	require.Equal(t, facts.Maybe[string]{State: facts.Absent}, values["crypto.fips_enabled"])
	require.Len(t, values, len(sysctlNames()))
	target.Files = refusing(target.Files, "/proc/sys/crypto", fs.ErrPermission)
	require.Equal(t, facts.Denied, sysctlSource().Collect(t.Context(), target, nil).Value.(map[string]facts.Maybe[string])["crypto.fips_enabled"].State)
	require.Equal(t, facts.Failed, collected(t, sysctlSource(), folder(t, map[string]string{"proc/": ""}), nil).State, "no /proc is not a kernel without settings")
}
