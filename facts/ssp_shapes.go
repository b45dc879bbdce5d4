package facts

import (
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/stigwright/stigwright/internal/yamlio"
)

// The shapes of single values of ssp.yaml.

// field is the cursor of a key that is there.
func (c cursor) field(name string) cursor {
	i := slices.IndexFunc(c.Fields, func(f yamlio.Field) bool { return f.Name == name })
	return c.below(c.Fields[i].Value, yamlio.Dotted(c.Path, name))
}

func (c cursor) date() Date {
	return Date(c.TextWhere(func(s string) bool { return Date(s).valid() }, "a date as 2026-10-05"))
}

func (c cursor) pattern() Pattern {
	if c.Kind != yamlio.Text {
		c.Refuse("a name, in which * stands for any run of characters")
		return ""
	}
	return Pattern(c.TextWhere(func(s string) bool { return !Pattern(s).matchesEverything() },
		"a selector that does not match everything"))
}

// exactName is a name that is compared as it is.
func (c cursor) exactName() string {
	return c.TextWhere(func(s string) bool { return !strings.ContainsAny(s, "*? \t\n") }, "one name, without blanks and wildcards")
}

func (c cursor) imageID() string {
	return c.TextWhere(func(s string) bool {
		digest, ok := strings.CutPrefix(s, "sha256:")
		return ok && isSHA256(digest)
	}, "an image id, sha256: and 64 hexadecimal digits in lower case")
}

// stigID is a STIG ID, the Rule/version of a benchmark. The two other ids of a
// rule are the common accident.
func (c cursor) stigID() string {
	if c.Kind == yamlio.Text && (strings.HasPrefix(c.Text, "V-") || strings.HasPrefix(c.Text, "SV-")) {
		c.RefuseHint("a STIG ID as CNTR-MK-000310", "V-… is the Vuln ID and SV-… the Rule ID: both change between releases")
		return ""
	}
	return c.TextWhere(isSTIGID, "a STIG ID as CNTR-MK-000310")
}

