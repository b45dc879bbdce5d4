package collect

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"regexp"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/stigwright/stigwright/diag"
	"github.com/stigwright/stigwright/facts"
)

// RecordSchema is the member schema of the index of a record of a cluster. It is raised
// when a member is kept that was not, and whose absence a rule could take for good: a
// record that was made before does not hold it. TestKept pins what is kept, and says so.
const RecordSchema = "stigrecord/2"

// maxRecorded bounds the index and each file of a record.
const maxRecorded = MaxAnswer * 2

// recordIndex is index.json of a record: who was asked by whom and when, and every
// answer. The files it names hold what was kept of the answers.
type recordIndex struct {
	Schema      string                     `json:"schema"`
	CollectedAt time.Time                  `json:"collected_at"` // when the collection ended
	StartedAt   time.Time                  `json:"started_at"`
	Collector   string                     `json:"collector"`
	Hostname    string                     `json:"hostname,omitzero"` // of the machine that asked
	RunBy       string                     `json:"run_by,omitzero"`   // who asked there; of MKE its account
	Interfaces  []recordedAPI              `json:"interfaces"`
	Bundle      *recordedBundle            `json:"client_bundle,omitzero"`
	Sections    map[string]recordedSection `json:"sections"`
	Answers     []recordedAnswer           `json:"answers"`
}

type recordedAPI struct {
	Name     string `json:"name"` // mke, msr, kubernetes
	URL      string `json:"url"`
	Account  string `json:"account,omitzero"`
	Verified bool   `json:"tls_verified"`
}

// recordedBundle is what is known of a client bundle: of its certificate what a bundle of
// facts says, and the digest of the public key. Nothing else of it is kept.
type recordedBundle struct {
	From        string                  `json:"from"`
	Account     string                  `json:"account"`
	Certificate facts.ClientCertificate `json:"certificate"`
	Key         string                  `json:"public_key"`
}

// recordedSection is what became of a section. One for which nothing was asked has no
// answers that say so.
type recordedSection struct {
	At       time.Time `json:"at"`
	State    string    `json:"state"`
	Why      string    `json:"why,omitzero"`
	NotAsked bool      `json:"not_asked,omitzero"`
}

// index is the index of what was collected.
func (c *Cluster) index(b *facts.Bundle, asked map[string]bool) ([]byte, error) {
	p := b.Provenance
	x := recordIndex{Schema: RecordSchema, CollectedAt: p.FinishedAt, StartedAt: p.StartedAt, Collector: p.Collector, Hostname: p.Hostname, RunBy: p.RunBy,
		Sections: map[string]recordedSection{}, Answers: c.tape.index()}
	for _, a := range c.interfaces() {
		one := recordedAPI{Name: a.Name, URL: a.at.URL, Verified: !a.at.Insecure}
		switch a {
		case c.MKE:
			one.Account = c.Account
		case c.MSR:
			one.Account = c.MSRAccount
		}
		x.Interfaces = append(x.Interfaces, one)
	}
	if own := c.Bundle; own != nil {
		x.Bundle = &recordedBundle{own.from, own.account, own.shown, own.key}
	}
	for name, f := range b.Facts {
		x.Sections[name] = recordedSection{At: f.At, State: f.State.String(), Why: f.Error, NotAsked: !asked[name]}
	}
	text, err := json.Marshal(x, json.Deterministic(true), jsontext.AllowInvalidUTF8(true), jsontext.WithIndent("  "))
	return append(text, '\n'), err
}

// interfaces is those that are asked.
func (c *Cluster) interfaces() (list []*API) {
	for _, a := range []*API{c.MKE, c.MSR, c.Kube} {
		if a != nil {
			list = append(list, a)
		}
	}
	return list
}

// taped gives the interfaces a tape, where there is a record to make or to replay.
func (c *Cluster) taped() {
	if c.tape == nil && c.Store != nil {
		c.tape = &tape{store: c.Store, times: map[string]int{}}
	}
	for _, a := range c.interfaces() {
		a.tape = c.tape
	}
}

// IsRecord reports whether the folder is a record of a cluster's answers, by what its
// index says.
func IsRecord(fsys fs.FS) bool {
	file, err := fsys.Open(facts.CaptureIndex)
	if err != nil {
		return false
	}
	defer func() { _ = file.Close() }()
	_, ok := facts.SchemaOf(io.LimitReader(file, maxRecorded))
	return ok
}

// ReadRecord replays a record (docs/collect-cluster.md): the recorded answers go
// through the same mapping as when they came and give the same bundle, its times
// included. name is how messages name the folder. A record that is damaged, or of
// another version, is refused. Warnings say what the record and the mapping know of that
// the other does not.
func ReadRecord(ctx context.Context, name string, fsys fs.FS) (b *facts.Bundle, warnings []string, err error) {
	x, err := readIndex(fsys)
	if err != nil {
		return nil, nil, placed(name, err)
	}
	t, err := newReplay(x, fsys)
	if err != nil {
		return nil, nil, placed(name, err)
	}
	c, err := x.cluster()
	if err != nil {
		return nil, nil, placed(name, err)
	}
	c.tape, c.replayed = t, x
	b = c.Collect(ctx).Node
	if err := t.problems.Err(); err != nil {
		return nil, nil, placed(name, err)
	}
	if len(t.unknown) > 0 {
		warnings = append(warnings, fmt.Sprintf("%s: has no answer to %d calls, such as %s: the program that recorded it did not make them", name, len(t.unknown), clipText(t.unknown[0])))
	}
	if n := t.unasked(); n > 0 {
		warnings = append(warnings, fmt.Sprintf("%s: %d of its answers are to calls that are not made", name, n))
	}
	return b, warnings, nil
}

