package collect

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/stigwright/stigwright/facts"
)

// finding is a fact in the making: a value, and what is lacking of it.
type finding struct {
	kind       Kind
	ref        string
	exit       int
	lacks      []string
	redactions []string
}

// lack notes that something of the value is missing; "" is nothing.
func (f *finding) lack(format string, args ...any) {
	if why := fmt.Sprintf(format, args...); why != "" {
		f.lacks = append(f.lacks, why)
	}
}

// fact is the fact with its value, complete when nothing is lacking.
func (f finding) fact(t *Target, value any) facts.Fact {
	out := f.none(t, facts.OK, reasons(f.lacks))
	out.Value, out.Complete, out.Redactions = value, len(f.lacks) == 0, f.redactions
	return out
}

// none is the fact in a state without a value.
func (f finding) none(t *Target, state facts.State, why string) facts.Fact {
	return facts.Fact{State: state, Error: why, At: t.Now().UTC(), Source: f.ref, SourceKind: string(f.kind), ExitCode: f.exit}
}

// failed is the fact of what could not be looked at because of err.
func (f finding) failed(t *Target, err error) facts.Fact {
	return f.none(t, stateOf(err), err.Error())
}

// reasons is several reasons in one clause; beyond a few they are counted.
func reasons(lacks []string) string {
	const most = 5
	if len(lacks) > most {
		lacks = append(append([]string{}, lacks[:most]...), fmt.Sprintf("and %d more", len(lacks)-most))
	}
	return strings.Join(lacks, "; ")
}

// untimed is why another fact of the run is not whole, without the time: the same system
// has the same reasons, whenever it is looked at.
func untimed(f facts.Fact) string {
	f.At = time.Time{}
	return f.Why()
}

// stateOf is the state of what could not be looked at. That a thing is not there is for
// the caller to say, who knows whether it was properly looked for.
func stateOf(err error) facts.State {
	if isDenied(err) {
		return facts.Denied
	}
	return facts.Failed
}

// lacking is an entry that could not be looked at because of err.
func lacking[T any](err error) facts.Maybe[T] {
	return facts.Maybe[T]{State: stateOf(err), Error: err.Error()}
}

// partly is a value of which something is lacking; complete where why is "".
func partly[T any](value T, why string) facts.Maybe[T] {
	return facts.Maybe[T]{State: facts.OK, Partial: why != "", Error: why, Value: value}
}

// onlyLive is a source that an image cannot answer: its facts are skipped there.
func onlyLive(s Source, what string) Source {
	collect := s.Collect
	s.Collect = func(ctx context.Context, t *Target, had Had) facts.Fact {
		if !t.Live {
			return finding{}.none(t, facts.Skipped, "a mounted image has no "+what)
		}
		return collect(ctx, t, had)
	}
	return s
}