// isSTIGID reports whether s is words of capitals and digits joined by hyphens, at
// least three, the last of four to six digits: CNTR-MK-000310, RHEL-09-211010.
func isSTIGID(s string) bool {
	words := strings.Split(s, "-")
	last := words[len(words)-1]
	if len(words) < 3 || len(last) < 4 || len(last) > 6 || !yamlio.Digits(last) {
		return false
	}
	return !slices.ContainsFunc(words, func(w string) bool {
		return w == "" || strings.Trim(w, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") != ""
	})
}

func isSHA256(s string) bool {
	return len(s) == 64 && strings.Trim(s, "0123456789abcdef") == ""
}

func isIP(s string) bool {
	_, err := netip.ParseAddr(s)
	return err == nil
}

// isIPPort reports an IP address, with a port or without.
func isIPPort(s string) bool {
	_, err := netip.ParseAddrPort(s)
	return err == nil || isIP(s)
}

// isHost reports a host name (RFC 1123, section 2.1) or an IP address.
func isHost(s string) bool {
	if isIP(s) {
		return true
	}
	for label := range strings.SplitSeq(s, ".") {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' ||
			strings.Trim(strings.ToLower(label), "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
			return false
		}
	}
	// Four numbers that are no address are a mistyped address, not a name.
	return len(s) <= 253 && strings.Trim(s, "0123456789.") != ""
}

// isHostPort reports a host, with a port or without.
func isHostPort(s string) bool {
	host, port, err := net.SplitHostPort(s)
	if err != nil {
		return isHost(s)
	}
	n, err := strconv.ParseUint(port, 10, 16)
	return err == nil && n > 0 && isHost(host)
}

func (c cursor) host() string {
	return c.TextWhere(isHost, "a host name or an IP address")
}

func (c cursor) hostPort() string {
	return c.TextWhere(isHostPort, "a host name or an IP address, with a port or without")
}

func (c cursor) url(schemes ...string) string {
	return c.TextWhere(func(s string) bool {
		u, err := url.Parse(s)
		return err == nil && u.Host != "" && slices.Contains(schemes, u.Scheme)
	}, "an address that begins with "+yamlio.OrWords(schemes)+" and ://")
}

// capability is the name of a kernel capability as compared: upper case, without CAP_.
func (c cursor) capability() string {
	name := c.TextWhere(func(s string) bool {
		return strings.Trim(strings.ToUpper(s), "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == ""
	}, "a capability as NET_ADMIN, or ALL")
	return normalCapability(name)
}

// commonCapability is a capability that every container may have. ALL for every
// container would be a selector that matches everything.
func (c cursor) commonCapability() string {
	name := c.capability()
	if name == "ALL" {
		c.RefuseHint("no ALL for every container", "give ALL to single containers, in capabilities.containers")
	}
	return name
}

// duration is a time span above zero as Go and Docker write it: 2160h.
func (c cursor) duration() *time.Duration {
	text := c.TextWhere(func(s string) bool {
		d, err := time.ParseDuration(s)
		return err == nil && d > 0
	}, "a duration as 2160h")
	if text == "" {
		return nil
	}
	d, _ := time.ParseDuration(text)
	return &d
}

func (c cursor) hostPath() string {
	return c.TextWhere(func(s string) bool { return strings.HasPrefix(s, "/") }, "a path that begins with /")
}

// logSize is the max-size of a log driver: 10m.
func (c cursor) logSize() string {
	return c.TextWhere(func(s string) bool {
		return yamlio.Digits(strings.TrimRight(strings.ToLower(s), "kmgb")) && s != "0"
	}, "a size as 10m")
}

func (c cursor) logFiles() string {
	return c.TextWhere(func(s string) bool {
		return yamlio.Digits(s) && s[0] != '0'
	}, `a number in quotes as "3"`)
}

// quantity is an amount as Kubernetes writes it: "4", 500m, 8Gi.
func (c cursor) quantity() string {
	return c.TextWhere(func(s string) bool {
		number := strings.TrimRight(s, "mkKMGTPEi")
		whole, part, hasPart := strings.Cut(number, ".")
		suffix := strings.TrimPrefix(s, number)
		return yamlio.Digits(whole) && (!hasPart || yamlio.Digits(part)) && slices.Contains(
			[]string{"", "m", "k", "M", "G", "T", "P", "E", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"}, suffix)
	}, `a quantity as "4", 500m or 8Gi`)
}

// answer is the value of an attestation: true or false, a number, text or a list of these.
func (c cursor) answer() any {
	const want = "true, false, a number, text or a list of these"
	switch c.Kind {
	case yamlio.Bool:
		return c.Text == "true"
	case yamlio.Number:
		if n, err := strconv.ParseFloat(c.Text, 64); err == nil && isPlainNumber(c.Text) {
			return n
		}
		c.RefuseHint("a number as 10 or 0.5", "in quotes it is text")
	case yamlio.Text:
		return c.Text
	case yamlio.List:
		return listOf(c, cursor.singleAnswer)
	default:
		c.Refuse(want)
	}
	return nil
}

func (c cursor) singleAnswer() any {
	if c.Kind == yamlio.List {
		c.Refuse("true, false, a number or text")
		return nil
	}
	return c.answer()
}

// isPlainNumber reports a number that means the same in every version of YAML and
// in JSON, and that a float64 keeps: no octal, no exponent, at most 15 digits.
func isPlainNumber(s string) bool {
	whole, part, hasPart := strings.Cut(strings.TrimPrefix(s, "-"), ".")
	return yamlio.Digits(whole) && (whole == "0" || whole[0] != '0') &&
		(!hasPart || yamlio.Digits(part)) && len(whole)+len(part) <= 15
}

// normalCapability is a capability as it is compared. Engines and people write
// NET_ADMIN, net_admin and CAP_NET_ADMIN.
func normalCapability(name string) string {
	return strings.TrimPrefix(strings.ToUpper(name), "CAP_")
}
