// SPDX-License-Identifier: Apache-2.0

package register

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// hourToken is one word or sign of working hours. Kinds: d weekday, m month, n number or clock, i ISO date, b break word, w word
// without weight, and the signs - , ;
type hourToken struct {
	kind byte
	text string
	n    int
}

// bare tells whether a clock time is an hour alone, without minutes or am and pm.
func (t hourToken) bare() bool { return len(t.text) <= 2 }

var (
	weekdayNames = []string{"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"}
	monthNames   = []string{"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"}
	hourWords    = map[string]byte{"nights": 'w', "night": 'w', "days": 'w', "day": 'w', "shift": 'w', "shifts": 'w', "hours": 'w', "clinic": 'w', "clinics": 'w', "on": 'w', "from": 'w',
		"every": 'w', "each": 'w', "the": 'w', "of": 'w', "at": 'w', "long": 'w', "late": 'w', "lates": 'w', "early": 'w', "earlies": 'w', "work": 'w', "hrs": 'w', "h": 'w',
		"lunch": 'b', "break": 'b', "breaks": 'b'}
)

// hourTokens cuts working hours into words and signs.
func hourTokens(s string) ([]hourToken, error) {
	s = strings.ToLower(s)
	var out []hourToken
	for i := 0; i < len(s); {
		c := s[i]
		switch {
		case c == ' ' || c == '\t' || c == '\r' || c == '.':
			i++
		case c == ';' || c == '\n':
			out = append(out, hourToken{kind: ';', text: ";"})
			i++
		case c == ',' || c == '&' || c == '+' || c == '/':
			out = append(out, hourToken{kind: ',', text: ","})
			i++
		case c == '-':
			out = append(out, hourToken{kind: '-', text: "-"})
			i++
		case strings.HasPrefix(s[i:], "–") || strings.HasPrefix(s[i:], "—"):
			out = append(out, hourToken{kind: '-', text: "-"})
			i += len("–")
		case c == '(':
			note, _, ok := strings.Cut(s[i+1:], ")")
			if !ok {
				return nil, fmt.Errorf("a bracket is never closed")
			}
			if err := onlyWords(note); err != nil {
				return nil, err
			}
			i += len(note) + 2
		case c >= '0' && c <= '9':
			t, n := numberToken(s[i:])
			out = append(out, t)
			i += n
		default:
			n := 0
			for i+n < len(s) && (s[i+n] >= 'a' && s[i+n] <= 'z' || s[i+n] >= 0x80) && !strings.HasPrefix(s[i+n:], "–") && !strings.HasPrefix(s[i+n:], "—") {
				n++
			}
			if n == 0 {
				return nil, fmt.Errorf("%q can't be read here", string(c))
			}
			t, err := wordToken(s[i : i+n])
			if err != nil {
				return nil, err
			}
			out = append(out, t)
			i += n
		}
	}
	return out, nil
}

// onlyWords refuses a note that speaks of days or times: passing "(not Tue)" over would give hours nobody has.
func onlyWords(note string) error {
	if strings.ContainsAny(note, "0123456789") {
		return fmt.Errorf("%q: write times without brackets", note)
	}
	for _, w := range strings.FieldsFunc(note, func(r rune) bool { return r < 'a' || r > 'z' }) {
		if t, err := wordToken(w); err == nil && (t.kind == 'd' || t.kind == 'm' || t.kind == 'b') {
			return fmt.Errorf("%q: write days and breaks without brackets", note)
		}
	}
	return nil
}

func numberToken(s string) (hourToken, int) {
	if len(s) >= 10 && s[4] == '-' && s[7] == '-' {
		if _, err := time.Parse("2006-01-02", s[:10]); err == nil {
			return hourToken{kind: 'i', text: s[:10]}, 10
		}
	}
	n := 0
	for n < len(s) && (s[n] >= '0' && s[n] <= '9' || (s[n] == ':' || s[n] == '.') && n+1 < len(s) && s[n+1] >= '0' && s[n+1] <= '9') {
		n++
	}
	word := s[:n]
	for _, suffix := range []string{"am", "pm", "st", "nd", "rd", "th", "hrs", "h", " am", " pm"} {
		if rest, ok := strings.CutPrefix(s[n:], suffix); ok && (rest == "" || rest[0] < 'a' || rest[0] > 'z') {
			n += len(suffix)
			if strings.HasSuffix(suffix, "m") {
				word += strings.TrimSpace(suffix)
			}
			break
		}
	}
	t := hourToken{kind: 'n', text: word, n: -1}
	if v, err := strconv.Atoi(word); err == nil {
		t.n = v
	}
	return t, n
}

func wordToken(w string) (hourToken, error) {
	switch w {
	case "to", "until", "till", "til":
		return hourToken{kind: '-', text: "-"}, nil
	case "and":
		return hourToken{kind: ',', text: ","}, nil
	case "daily", "everyday":
		return hourToken{'d', w, 7}, nil
	case "weekdays", "weekday":
		return hourToken{'d', w, 8}, nil
	case "weekends", "weekend":
		return hourToken{'d', w, 9}, nil
	case "tues", "weds", "thur", "thurs":
		w = w[:3]
	}
	for i, d := range weekdayNames {
		if w == d[:3] || w == d || w == d+"s" || w == d[:3]+"s" {
			return hourToken{'d', w, i}, nil
		}
	}
	for i, m := range monthNames {
		if w == m[:3] || w == m || w == "sept" && i == 8 {
			return hourToken{'m', w, i + 1}, nil
		}
	}
	if k, ok := hourWords[w]; ok {
		return hourToken{k, w, 0}, nil
	}
	return hourToken{}, fmt.Errorf("%q can't be read here; write it as Mon-Fri 08:00-18:00", w)
}

