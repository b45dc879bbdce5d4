package collect

import (
	"context"
	"path"
	"slices"
	"strings"

	"github.com/stigwright/stigwright/facts"
)

// certVolumes is the volumes of UCP and MKE that hold certificates; root: the cert.pem in
// it is that of an authority.
func certVolumes() []struct {
	name string
	root bool
} {
	return []struct {
		name string
		root bool
	}{{"ucp-client-root-ca", true}, {"ucp-cluster-root-ca", true}, {"ucp-controller-server-certs", false}, {"ucp-controller-client-certs", false}}
}

func tlsPathsSource() Source {
	return Source{Section: facts.TLSPaths.Name,
		Touches: []Touch{
			{Derived, "processes", "--tlscacert, --tlscert and --tlskey of dockerd", ""},
			{File, facts.DaemonFile + ", or the file of dockerd's --config-file", "tlscacert, tlscert and tlskey", ""},
			{Derived, facts.Volumes.Name, "where the volumes of UCP's certificates lie", "docker group"},
			{File, "{mount point of a UCP volume}", "the names of the files in it, never their content", "root"},
		},
		Collect: func(ctx context.Context, t *Target, had Had) facts.Fact {
			p := &tlsPaths{list: []facts.TLSPath{}, f: finding{kind: Derived, ref: "arguments of dockerd; " + facts.DaemonFile + "; UCP volumes"}}
			p.arguments(ctx, t, had)
			p.settings(t)
			p.volumes(t, had)
			return p.f.fact(t, p.list)
		},
	}
}

// maxTLSPaths is far above the files that an engine has; a process of any user can call
// itself one and name many.
const maxTLSPaths = 256

type tlsPaths struct {
	f       finding
	list    []facts.TLSPath
	more    bool         // than maxTLSPaths are named
	on      bool         // TLS is wanted somewhere
	configs []configFile // that the engines name
	usual   bool         // an engine reads the usual file, or which one is not known
}

// roleOption is the engine's option for a role.
func roleOptions() []struct{ role, option string } {
	return []struct{ role, option string }{{"ca", "tlscacert"}, {"cert", "tlscert"}, {"key", "tlskey"}}
}

func (p *tlsPaths) add(role, file, from string) {
	if !path.IsAbs(file) {
		p.f.lack("%s names %q, and from where is not known", from, valid(file))
		return
	}
	found := facts.TLSPath{Role: role, Path: valid(path.Clean(file)), From: from}
	switch {
	case slices.Contains(p.list, found):
	case len(p.list) < maxTLSPaths:
		p.list = append(p.list, found)
	case !p.more:
		p.more = true
		p.f.lack("more than %d files of TLS are named, and no more are looked at", maxTLSPaths)
	}
}

// arguments is the paths that the engine's processes were given.
func (p *tlsPaths) arguments(ctx context.Context, t *Target, had Had) {
	processes, ok := had[facts.Processes.Name]
	if !ok {
		processes = processesSource().Collect(ctx, t, had)
	}
	engines := enginesOf(processes)
	p.configs, p.usual = configFiles(processes), processes.Why() != "" || len(engines) == 0
	if len(p.configs) == maxConfigs {
		p.f.lack("processes name %d configuration files or more, and no more are looked into", maxConfigs)
	}
	switch {
	case processes.Why() != "":
		p.f.lack("processes: %s", untimed(processes))
	case len(engines) == 0:
		p.f.lack("no process of the engine runs, so its arguments are not known")
	}
	for _, e := range engines {
		argv := e.Argv.Value
		if why := e.Argv.Why(); why != "" {
			p.f.lack("arguments of dockerd: %s", why)
		}
		for _, r := range roleOptions() {
			for _, file := range facts.Values(argv, r.option, "", false) {
				p.add(r.role, file, "argv")
			}
		}
		given := facts.Values(argv, "config-file", "", false)
		p.usual = p.usual || len(given) == 0 || slices.ContainsFunc(given, func(file string) bool { return path.Clean(file) == facts.DaemonFile })
		for _, file := range given {
			if !path.IsAbs(file) {
				p.f.lack("the engine reads %q, and from where is not known", file)
			}
		}
		p.on = p.on || slices.ContainsFunc([]string{"tls", "tlsverify"}, func(name string) bool {
			return slices.Contains(facts.Values(argv, name, "", true), "true")
		})
	}
}

// settings is the paths of the files that the engines read, and what TLS without a path
// means.
func (p *tlsPaths) settings(t *Target) {
	if p.usual {
		p.file(t, facts.DaemonFile, "daemon.json")
	}
	for _, c := range p.configs {
		if !c.root {
			p.f.lack("%s is not looked into: the process that names it is not one of root", c.path)
			continue
		}
		p.file(t, c.path, "config-file:"+c.path)
	}
	for _, r := range roleOptions() {
		if p.on && !slices.ContainsFunc(p.list, func(found facts.TLSPath) bool { return found.Role == r.role }) {
			p.f.lack("TLS is on without --%s: the engine then looks in its own home", r.option)
		}
	}
}

// file is the paths of one configuration file of the engine.
func (p *tlsPaths) file(t *Target, name, from string) {
	tree, why := daemonSettings(t, name)
	if why != "" {
		p.f.lack("%s", why)
	}
	for _, r := range roleOptions() {
		if file, why := tree.String(r.option).Get(); why == "" {
			p.add(r.role, file, from)
		} else if tree.Has(r.option) {
			p.f.lack("%s of %s: %s", r.option, name, why)
		}
	}
	for _, option := range []string{"tls", "tlsverify"} {
		p.on = p.on || tree.Bool(option).Is(func(on bool) bool { return on })
	}
}

// volumes is the files in the certificate volumes of UCP.
func (p *tlsPaths) volumes(t *Target, had Had) {
	known, ok := had[facts.Volumes.Name]
	if !ok {
		known = facts.Fact{}
	}
	if why := untimed(known); why != "" {
		p.f.lack("%s: %s", facts.Volumes.Name, why)
	}
	list, _ := known.Value.([]facts.Volume)
	for _, want := range certVolumes() {
		for _, v := range list {
			if v.Name == want.name {
				p.volume(t, v, want.root)
			}
		}
	}
}

func (p *tlsPaths) volume(t *Target, v facts.Volume, root bool) {
	from := "volume:" + v.Name
	l := t.Files.at(v.Mountpoint, true)
	var names []string
	err := error(nil)
	if l.state == facts.OK {
		names, err = t.Files.ReadDir(l.path)
	}
	switch {
	case l.state != facts.OK:
		p.f.lack("%s: %s", from, valid(reasonOf(l)))
	case err != nil:
		p.f.lack("%s: %s", from, valid(err.Error()))
	}
	for _, name := range names {
		if role := roleOf(name, root); role != "" {
			p.add(role, path.Join(v.Mountpoint, name), from)
		}
	}
}

// roleOf is what a file of a certificate volume is, by its name; "" for something else.
func roleOf(name string, root bool) string {
	base, ext := strings.TrimSuffix(name, path.Ext(name)), path.Ext(name)
	switch {
	case ext == ".key" || ext == ".pem" && strings.HasSuffix(base, "key"):
		return "key"
	case ext != ".pem" && ext != ".crt" && ext != ".cert":
		return ""
	case root || strings.HasPrefix(base, "ca") || strings.HasSuffix(base, "-ca"):
		return "ca"
	}
	return "cert"
}
