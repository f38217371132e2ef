// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// timeDays knows a weekday by its first three letters.
var timeDays = map[string]time.Weekday{"sun": 0, "mon": 1, "tue": 2, "wed": 3, "thu": 4, "fri": 5, "sat": 6}

var timeMonths = map[string]time.Month{"jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11, "dec": 12}

func weekdayOf(words []string) (time.Weekday, bool) {
	for _, w := range words {
		if d, ok := timeDays[w[:min(3, len(w))]]; ok && (len(w) < 6 || strings.HasSuffix(w, "day")) {
			return d, true
		}
	}
	return 0, false
}

// monthOf finds a month among the words; "march" is one wherever the list let it through.
func monthOf(words []string) (time.Month, bool) {
	for _, w := range words {
		if m, ok := timeMonths[w[:min(3, len(w))]]; ok && (len(w) < 5 || timeMonthName(w)) {
			return m, true
		}
	}
	return 0, false
}

func timeMonthName(w string) bool {
	return slices.Contains([]string{"january", "february", "march", "april", "june", "july", "august", "september", "october", "november", "december"}, w)
}

// timeWeekday is the last such day up to the day of the post; "last" never means the day itself.
func timeWeekday(words []string, told time.Time) (window, bool) {
	d, ok := weekdayOf(words)
	if !ok {
		return window{}, false
	}
	back := (int(told.Weekday()) - int(d) + 7) % 7
	part := words[len(words)-1]
	if back == 0 && (slices.Contains(words, "last") || part == "night" && told.Hour() < 18) {
		back = 7
	}
	return partOfDay(dayFrom(told, -back), part), true
}

// timeNth is "the 14th" or "Sat 17th": the last such day of a month, on that weekday where one is named.
func timeNth(words []string, told time.Time) (window, bool) {
	n := 0
	for _, w := range words {
		if v := dayNumber(w); v > 0 {
			n = v
		}
	}
	if n == 0 {
		return window{}, false
	}
	day, named := weekdayOf(words)
	for m := range 24 {
		t := time.Date(told.Year(), told.Month()-time.Month(m), n, 0, 0, 0, 0, told.Location())
		if t.Day() != n || t.After(told) || named && t.Weekday() != day {
			continue
		}
		w := partOfDay(t, "")
		switch words[0] {
		case "night", "morning", "evening", "afternoon":
			w = partOfDay(t, words[0])
		}
		return since(words, told, w)
	}
	return window{}, false
}

// dayNumber reads the day of a month, "3" or "14th"; 0 where it is none.
func dayNumber(w string) int {
	for _, tail := range []string{"st", "nd", "rd", "th"} {
		w = strings.TrimSuffix(w, tail)
	}
	if n, err := strconv.Atoi(w); err == nil && n <= 31 && n > 0 {
		return n
	}
	return 0
}

// timeYear is a year written in four digits, or an apostrophe and two, up to the year of the post.
func timeYear(words []string, told time.Time) (int, bool) {
	for _, w := range words {
		if y, err := strconv.Atoi(w); err == nil && len(w) == 4 && y >= 1900 && y <= told.Year() {
			return y, true
		}
	}
	return 0, false
}

// timeDate is a month or a day in it, of the year named or the last that has come; "early", "mid" and "late" are thirds of a month.
func timeDate(words []string, told time.Time, country string) (window, bool) {
	m, ok := monthOf(words)
	if !ok {
		return window{}, false
	}
	year, fixed := timeYear(words, told)
	day := 0
	for _, w := range words {
		if n := dayNumber(w); n > 0 && day == 0 {
			day = n
		}
	}
	if !fixed {
		year = told.Year()
		if time.Date(year, m, max(1, day), 0, 0, 0, 0, told.Location()).After(told) {
			year--
		}
		if slices.Contains(words, "last") && day == 0 && time.Date(year, m+1, 1, 0, 0, 0, 0, told.Location()).After(told) {
			year-- // "last November", said in November
		}
	}
	from := time.Date(year, m, max(1, day), 0, 0, 0, 0, told.Location())
	if from.Month() != m { // 31 June
		return window{}, false
	}
	if day > 0 {
		return since(words, told, dayWindow(from))
	}
	w := window{From: from, Until: time.Date(year, m+1, 1, 0, 0, 0, 0, told.Location())}
	for _, x := range words {
		switch x {
		case "early", "start", "beginning":
			w.Until = dayFrom(from, 10)
		case "mid", "middle":
			w.From, w.Until = dayFrom(from, 10), dayFrom(from, 20)
		case "late", "end":
			w.From = dayFrom(from, 20)
		}
	}
	return since(words, told, w)
}

// timeSeason is a season of the calendar; winter is November to February, as winters in hospitals are. South of the equator they turn round.
func timeSeason(words []string, told time.Time, country string) (window, bool) {
	first, months := time.Month(0), 3
	for _, w := range words {
		switch strings.TrimSuffix(w, "s") {
		case "spring":
			first = 3
		case "summer":
			first = 6
		case "autumn", "fall":
			first = 9
		case "winter":
			first, months = 11, 4
		}
	}
	if first == 0 {
		return window{}, false
	}
	if slices.Contains([]string{"AU", "NZ", "ZA", "AR", "CL", "BR"}, country) {
		first = (first+5)%12 + 1
	}
	at := func(y int) window {
		return window{From: time.Date(y, first, 1, 0, 0, 0, 0, told.Location()), Until: time.Date(y, first+time.Month(months), 1, 0, 0, 0, 0, told.Location())}
	}
	if y, ok := timeYear(words, told); ok {
		return since(words, told, at(y))
	}
	y := told.Year()
	if at(y).From.After(told) {
		y--
	}
	if slices.Contains(words, "last") && at(y).Until.After(told) {
		y--
	}
	return since(words, told, at(y))
}

// timeDecade is "the nineties".
func timeDecade(words []string, told time.Time) (window, bool) {
	from := 0
	for _, w := range words {
		switch w {
		case "fifties", "50s", "50":
			from = 1950
		case "sixties", "60s", "60":
			from = 1960
		case "seventies", "70s", "70":
			from = 1970
		case "eighties", "80s", "80":
			from = 1980
		case "nineties", "90s", "90":
			from = 1990
		case "noughties", "00s":
			from = 2000
		}
	}
	if from == 0 {
		return window{}, false
	}
	until := from + 10
	switch {
	case slices.Contains(words, "early"):
		until = from + 4
	case slices.Contains(words, "mid"):
		from, until = from+3, from+7
	case slices.Contains(words, "late"):
		from += 6
	}
	return window{From: yearStart(told, from), Until: yearStart(told, until)}, true
}