// dateList reads dates from here: "2-5 Nov 2026", "7 and 8 Nov 2026", "30 Nov - 3 Dec 2026", "Nov 2-5, 2026", "2026-11-02 - 2026-11-05".
// It gives how many tokens they took, 0 where no date stands here. The year is needed: shifts without one would come round for ever.
func (p *hourReader) dateList() ([]Date, int, error) {
	t := p.peek(0)
	if t.kind == 'i' {
		from, _ := time.Parse("2006-01-02", t.text)
		if p.peek(1).kind == '-' && p.peek(2).kind == 'i' {
			to, _ := time.Parse("2006-01-02", p.peek(2).text)
			ds, err := dateRange(from, to)
			return ds, 3, err
		}
		return []Date{{from}}, 1, nil
	}
	type piece struct{ from, to, month int }
	var ps []piece
	n, month := 0, 0
	if t.kind == 'm' { // the month leads: "Nov 2-5 2026"
		month, n = t.n, 1
	}
	for {
		d := p.peek(n)
		if d.kind != 'n' || d.n < 1 || d.n > 31 || len(d.text) > 2 {
			break
		}
		x := piece{d.n, d.n, month}
		n++
		if p.peek(n).kind == '-' && p.peek(n+1).kind == 'n' && p.peek(n+1).n >= 1 && p.peek(n+1).n <= 31 {
			x.to = p.peek(n + 1).n
			n += 2
		}
		ps = append(ps, x)
		if p.peek(n).kind != ',' || p.peek(n+1).kind != 'n' || p.peek(n+1).n > 31 || len(p.peek(n+1).text) > 2 {
			break
		}
		n++
	}
	if len(ps) == 0 {
		if month > 0 {
			return nil, 1, fmt.Errorf("%q: a day and a year are missing; write it as 2 Nov 2026", t.text)
		}
		return nil, 0, nil
	}
	if month == 0 {
		if p.peek(n).kind != 'm' {
			return nil, 0, nil // clock times
		}
		month = p.peek(n).n
		n++
	}
	last := time.Month(month)
	if p.peek(n).kind == '-' && p.peek(n+1).kind == 'n' && p.peek(n+2).kind == 'm' && len(ps) == 1 && p.peek(n+1).n >= 1 && p.peek(n+1).n <= 31 { // "30 Nov - 3 Dec 2026"
		ps[0].to, last = p.peek(n+1).n, time.Month(p.peek(n+2).n)
		n += 3
	}
	y := p.peek(n)
	if y.kind == ',' {
		y = p.peek(n + 1)
		n++
	}
	if y.kind != 'n' || len(y.text) != 4 || y.n < 1990 || y.n > 2100 {
		return nil, n, fmt.Errorf("the year of the dates is missing; write it as 2-5 Nov 2026")
	}
	n++
	var out []Date
	for _, x := range ps {
		from, to := time.Date(y.n, time.Month(month), x.from, 0, 0, 0, 0, time.UTC), time.Date(y.n, last, x.to, 0, 0, 0, 0, time.UTC)
		if last < time.Month(month) { // "30 Dec - 2 Jan 2027": the year belongs to the last day
			from = from.AddDate(-1, 0, 0)
		}
		if from.Day() != x.from || to.Day() != x.to {
			return nil, n, fmt.Errorf("%d-%d %s: that month has no such day", x.from, x.to, last)
		}
		ds, err := dateRange(from, to)
		if err != nil {
			return nil, n, err
		}
		out = append(out, ds...)
	}
	return out, n, nil
}

func dateRange(from, to time.Time) ([]Date, error) {
	if to.Before(from) || to.Sub(from) > 366*24*time.Hour {
		return nil, fmt.Errorf("%s to %s is no stretch of days", from.Format("2 Jan 2006"), to.Format("2 Jan 2006"))
	}
	var out []Date
	for d := from; !d.After(to); d = d.AddDate(0, 0, 1) {
		out = append(out, Date{d})
	}
	return out, nil
}

func clock(s string) (time.Duration, error) {
	pm, am := strings.HasSuffix(s, "pm"), strings.HasSuffix(s, "am")
	s = strings.TrimSuffix(strings.TrimSuffix(s, "pm"), "am")
	if s == "24:00" || s == "24" || s == "2400" {
		return 24 * time.Hour, nil
	}
	for _, layout := range []string{"15:04", "15.04", "1504", "15"} {
		t, err := time.Parse(layout, s)
		if err != nil {
			continue
		}
		d := time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute
		if pm && t.Hour() < 12 {
			d += 12 * time.Hour
		}
		if am && t.Hour() == 12 {
			d -= 12 * time.Hour
		}
		return d, nil
	}
	return 0, fmt.Errorf("%q is no time of day", s)
}
