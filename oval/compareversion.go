package oval

import (
	"regexp"
	"strings"
)

// cmpVersion compares lists of numbers; whatever is no digit divides them, and the
// shorter list is filled with zeros (OVAL Common schema, version).
func cmpVersion(a, b string) (int, string) {
	a, b = strings.TrimSpace(a), strings.TrimSpace(b)
	for _, s := range []string{a, b} {
		if !strings.ContainsAny(s, "0123456789") {
			return 0, noValue(Version, s)
		}
	}
	for a != "" || b != "" {
		var x, y string
		x, a = nextNumber(a)
		y, b = nextNumber(b)
		if c := cmpDigits(x, y); c != 0 {
			return c, ""
		}
	}
	return 0, ""
}

// nextNumber is the number s begins with, without leading zeros, and what follows it
// and the character after it.
func nextNumber(s string) (digits, rest string) {
	rest = strings.TrimLeft(s, "0123456789")
	digits = strings.TrimLeft(s[:len(s)-len(rest)], "0")
	if rest != "" {
		rest = rest[1:]
	}
	return digits, rest
}

// evr is epoch, version and release of a package.
type evr struct{ epoch, version, release string }

// parseEVR reads EPOCH:VERSION-RELEASE. A missing epoch, and "(none)", is 0; the
// release follows the last hyphen.
func parseEVR(s string) (e evr, ok bool) {
	s = strings.TrimSpace(s)
	e.version = s
	if epoch, rest, found := strings.Cut(s, ":"); found {
		e.epoch, e.version = epoch, rest
		if epoch == "(none)" {
			e.epoch = ""
		}
		if strings.TrimLeft(e.epoch, "0123456789") != "" {
			return e, false
		}
		e.epoch = strings.TrimLeft(e.epoch, "0")
	}
	if i := strings.LastIndexByte(e.version, '-'); i >= 0 {
		e.version, e.release = e.version[:i], e.version[i+1:]
	}
	return e, e.version != ""
}

// cmpEVR is the order of RPM packages (OVAL Common schema, evr_string).
func cmpEVR(a, b string) (int, string) {
	return cmpPackages(EVRString, a, b, rpmOrder)
}

// cmpDebianEVR is the order of Debian packages (Debian Policy, section 5.6.12).
func cmpDebianEVR(a, b string) (int, string) {
	return cmpPackages(DebianEVRString, a, b, dpkgOrder)
}

func cmpPackages(dt Datatype, a, b string, cmp func(a, b string) int) (int, string) {
	x, ok := parseEVR(a)
	if !ok {
		return 0, noValue(dt, a)
	}
	y, ok := parseEVR(b)
	if !ok {
		return 0, noValue(dt, b)
	}
	if c := cmpDigits(x.epoch, y.epoch); c != 0 {
		return c, ""
	}
	if c := cmp(x.version, y.version); c != 0 {
		return c, ""
	}
	return cmp(x.release, y.release), ""
}

// rpmOrder compares as librpm does: runs of digits and of letters in turn, all else
// divides; digits are above letters; "~" is below the end and "^" above it, but below
// anything else.
func rpmOrder(a, b string) int {
	for {
		a, b = strings.TrimLeftFunc(a, divides), strings.TrimLeftFunc(b, divides)
		if c, done := marks(&a, &b); done {
			return c
		} else if c == again {
			continue
		}
		if a == "" || b == "" {
			break
		}
		numeric := isDigit(a[0])
		x, y := stretch(&a, numeric), stretch(&b, numeric)
		if y == "" { // of two kinds
			if numeric {
				return 1
			}
			return -1
		}
		c := strings.Compare(x, y)
		if numeric {
			c = cmpDigits(strings.TrimLeft(x, "0"), strings.TrimLeft(y, "0"))
		}
		if c != 0 {
			return c
		}
	}
	return cmpLength(a, b)
}

// again says that a mark was passed over on both sides.
const again = 2

