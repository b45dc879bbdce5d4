package collect

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/stigwright/stigwright/facts"
)

// Cluster is the interfaces of one cluster, each of them nil where it is not asked, and
// who asks. Make its sources with [Cluster.Sources].
type Cluster struct {
	MKE, MSR, Kube *API
	Bundle         *ClientBundle // the client bundle the account proves itself with; nil for a login
	Account        string        // of MKE: the name that logs in, or that of the client bundle's certificate
	MSRAccount     string        // of MSR
	Now            func() time.Time

	// Want tells the sections to collect from those that are left out, which are skipped;
	// nil for all.
	Want func(section string) bool
	// Progress hears what is looked at. Calls never overlap. It may be nil.
	Progress func(done, of int, what string)
	// Left is how much is left of the time for the whole collection, of which no section
	// but the last of an interface takes more than half; nil where there is no limit.
	Left func() time.Duration

	Provenance facts.Provenance // what the command knows: collector, host

	// Store writes a file of a record: the answers as far as facts are made of them, and
	// nothing secret. Calls come one at a time. It may be nil.
	Store func(name string, data []byte) error

	tape      *tape
	replayed  *recordIndex  // of the record that answers, nil where the interfaces do
	directory directoryOnce // accounts of MKE, which grants name by id
	clusterID string        // of the swarm
}

// Plan is what Collect would call, in order, without calling anything.
func (c *Cluster) Plan() []Step {
	var steps []Step
	if c.MKE != nil && c.MKE.prepare != nil {
		steps = append(steps, Step{"(login)", []Touch{{Kind: HTTP, Ref: "POST /auth/login", Why: "a token for the calls that follow; the session ends by itself"}}})
	}
	for _, s := range c.Sources() {
		if c.Want == nil || c.Want(s.Section) {
			steps = append(steps, Step{s.Section, s.Touches})
		}
	}
	return steps
}

// Collect asks the interfaces, beside one another. It never fails: whatever goes wrong is
// the state and the reason of a section. The bundle is the Node of what it returns.
func (c *Cluster) Collect(ctx context.Context) Collected {
	started := c.Now().UTC()
	c.taped()
	had, asked := c.collect(ctx)
	for _, a := range c.interfaces() {
		a.client.CloseIdleConnections()
	}
	p := c.Provenance
	p.StartedAt, p.FinishedAt, p.Method, p.Privilege = started, c.Now().UTC(), "api", ""
	verified := true
	for _, a := range []*API{c.MSR, c.Kube, c.MKE} { // the last is whose name the bundle bears
		if a == nil {
			continue
		}
		p.Endpoint = a.at.URL
		if a.at.Insecure {
			verified = false
			p.Notes = append(p.Notes, "the certificate of "+a.Host+" was not verified, as the operator asked")
		}
	}
	p.TLSVerified = facts.Some(verified)
	if c.MKE != nil {
		if p.RunBy, p.Privilege = c.Account, "mke-user"; notAdmin(had) == "" {
			p.Privilege = "mke-admin"
		}
	}
	if c.replayed != nil {
		p.StartedAt, p.FinishedAt = c.replayed.StartedAt, c.replayed.CollectedAt
	}
	got := Collected{Node: &facts.Bundle{Kind: facts.ClusterBundle, ClusterID: c.clusterID, Provenance: p, Facts: had}}
	if c.Store != nil {
		if got.Index, got.RecordErr = c.index(got.Node, asked); c.tape.err != nil {
			got.RecordErr = c.tape.err
		}
	}
	return got
}

// collect runs the sources of each interface in turn, and the interfaces side by side, so
// that one that hangs takes no time from another. asked is the sections whose source ran.
func (c *Cluster) collect(ctx context.Context) (had Had, asked map[string]bool) {
	lanes := c.lanes()
	runs, notes := make([]*nodeRun, len(lanes)), make([]map[string]bool, len(lanes))
	var wg sync.WaitGroup
	hear := c.progress(lanes)
	for i, lane := range lanes {
		notes[i] = map[string]bool{}
		runs[i] = &nodeRun{had: Had{}, Node: &Node{Target: &Target{Now: c.Now}, Sources: c.noting(lane, notes[i]), Want: c.Want, Left: c.Left,
			Progress: func(done, _ int, what string) { hear(i, done, what) }}}
		wg.Go(func() { runs[i].host(ctx, "cluster") })
	}
	wg.Wait()
	had, asked = Had{}, map[string]bool{}
	for i, run := range runs {
		maps.Copy(had, run.had)
		maps.Copy(asked, notes[i])
	}
	return had, asked
}

// progress is that of all lanes as one.
func (c *Cluster) progress(lanes [][]Source) func(lane, done int, what string) {
	var mu sync.Mutex
	done, of := make([]int, len(lanes)), 0
	for _, lane := range lanes {
		of += len(lane)
	}
	return func(lane, n int, what string) {
		mu.Lock()
		defer mu.Unlock()
		done[lane] = n
		if c.Progress == nil {
			return
		}
		all := 0
		for _, n := range done {
			all += n
		}
		c.Progress(all, of, what)
	}
}

