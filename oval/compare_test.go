package oval

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// A row says what the second value is to the first: the value met to that stated.
func TestCompare(t *testing.T) {
	for line := range strings.Lines(`
string | equals | a | a | true
string | equals | a | A | false
string | not equal | a | A | true
string | case insensitive equals | ÄB | äb | true
string | case insensitive not equal | ab | AB | false
string | pattern match | ^a.c$ | abc | true
string | pattern match | b | abc | true
string | pattern match | ^b | abc | false
string | pattern match | ( | abc | error
string | greater than | a | b | error
int | equals | 7 | +007 | true
int | equals | 0 | -0 | true
int | greater than | 7 | 10 | true
int | less than | -7 | -10 | true
int | less than or equal | 18446744073709551616 | 18446744073709551615 | true
int | equals | 7 |  | error
int | equals | 7 | 7.0 | error
int | equals | x | 7 | error
int | pattern match | ^1 | 12 | error
int | bitwise and | 4 | 6 | true
int | bitwise and | 4 | 1 | false
int | bitwise or | 14 | 6 | true
int | bitwise or | 14 | 1 | false
float | equals | 1.50 | 15e-1 | true
float | less than | INF | 1e30 | true
float | equals | NaN | NaN | true
float | less than | NaN | 1 | false
float | not equal | NaN | 1 | true
float | equals | 1 | 0x1 | error
float | equals | 1 | inf | false
float | equals | 1 |  | error
boolean | equals | true | 1 | true
boolean | not equal | false | true | true
boolean | equals | true | yes | error
boolean | greater than | true | 1 | error
binary | equals | 0aFF | 0AFf | true
binary | equals | 0aff | 0af | error
version | equals | 1.0 | 1.0.0 | true
version | greater than | 5.7.23 | 5.8.0 | true
version | less than | 10 | 9-9 | true
version | equals | 1c2c3 | 1.2.3 | true
version | equals | 1.02 | 1.2 | true
version | equals | 1 |  | error
evr_string | equals | 0:1.0-1 | 1.0-1 | true
evr_string | equals | 0:1.0-1 | (none):1.0-1 | true
evr_string | greater than | 0:9-9 | 1:1-1 | true
evr_string | greater than | 0:1.0-1 | 0:1.0.1-1 | true
evr_string | less than | 0:1.0-1 | 0:1.0~rc1-1 | true
evr_string | greater than | 0:1.0-1 | 0:1.0^git1-1 | true
evr_string | less than | 0:1.0.1-1 | 0:1.0^git1-1 | true
evr_string | greater than | 0:1.a-1 | 0:1.1-1 | true
evr_string | equals | 0:1.05-1 | 0:1_5-1 | true
evr_string | less than | 0:1.0-1.el9 | 0:1.0-1.el8_9 | true
evr_string | equals | 0:1-1 | x:1-1 | error
evr_string | equals | 0:1-1 |  | error
debian_evr_string | equals | 1.0 | 0:1.0-0 | true
debian_evr_string | less than | 1.0 | 1.0~beta1 | true
debian_evr_string | less than | 1.0+b | 1.0a | true
debian_evr_string | greater than | 1.2-3 | 1.10-1 | true
debian_evr_string | less than | 1.0-1 | 1.0-1~bpo12+1 | true
fileset_revision | greater than | A.03.61.00 | A.03.62 | true
fileset_revision | less than | B.11.31 | A.12 | true
fileset_revision | equals | A | | error
ios_version | greater than | 12.4(24)T3 | 12.4(24)T4 | true
ios_version | less than | 12.4(24)T | 12.4(15)T9 | true
ios_version | less than | 12.4(24)T | 12.4(24)S | error
ios_version | equals | 12.4 | twelve | error
ipv4_address | equals | 192.0.2.0 | 192.000.002.000/32 | true
ipv4_address | equals | 192.0.2.0/24 | 192.0.2.77/255.255.255.0 | true
ipv4_address | not equal | 192.0.2.0/24 | 192.0.2.0/25 | true
ipv4_address | subset of | 192.0.2.0/24 | 192.0.2.64/26 | true
ipv4_address | superset of | 192.0.2.0/24 | 192.0.0.0/16 | true
ipv4_address | greater than | 192.0.2.0/24 | 192.0.3.0/25 | error
ipv4_address | greater than | 192.0.2.0/24 | 192.0.3.0/24 | true
ipv4_address | equals | 192.0.2.0 | 192.0.2.256 | error
ipv4_address | equals | 192.0.2.0 | 192.0.2.0/255.0.255.0 | error
ipv6_address | equals | 2001:db8::/32 | 2001:db8:0:1::5/32 | true
ipv6_address | subset of | 2001:db8::/32 | 2001:db8::1 | true
ipv6_address | less than | 2001:db8::2 | 2001:db8::1 | true
ipv6_address | equals | 2001:db8::2 | 192.0.2.1 | error
ipv6_address | equals | ::1 | fe80::1%eth0 | error
record | equals | a | a | error
`) {
		cells := strings.Split(strings.TrimSpace(line), "|")
		if len(cells) < 5 {
			continue
		}
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		dt, ok := find(datatypeNames, cells[0])
		require.True(t, ok, cells[0])
		op, ok := find(operationNames, cells[1])
		require.True(t, ok, cells[1])
		got, why := compare(Datatype(dt), Operation(op), cells[2], cells[3], &searches{patterns: &patterns{}})
		require.Equal(t, cells[4], got.String(), "%s (%s)", line, why)
		require.Equal(t, got == Error, why != "", "%s: a reason goes with an error and with nothing else", line)
	}
}

