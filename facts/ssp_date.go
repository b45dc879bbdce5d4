package facts

import "time"

// Date is a day, written 2026-01-15; "" is no date. A decision with an expiry
// holds to the end of that day, UTC.
type Date string

// Time is the start of the day, UTC; the zero time for "" and for what is no day.
func (d Date) Time() time.Time {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return time.Time{}
	}
	return t
}

// valid reports whether d is a day of the calendar.
func (d Date) valid() bool { return !d.Time().IsZero() }

// After reports whether the day begins after t: at t it is still to come. It is
// true for what is no day, so that a date nobody can read counts for nothing.
func (d Date) After(t time.Time) bool { return !d.valid() || d.Time().After(t) }

// Before reports whether the day is over at t. It is true for what is no day.
func (d Date) Before(t time.Time) bool {
	return !d.valid() || !t.Before(d.Time().AddDate(0, 0, 1))
}
