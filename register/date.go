// SPDX-License-Identifier: Apache-2.0

package register

import (
	"strings"
	"time"
)

// Date is a calendar day; zero: not given.
type Date struct{ time.Time }

// UnmarshalText reads 2026-11-22 or a whole RFC 3339 time.
func (d *Date) UnmarshalText(b []byte) error {
	s := strings.TrimSpace(string(b))
	if s == "" {
		return nil
	}
	for _, layout := range []string{"2006-01-02", time.RFC3339} {
		if t, err := time.Parse(layout, s); err == nil {
			d.Time = t
			return nil
		}
	}
	return &dateError{s}
}

// MarshalText writes a day as 2026-11-22, a time as RFC 3339 with the offset it was given in, and nothing where none was given.
func (d Date) MarshalText() ([]byte, error) {
	switch {
	case d.IsZero():
		return nil, nil
	case d.Equal(d.Truncate(24*time.Hour)) && isUTC(d.Time):
		return d.AppendFormat(nil, "2006-01-02"), nil
	}
	return d.AppendFormat(nil, time.RFC3339Nano), nil
}

// MarshalJSON writes what MarshalText writes as a JSON string.
func (d Date) MarshalJSON() ([]byte, error) {
	b, err := d.MarshalText()
	return append(append([]byte{'"'}, b...), '"'), err
}

// UnmarshalJSON reads what MarshalJSON writes.
func (d *Date) UnmarshalJSON(b []byte) error {
	s := string(b)
	if s == "null" {
		return nil
	}
	if len(s) < 2 || s[0] != '"' || s[len(s)-1] != '"' {
		return &dateError{s}
	}
	return d.UnmarshalText(b[1 : len(b)-1])
}

// String gives the day as MarshalText writes it; "" where none was given.
func (d Date) String() string {
	b, _ := d.MarshalText()
	return string(b)
}

// Day gives the calendar day t lies on in its own zone.
func Day(t time.Time) Date {
	y, m, d := t.Date()
	return Date{time.Date(y, m, d, 0, 0, 0, 0, time.UTC)}
}

// first gives the earlier of two days; a day that isn't given counts as the end of time.
func first(a, b Date) Date {
	if a.IsZero() || !b.IsZero() && b.Before(a.Time) {
		return b
	}
	return a
}

func isUTC(t time.Time) bool {
	_, offset := t.Zone()
	return offset == 0
}

type dateError struct{ s string }

func (e *dateError) Error() string { return "\"" + e.s + "\" is not a day; write it as 2026-11-22" }

// Live tells whether something that ends on d (inclusive) still holds at t; a zero d never ends.
func (d Date) Live(t time.Time) bool {
	return d.IsZero() || !t.After(d.AddDate(0, 0, 1))
}

// Past tells whether day d is given and lies before t.
func (d Date) Past(t time.Time) bool { return !d.IsZero() && t.After(d.AddDate(0, 0, 1)) }

// future tells whether day d is given and has not begun at t.
func (d Date) future(t time.Time) bool { return !d.IsZero() && t.Before(d.Time) }
