// SPDX-License-Identifier: Apache-2.0

package register

import (
	"fmt"
	"strings"
	"time"
)

// Shift is a stretch of working time that begins on one weekday; Until may pass midnight (more than 24 h).
type Shift struct {
	Day         time.Weekday
	From, Until time.Duration // since 00:00 of Day
}

// Hours are the usual working hours of a week.
type Hours []Shift

var weekdays = map[string]time.Weekday{"mon": time.Monday, "tue": time.Tuesday, "wed": time.Wednesday, "thu": time.Thursday, "fri": time.Friday,
	"sat": time.Saturday, "sun": time.Sunday}

// ParseHours reads "Mon-Fri 08:00-18:00; Sat 09:00-13:00", "Mon, Tue, Thu 08:00-18:30", "nights Fri-Sun 20:00-08:00", "daily 9-17".
// The empty string gives no hours. Words it does not know are an error, so that nobody believes in hours that were never read.
func ParseHours(s string) (Hours, error) {
	var out Hours
	s = strings.NewReplacer("–", "-", "—", "-", " to ", "-", "and", ",", "&", ",").Replace(s)
	for _, part := range strings.FieldsFunc(s, func(r rune) bool { return r == ';' || r == '\n' }) {
		var days []time.Weekday
		var clocks []string
		for _, w := range strings.FieldsFunc(part, func(r rune) bool { return r == ' ' || r == ',' || r == '\t' }) {
			l := strings.ToLower(strings.Trim(w, ".()"))
			switch {
			case l == "" || l == "nights" || l == "night" || l == "days" || l == "shift" || l == "shifts" || l == "hours" || l == "clinic":
			case l == "daily" || l == "everyday":
				days = []time.Weekday{0, 1, 2, 3, 4, 5, 6}
			case l == "weekdays":
				days = []time.Weekday{1, 2, 3, 4, 5}
			case l == "weekends":
				days = []time.Weekday{6, 0}
			case l[0] >= '0' && l[0] <= '9':
				clocks = append(clocks, l)
			default:
				d, err := dayRange(l)
				if err != nil {
					return nil, err
				}
				if len(clocks) > 0 { // "Mon 08:00-12:00, Tue 13:00-17:00"
					if out, days, clocks, err = flush(out, days, clocks); err != nil {
						return nil, err
					}
				}
				days = append(days, d...)
			}
		}
		var err error
		if out, _, _, err = flush(out, days, clocks); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func flush(out Hours, days []time.Weekday, clocks []string) (Hours, []time.Weekday, []string, error) {
	if len(clocks) == 0 && len(days) == 0 {
		return out, nil, nil, nil
	}
	if len(clocks) == 0 {
		return nil, nil, nil, fmt.Errorf("days without a time; write it as Mon-Fri 08:00-18:00")
	}
	if len(days) == 0 {
		days = []time.Weekday{1, 2, 3, 4, 5}
	}
	for _, c := range clocks {
		a, b, ok := strings.Cut(c, "-")
		from, err1 := clock(a)
		until, err2 := clock(b)
		if !ok || err1 != nil || err2 != nil {
			return nil, nil, nil, fmt.Errorf("%q is no time span; write it as 08:00-18:00", c)
		}
		if until <= from {
			until += 24 * time.Hour
		}
		for _, d := range days {
			out = append(out, Shift{d, from, until})
		}
	}
	return out, nil, nil, nil
}

func dayRange(s string) ([]time.Weekday, error) {
	day := func(w string) (time.Weekday, error) {
		if len(w) >= 3 {
			if d, ok := weekdays[w[:3]]; ok {
				return d, nil
			}
		}
		return 0, fmt.Errorf("%q is no weekday; write it as Mon, Tue …", w)
	}
	a, b, isRange := strings.Cut(s, "-")
	from, err := day(a)
	if err != nil {
		return nil, err
	}
	if !isRange {
		return []time.Weekday{from}, nil
	}
	to, err := day(b)
	if err != nil {
		return nil, err
	}
	var out []time.Weekday
	for d := from; ; d = (d + 1) % 7 {
		out = append(out, d)
		if d == to {
			return out, nil
		}
	}
}

func clock(s string) (time.Duration, error) {
	pm := strings.HasSuffix(s, "pm")
	s = strings.TrimSuffix(strings.TrimSuffix(s, "pm"), "am")
	for _, layout := range []string{"15:04", "15.04", "1504", "15"} {
		if s == "24:00" {
			return 24 * time.Hour, nil
		}
		if t, err := time.Parse(layout, s); err == nil {
			d := time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute
			if pm && t.Hour() < 12 {
				d += 12 * time.Hour
			}
			return d, nil
		}
	}
	return 0, fmt.Errorf("%q is no time of day", s)
}

// Covers tells whether t, read on the author's own clock, lies inside the hours.
func (h Hours) Covers(t time.Time) bool {
	since := time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute + time.Duration(t.Second())*time.Second
	for _, s := range h {
		if t.Weekday() == s.Day && since >= s.From && since < s.Until {
			return true
		}
		if t.Weekday() == (s.Day+1)%7 && since+24*time.Hour < s.Until {
			return true
		}
	}
	return false
}
