// SPDX-License-Identifier: Apache-2.0

package register

import (
	"fmt"
	"strings"
	"sync"
	"time"
	_ "time/tzdata" // zones on machines that have none
)

// Shift is a stretch of working time, or of a break in it, that begins on one weekday or on one date.
type Shift struct {
	Day         time.Weekday
	On          Date          // the date it belongs to; zero: every week on Day
	From, Until time.Duration // since 00:00 of the day; Until may pass midnight (more than 24 h)
	Break       bool          // not working time: lunch
}

// Hours are the usual working hours of a week, and dated shifts.
type Hours []Shift

// maxShifts bounds what one line of words may stand for: a year of dated shifts, some a day.
const maxShifts = 2000

// ParseHours reads working hours as people write them:
//
//	Mon-Fri 08:00-18:00; Sat 09:00-13:00
//	Mon, Tue, Thu 08:00-18:30                 daily 9-17, weekdays, weekends
//	Mon-Sat 09:00-18:00, lunch 13:00-14:00    lunch and breaks are not working time
//	nights 20:30-09:00, 2-5 Nov 2026          dated shifts; a night belongs to the date it begins on
//	09:00-21:30, 7 and 8 Nov 2026             also 30 Nov - 3 Dec 2026, Nov 7 2026, 2026-11-07
//	Mon-Fri 08:00-16:00 (NHS ward)            words in brackets are passed over, days and times in brackets are not
//
// The empty string gives no hours. Words it does not know are an error, so that nobody believes in hours that were never read.
func ParseHours(s string) (Hours, error) {
	toks, err := hourTokens(s)
	if err != nil || strings.TrimSpace(s) == "" {
		return nil, err
	}
	p := hourReader{toks: toks}
	if err := p.read(); err != nil {
		return nil, err
	}
	if len(p.out) == 0 {
		return nil, fmt.Errorf("no time of day is given; write it as Mon-Fri 08:00-18:00")
	}
	return p.out, nil
}

// Covers tells whether t, read on the author's own clock, lies inside the hours and outside their breaks.
func (h Hours) Covers(t time.Time) bool {
	in := false
	for _, s := range h {
		if !s.holds(t) {
			continue
		}
		if s.Break {
			return false
		}
		in = true
	}
	return in
}

func (s Shift) holds(t time.Time) bool {
	since := time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute + time.Duration(t.Second())*time.Second
	today, before := t.Weekday() == s.Day, t.Weekday() == (s.Day+1)%7
	if !s.On.IsZero() {
		y, m, d := t.Date()
		day := time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
		today, before = day.Equal(s.On.Time), day.Equal(s.On.AddDate(0, 0, 1))
	}
	return today && since >= s.From && since < s.Until || before && since+24*time.Hour < s.Until
}

// AtWork tells whether t lies in the author's hours. Her time zone counts where she gave one, else the offset t was written with.
// ok is false where hours are not given or can't be read, or where t is a bare date.
func (a *Author) AtWork(t time.Time) (at, ok bool) {
	if t.IsZero() || a.Hours == "" || t.Hour() == 0 && t.Minute() == 0 && t.Second() == 0 {
		return false, false // a date alone is read as midnight: nobody can say when on that day
	}
	h, err := ParseHours(a.Hours)
	if err != nil || len(h) == 0 {
		return false, false
	}
	if a.TimeZone != "" {
		z, err := zone(a.TimeZone)
		if err != nil {
			return false, false
		}
		t = t.In(z)
	}
	return h.Covers(t), true
}

var zones sync.Map // name → *time.Location; only names that exist get in

// Zone finds a time zone by its IANA name; the error says that there is none such. Zones come with the program.
func Zone(name string) (*time.Location, error) { return zone(name) }

// zone finds a time zone by name. Zones come with the program, so that a machine without them answers alike.
func zone(name string) (*time.Location, error) {
	if z, ok := zones.Load(name); ok {
		return z.(*time.Location), nil
	}
	z, err := time.LoadLocation(name)
	if err == nil {
		zones.Store(name, z)
	}
	return z, err
}

// hourReader gathers days, dates and spans of one group until the next begins.
type hourReader struct {
	toks    []hourToken
	at      int
	out     Hours
	days    []time.Weekday
	dates   []Date
	spans   []Shift // From, Until, Break
	isBreak bool
}

