package platform

import (
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

// SameURL compares addresses by what they mean: case counts behind the host alone, and
// the usual port of a scheme need not be written.
func SameURL(a, b string) bool {
	x, errX := url.Parse(a)
	y, errY := url.Parse(strings.TrimSpace(b))
	if errX != nil || errY != nil {
		return a == b
	}
	return strings.EqualFold(x.Scheme, y.Scheme) && strings.EqualFold(hostAndPort(x), hostAndPort(y)) &&
		strings.TrimSuffix(x.EscapedPath(), "/") == strings.TrimSuffix(y.EscapedPath(), "/") && x.Opaque == y.Opaque &&
		x.RawQuery == y.RawQuery && x.Fragment == y.Fragment
}

// hostAndPort is the host of an address with its port, the usual one of its scheme where it
// names none.
func hostAndPort(u *url.URL) string {
	usual := map[string]string{"ldap": "389", "ldaps": "636", "http": "80", "https": "443"}[strings.ToLower(u.Scheme)]
	if u.Host == "" || u.Port() != "" || usual == "" {
		return u.Host
	}
	return net.JoinHostPort(u.Hostname(), usual)
}

// SameDN compares distinguished names attribute by attribute; neither the case nor
// blanks around a comma or an equals sign count (RFC 4514 section 3, RFC 4519).
func SameDN(a, b string) bool { return slices.Equal(attributes(a), attributes(b)) }

func attributes(dn string) []string {
	var out []string
	start := 0
	cut := func(end int) {
		kind, value, _ := strings.Cut(dn[start:end], "=")
		out = append(out, strings.ToLower(strings.TrimSpace(kind)+"="+strings.TrimSpace(value)))
		start = end + 1
	}
	for i := 0; i < len(dn); i++ {
		switch dn[i] {
		case '\\':
			i++
		case ',':
			cut(i)
		}
	}
	cut(len(dn))
	return out
}

// SameHostName compares hosts, a scheme, a closing slash and the spelling of an address
// aside.
func SameHostName(a, b string) bool { return strings.EqualFold(bareHost(a), bareHost(b)) }

// bareHost is a host name, with its port where it has one; an address of the sixth version
// as it is usually written, without brackets where no port follows.
func bareHost(s string) string {
	s = hostName(s)
	if at, err := netip.ParseAddrPort(s); err == nil {
		return at.String()
	}
	if at, err := netip.ParseAddr(strings.TrimSuffix(strings.TrimPrefix(s, "["), "]")); err == nil {
		return at.String()
	}
	return s
}

func hostName(s string) string {
	s = strings.TrimSpace(s)
	if _, rest, ok := strings.Cut(s, "://"); ok {
		s = rest
	}
	return strings.TrimSuffix(s, "/")
}

// WithoutPort is a host name without scheme, port and closing slash.
func WithoutPort(s string) string {
	if host, _, err := net.SplitHostPort(hostName(s)); err == nil {
		return host
	}
	return strings.TrimSuffix(strings.TrimPrefix(hostName(s), "["), "]")
}
