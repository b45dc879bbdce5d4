package oval

import (
	"math/big"
	"strconv"
	"strings"
	"time"
)

// dateFormats are the formats of time_difference (OVAL Definitions schema,
// DateTimeFormatEnumeration).
var dateFormats = []string{"year_month_day", "month_day_year", "day_month_year", "win_filetime", "seconds_since_epoch", "cim_datetime"}

// seconds is a time since 1970-01-01T00:00:00Z.
type seconds struct{ whole, micro int64 }

func (s seconds) micros() *big.Int {
	m := new(big.Int).Mul(big.NewInt(s.whole), big.NewInt(1_000_000))
	return m.Add(m, big.NewInt(s.micro))
}

// layouts are the spellings of a format in the terms of package time.
func layouts(format string) []string {
	switch format {
	case "year_month_day":
		return []string{"20060102", "20060102T150405", "2006/1/2 15:04:05", "2006/1/2", "2006-1-2 15:04:05", "2006-1-2"}
	case "month_day_year":
		return []string{"1/2/2006 15:04:05", "1/2/2006", "1-2-2006 15:04:05", "1-2-2006",
			"January, 2 2006 15:04:05", "January, 2 2006", "Jan, 2 2006 15:04:05", "Jan, 2 2006"}
	case "day_month_year":
		return []string{"2/1/2006 15:04:05", "2/1/2006", "2-1-2006 15:04:05", "2-1-2006"}
	}
	return nil
}

// parseTime reads a time of a format; without a zone it is UTC.
func parseTime(s, format string) (seconds, bool) {
	s = strings.TrimSpace(s)
	switch format {
	case "seconds_since_epoch":
		n, err := strconv.ParseInt(s, 10, 64)
		return seconds{whole: n}, err == nil
	case "win_filetime":
		return parseFiletime(s)
	case "cim_datetime":
		return parseCIM(s)
	}
	for _, layout := range layouts(format) {
		if t, err := time.Parse(layout, s); err == nil {
			return seconds{whole: t.Unix()}, true
		}
	}
	return seconds{}, false
}

// filetimeEpoch is 1601-01-01 in seconds before 1970.
const filetimeEpoch = 11644473600

// parseFiletime reads a number of 100 nanoseconds since 1601-01-01; hexadecimal after
// 0x too, as registries have it.
func parseFiletime(s string) (seconds, bool) {
	base := 10
	if hex, found := strings.CutPrefix(strings.ToLower(s), "0x"); found {
		s, base = hex, 16
	}
	n, err := strconv.ParseInt(s, base, 64)
	if err != nil || n < 0 {
		return seconds{}, false
	}
	return seconds{whole: n/10_000_000 - filetimeEpoch, micro: n % 10_000_000 / 10}, true
}

// parseCIM reads yyyymmddHHMMSS.mmmmmmsUUU, with the minutes from UTC after the sign,
// or the form of queries, yyyy-mm-dd HH:MM:SS:mmm, which is also met as mm-dd-yyyy.
func parseCIM(s string) (seconds, bool) {
	if len(s) == 23 && s[19] == ':' {
		for _, layout := range []string{"2006-01-02 15:04:05", "01-02-2006 15:04:05"} {
			if t, err := time.Parse(layout, s[:19]); err == nil {
				n, ok := prefixLength(s[20:], 999)
				return seconds{t.Unix(), int64(n) * 1000}, ok
			}
		}
	}
	if len(s) != 25 || s[14] != '.' || s[21] != '+' && s[21] != '-' {
		return seconds{}, false
	}
	t, err := time.Parse("20060102150405", s[:14])
	micro, ok := prefixLength(s[15:21], 999_999)
	offset, also := prefixLength(s[22:], 999)
	if err != nil || !ok || !also {
		return seconds{}, false
	}
	if s[21] == '-' {
		offset = -offset
	}
	return seconds{t.Unix() - int64(offset)*60, int64(micro)}, true
}
