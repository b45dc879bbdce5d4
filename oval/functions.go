package oval

import (
	"math/big"
	"slices"
	"strconv"
	"strings"
)

// function is what a function makes of its operands (OVAL Definitions schema, FunctionGroup).
func (r *run) function(c *Component, operands []values) values {
	switch c.Kind {
	case Count, Unique:
		return gather(c.Kind, operands)
	}
	flag := joinedFlag(operands)
	if flag != FlagComplete && flag != FlagIncomplete {
		return values{flag: flag}
	}
	var out values
	switch c.Kind {
	case Concat:
		out = r.product(operands, func(a, b string) (string, string) { return a + b, "" })
	case Arithmetic:
		out = r.product(operands, func(a, b string) (string, string) { return arithmetic(c.Argument, a, b) })
	case TimeDifference:
		out = r.timeDifference(c, operands)
	default:
		out = r.each(c, operands[0].values)
	}
	if out.flag == FlagComplete {
		out.flag = flag
	}
	return out
}

// joinedFlag is the flag of a function of several components (OVAL Definitions
// schema, the table at ConcatFunctionType).
func joinedFlag(operands []values) Flag {
	var has [len("012345")]bool
	for _, o := range operands {
		has[o.flag] = true
	}
	for _, f := range []Flag{FlagError, FlagNotApplicable, FlagNotCollected, FlagDoesNotExist, FlagIncomplete} {
		if has[f] {
			return f
		}
	}
	return FlagComplete
}

// gather counts the values of all components, or keeps one of each. A component that
// does not exist adds nothing; of nothing at all there is no value.
func gather(kind ComponentKind, operands []values) values {
	out := operands[0]
	out.values = slices.Clone(out.values)
	for _, o := range operands[1:] {
		out.flag = Union.flag(out.flag, o.flag)
		out.values = append(out.values, o.values...)
	}
	if len(out.values) == 0 || out.flag != FlagComplete && out.flag != FlagIncomplete {
		return values{flag: out.flag}
	}
	if kind == Count {
		if out.flag == FlagIncomplete {
			return values{flag: FlagNotCollected} // the number of those that were seen is not the number
		}
		out.values = []string{strconv.Itoa(len(out.values))}
		return out
	}
	seen := make(map[string]bool, len(out.values))
	out.values = slices.DeleteFunc(out.values, func(v string) bool {
		before := seen[v]
		seen[v] = true
		return before
	})
	return out
}

// product joins every value of the first component with every one of the next, and so
// on from left to right.
func (r *run) product(operands []values, join func(a, b string) (string, string)) values {
	list := operands[0].values
	for _, o := range operands[1:] {
		if len(o.values) > 0 && len(list) > MaxValues/len(o.values) {
			return r.wrong("more than %d values (MaxValues)", MaxValues)
		}
		next := make([]string, 0, len(list)*len(o.values))
		size := 0
		for _, a := range list {
			for _, b := range o.values {
				joined, why := join(a, b)
				if why != "" {
					return r.wrong("%s", why)
				}
				if size += len(joined); size > MaxValueBytes {
					return r.wrong("values of more than %d bytes (MaxValueBytes)", MaxValueBytes)
				}
				next = append(next, joined)
			}
		}
		list = next
	}
	return values{flag: FlagComplete, values: list}
}

// arithmetic adds or multiplies two numbers: whole ones of any size, or floats when
// one of them is.
func arithmetic(operation, a, b string) (result, why string) {
	x, whole := parseInt(a)
	y, also := parseInt(b)
	if whole && also && len(x.digits) <= maxDigits && len(y.digits) <= maxDigits {
		n := x.big()
		if operation == "add" {
			n.Add(n, y.big())
		} else {
			n.Mul(n, y.big())
		}
		return n.String(), ""
	}
	f, ok := parseFloat(a)
	if !ok {
		return "", excerpt(a) + " is no number"
	}
	g, ok := parseFloat(b)
	if !ok {
		return "", excerpt(b) + " is no number"
	}
	if operation == "add" {
		f += g
	} else {
		f *= g
	}
	return formatFloat(f), ""
}

