// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"slices"
	"strconv"
	"time"
)

// window is the time words speak of: Until is excluded. Night means that only the nights in it count.
type window struct {
	From, Until time.Time
	Night       bool
}

// Code gives a window as facts carry it: minutes with the offset of the zone, and " night" where only the nights count.
func (w window) Code() string {
	const minute = "2006-01-02T15:04Z07:00"
	s := w.From.Format(minute) + "/" + w.Until.Format(minute)
	if w.Night {
		s += " night"
	}
	return s
}

// timeOf resolves words of time against the moment they were published, in its zone. The sense is what the list told-time says of them ("day -1 night",
// "weekday", "ago" …), the words are folded, the country decides about seasons and feasts. It tells false where the words date nothing. The
// windows are those of a reader: "last night" is 18:00 to 08:00, "the other day" two to ten days back. No clock is behind it.
func timeOf(sense, words []string, told time.Time, country string) (window, bool) {
	if len(sense) == 0 || told.IsZero() {
		return window{}, false
	}
	num := func(i int) int { n, _ := strconv.Atoi(sense[min(i, len(sense)-1)]); return n }
	switch sense[0] {
	case "hours":
		if n := num(1); n > 0 {
			return window{From: told.Add(-time.Duration(n) * time.Hour), Until: told}, true
		}
		n := max(1, timeNumber(words, 2))
		return window{From: told.Add(-time.Duration(n+1) * time.Hour), Until: told.Add(-time.Duration(n-1) * time.Hour)}, true
	case "day":
		part := ""
		if len(sense) > 2 {
			part = sense[2]
		}
		if told.Hour() < 5 && num(1) == 0 { // awake after midnight: today is the day that has not ended for her
			return window{From: dayFrom(told, -1), Until: told}, true
		}
		return partOfDay(dayFrom(told, num(1)), part), true
	case "back":
		return window{From: dayFrom(told, -num(2)), Until: dayFrom(told, 1-num(1))}, true
	case "weekday":
		return timeWeekday(words, told)
	case "nth":
		return timeNth(words, told)
	case "week":
		return window{From: dayFrom(monday(told), 7*num(1)), Until: dayFrom(monday(told), 7*num(1)+7)}, true
	case "this", "last":
		return timeThis(sense[0] == "last", sense[1], told), true
	case "past":
		return timePast(words, told)
	case "ago":
		return timeAgo(words, told), true
	case "anniversary":
		n, unit := max(1, timeNumber(words, 1)), timeUnit(words)
		return dayWindow(dayBack(told, n, unit)), true
	case "date", "month":
		return timeDate(words, told, country)
	case "season":
		return timeSeason(words, told, country)
	case "year":
		y, ok := timeYear(words, told)
		if !ok {
			return window{}, false
		}
		return since(words, told, window{From: yearStart(told, y), Until: yearStart(told, y+1)})
	case "decade":
		return timeDecade(words, told)
	case "feast":
		return timeFeast(words, told, country)
	}
	return window{}, false
}

// dayFrom gives the midnight n days from t's day; days are counted by the calendar, so that a change of the clock shifts nothing.
func dayFrom(t time.Time, n int) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day()+n, 0, 0, 0, 0, t.Location())
}

func dayWindow(t time.Time) window { return window{From: dayFrom(t, 0), Until: dayFrom(t, 1)} }

func monday(t time.Time) time.Time { return dayFrom(t, -(int(t.Weekday())+6)%7) }

func yearStart(t time.Time, year int) time.Time {
	return time.Date(year, 1, 1, 0, 0, 0, 0, t.Location())
}

// partOfDay narrows a day to its morning, afternoon, evening, or to the night that begins on it.
func partOfDay(day time.Time, part string) window {
	at := func(d, h int) time.Time {
		return time.Date(day.Year(), day.Month(), day.Day()+d, h, 0, 0, 0, day.Location())
	}
	switch part {
	case "morning":
		return window{From: at(0, 0), Until: at(0, 12)}
	case "afternoon", "arvo", "lunchtime", "lunch":
		return window{From: at(0, 12), Until: at(0, 18)}
	case "evening", "teatime":
		return window{From: at(0, 16), Until: at(1, 0)}
	case "night":
		return window{From: at(0, 18), Until: at(1, 8), Night: true}
	}
	return window{From: at(0, 0), Until: at(1, 0)}
}

// dayBack goes back by units of the calendar.
func dayBack(t time.Time, n int, unit string) time.Time {
	switch unit {
	case "week":
		return dayFrom(t, -7*n)
	case "month":
		return t.AddDate(0, -n, 0)
	case "year":
		return t.AddDate(-n, 0, 0)
	}
	return dayFrom(t, -n)
}