// Whatever has an order has one: of two values exactly one of below, equal and above
// holds, and turning them round turns the answer round.
func TestOrders(t *testing.T) {
	words := map[Datatype][]string{
		Int:             {"0", "-1", "1", "007", "99999999999999999999", "-99999999999999999999"},
		Float:           {"0", "-1.5", "1e9", "INF", "-INF", "0.1"},
		Version:         {"1", "1.0.1", "2-0", "10a9", "0", "1..1"},
		EVRString:       {"1-1", "1~a-1", "1^a-1", "1a-1", "1.a-1", "1:0-0", "1", "1~~", "1^^", "a1", "1.0.0"},
		DebianEVRString: {"1-1", "1~a-1", "1+b", "1a-1", "1.a-1", "1:0-0", "1", "1~~", "a1", "0-0"},
		FilesetRevision: {"A.1", "B.1", "A.01.2", "A"},
		IPv4Address:     {"0.0.0.0", "10.0.0.1", "255.255.255.255"},
		IPv6Address:     {"::", "::1", "fe80::1"},
	}
	for dt, list := range words {
		for _, a := range list {
			for _, b := range list {
				is := func(op Operation, a, b string) bool {
					r, why := compare(dt, op, b, a, nil)
					require.NotEqual(t, Error, r, "%s: %s", dt, why)
					return r == True
				}
				below, equal, above := is(LessThan, a, b), is(Equals, a, b), is(GreaterThan, a, b)
				require.Equal(t, 1, btoi(below)+btoi(equal)+btoi(above), "%s: %q and %q", dt, a, b)
				require.Equal(t, below, is(GreaterThan, b, a), "%s: %q and %q", dt, a, b)
				require.Equal(t, equal, is(Equals, b, a), "%s: %q and %q", dt, a, b)
				require.Equal(t, !equal, is(NotEqual, a, b))
				require.Equal(t, below || equal, is(LessThanOrEqual, a, b))
				require.Equal(t, above || equal, is(GreaterThanOrEqual, a, b))
				for _, c := range list {
					if below && is(LessThan, b, c) {
						require.True(t, is(LessThan, a, c), "%s: %q, %q and %q", dt, a, b, c)
					}
				}
			}
		}
	}
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}
