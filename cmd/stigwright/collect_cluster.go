package main

import (
	"bytes"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/pflag"
	"golang.org/x/term"

	"github.com/stigwright/stigwright/diag"
	"github.com/stigwright/stigwright/facts/collect"
)

// clusterFlags is the interfaces of a cluster and who asks them. There is no flag for a
// password: an argument can be read by everybody on the machine.
type clusterFlags struct {
	cluster                      bool
	mke, bundle, msr, kubeconfig string
	username, passwordFile       string
	msrUsername, msrPasswordFile string
	caFile                       string
	insecure                     bool
}

func (f *clusterFlags) register(flags *pflag.FlagSet) {
	flags.BoolVar(&f.cluster, "cluster", false, "collect from the interfaces below, not from this machine")
	flags.StringVar(&f.mke, "mke", "", "address of MKE, https://host[:port]; with --client-bundle that in its env.sh")
	flags.StringVar(&f.bundle, "client-bundle", "", "MKE client bundle, zip or folder: proves who asks, and gives Kubernetes too")
	flags.StringVar(&f.msr, "msr", "", "address of MSR, https://host[:port]")
	flags.StringVar(&f.kubeconfig, "kubeconfig", "", "kubeconfig of the cluster, with a token or a client certificate")
	flags.StringVar(&f.username, "username", "", "account of MKE; its password comes from --password-file, $STIGWRIGHT_PASSWORD or the prompt")
	flags.StringVar(&f.passwordFile, "password-file", "", "file with the password, and nothing else")
	flags.StringVar(&f.msrUsername, "msr-username", "", "account of MSR; its password comes from --msr-password-file, $STIGWRIGHT_MSR_PASSWORD or the prompt")
	flags.StringVar(&f.msrPasswordFile, "msr-password-file", "", "file with the password for MSR")
	flags.StringVar(&f.caFile, "ca-file", "", "PEM file of authorities to trust beside those of this machine")
	flags.BoolVar(&f.insecure, "insecure-skip-tls-verify", false, "do not verify certificates; the bundle says so")
}

// asked reports whether a cluster is to be collected.
func (f clusterFlags) asked() bool {
	return f.cluster || f.mke+f.bundle+f.msr+f.kubeconfig != ""
}

// collectCluster collects from the interfaces of a cluster.
func (a *app) collectCluster(c clusterFlags, f collectFlags, o collectOutput) error {
	if err := c.check(f, o); err != nil {
		return err
	}
	if err := o.check(); err != nil {
		return err
	}
	cluster, err := a.clusterOf(c, o.dryRun)
	if err != nil {
		return err
	}
	var sections []string
	for _, s := range cluster.Sources() {
		sections = append(sections, s.Section)
	}
	if cluster.Want, err = wantedSections(f.only, f.skip, sections); err != nil {
		return err
	}
	if o.dryRun {
		return a.printPlan(o.planned(cluster.Plan(), clusterRecord), o.json)
	}
	record := &recordFolder{dir: o.record}
	if o.record != "" {
		cluster.Store = record.store
	}
	got, err := a.gathering(f.timeout, &cluster.Progress, &cluster.Left, cluster.Collect)
	if err != nil {
		record.discard()
		return err
	}
	written, err := a.writeCollected(got, o)
	if err != nil {
		record.discard()
		return err
	}
	if o.record != "" {
		if err := a.finishRecord(record, got); err != nil {
			return err // the bundle is there
		}
	}
	return a.printCollected(got, written, o)
}

func (f clusterFlags) check(c collectFlags, o collectOutput) error {
	switch {
	case f.mke+f.bundle+f.msr+f.kubeconfig == "":
		return hinted("give --mke URL with --username, --client-bundle ZIP, --msr URL or --kubeconfig FILE", "--cluster: names nothing to ask")
	case c.root != "" || c.thisHost || o.swarm != "":
		return usage("--root, --this-host and --swarm are for a node, not for --cluster")
	case c.timeout <= 0:
		return usage("--timeout: is %s; want a time such as 2m", c.timeout)
	case f.mke != "" && f.bundle == "" && f.username == "":
		return hinted("--username NAME, or --client-bundle ZIP", "--mke: who asks?")
	case f.bundle != "" && f.username != "":
		return usage("--client-bundle and --username exclude each other: the bundle says who asks")
	case f.msr != "" && f.msrUsername == "":
		return hinted("--msr-username NAME; with an access token of MSR as the password it is the same", "--msr: who asks?")
	}
	return nil
}

// clusterOf is the interfaces the flags name. Where nothing will be asked, neither is
// for a password.
func (a *app) clusterOf(f clusterFlags, dry bool) (*collect.Cluster, error) {
	c := &collect.Cluster{Now: func() time.Time { return a.now().UTC().Truncate(time.Second) }, Provenance: a.collector()}
	ca, err := authorities(f.caFile)
	if err != nil {
		return nil, err
	}
	common := collect.Access{CA: ca, Insecure: f.insecure, Now: a.now}
	for _, add := range []func(*collect.Cluster, clusterFlags, collect.Access, bool) error{a.addMKE, a.addKubernetes, a.addMSR} {
		if err := add(c, f, common, dry); err != nil {
			return nil, err
		}
	}
	return c, nil
}

