package facts

// Pattern selects names: `*` stands for any run of characters, the empty one
// included, `?` for one character, all else for itself. Case counts, and the
// pattern must match the whole name. The zero value selects nothing.
type Pattern string

// Matches reports whether the pattern matches the whole of name.
func (p Pattern) Matches(name string) bool {
	return p != "" && matchRunes([]rune(string(p)), []rune(name))
}

// matchRunes matches without recursion: after a mismatch it goes back to the last
// `*` and lets it take one character more, so its cost is at most the product of
// the lengths.
func matchRunes(pattern, name []rune) bool {
	p, n, star, taken := 0, 0, -1, 0
	for n < len(name) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, taken = p, n
			p++
		case p < len(pattern) && (pattern[p] == '?' || pattern[p] == name[n]):
			p++
			n++
		case star >= 0:
			taken++
			p, n = star+1, taken
		default:
			return false
		}
	}
	for p < len(pattern) && pattern[p] == '*' {
		p++
	}
	return p == len(pattern)
}

// matchesEverything reports whether only wildcards are in the pattern, such as `*`
// and `?*`, so that it would select whatever comes.
func (p Pattern) matchesEverything() bool {
	for _, c := range string(p) {
		if c != '*' && c != '?' {
			return false
		}
	}
	return true
}

// Workload is a container, service or pod that a selector is asked about. Fields
// that do not apply are ""; Component is set only for a vendor container whose
// identity is proven.
type Workload struct {
	Container string // name without the leading slash
	Component string
	Image     string // config digest, sha256:…
	Service   string
	Namespace string
	Pod       string
}

// Selector names workloads. Every field that is given must match.
type Selector struct {
	Component Pattern
	Image     string // config digest, compared exactly
	Container Pattern
	Service   Pattern
	Pod       Pattern
	Namespace Pattern
}

// Matches reports whether every field that the selector gives matches; a selector
// that gives none matches nothing.
func (s Selector) Matches(w Workload) bool {
	return s != (Selector{}) && (s.Image == "" || s.Image == w.Image) && matchAll([]patternOf{
		{s.Component, w.Component}, {s.Container, w.Container}, {s.Service, w.Service},
		{s.Pod, w.Pod}, {s.Namespace, w.Namespace},
	})
}

// patternOf is a pattern with the name it is asked about.
type patternOf struct {
	pattern Pattern
	name    string
}

// matchAll reports whether each pattern that is given matches a name that is there.
func matchAll(pairs []patternOf) bool {
	for _, p := range pairs {
		if p.pattern != "" && (p.name == "" || !p.pattern.Matches(p.name)) {
			return false
		}
	}
	return true
}
