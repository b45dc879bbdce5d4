package collect

import (
	"io/fs"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/facts"
)

const heading = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"

func socketLine(local, state, inode string) string {
	return "   0: " + local + " 00000000:0000 " + state + " 00000000:00000000 00:00000000 00000000     0        0 " + inode + " 1 x\n"
}

// sockets is the files of a host on which something listens (little-endian, as all
// machines that the tests run on).
func sockets(more map[string]string) map[string]string {
	files := running(map[string]string{
		"proc/900/net/tcp":  heading + socketLine("0100007F:0016", "0A", "100") + socketLine("00000000:0947", "0A", "101") + socketLine("0100007F:0016", "01", "102"),
		"proc/900/net/tcp6": heading + socketLine("00000000000000000000000000000000:01BB", "0A", "103") + socketLine("B80D0120000000000000000001000000:0050", "0A", "104"),
		"proc/900/net/udp":  heading + socketLine("00000000:12B5", "07", "0"),
		"proc/1180/fd/3":    "-> socket:[101]",
		"proc/1180/fd/4":    "-> /dev/null",
		"proc/3000/fd/0":    "-> socket:[103]",
		"proc/3000/comm":    "docker\x1b-proxy\n",
		"proc/3001/cmdline": "x",
		"proc/3001/fd/0":    "-> socket:[103]",
		"proc/3001/comm":    "systemd\n",
	})
	for name, content := range more {
		if files[name] = content; content == "(none)" {
			delete(files, name)
		}
	}
	return files
}

func TestListening(t *testing.T) {
	target := folder(t, sockets(nil))
	f := collected(t, listeningSource(), target, nil)
	require.Equal(t, "", f.Why())
	want := []facts.Listener{
		{Proto: "tcp", Addr: "127.0.0.1", Port: 22},
		{Proto: "tcp", Addr: "2001:db8::1", Port: 80},
		{Proto: "tcp", Addr: "::", Port: 443, Process: "docker\x1b-proxy"},
		{Proto: "tcp", Addr: "::", Port: 443, Process: "systemd"},
		{Proto: "tcp", Addr: "0.0.0.0", Port: 2375, Process: "dockerd"},
		{Proto: "udp", Addr: "0.0.0.0", Port: 4789},
	}
	require.Equal(t, want, f.Value)

	// Without root the processes of others are not known, which must not read as "none".
	unprivileged := target.Files
	unprivileged.ReadDir = func(name string) ([]string, error) {
		if strings.HasSuffix(name, "/fd") {
			return nil, &fs.PathError{Op: "readdir", Path: name, Err: fs.ErrPermission}
		}
		return target.Files.ReadDir(name)
	}
	f = collected(t, listeningSource(), &Target{Files: unprivileged, Live: true, Now: target.Now}, nil)
	require.Equal(t, "partly collected: the process of 5 sockets is not known: 7 processes may not be looked at, which takes root", f.Why())
	require.Len(t, f.Value, 5)
	// root that may not look either, as without a capability, is not told to become root
	f = collected(t, listeningSource(), &Target{Files: unprivileged, Live: true, Root: true, Now: target.Now}, nil)
	require.Equal(t, "partly collected: the process of 5 sockets is not known: 7 processes may not be looked at, although the program is root: "+
		"it lacks a capability (as in a container), or a security module forbids it", f.Why())

	links := target.Files
	links.Readlink = func(name string) (string, error) {
		if strings.Contains(name, "/fd/") {
			return "", &fs.PathError{Op: "readlink", Path: name, Err: fs.ErrPermission}
		}
		return target.Files.Readlink(name)
	}
	require.False(t, collected(t, listeningSource(), &Target{Files: links, Live: true, Now: target.Now}, nil).Complete)
}

func TestListeningElsewhere(t *testing.T) {
	f := collected(t, listeningSource(), folder(t, sockets(map[string]string{"proc/1180/ns/net": "-> net:[1]"})), nil)
	require.Equal(t, "partly collected: the engine runs in another network namespace than the collector, whose sockets these are", f.Why())
	f = collected(t, listeningSource(), folder(t, sockets(map[string]string{"proc/1180/cmdline": "x", "run/.containerenv": ""})), nil)
	require.Contains(t, f.Why(), "the collector runs in a container (/run/.containerenv)")
	f = collected(t, listeningSource(), folder(t, sockets(map[string]string{"proc/900/ns/net": "(none)"})), nil)
	require.Contains(t, f.Why(), "which network is looked at is not known")
}

func TestListeningRefuses(t *testing.T) {
	for name, row := range map[string]struct{ file, text, why string }{
		"no list":      {"tcp", "(none)", "/proc/net/tcp: is not there"},
		"empty":        {"udp", "", "/proc/net/udp: has no heading; want sl, local_address and so on"},
		"short line":   {"tcp", heading + "0: x\n", "/proc/net/tcp: line 2 has 2 columns; want 10 or more"},
		"no address":   {"tcp", heading + socketLine("zz:0016", "0A", "1"), `/proc/net/tcp: line 2: "zz:0016" is no address`},
		"no port":      {"tcp6", heading + socketLine("0100007F", "0A", "1"), `/proc/net/tcp6: line 2: "0100007F" is no address`},
		"half address": {"tcp", heading + socketLine("0100:0016", "0A", "1"), `/proc/net/tcp: line 2: "0100:0016" is no address`},
		"binary":       {"tcp", "\xff\x00", "/proc/net/tcp: has no heading; want sl, local_address and so on"},
	} {
		f := collected(t, listeningSource(), folder(t, sockets(map[string]string{"proc/900/net/" + row.file: row.text})), nil)
		require.Equal(t, facts.Failed, f.State, name)
		require.Equal(t, row.why, f.Error, name)
	}
	target := folder(t, sockets(nil))
	target.Files = refusing(target.Files, "/proc/900/net/tcp", fs.ErrPermission)
	require.Equal(t, facts.Denied, collected(t, listeningSource(), target, nil).State)
	target.Live = false
	require.Equal(t, facts.Skipped, collected(t, listeningSource(), target, nil).State)
}

func FuzzSockets(f *testing.F) {
	f.Add(heading + socketLine("0100007F:0016", "0A", "100"))
	f.Add(heading + socketLine("00000000000000000000000000000000:01BB", "0A", "103"))
	f.Fuzz(func(t *testing.T, text string) {
		sockets, err := readSockets(text, "tcp", "0A")
		if err == nil && strings.Count(text, "\n") < len(sockets) {
			t.Fatal("more sockets than lines")
		}
	})
}