func (a *app) addMKE(c *collect.Cluster, f clusterFlags, at collect.Access, dry bool) (err error) {
	if f.mke == "" && f.bundle == "" {
		return nil
	}
	at.Name, at.URL, at.Username, c.Account = "mke", f.mke, f.username, f.username
	if f.bundle != "" {
		if c.Bundle, err = readClientBundle(f.bundle); err != nil {
			return &exitError{exitInput, err}
		}
		at.Certificate, c.Account = &c.Bundle.Certificate, c.Bundle.Account()
		if at.CA == nil {
			at.CA = c.Bundle.CA
		} else if own, err := c.Bundle.File("ca.pem"); err == nil {
			at.CA.AppendCertsFromPEM(own)
		}
		if at.URL == "" && c.Bundle.Host == "" {
			return hinted("--mke https://HOST", "--client-bundle: env.sh does not say where MKE is")
		}
		if at.URL == "" {
			at.URL = "https://" + c.Bundle.Host
		}
	} else if at.Password, err = a.password(f.passwordFile, "STIGWRIGHT_PASSWORD", f.username+" on MKE", dry); err != nil {
		return err
	}
	if c.MKE, err = collect.NewMKE(at); err != nil {
		return &exitError{exitUsage, err}
	}
	return nil
}

func (a *app) addMSR(c *collect.Cluster, f clusterFlags, at collect.Access, dry bool) (err error) {
	if f.msr == "" {
		return nil
	}
	at.Name, at.URL, at.Username, c.MSRAccount = "msr", f.msr, f.msrUsername, f.msrUsername
	if at.Password, err = a.password(f.msrPasswordFile, "STIGWRIGHT_MSR_PASSWORD", f.msrUsername+" on MSR", dry); err != nil {
		return err
	}
	if c.MSR, err = collect.NewAPI(at); err != nil {
		return &exitError{exitUsage, err}
	}
	return nil
}

// addKubernetes takes the kubeconfig that is named, else that of the client bundle.
func (a *app) addKubernetes(c *collect.Cluster, f clusterFlags, common collect.Access, _ bool) error {
	name, read := f.kubeconfig, func(path string) ([]byte, error) {
		if !filepath.IsAbs(path) {
			path = filepath.Join(filepath.Dir(f.kubeconfig), path)
		}
		return readSmallFile(path)
	}
	var text []byte
	switch {
	case name != "":
		var err error
		if text, err = readSmallFile(name); err != nil {
			return &exitError{exitInput, &diag.Error{File: name, Msg: "cannot be read", Err: err}}
		}
	case c.Bundle != nil && c.Bundle.Kubeconfig != nil:
		name, text, read = f.bundle+": kube.yml", c.Bundle.Kubeconfig, c.Bundle.File
	default:
		return nil
	}
	at, err := collect.Kubeconfig(name, text, read)
	if err == nil {
		if at.CA == nil {
			at.CA = common.CA
		}
		at.Insecure, at.Now = common.Insecure, common.Now
		c.Kube, err = collect.NewAPI(at)
	}
	if err != nil {
		return &exitError{exitInput, err}
	}
	return nil
}

// readClientBundle reads a client bundle, zip or folder.
func readClientBundle(path string) (*collect.ClientBundle, error) {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return collect.ReadBundle(path, os.DirFS(path))
	}
	data, err := readSmallFile(path)
	if err != nil {
		return nil, &diag.Error{File: path, Msg: "cannot be read", Err: err}
	}
	return collect.ZipBundle(path, data)
}

// maxSmallFile bounds the files that say how an interface is reached.
const maxSmallFile = 8 << 20

func readSmallFile(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, pathless(err)
	}
	defer func() { _ = f.Close() }()
	data, err := io.ReadAll(io.LimitReader(f, maxSmallFile+1))
	if err == nil && len(data) > maxSmallFile {
		err = fmt.Errorf("is more than %d bytes", maxSmallFile)
	}
	return data, pathless(err)
}

// authorities is the certificates to trust; nil for those of the machine.
func authorities(path string) (*x509.CertPool, error) {
	if path == "" {
		return nil, nil
	}
	text, err := readSmallFile(path)
	if err != nil {
		return nil, &exitError{exitInput, &diag.Error{File: path, Msg: "cannot be read", Err: err}}
	}
	pool, err := x509.SystemCertPool()
	if err != nil {
		pool = x509.NewCertPool()
	}
	if !pool.AppendCertsFromPEM(text) {
		return nil, &exitError{exitInput, &diag.Error{File: path, Msg: "holds no certificate; want PEM"}}
	}
	return pool, nil
}

// password is a secret from a file, the environment or the prompt, in that order.
func (a *app) password(file, variable, whose string, dry bool) (string, error) {
	switch {
	case dry:
		return "-", nil // nothing is asked, so nothing is sent
	case file != "":
		text, err := readSmallFile(file)
		if err != nil {
			return "", &exitError{exitInput, &diag.Error{File: file, Msg: "cannot be read", Err: err}}
		}
		if secret := string(bytes.TrimRight(text, "\r\n")); secret != "" {
			return secret, nil
		}
		return "", &exitError{exitInput, &diag.Error{File: file, Msg: "is empty; want the password"}}
	case a.getenv(variable) != "":
		return a.getenv(variable), nil
	}
	f, ok := a.stdin.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return "", hinted("--"+strings.ToLower(strings.ReplaceAll(strings.TrimPrefix(variable, "STIGWRIGHT_"), "_", "-"))+"-file FILE or $"+variable,
			"no password for %s, and no terminal to ask for it", whose)
	}
	fmt.Fprintf(a.stderr, "password of %s: ", whose)
	secret, err := term.ReadPassword(int(f.Fd()))
	fmt.Fprintln(a.stderr)
	if err == nil && len(secret) == 0 {
		err = errors.New("nothing was typed")
	}
	if err != nil {
		return "", &exitError{exitInput, fmt.Errorf("password of %s: %w", whose, err)}
	}
	return string(secret), nil
}
