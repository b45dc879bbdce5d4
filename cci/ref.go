package cci

import "strings"

// newRef is the reference of one index, white space collapsed.
func newRef(index string) Ref {
	c := control(index)
	family, _, _ := strings.Cut(c, "-")
	return Ref{Control: c, Family: family, Index: index}
}

// control is the control or control enhancement that index begins with, "" when
// there is none. A number in parentheses is an enhancement only right after the
// control: "AR-1 a (1)" is an item of AR-1.
func control(index string) string {
	const family = 2
	if len(index) < family+2 || !upper(index[0]) || !upper(index[1]) || index[family] != '-' {
		return ""
	}
	number := digits(index[family+1:])
	if number == 0 {
		return ""
	}
	end := family + 1 + number
	if n := enhancement(index[end:]); n > 0 {
		end += n
	}
	return index[:end]
}

// enhancement is the length of " (N)" at the beginning of s, 0 when it is not there.
func enhancement(s string) int {
	inner, ok := strings.CutPrefix(s, " (")
	n := digits(inner)
	if !ok || n == 0 || !strings.HasPrefix(inner[n:], ")") {
		return 0
	}
	return len(" (") + n + len(")")
}

// digits is how many digits s begins with.
func digits(s string) int {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n
}

func upper(c byte) bool { return c >= 'A' && c <= 'Z' }
