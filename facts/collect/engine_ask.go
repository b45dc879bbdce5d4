package collect

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/stigwright/stigwright/facts"
)

const (
	maxRounds  = 3         // how often containers are listed when some vanish between list and inspect
	maxAnswers = 256 << 20 // bytes of all answers of an engine together
	psArgs     = "-eo pid,ppid,user,args"
)

// asking is one run of questions to an engine.
type asking struct {
	*Engine
	want     func(section string) bool
	progress func(done, of int)
	now      func() time.Time
	prefix   string
	note     string
	info     engineInfo
	there    bool // the engine answered, so that there is something to ask it

	mu       sync.Mutex
	answers  []facts.Answer
	size     int // of their bodies
	done, of int
}

// Asked is what an engine was asked and what it answered.
type Asked struct {
	Answers []facts.Answer
	Note    string // what a reader of the facts should know; "" for nothing
	info    engineInfo
}

// engineInfo is what the answers themselves do not keep of /info.
type engineInfo struct {
	Name       string
	SystemTime string
	Swarm      struct{ ControlAvailable bool }
}

// Ask asks the engine for the sections that are wanted. It does not fail: a call that
// got no answer is an answer that says why. progress, where not nil, hears how many
// calls are done of how many that are known of.
func (e *Engine) Ask(ctx context.Context, want func(section string) bool, now func() time.Time, progress func(done, of int)) Asked {
	a := e.begin(ctx, want, now, progress)
	a.containers(ctx)
	return a.asked()
}

// begin asks for all but the containers, which take as long as there are many.
func (e *Engine) begin(ctx context.Context, want func(section string) bool, now func() time.Time, progress func(done, of int)) *asking {
	a := &asking{Engine: e, want: want, now: now, progress: progress}
	n := e.negotiate(ctx)
	a.prefix, a.note = n.prefix, n.note
	if n.version.Status == 0 || n.refused != "" {
		a.none(n)
		return a
	}
	a.there = true
	if want(facts.EngineVersion.Name) {
		a.keep("version", n.version.Call, n.version)
	}
	info := a.get(ctx, "/info")
	a.keep("info", info.Call, info)
	if info.Status == http.StatusOK && info.Err == "" {
		_ = json.Unmarshal(info.Body, &a.info) // what cannot be read of it is not there
	}
	a.lists(ctx, a.info.Swarm.ControlAvailable)
	return a
}

// asked is what was asked so far, in order.
func (a *asking) asked() Asked {
	answers := slices.Clone(a.answers)
	slices.SortStableFunc(answers, func(x, y facts.Answer) int { return strings.Compare(x.Key, y.Key) })
	return Asked{Answers: answers, Note: a.note, info: a.info}
}

// question is one call that is made once.
type question struct{ key, path, section string }

// questions is what is asked once, of a node and of a manager's swarm.
func questions(manager bool) []question {
	list := []question{
		{"images", "/images/json", facts.Images.Name},
		{"volumes", "/volumes", facts.Volumes.Name},
		{"networks", "/networks", facts.Networks.Name},
	}
	if manager {
		list = append(list, question{"nodes", "/nodes", facts.Node.Name}, question{"swarm", "/swarm", facts.Swarm.Name},
			question{"services", "/services", facts.Swarm.Name}, question{"secrets", "/secrets", facts.Swarm.Name},
			question{"configs", "/configs", facts.Swarm.Name}, question{"swarm-unlockkey", "/swarm/unlockkey", facts.Swarm.Name})
	}
	return list
}

// wanted reports whether a question serves a section that is wanted.
func (a *asking) wanted(q question) bool {
	return a.want(q.section) || (q.key == "nodes" || q.key == "networks") && a.want(facts.Swarm.Name)
}

// none answers every question with why there is no engine to ask.
func (a *asking) none(n negotiated) {
	r := n.version
	if n.refused != "" {
		r = Reply{Err: n.refused}
	}
	a.keep("info", "GET /info", r)
	if a.want(facts.EngineVersion.Name) {
		a.keep("version", "GET /version", r)
	}
	for _, q := range append(questions(false), question{"containers", listPath, facts.Containers.Name}) {
		if a.wanted(q) {
			a.keep(q.key, "GET "+q.path, r)
		}
	}
}

// lists asks what is asked once.
func (a *asking) lists(ctx context.Context, manager bool) {
	list := slices.DeleteFunc(questions(manager), func(q question) bool { return !a.wanted(q) })
	a.each(len(list), func(i int) {
		r := a.get(ctx, list[i].path)
		a.keep(list[i].key, r.Call, r)
	})
}

// each calls f for 0 to n-1, as many at once as an engine is asked.
func (a *asking) each(n int, f func(i int)) {
	a.tell(0, n)
	next := make(chan int)
	var workers sync.WaitGroup
	for range min(n, EngineCallsAtOnce) {
		workers.Go(func() {
			for i := range next {
				f(i)
				a.tell(1, 0)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	workers.Wait()
}

// tell adds to what is done and to what is known to be done.
func (a *asking) tell(done, of int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.done, a.of = a.done+done, a.of+of
	if a.progress != nil {
		a.progress(a.done, a.of)
	}
}

// get asks for a path. When all answers together are too large for the memory of a
// node, the rest is not held.
func (a *asking) get(ctx context.Context, path string) Reply {
	r := a.api.Get(ctx, a.prefix+path)
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.size += len(r.Body); a.size > maxAnswers && r.Err == "" {
		r.Body, r.Err = nil, "the answers of the engine are too large to be held together"
	}
	return r
}

// keep keeps a reply as an answer.
func (a *asking) keep(key, call string, r Reply) {
	answer := facts.Answer{Key: key, Call: call, Status: r.Status, Body: r.Body, At: a.now().UTC()}
	a.mu.Lock()
	defer a.mu.Unlock()
	if r.Err != "" {
		answer.Status, answer.Body, answer.State, answer.Error = 0, nil, facts.Failed, r.Err
		if r.denied {
			answer.State = facts.Denied
		}
	}
	a.answers = append(a.answers, answer)
}