// placed names the folder before the files in it.
func placed(name string, err error) error {
	var list diag.List
	for _, e := range diag.Each(err) {
		in := *e
		in.File = strings.TrimSuffix(name, "/") + "/" + in.File
		list = append(list, &in)
	}
	return list.Err()
}

func readIndex(fsys fs.FS) (*recordIndex, error) {
	wrong := func(format string, args ...any) error {
		return &diag.Error{File: facts.CaptureIndex, Msg: fmt.Sprintf(format, args...), Hint: "a record is made by `stigwright collect --cluster --record DIR`; copy the whole folder, unchanged"}
	}
	text, err := readRecorded(fsys, facts.CaptureIndex)
	if err != nil {
		return nil, wrong("%v", err)
	}
	var head struct {
		Schema string `json:"schema"`
	}
	if err := json.Unmarshal(text, &head); err != nil {
		return nil, wrong("is no index of a record: %s", notJSON(text, err))
	}
	if head.Schema != RecordSchema {
		return nil, wrong("schema is %q; want %s", clipText(head.Schema), RecordSchema)
	}
	var x recordIndex
	if err := json.Unmarshal(text, &x); err != nil {
		return nil, wrong("is no index of a record: %s", notJSON(text, err))
	}
	return &x, nil
}

// recordedName is the form of a name that a record gives a file.
func recordedName(name string) bool {
	return regexp.MustCompile(`^(mke|msr|kubernetes)-[0-9a-f]{16}\.json$`).MatchString(name)
}

// newReplay is the answers of a record, every file of which is there.
func newReplay(x *recordIndex, fsys fs.FS) (*tape, error) {
	t := &tape{files: fsys, answers: x.Answers, next: map[string][]int{}}
	seen := map[string]bool{}
	for i, one := range x.Answers {
		at := fmt.Sprintf("answers[%d]", i)
		wrong := func(format string, args ...any) {
			t.problem(facts.CaptureIndex, at+fmt.Sprintf(format, args...))
		}
		switch {
		case one.Call == "" || (one.Status == 0 && one.Error == "") || one.Status < 0 || one.Status > 599:
			wrong(" has no call, or neither a status nor an error")
		case one.File == "":
		case !recordedName(one.File):
			wrong(".file is %q; want the name of a file that a record has", clipText(one.File))
		case seen[one.File]:
			wrong(".file is %q, which another answer has", one.File)
		default:
			if _, err := fs.Stat(fsys, one.File); err != nil {
				wrong(".file: the folder has no %s that can be read", one.File)
			}
		}
		seen[one.File] = true
		key := one.Of + " " + one.Call
		t.next[key] = append(t.next[key], i)
	}
	return t, t.problems.Err()
}

// cluster is the interfaces as they were, none of which is asked.
func (x *recordIndex) cluster() (*Cluster, error) {
	c := &Cluster{Now: func() time.Time { return x.CollectedAt }, Provenance: facts.Provenance{Collector: x.Collector, Hostname: x.Hostname, RunBy: x.RunBy}}
	for i, one := range x.Interfaces {
		a, err := NewAPI(Access{Name: one.Name, URL: one.URL, Insecure: !one.Verified})
		if err != nil {
			return nil, &diag.Error{File: facts.CaptureIndex, Msg: fmt.Sprintf("interfaces[%d]: %v", i, err)}
		}
		switch {
		case one.Name == "mke" && c.MKE == nil:
			c.MKE, c.Account = a, one.Account
		case one.Name == "msr" && c.MSR == nil:
			c.MSR, c.MSRAccount = a, one.Account
		case one.Name == "kubernetes" && c.Kube == nil:
			c.Kube = a
		default:
			return nil, &diag.Error{File: facts.CaptureIndex, Msg: fmt.Sprintf("interfaces[%d].name is %q; want mke, msr or kubernetes, each once", i, clipText(one.Name))}
		}
	}
	if b := x.Bundle; b != nil {
		c.Bundle = &ClientBundle{from: b.From, account: b.Account, shown: b.Certificate, key: b.Key}
	}
	return c, nil
}

// readRecorded is a file of a record of at most maxRecorded bytes.
func readRecorded(fsys fs.FS, name string) ([]byte, error) {
	file, err := fsys.Open(name)
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return nil, errors.New("is not in the folder")
		}
		return nil, bareError(err)
	}
	defer func() { _ = file.Close() }()
	return readAtMost(file, maxRecorded)
}

// stateNamed is the state of a section that was not asked for.
func stateNamed(name string) facts.State {
	if name == facts.Skipped.String() {
		return facts.Skipped
	}
	return facts.Failed
}