func (p *hourReader) peek(n int) hourToken {
	if p.at+n < len(p.toks) {
		return p.toks[p.at+n]
	}
	return hourToken{}
}

func (p *hourReader) read() error {
	for p.at < len(p.toks) {
		t := p.peek(0)
		switch t.kind {
		case ',', '-':
			p.at++
		case ';':
			p.at++
			if err := p.flush(); err != nil {
				return err
			}
		case 'd':
			if err := p.weekdays(); err != nil {
				return err
			}
		case 'b':
			p.isBreak = true
			p.at++
		case 'w':
			p.at++
		default:
			if ds, n, err := p.dateList(); n > 0 {
				if err != nil {
					return err
				}
				if (len(p.dates) > 0 || len(p.days) > 0) && len(p.spans) > 0 {
					if err := p.flush(); err != nil {
						return err
					}
				}
				p.dates = append(p.dates, ds...)
				p.at += n
				continue
			}
			if err := p.span(); err != nil {
				return err
			}
		}
	}
	return p.flush()
}

func (p *hourReader) weekdays() error {
	if (len(p.dates) > 0 || len(p.days) > 0) && len(p.spans) > 0 { // "Mon 08:00-12:00, Tue 13:00-17:00"
		if err := p.flush(); err != nil {
			return err
		}
	}
	from := p.peek(0)
	p.at++
	if from.n >= 7 { // daily, weekdays, weekends
		p.days = append(p.days, dayGroups[from.n-7]...)
		return nil
	}
	to := from.n
	if p.peek(0).kind == '-' && p.peek(1).kind == 'd' && p.peek(1).n < 7 {
		to = p.peek(1).n
		p.at += 2
	}
	for d := from.n; ; d = (d + 1) % 7 {
		p.days = append(p.days, time.Weekday(d))
		if d == to {
			return nil
		}
	}
}

var dayGroups = [][]time.Weekday{{0, 1, 2, 3, 4, 5, 6}, {1, 2, 3, 4, 5}, {6, 0}}

func (p *hourReader) span() error {
	a, dash, b := p.peek(0), p.peek(1), p.peek(2)
	from, err1 := clock(a.text)
	until, err2 := clock(b.text)
	if dash.kind != '-' || err1 != nil || err2 != nil {
		return fmt.Errorf("%q is no time span; write it as 08:00-18:00", a.text)
	}
	if until <= from && a.bare() && b.bare() && until < 12*time.Hour && from < 12*time.Hour {
		until += 12 * time.Hour // "9-5"
	}
	for until <= from { // "24-0" twice: it begins where its day ends
		until += 24 * time.Hour
	}
	p.spans = append(p.spans, Shift{From: from, Until: until, Break: p.isBreak})
	p.isBreak = false
	p.at += 3
	return nil
}

// flush turns a group into shifts. A group of breaks alone belongs to all days given before it.
func (p *hourReader) flush() error {
	days, dates, spans := p.days, p.dates, p.spans
	p.days, p.dates, p.spans, p.isBreak = nil, nil, nil, false
	if len(spans) == 0 {
		if len(days)+len(dates) > 0 {
			return fmt.Errorf("days without a time; write it as Mon-Fri 08:00-18:00")
		}
		return nil
	}
	if len(days)+len(dates) == 0 {
		if onlyBreaks(spans) && len(p.out) > 0 {
			seen := map[Shift]bool{}
			for _, s := range p.out {
				k := Shift{Day: s.Day, On: s.On}
				if !seen[k] && s.On.IsZero() {
					days = append(days, s.Day)
				} else if !seen[k] {
					dates = append(dates, s.On)
				}
				seen[k] = true
			}
		} else {
			days = dayGroups[1]
		}
	}
	if len(p.out)+(len(days)+len(dates))*len(spans) > maxShifts {
		return fmt.Errorf("more than %d shifts; give the usual week instead", maxShifts)
	}
	for _, s := range spans {
		for _, d := range dates { // where dates and weekdays both stand, the dates say which days are meant
			s.Day, s.On = d.Weekday(), d
			p.out = append(p.out, s)
		}
		if len(dates) == 0 {
			for _, d := range days {
				s.Day, s.On = d, Date{}
				p.out = append(p.out, s)
			}
		}
	}
	return nil
}

func onlyBreaks(spans []Shift) bool {
	for _, s := range spans {
		if !s.Break {
			return false
		}
	}
	return true
}
