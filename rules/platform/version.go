package platform

import (
	"cmp"
	"strconv"
	"strings"
)

// Version is a release number as the vendor writes it, 3.7.10 or 3.8.0-rc2. Only
// full numbers are: a tag such as 3.7 or latest moves from release to release.
type Version struct {
	numbers []int
	suffix  string // behind the first hyphen; "" for a release
}

// ParseVersion reads three or more numbers with dots, a v before and a suffix behind
// them allowed; what follows a plus says nothing of the order.
func ParseVersion(text string) (Version, bool) {
	core, _, _ := strings.Cut(text, "+")
	core, suffix, hyphen := strings.Cut(strings.TrimPrefix(core, "v"), "-")
	v := Version{suffix: strings.ToLower(suffix)}
	if hyphen && suffix == "" {
		return Version{}, false
	}
	for _, part := range strings.Split(core, ".") {
		n, err := strconv.ParseUint(part, 10, 31)
		if err != nil {
			return Version{}, false
		}
		v.numbers = append(v.numbers, int(n))
	}
	return v, len(v.numbers) >= 3
}

// Compare is -1, 0 or 1 as v is lower than, equal to or higher than w. It is not
// told where only a suffix that is no pre-release tells them apart: nobody knows
// whether 3.8.4-ubi is older than 3.8.4.
func (v Version) Compare(w Version) (order int, told bool) {
	for i := range max(len(v.numbers), len(w.numbers)) {
		if order := cmp.Compare(v.number(i), w.number(i)); order != 0 {
			return order, true
		}
	}
	switch {
	case v.suffix == w.suffix:
		return 0, true
	case v.suffix != "" && !v.PreRelease(), w.suffix != "" && !w.PreRelease():
		return 0, false
	case v.suffix == "":
		return 1, true
	case w.suffix == "":
		return -1, true
	}
	return compareNatural(v.suffix, w.suffix), true
}

// number is the i-th number, 0 where there is none: 3.7.4 is 3.7.4.0.
func (v Version) number(i int) int {
	if i < len(v.numbers) {
		return v.numbers[i]
	}
	return 0
}

// PreRelease reports whether the suffix is one of those that come before a release.
func (v Version) PreRelease() bool {
	word := strings.TrimRight(v.suffix, "0123456789.-")
	switch word {
	case "alpha", "beta", "dev", "pre", "preview", "rc", "snapshot", "test", "tp":
		return true
	}
	return false
}

// compareNatural compares texts with the numbers in them as numbers: rc10 is higher
// than rc9.
func compareNatural(a, b string) int {
	for a != "" && b != "" {
		x, y := leadingNumber(a), leadingNumber(b)
		if x == "" || y == "" {
			if order := cmp.Compare(a[0], b[0]); order != 0 {
				return order
			}
			a, b = a[1:], b[1:]
			continue
		}
		p, q := strings.TrimLeft(x, "0"), strings.TrimLeft(y, "0")
		if order := cmp.Or(cmp.Compare(len(p), len(q)), strings.Compare(p, q)); order != 0 {
			return order
		}
		a, b = a[len(x):], b[len(y):]
	}
	return cmp.Compare(len(a), len(b))
}

func leadingNumber(s string) string {
	return s[:len(s)-len(strings.TrimLeft(s, "0123456789"))]
}
