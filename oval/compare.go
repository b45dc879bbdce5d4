package oval

import (
	"encoding/hex"
	"fmt"
	"math"
	"math/big"
	"strconv"
	"strings"
)

// compare is whether the value met stands to the value stated as op says, both
// understood as dt (OVAL Common schema, DatatypeEnumeration and OperationEnumeration).
// why is said when the result is Error.
func compare(dt Datatype, op Operation, stated, met string, patterns *searches) (r Result, why string) {
	switch dt {
	case String:
		return compareString(op, stated, met, patterns)
	case Binary:
		return equality(dt, op, stated, met, canonicalBinary)
	case Boolean:
		return equality(dt, op, stated, met, canonicalBoolean)
	case Int:
		if op == BitwiseAnd || op == BitwiseOr {
			return compareBits(op, stated, met)
		}
		return order(dt, op, stated, met, cmpInt)
	case Float:
		return compareFloat(op, stated, met)
	case Version:
		return order(dt, op, stated, met, cmpVersion)
	case EVRString:
		return order(dt, op, stated, met, cmpEVR)
	case DebianEVRString:
		return order(dt, op, stated, met, cmpDebianEVR)
	case FilesetRevision:
		return order(dt, op, stated, met, cmpFileset)
	case IOSVersion:
		return order(dt, op, stated, met, cmpIOS)
	case IPv4Address:
		return compareIP(dt, op, stated, met, parseIPv4)
	case IPv6Address:
		return compareIP(dt, op, stated, met, parseIPv6)
	case Record:
		return Error, "a record cannot be compared with a plain value"
	}
	return Error, "the datatype is none of the language"
}

// truth is True or False.
func truth(b bool) Result {
	if b {
		return True
	}
	return False
}

func noOperation(dt Datatype, op Operation) (Result, string) {
	return Error, fmt.Sprintf("operation %q is not defined for %s", op, dt)
}

// noValue is the reason when s cannot be understood as dt.
func noValue(dt Datatype, s string) string {
	return fmt.Sprintf("%s is no %s", excerpt(s), dt)
}

// excerpt is s in quotes, cut where it is too long for a message.
func excerpt(s string) string {
	const most = 200
	if len(s) > most {
		return strconv.Quote(strings.ToValidUTF8(s[:most], "")) + "..."
	}
	return strconv.Quote(s)
}

func compareString(op Operation, stated, met string, patterns *searches) (Result, string) {
	switch op {
	case Equals:
		return truth(stated == met), ""
	case NotEqual:
		return truth(stated != met), ""
	case CaseInsensitiveEquals:
		return truth(strings.EqualFold(stated, met)), ""
	case CaseInsensitiveNotEqual:
		return truth(!strings.EqualFold(stated, met)), ""
	case PatternMatch:
		return patterns.match(stated, met)
	}
	return noOperation(String, op)
}

// equality is for types that are equal or not: canonical brings two values that mean
// the same to the same text.
func equality(dt Datatype, op Operation, stated, met string, canonical func(string) (string, bool)) (Result, string) {
	if op != Equals && op != NotEqual {
		return noOperation(dt, op)
	}
	a, ok := canonical(stated)
	if !ok {
		return Error, noValue(dt, stated)
	}
	b, ok := canonical(met)
	if !ok {
		return Error, noValue(dt, met)
	}
	return truth((a == b) == (op == Equals)), ""
}

func canonicalBinary(s string) (string, bool) {
	s = strings.ToLower(strings.TrimSpace(s))
	_, err := hex.DecodeString(s)
	return s, err == nil
}

func canonicalBoolean(s string) (string, bool) {
	b, ok := parseBool(strings.TrimSpace(s))
	return strconv.FormatBool(b), ok
}

// order is for types with an order: cmp is -1, 0 or 1 for a below, equal to or above
// b, with a reason when one of them is no such value or the two have no order.
func order(dt Datatype, op Operation, stated, met string, cmp func(a, b string) (int, string)) (Result, string) {
	if !ordering(op) {
		return noOperation(dt, op)
	}
	c, why := cmp(met, stated)
	if why != "" {
		return Error, why
	}
	return ordered(op, c), ""
}

// ordering reports whether op asks for equality or order.
func ordering(op Operation) bool {
	switch op {
	case Equals, NotEqual, GreaterThan, LessThan, GreaterThanOrEqual, LessThanOrEqual:
		return true
	}
	return false
}

