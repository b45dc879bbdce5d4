package collect

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"

	"github.com/stigwright/stigwright/diag"
)

// tape is the answers of a cluster's interfaces on their way into a record, or out of
// one. Calls may come at the same time.
type tape struct {
	store func(name string, data []byte) error // writes a file of the record; nil where one is replayed
	files fs.FS                                // of the record that is replayed; nil while one is made

	mu       sync.Mutex
	answers  []recordedAnswer
	times    map[string]int // how often a call was recorded, or is left
	next     map[string][]int
	err      error // of the first file that could not be written
	problems diag.List
	unknown  []string // calls that the record does not have
}

// recordedAnswer is one entry of the index of a record.
type recordedAnswer struct {
	Of     string `json:"of"`             // mke, msr, kubernetes
	Call   string `json:"call"`           // GET /accounts?limit=100
	Status int    `json:"status"`         // of HTTP; 0 where there was no answer
	Error  string `json:"error,omitzero"` // why there is no answer, or none that can be read
	Next   string `json:"next,omitzero"`  // the page that starts where the header X-Next-Page-Start says
	File   string `json:"file,omitzero"`  // that holds what is kept of the body

	nth int // of the same call, from 1
}

// add records what was kept of an answer.
func (t *tape) add(of string, r Reply) {
	t.mu.Lock()
	defer t.mu.Unlock()
	key := of + " " + r.Call
	t.times[key]++
	one := recordedAnswer{Of: of, Call: r.Call, Status: r.Status, Error: r.Err, Next: r.Next, nth: t.times[key]}
	if r.Err == "" && r.Body != nil {
		one.File = fileOf(key, one.nth)
		if t.err == nil {
			t.err = t.store(one.File, append(slices.Clone(r.Body), '\n'))
		}
	}
	t.answers = append(t.answers, one)
}

// fileOf is the name of the file for an answer: the same for the same call.
func fileOf(key string, nth int) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%d", key, nth))
	of, _, _ := strings.Cut(key, " ")
	return of + "-" + hex.EncodeToString(sum[:8]) + ".json"
}

// index is the answers in an order that does not depend on which came first.
func (t *tape) index() []recordedAnswer {
	slices.SortFunc(t.answers, func(a, b recordedAnswer) int {
		if c := strings.Compare(a.Of+" "+a.Call, b.Of+" "+b.Call); c != 0 {
			return c
		}
		return a.nth - b.nth
	})
	return t.answers
}

// replay is the answer that a call was given when it was recorded.
func (t *tape) replay(of, call string, k keep) Reply {
	t.mu.Lock()
	defer t.mu.Unlock()
	key := of + " " + call
	left := t.next[key]
	if len(left) == 0 {
		t.unknown = append(t.unknown, key)
		return Reply{Call: call, Err: "the record has no answer to this call"}
	}
	one := t.answers[left[0]]
	t.next[key] = left[1:]
	r := Reply{Call: call, Status: one.Status, Err: one.Error, Next: one.Next}
	if one.File == "" {
		return r
	}
	body, err := readRecorded(t.files, one.File)
	if err != nil {
		t.problem(one.File, err.Error())
		r.Err = "the record cannot be read"
		return r
	}
	if r.Body = body; r.Status/100 != 2 {
		return r.reduced(nil)
	}
	if r = r.reduced(k.again()); r.Err != "" {
		t.problem(one.File, r.Err)
	}
	return r
}

func (t *tape) problem(file, why string) {
	const most = 20
	if len(t.problems) < most {
		t.problems = append(t.problems, &diag.Error{File: file, Msg: why, Hint: "copy the whole folder again, unchanged"})
	}
}

// unasked is how many answers of a record nothing asked for.
func (t *tape) unasked() (count int) {
	for _, left := range t.next {
		count += len(left)
	}
	return count
}
