package main

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"os/user"
	"runtime/debug"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/stigwright/stigwright/diag"
	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/facts/collect"
)

// collectFlags is what a collection of a node looks at.
type collectFlags struct {
	only, skip []string
	root       string
	thisHost   bool
	timeout    time.Duration
}

// collectOutput is where a collection goes.
type collectOutput struct {
	file   string
	swarm  string
	record string
	dryRun bool
	json   bool
}

func (a *app) collectCmd() *cobra.Command {
	var f collectFlags
	var o collectOutput
	var c clusterFlags
	cmd := &cobra.Command{
		Use:   "collect [-o FILE|DIR|-] [--cluster …]",
		Short: "Gather a fact bundle from this node, or from a cluster",
		Long: `Looks at this machine and its Docker Engine and writes what it found as a fact
bundle, which evaluate judges, here or elsewhere. Nothing is changed: files are read,
a few commands that list things are run, and the engine is asked with GET requests.
What is secret is replaced before anything is written.

The engine is found as the docker command finds it: DOCKER_HOST (unix or tcp, with
DOCKER_TLS_VERIFY and DOCKER_CERT_PATH), else the socket of this machine.

Whatever cannot be read stands in the bundle with the reason, and the rules that need
it come out as Not_Reviewed: run it as root, on the host itself. On a manager the
objects of its swarm are written as a bundle of the cluster, where -o is a folder or
--swarm names a file.

With --cluster the interfaces of MKE, MSR and Kubernetes are asked instead, from any
machine that reaches them: by name and password, or with an MKE client bundle. Their
lists count as whole only for an account that is proven to be an administrator. Apart
from MKE's login, and the question to Kubernetes what the account may do, every call
is a GET. A password comes from a file, the environment or the prompt, is sent nowhere
but to the interface it is for, and stored nowhere.

--record DIR also keeps the answers, redacted, so that a verdict can be looked into
elsewhere: -f takes the folder. --dry-run prints every call, file and command, and the
rules it serves, and what --record would keep, and touches nothing.`,
		Example: `  stigwright collect -o facts/
  stigwright collect -o node1.facts.json --skip audit
  stigwright collect --dry-run
  stigwright collect --root /mnt/image -o image.facts.json
  stigwright collect --cluster --client-bundle ucp-bundle-admin.zip -o cluster.facts.json
  stigwright collect --cluster --mke https://mke.example.mil --username admin --msr https://msr.example.mil --msr-username admin -o facts/`,
		Args: noWords("the file is given with -o"),
		RunE: func(*cobra.Command, []string) error {
			if c.asked() {
				return a.collectCluster(c, f, o)
			}
			return a.collect(f, o)
		},
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	flags.StringVarP(&o.file, "output", "o", ".", "file to write, a folder for HOST.facts.json, or - for standard output")
	flags.StringVar(&o.swarm, "swarm", "", "on a manager: file for the objects of the swarm, a bundle of the cluster")
	f.register(flags)
	c.register(flags)
	flags.StringVar(&o.record, "record", "", "folder to also keep the redacted answers in, of the engine or of the cluster; -f takes it as it takes the bundle")
	flags.BoolVar(&o.dryRun, "dry-run", false, "print what would be touched, and why; touch nothing")
	flags.BoolVar(&o.json, "json", false, "print the summary, or with --dry-run the plan, as JSON")
	return cmd
}

func (f *collectFlags) register(flags *pflag.FlagSet) {
	flags.StringSliceVar(&f.only, "only", nil, "collect these sections alone, such as docker_engine,host_files (comma list)")
	flags.StringSliceVar(&f.skip, "skip", nil, "leave these sections out (comma list)")
	flags.StringVar(&f.root, "root", "", "read the files of a host image mounted here; its engine is not asked")
	flags.BoolVar(&f.thisHost, "this-host", false, "the engine is this machine's, although it is reached over the network, from a container, or has another name")
	flags.DurationVar(&f.timeout, "timeout", 5*time.Minute, "give up what was not collected by then; of what is left of it no section takes more than half")
}

func (a *app) collect(f collectFlags, o collectOutput) error {
	if err := o.check(); err != nil {
		return err
	}
	node, done, err := a.node(f)
	if err != nil {
		return err
	}
	defer done()
	a.frugal()
	if o.dryRun {
		return a.printPlan(o.planned(node.Plan(), nodeRecord), o.json)
	}
	got, err := a.gather(node, f.timeout)
	if err != nil {
		return err
	}
	if o.record != "" {
		if err := a.record(o.record, got.Answers); err != nil {
			return err
		}
	}
	written, err := a.writeCollected(got, o)
	if err != nil {
		return err
	}
	if o.swarm != "" && written.swarm == "" {
		a.warn("--swarm %s: nothing was written: this node manages no swarm, or its objects were not asked for", o.swarm)
	}
	return a.printCollected(got, written, o)
}

func (o collectOutput) check() error {
	switch {
	case o.file == "":
		return usage("-o: is empty; want a file, a folder or -")
	case o.file == "-" && o.json:
		return hinted("write the bundle to a file, or leave --json away", "-o - and --json both write to standard output")
	case o.swarm == "-":
		return usage("--swarm: want a file")
	case o.swarm != "" && sameFile(o.file, o.swarm):
		return hinted("name two files, or a folder with -o", "-o and --swarm name the same file, %s", o.swarm)
	case o.record != "" && !o.dryRun:
		if err := emptyFolder(o.record); err != nil { // before anything is collected
			return &exitError{exitInput, err}
		}
	}
	return nil
}

// node is the collection the flags ask for. done closes what it holds open.
func (a *app) node(f collectFlags) (node *collect.Node, done func(), err error) {
	if f.timeout <= 0 {
		return nil, nil, usage("--timeout: is %s; want a time such as 2m", f.timeout)
	}
	now := func() time.Time { return a.now().UTC().Truncate(time.Second) } // as fine as the time of evaluation
	node = &collect.Node{ThisHost: f.thisHost, Getenv: a.getenv, Provenance: a.collector()}
	var closing func() error
	if f.root != "" {
		node.NoEngine = "an image has no engine to ask (--root)"
		node.Target, closing, err = collect.Image(f.root, now)
	} else {
		node.Target, closing, err = collect.ThisHost(now)
	}
	if err != nil {
		return nil, nil, &exitError{exitInput, err}
	}
	done = func() { _ = closing() }
	if f.root == "" {
		if node.Engine, err = collect.NewEngine(a.getenv, ""); err != nil {
			done()
			return nil, nil, &exitError{exitUsage, err}
		}
	}
	node.Sources = collect.HostSources(node.Target)
	if node.Want, err = wantedSections(f.only, f.skip, node.Sections()); err != nil {
		done()
		return nil, nil, err
	}
	return node, done, nil
}

// frugal collects garbage as often as Go does by itself (see tune): a node has its own
// work to do, and a quarter of the memory is worth more there than some milliseconds.
func (a *app) frugal() {
	if a.getenv("GOGC") == "" {
		debug.SetGCPercent(100)
	}
}

// collector is what a bundle says of who collected it.
func (a *app) collector() facts.Provenance {
	p := facts.Provenance{Collector: "stigwright " + version, Privilege: "unprivileged", RunBy: a.getenv("USER")}
	p.Hostname, _ = os.Hostname() // without one the bundle says so by having none
	if u, err := user.Current(); err == nil {
		p.RunBy = u.Username
	}
	if os.Geteuid() == 0 {
		p.Privilege = "root"
	}
	return p
}

// wantedSections reads --only and --skip: names of sections, or of groups of them.
func wantedSections(only, skip, known []string) (func(string) bool, error) {
	matches := func(list []string, section string) bool {
		for _, word := range list {
			if section == word || strings.HasPrefix(section, word+".") {
				return true
			}
		}
		return false
	}
	for i, list := range [][]string{only, skip} {
		flag := []string{"only", "skip"}[i]
		for _, word := range list {
			found := false
			for _, section := range known {
				found = found || matches([]string{word}, section)
			}
			if !found {
				return nil, hinted(orNothing("did you mean %s?", diag.Nearest(word, known))+" `stigwright collect --dry-run` lists the sections",
					"--%s: no section %q is collected from a node", flag, word)
			}
		}
	}
	return func(section string) bool {
		return (len(only) == 0 || matches(only, section)) && !matches(skip, section)
	}, nil
}

// gather collects a node.
func (a *app) gather(node *collect.Node, timeout time.Duration) (collect.Collected, error) {
	if err := node.Target.IsHost(); err != nil {
		return collect.Collected{}, &exitError{exitInput, err}
	}
	return a.gathering(timeout, &node.Progress, &node.Left, node.Collect)
}

// gathering collects until it is done, its time is over or somebody interrupts, in which
// case nothing is written.
func (a *app) gathering(timeout time.Duration, progress *func(done, of int, what string), left *func() time.Duration, run func(context.Context) collect.Collected) (collect.Collected, error) {
	interrupted, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	ctx, cancel := context.WithTimeout(interrupted, timeout)
	defer cancel()
	end := a.now().Add(timeout)
	*left = func() time.Duration { return end.Sub(a.now()) }
	shown := a.progress("collecting", 1)
	*progress = func(done, of int, what string) { shown.grow(done, of, what) }
	got := run(ctx)
	shown.done()
	for _, w := range got.Warnings {
		a.warn("%s", w)
	}
	if interrupted.Err() != nil {
		return got, &exitError{exitInput, errors.New("interrupted: nothing was written")}
	}
	return got, nil
}
