package oval

import (
	"net/netip"
	"strconv"
	"strings"
)

// compareIP compares addresses with their prefix lengths; bits beyond the prefix do
// not count (OVAL Common schema, ipv4_address and ipv6_address).
func compareIP(dt Datatype, op Operation, stated, met string, parse func(string) (netip.Prefix, bool)) (Result, string) {
	if !ordering(op) && op != SubsetOf && op != SupersetOf {
		return noOperation(dt, op)
	}
	b, ok := parse(stated)
	if !ok {
		return Error, noValue(dt, stated)
	}
	a, ok := parse(met)
	if !ok {
		return Error, noValue(dt, met)
	}
	switch op {
	case Equals:
		return truth(a == b), ""
	case NotEqual:
		return truth(a != b), ""
	case SubsetOf:
		return truth(within(a, b)), ""
	case SupersetOf:
		return truth(within(b, a)), ""
	}
	if a.Bits() != b.Bits() {
		return Error, "prefix lengths " + strconv.Itoa(a.Bits()) + " and " + strconv.Itoa(b.Bits()) + " differ: the addresses have no order"
	}
	return ordered(op, a.Addr().Compare(b.Addr())), ""
}

// within reports whether every address of a is one of b.
func within(a, b netip.Prefix) bool {
	return a.Bits() >= b.Bits() && b.Contains(a.Addr())
}

// parseIPv4 reads a dotted quad, with leading zeros allowed, and a prefix length or
// netmask after a slash.
func parseIPv4(s string) (netip.Prefix, bool) {
	text, mask, found := strings.Cut(strings.TrimSpace(s), "/")
	quad, ok := parseQuad(text)
	if !ok {
		return netip.Prefix{}, false
	}
	bits := 32
	if found {
		if bits, ok = prefixLength(mask, 32); !ok {
			if bits, ok = maskLength(mask); !ok {
				return netip.Prefix{}, false
			}
		}
	}
	return netip.PrefixFrom(netip.AddrFrom4(quad), bits).Masked(), true
}

func parseQuad(s string) (quad [4]byte, ok bool) {
	parts := strings.Split(s, ".")
	if len(parts) != 4 {
		return quad, false
	}
	for i, p := range parts {
		n, ok := prefixLength(p, 255)
		if !ok {
			return quad, false
		}
		quad[i] = byte(n)
	}
	return quad, true
}

// prefixLength reads a number without sign that is at most limit.
func prefixLength(s string, limit int) (int, bool) {
	if s == "" || len(s) > 20 || strings.TrimLeft(s, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.Atoi(s)
	return n, err == nil && n <= limit
}

// maskLength is the prefix length that a netmask stands for.
func maskLength(s string) (int, bool) {
	quad, ok := parseQuad(s)
	if !ok {
		return 0, false
	}
	mask := uint32(quad[0])<<24 | uint32(quad[1])<<16 | uint32(quad[2])<<8 | uint32(quad[3])
	bits := 0
	for mask&(1<<31) != 0 {
		mask <<= 1
		bits++
	}
	return bits, mask == 0
}

// parseIPv6 reads an address of RFC 4291 and a prefix length after a slash.
func parseIPv6(s string) (netip.Prefix, bool) {
	text, length, found := strings.Cut(strings.TrimSpace(s), "/")
	addr, err := netip.ParseAddr(text)
	if err != nil || !addr.Is6() || addr.Zone() != "" {
		return netip.Prefix{}, false
	}
	bits := 128
	if found {
		var ok bool
		if bits, ok = prefixLength(length, 128); !ok {
			return netip.Prefix{}, false
		}
	}
	return netip.PrefixFrom(addr, bits).Masked(), true
}