// ordered is what op makes of a comparison of the value met with that stated.
func ordered(op Operation, c int) Result {
	switch op {
	case Equals:
		return truth(c == 0)
	case NotEqual:
		return truth(c != 0)
	case GreaterThan:
		return truth(c > 0)
	case LessThan:
		return truth(c < 0)
	case GreaterThanOrEqual:
		return truth(c >= 0)
	case LessThanOrEqual:
		return truth(c <= 0)
	}
	return Error
}

// integer is a whole number of any size: its sign and its digits without leading zeros.
type integer struct {
	negative bool
	digits   string // "" for zero
}

// parseInt reads a whole number of any size; leading zeros and a sign are allowed.
func parseInt(s string) (n integer, ok bool) {
	s = strings.TrimSpace(s)
	switch {
	case strings.HasPrefix(s, "-"):
		n.negative, s = true, s[1:]
	case strings.HasPrefix(s, "+"):
		s = s[1:]
	}
	if s == "" || strings.TrimLeft(s, "0123456789") != "" {
		return n, false
	}
	n.digits = strings.TrimLeft(s, "0")
	if n.digits == "" {
		n.negative = false
	}
	return n, true
}

func (n integer) cmp(m integer) int {
	if n.negative != m.negative {
		if n.negative {
			return -1
		}
		return 1
	}
	c := cmpDigits(n.digits, m.digits)
	if n.negative {
		return -c
	}
	return c
}

// cmpDigits compares numbers written without leading zeros.
func cmpDigits(a, b string) int {
	if len(a) != len(b) {
		if len(a) < len(b) {
			return -1
		}
		return 1
	}
	return strings.Compare(a, b)
}

func cmpInt(a, b string) (int, string) {
	n, ok := parseInt(a)
	if !ok {
		return 0, noValue(Int, a)
	}
	m, ok := parseInt(b)
	if !ok {
		return 0, noValue(Int, b)
	}
	return n.cmp(m), ""
}

func (n integer) big() *big.Int {
	i, _ := new(big.Int).SetString("0"+n.digits, 10)
	if n.negative {
		i.Neg(i)
	}
	return i
}

// maxBits is 4,096 decimal digits that a number may have for bit operations and
// arithmetic, whose cost grows faster than its length.
const maxDigits = 4096

func compareBits(op Operation, stated, met string) (Result, string) {
	var nums [2]*big.Int
	for i, s := range []string{stated, met} {
		n, ok := parseInt(s)
		if !ok || len(n.digits) > maxDigits {
			return Error, noValue(Int, s)
		}
		nums[i] = n.big()
	}
	joined := new(big.Int)
	if op == BitwiseAnd {
		joined.And(nums[0], nums[1])
	} else {
		joined.Or(nums[0], nums[1])
	}
	return truth(joined.Cmp(nums[0]) == 0), ""
}

// parseFloat reads an XML Schema float: decimal digits with an exponent, INF, -INF, NaN.
func parseFloat(s string) (float64, bool) {
	s = strings.TrimSpace(s)
	switch strings.ToUpper(s) { // content writes NAN too
	case "INF", "+INF":
		return math.Inf(1), true
	case "-INF":
		return math.Inf(-1), true
	case "NAN":
		return math.NaN(), true
	}
	if s == "" || strings.TrimLeft(s, "0123456789+-.eE") != "" {
		return 0, false
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil && !math.IsInf(f, 0) {
		return 0, false
	}
	return f, true
}

func compareFloat(op Operation, stated, met string) (Result, string) {
	if !ordering(op) {
		return noOperation(Float, op)
	}
	a, ok := parseFloat(met)
	if !ok {
		return Error, noValue(Float, met)
	}
	b, ok := parseFloat(stated)
	if !ok {
		return Error, noValue(Float, stated)
	}
	switch {
	case math.IsNaN(a) && math.IsNaN(b): // equal in the value space of XML Schema
		return ordered(op, 0), ""
	case math.IsNaN(a) || math.IsNaN(b):
		return truth(op == NotEqual), ""
	case a < b:
		return ordered(op, -1), ""
	case a > b:
		return ordered(op, 1), ""
	}
	return ordered(op, 0), ""
}