// timeThis is a week, weekend, month or year: this one up to now, the last one whole.
func timeThis(last bool, unit string, told time.Time) window {
	var from, next time.Time
	switch n := 0; unit {
	case "week":
		from = monday(told)
		if last {
			n = -7
		}
		from = dayFrom(from, n)
		next = dayFrom(from, 7)
	case "weekend": // on a Monday "this weekend" is the one just over
		from = dayFrom(monday(told), 5)
		if from.After(told) {
			from = dayFrom(from, -7)
		} else if last {
			from = dayFrom(from, -7)
		}
		return window{From: from, Until: dayFrom(from, 2)}
	case "month":
		if last {
			n = -1
		}
		from = time.Date(told.Year(), told.Month()+time.Month(n), 1, 0, 0, 0, 0, told.Location())
		next = from.AddDate(0, 1, 0)
	default:
		if last {
			n = -1
		}
		from = yearStart(told, told.Year()+n)
		next = yearStart(told, told.Year()+n+1)
	}
	if !last {
		next = told
	}
	if !from.Before(next) { // midnight on the first
		next = dayFrom(from, 1)
	}
	return window{From: from, Until: next}
}

// timePast is "in the last three weeks": from then to now.
func timePast(words []string, told time.Time) (window, bool) {
	n, unit := timeNumber(words, 1), timeUnit(words)
	if slices.Contains(words, "few") {
		n = 3
	}
	if unit == "hour" {
		return window{From: told.Add(-time.Duration(n) * time.Hour), Until: told}, true
	}
	if unit == "" {
		return window{}, false
	}
	return window{From: dayBack(told, n, unit), Until: told}, true
}

// timeAgo is "three weeks ago": around then, as wide as people round. "A few" are two to six, and without a number two to twenty.
func timeAgo(words []string, told time.Time) window {
	unit, n := timeUnit(words), timeNumber(words, 0)
	days := map[string][2]int{"day": {0, 0}, "week": {4, 3}, "month": {16, 15}, "year": {183, 182}, "decade": {1826, 1826}}[unit]
	lo, hi := n, n
	switch {
	case slices.Contains(words, "few"), slices.Contains(words, "several"), slices.Contains(words, "handful"), slices.Contains(words, "some"):
		lo, hi = 2, 6
		if unit == "day" {
			hi = 7
		}
		days = [2]int{}
	case slices.Contains(words, "couple"):
		lo, hi = 2, 2
		if unit == "day" {
			lo, hi = 1, 4
		}
	case unit == "": // ages ago
		lo, hi, unit = 6, 60, "month"
	case n == 0:
		lo, hi = 2, map[string]int{"day": 7, "week": 8, "month": 12, "year": 20, "decade": 4}[unit]
		days = [2]int{}
	}
	if unit == "decade" {
		lo, hi, unit = lo*10, hi*10, "year"
	}
	return window{From: dayFrom(dayBack(told, hi, unit), -days[0]), Until: dayFrom(dayBack(told, lo, unit), days[1]+1)}
}

// since lets a window that the words open last until now.
func since(words []string, told time.Time, w window) (window, bool) {
	if slices.Contains(words, "since") || w.Until.After(told) && w.From.Before(told) && w.Until.Sub(w.From) > 48*time.Hour {
		w.Until = told
	}
	return w, w.From.Before(w.Until) && w.From.Before(told)
}

// timeNumber reads the first number among the words, in digits or words; otherwise what it says.
func timeNumber(words []string, otherwise int) int {
	if slices.Contains(words, "fortnight") {
		return 2
	}
	for i, w := range words {
		if n, err := strconv.Atoi(w); err == nil {
			return n
		}
		if n, ok := clueNumbers[w]; ok {
			if n >= 20 && n < 100 && i+1 < len(words) && clueNumbers[words[i+1]] > 0 && clueNumbers[words[i+1]] < 10 {
				n += clueNumbers[words[i+1]]
			}
			return n
		}
		switch w {
		case "a", "an":
			if !slices.Contains(words, "few") && !slices.Contains(words, "couple") {
				return 1
			}
		case "couple":
			return 2
		}
	}
	return otherwise
}

// timeUnit gives the unit among the words: hour, day, week, month, year or decade; "" for none. A fortnight is weeks; timeNumber makes it two.
func timeUnit(words []string) string {
	for _, w := range words {
		switch w {
		case "hour", "hours", "hr", "hrs":
			return "hour"
		case "day", "days", "night", "nights", "today", "tonight":
			return "day"
		case "week", "weeks", "wk", "wks", "fortnight":
			return "week"
		case "month", "months", "mth", "mths":
			return "month"
		case "year", "years", "yr", "yrs":
			return "year"
		case "decade", "decades":
			return "decade"
		}
	}
	return ""
}