// noting is sources which note in asked that they were run. Those of a record have the
// times at which they were; what was not asked then has the reason.
func (c *Cluster) noting(sources []Source, asked map[string]bool) []Source {
	for i, s := range sources {
		sources[i].Collect = func(ctx context.Context, t *Target, had Had) facts.Fact {
			if asked[s.Section] = true; c.replayed == nil {
				return s.Collect(ctx, t, had)
			}
			was, ok := c.replayed.Sections[s.Section]
			if ok && was.NotAsked {
				return facts.Fact{State: stateNamed(was.State), Error: was.Why, At: was.At}
			}
			f := s.Collect(ctx, t, had)
			if ok {
				f.At = was.At
			}
			return f
		}
	}
	return sources
}

// Sources is the sources of a cluster's sections (fact bundle schema, section 4), in an
// order in which each finds what it asks of the others.
func (c *Cluster) Sources() []Source { return slices.Concat(c.lanes()...) }

// lanes is the sources by what they ask: none needs what one of another lane finds. What
// may take long comes last in its lane.
func (c *Cluster) lanes() (lanes [][]Source) {
	var mke []Source
	if c.Bundle != nil {
		mke = append(mke, c.bundleSource())
	}
	if c.MKE != nil {
		mke = append(mke, c.mkeSources()...)
		mke = append(mke, c.mkeEngineSources()...)
	}
	if mke != nil {
		lanes = append(lanes, mke)
	}
	if c.Kube != nil {
		lanes = append(lanes, []Source{c.kubeSource()})
	}
	if c.MSR != nil {
		lanes = append(lanes, []Source{c.msrSource()})
	}
	if c.MKE != nil || c.MSR != nil {
		lanes = append(lanes, []Source{c.tlsSource()})
	}
	return lanes
}

// httpSource is a source whose calls are those of the interface.
func httpSource(section, privilege string, collect func(context.Context, Had) facts.Fact, calls ...string) Source {
	s := Source{Section: section, Collect: func(ctx context.Context, _ *Target, had Had) facts.Fact { return collect(ctx, had) }}
	for _, call := range calls {
		s.Touches = append(s.Touches, Touch{Kind: HTTP, Ref: call, Why: whyAsked(section), Privilege: privilege})
	}
	return s
}

// whyAsked is what the calls for a section are made for.
func whyAsked(section string) string {
	return map[string]string{
		facts.MKEWhoAmI.Name:            "who asks: only to an administrator lists are given whole",
		facts.MKEConfig.Name:            "MKE's settings, without what is secret among them",
		facts.MKEVersion.Name:           "the release of MKE",
		facts.MKEAvailableVersions.Name: "the releases MKE offers to go to",
		facts.MKELogging.Name:           "levels of logs and audit",
		facts.MKEConfigKubernetes.Name:  "whether secrets are encrypted where they are kept",
		facts.MKERegistries.Name:        "whether there is a registry",
		facts.MKEAuthLDAP.Name:          "the directory that accounts come from, without its password",
		facts.MKEAuthSAML.Name:          "the identity provider that accounts come from",
		facts.MKEAccounts.Name:          "users, organisations and teams by name",
		facts.MKERBAC.Name:              "who was given which role on what",
		facts.MKEPrelogonObserved.Name:  "whether the notice is sent before login",
		facts.Swarm.Name:                "the swarm's own objects; of secrets and configs the names",
		facts.EngineByNode.Name:         "every container and image, by node",
		facts.K8s.Name:                  "objects of all namespaces, reduced; of secrets the names",
		facts.MSR.Name:                  "the registry's settings, scans, accounts, repositories and tags",
		facts.TLS.Name:                  "the certificates that are shown to anybody",
	}[section]
}

// factOf is a value with its state as the fact of a section.
func factOf[T any](c *Cluster, m facts.Maybe[T], ref string, redactions ...string) facts.Fact {
	f := facts.Fact{State: m.State, Complete: m.State == facts.OK && !m.Partial, Error: m.Error,
		At: c.Now().UTC(), Source: ref, SourceKind: string(HTTP)}
	if f.State == facts.NotCollected {
		f.State, f.Error = facts.Failed, "the answer does not say"
	}
	if f.State == facts.OK {
		if f.Value, f.HTTPStatus = m.Value, 200; len(redactions) > 0 {
			f.Redactions = redactions
		}
	}
	return f
}

// filtered is a list that the interface cuts to what the account may see: it is whole
// only where the account is proven to be an administrator.
func filtered[T any](m facts.Maybe[T], notAdmin string) facts.Maybe[T] {
	if m.State == facts.OK && notAdmin != "" {
		m.Partial, m.Error = true, joinText(m.Error, notAdmin)
	}
	return m
}

// joinText puts two reasons into one clause.
func joinText(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + "; " + b
}

// each runs f for every index below n, a few at a time, and returns when all are done.
func each(n int, f func(i int)) {
	var wg sync.WaitGroup
	var broken sync.Once
	var panicked any // the first of them, for the caller, who knows what it costs
	one := func(i int) {
		defer func() {
			if p := recover(); p != nil {
				broken.Do(func() { panicked = p })
			}
		}()
		f(i)
	}
	next := make(chan int)
	for range min(n, CallsAtOnce) {
		wg.Go(func() {
			for i := range next {
				one(i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	wg.Wait()
	if panicked != nil {
		panic(panicked)
	}
}
