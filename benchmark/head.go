package benchmark

import (
	"strings"

	"github.com/stigwright/stigwright/xccdf"
)

// Head says which release of which benchmark a file holds, in the words of Benchmark.
type Head struct {
	ID      string
	Version string
	Release string
	Date    string // yyyy-mm-dd, "" when unreadable
	Place   string // as Benchmark.Place
}

// Head is which release b is.
func (b *Benchmark) Head() Head { return Head{b.ID, b.Version, b.Release, b.Date, b.Place} }

// Label is how messages name a release: "RHEL_9_STIG V1R3 (24 Apr 2024)", without what
// is not known.
func (h Head) Label() string {
	s := h.ID
	if v := strings.TrimSpace(h.Version); v != "" {
		s += " V" + v
		if h.Release != "" {
			s += "R" + h.Release
		}
	}
	if day := day(h.Date); day != "" {
		s += " (" + day + ")"
	}
	return s
}

// Heads is which benchmarks the i-th part holds, in the order of Read, for the time of
// reading the beginning of each. Those that turn out to be damaged further on are among
// them; problems are those of what could not be told apart.
func (s *Source) Heads(i int) ([]Head, error) {
	f := s.finder()
	f.heads = true
	f.parts(s.parts[i : i+1])
	var list []Head
	for _, b := range f.bundle.Benchmarks {
		list = append(list, b.Head())
	}
	return list, f.problems.Err()
}

// glance is the head of the benchmark m; nil when only the whole of it can tell. DISA's
// heads have 3 to 6 KiB.
func (f *finder) glance(m member) *xccdf.Benchmark {
	r, err := m.open()
	if err != nil {
		return nil
	}
	defer r.Close() //nolint:errcheck // only read from
	var head []byte
	for n := 8 << 10; n <= sniffBytes; n *= 2 {
		have := len(head)
		if head, err = more(r, head, n); err != nil || f.spend(m, int64(len(head)-have)) != nil {
			return nil
		}
		if doc := xccdf.ReadHead(head); doc != nil || len(head) < n {
			return doc
		}
	}
	return nil
}