// marks compares a "~" or "^" that a or b begins with.
func marks(a, b *string) (c int, done bool) {
	x, y := first(*a), first(*b)
	switch {
	case x == '~' || y == '~':
		switch {
		case x != '~':
			return 1, true
		case y != '~':
			return -1, true
		}
	case x == '^' || y == '^':
		switch {
		case x == 0:
			return -1, true
		case y == 0:
			return 1, true
		case x != '^':
			return 1, true
		case y != '^':
			return -1, true
		}
	default:
		return 0, false
	}
	*a, *b = (*a)[1:], (*b)[1:]
	return again, false
}

// first is the first byte of s, 0 when there is none.
func first(s string) byte {
	if s == "" {
		return 0
	}
	return s[0]
}

func cmpLength(a, b string) int {
	switch {
	case a == "" && b == "":
		return 0
	case a == "":
		return -1
	}
	return 1
}

func divides(r rune) bool {
	return r != '~' && r != '^' && (r > 0x7F || !isDigit(byte(r)) && !isLetter(byte(r)))
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isLetter(c byte) bool { return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' }

// stretch takes the digits, or the letters, that *s begins with.
func stretch(s *string, digits bool) string {
	n := 0
	for n < len(*s) && (digits && isDigit((*s)[n]) || !digits && isLetter((*s)[n])) {
		n++
	}
	word := (*s)[:n]
	*s = (*s)[n:]
	return word
}

// dpkgOrder compares as dpkg does: what is no digit byte by byte, "~" below the end
// and letters below all else, then digits as numbers, in turn.
func dpkgOrder(a, b string) int {
	for a != "" || b != "" {
		for a != "" && !isDigit(a[0]) || b != "" && !isDigit(b[0]) {
			if x, y := dpkgWeight(a), dpkgWeight(b); x != y {
				if x < y {
					return -1
				}
				return 1
			}
			a, b = a[1:], b[1:]
		}
		x, y := stretch(&a, true), stretch(&b, true)
		if c := cmpDigits(strings.TrimLeft(x, "0"), strings.TrimLeft(y, "0")); c != 0 {
			return c
		}
	}
	return 0
}

// dpkgWeight is the weight of what s begins with, a byte or its end.
func dpkgWeight(s string) int {
	switch {
	case s == "" || isDigit(s[0]):
		return 0
	case s[0] == '~':
		return -1
	case isLetter(s[0]):
		return int(s[0])
	}
	return int(s[0]) + 256
}

// cmpFileset compares revisions of HP-UX filesets, such as A.03.61.00: their parts
// in turn, digits as numbers and letters as text.
func cmpFileset(a, b string) (int, string) {
	for _, s := range []string{a, b} {
		if strings.TrimSpace(s) == "" {
			return 0, noValue(FilesetRevision, s)
		}
	}
	return rpmOrder(strings.TrimSpace(a), strings.TrimSpace(b)), ""
}

// iosVersion is release 12.4(24b)T3a of train 12.4T.
const iosVersion = `^(\d+)\.(\d+)(?:\((\d+)([a-z]*)(?:\.(\d+))?\))?([A-Z]*)(\d*)([a-z]*)$`

// cmpIOS compares Cisco IOS versions. Only releases of one train have an order.
func cmpIOS(a, b string) (int, string) {
	pattern := regexp.MustCompile(iosVersion)
	x, y := pattern.FindStringSubmatch(strings.TrimSpace(a)), pattern.FindStringSubmatch(strings.TrimSpace(b))
	if x == nil {
		return 0, noValue(IOSVersion, a)
	}
	if y == nil {
		return 0, noValue(IOSVersion, b)
	}
	const train = 6
	if x[train] != y[train] {
		return 0, "versions " + excerpt(a) + " and " + excerpt(b) + " are of different trains, which have no order"
	}
	for i := 1; i < len(x); i++ {
		c := strings.Compare(x[i], y[i])
		if digits := strings.TrimLeft(x[i]+y[i], "0123456789") == ""; digits {
			c = cmpDigits(strings.TrimLeft(x[i], "0"), strings.TrimLeft(y[i], "0"))
		}
		if c != 0 {
			return c, ""
		}
	}
	return 0, ""
}