// formatFloat is f as XML Schema spells it, in the 15 digits that every decimal number
// keeps: 1.1 times 1.1 is 1.21.
func formatFloat(f float64) string {
	s := strconv.FormatFloat(f, 'g', 15, 64)
	switch s {
	case "+Inf":
		return "INF"
	case "-Inf":
		return "-INF"
	}
	return s
}

// each applies a function of one component to every value.
func (r *run) each(c *Component, list []string) values {
	out := values{flag: FlagComplete, values: make([]string, 0, len(list))}
	size := 0
	for _, v := range list {
		got, why := r.one(c, v)
		if why != "" {
			return r.wrong("%s: %s", c.Kind, why)
		}
		for _, g := range got {
			size += len(g)
		}
		if len(got)+len(out.values) > MaxValues || size > MaxValueBytes {
			return r.wrong("%s gives more than %d values or %d bytes (MaxValues, MaxValueBytes)", c.Kind, MaxValues, MaxValueBytes)
		}
		out.values = append(out.values, got...)
	}
	return out
}

// one applies a function of one component to one value.
func (r *run) one(c *Component, v string) (list []string, why string) {
	switch c.Kind {
	case Begin:
		if !strings.HasPrefix(v, c.Argument) {
			v = c.Argument + v
		}
	case End:
		if !strings.HasSuffix(v, c.Argument) {
			v += c.Argument
		}
	case EscapeRegex:
		v = escapeRegex(v)
	case GlobToRegex:
		v, why = globToRegex(v, c.NoEscape)
	case RegexCapture:
		v, why = r.searches.capture(c.Argument, v)
	case Substring:
		v, why = substring(v, c.Start, c.Length)
	case Split:
		if c.Argument == "" {
			break
		}
		if strings.Count(v, c.Argument) >= MaxValues {
			return nil, "more than a million fields (MaxValues)"
		}
		return strings.Split(v, c.Argument), ""
	default:
		return nil, "is no function of the language"
	}
	return []string{v}, why
}

// escapeRegex puts a backslash before each metacharacter of patterns.
func escapeRegex(s string) string {
	var b strings.Builder
	for i := range len(s) {
		if strings.IndexByte(`^$\.[](){}*+?|`, s[i]) >= 0 {
			b.WriteByte('\\')
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// substring is length characters of s from the start-th on, counted from 1; all to
// the end for a negative length.
func substring(s string, start, length int) (part, why string) {
	chars := []rune(s)
	start = max(start, 1)
	if start > len(chars) {
		return "", "starts at character " + strconv.Itoa(start) + " of " + excerpt(s) + ", which has " + strconv.Itoa(len(chars))
	}
	chars = chars[start-1:]
	if length >= 0 && length < len(chars) {
		chars = chars[:length]
	}
	return string(chars), ""
}

// timeDifference is the first time minus the second, in seconds; with one component
// it is the time of judging minus that.
func (r *run) timeDifference(c *Component, operands []values) values {
	if len(operands) == 2 {
		return r.product(operands, func(a, b string) (string, string) {
			return difference(a, c.Formats[0], b, c.Formats[1])
		})
	}
	if r.in.Now.IsZero() {
		return r.wrong("time_difference to the time of judging, which is not known")
	}
	out := values{flag: FlagComplete, timed: true}
	now := seconds{whole: r.in.Now.Unix()}
	for _, v := range operands[0].values {
		then, ok := parseTime(v, c.Formats[1])
		if !ok {
			return r.wrong("%s is no time of format %s", excerpt(v), c.Formats[1])
		}
		out.values = append(out.values, now.minus(then))
	}
	return out
}

func difference(a, formatA, b, formatB string) (result, why string) {
	x, ok := parseTime(a, formatA)
	if !ok {
		return "", excerpt(a) + " is no time of format " + formatA
	}
	y, ok := parseTime(b, formatB)
	if !ok {
		return "", excerpt(b) + " is no time of format " + formatB
	}
	return x.minus(y), ""
}

// minus is the difference in whole seconds, rounded to zero.
func (s seconds) minus(t seconds) string {
	d := new(big.Int).Sub(s.micros(), t.micros())
	return d.Quo(d, big.NewInt(1_000_000)).String()
}
