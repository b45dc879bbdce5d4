package oval

import (
	"sync"

	"github.com/stigwright/stigwright/oval/pattern"
)

// MaxPatterns is 10,000 patterns kept compiled; more, which only variables can give,
// are compiled each time.
const MaxPatterns = 10_000

// patterns keeps what was compiled. It may be used by several goroutines; the zero
// value is ready.
type patterns struct {
	mu   sync.Mutex
	kept map[string]compiled
}

type compiled struct {
	*pattern.Pattern
	err error
}

// get is the pattern src as entities and regex_capture use it: case matters, and ^ and
// $ look at the whole text.
func (p *patterns) get(src string) compiled {
	p.mu.Lock()
	c, ok := p.kept[src]
	p.mu.Unlock()
	if ok {
		return c
	}
	c.Pattern, c.err = pattern.Compile(src, pattern.Flags{})
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.kept == nil {
		p.kept = map[string]compiled{}
	}
	if len(p.kept) < MaxPatterns {
		p.kept[src] = c
	}
	return c
}

// MaxGivenUp is 20 searches of one judgement that may each be given up for taking too
// many steps; after that the patterns concerned are not tried again.
const MaxGivenUp = 20

// searches are the patterns as one judgement uses them: it counts what takes too long.
type searches struct {
	*patterns
	givenUp int
	refused map[string]bool
}

// try calls f with the pattern src. why is said when there is no answer.
func (s *searches) try(src string, f func(*pattern.Pattern) error) (why string) {
	c := s.get(src)
	if c.err != nil {
		return badPattern(src, c.err)
	}
	if s.refused[src] {
		return badPattern(src, pattern.ErrLimit)
	}
	err := f(c.Pattern)
	if err == nil {
		return ""
	}
	if s.givenUp++; s.givenUp >= MaxGivenUp {
		if s.refused == nil {
			s.refused = map[string]bool{}
		}
		s.refused[src] = true
	}
	return badPattern(src, err)
}

// match is whether the pattern src is found in text.
func (s *searches) match(src, text string) (r Result, why string) {
	why = s.try(src, func(p *pattern.Pattern) error {
		ok, err := p.Match(text)
		r = truth(ok)
		return err
	})
	if why != "" {
		return Error, why
	}
	return r, ""
}

// capture is what the first group of the pattern src holds after its first match in
// text; "" without a match, without a group, and where the group took no part.
func (s *searches) capture(src, text string) (captured, why string) {
	why = s.try(src, func(p *pattern.Pattern) error {
		at, err := p.Find(text)
		if len(at) >= 4 && at[2] >= 0 {
			captured = text[at[2]:at[3]]
		}
		return err
	})
	return captured, why
}

func badPattern(src string, err error) string {
	return "pattern " + excerpt(src) + ": " + err.Error()
}

// Engine is a pattern that was used, and what matched it: "linear", "backtracking", or
// "refused".
type Engine struct {
	Pattern string
	Engine  string
	Reason  string // why the pattern backtracks or was refused
}

// engines are the patterns used so far, in no order.
func (p *patterns) engines() []Engine {
	p.mu.Lock()
	defer p.mu.Unlock()
	var list []Engine
	for src, c := range p.kept {
		if c.err != nil {
			list = append(list, Engine{src, "refused", c.err.Error()})
		} else {
			list = append(list, Engine{src, c.Engine(), c.Reason()})
		}
	}
	return list
}
