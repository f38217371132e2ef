// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"slices"
	"strings"
	"time"
)

// timeFeast is a day with a name: the last that has come. Feasts of the moon's calendar are months at best, and only Diwali is read.
func timeFeast(words []string, told time.Time, country string) (window, bool) {
	name := feastName(words)
	if name == "" {
		return window{}, false
	}
	year := told.Year()
	from, days := feast(name, year, told.Location(), country)
	if from.After(told) {
		from, days = feast(name, year-1, told.Location(), country)
	}
	if name == "bank holiday" || name == "half term" { // several a year
		from, days = lastOf(name, told)
	}
	if slices.Contains(words, "last") && days > 0 && dayFrom(from, days).After(told) {
		from, days = feast(name, from.Year()-1, told.Location(), country)
	}
	if days == 0 {
		return window{}, false
	}
	w := window{From: from, Until: dayFrom(from, days)}
	if slices.Contains(words, "since") {
		w.Until = told
	}
	return w, w.From.Before(told) || w.From.Equal(told)
}

// feastNames, longest first where one holds another.
var feastNames = []string{"christmas eve", "christmas day", "boxing day", "new year 's eve", "new years eve", "nye", "hogmanay", "new year 's day", "new years day", "new year", "halloween", "bonfire night",
	"guy fawkes", "burns night", "valentine", "patrick", "paddy", "david 's day", "george 's day", "andrew 's day", "anzac day", "australia day", "canada day", "independence day", "fourth of july",
	"mother", "father", "pancake day", "shrove tuesday", "good friday", "easter sunday", "easter day", "easter monday", "easter", "remembrance", "armistice day", "thanksgiving", "bank holiday", "half term", "diwali",
	"xmas day", "christmas morning", "christmas", "xmas", "crimbo"}

func feastName(words []string) string {
	s := " " + strings.Join(words, " ")
	for _, n := range feastNames {
		if strings.Contains(s, " "+n) {
			return n
		}
	}
	return ""
}

// feast gives the first day of a feast in a year and how many days it lasts; 0 for an unknown name.
func feast(name string, year int, zone *time.Location, country string) (time.Time, int) {
	on := func(m time.Month, d int) time.Time { return time.Date(year, m, d, 0, 0, 0, 0, zone) }
	easter := easterSunday(year, zone)
	switch name {
	case "christmas eve":
		return on(12, 24), 1
	case "christmas day", "xmas day", "christmas morning":
		return on(12, 25), 1
	case "christmas", "xmas", "crimbo":
		return on(12, 24), 4
	case "boxing day":
		return on(12, 26), 1
	case "new year 's eve", "new years eve", "nye", "hogmanay":
		return on(12, 31), 1
	case "new year 's day", "new years day":
		return on(1, 1), 1
	case "new year":
		return on(1, 1), 2
	case "halloween":
		return on(10, 31), 1
	case "bonfire night", "guy fawkes":
		return on(11, 5), 1
	case "burns night":
		return on(1, 25), 1
	case "valentine":
		return on(2, 14), 1
	case "patrick", "paddy":
		return on(3, 17), 1
	case "david 's day":
		return on(3, 1), 1
	case "george 's day":
		return on(4, 23), 1
	case "andrew 's day":
		return on(11, 30), 1
	case "anzac day":
		return on(4, 25), 1
	case "australia day":
		return on(1, 26), 1
	case "canada day":
		return on(7, 1), 1
	case "independence day", "fourth of july":
		return on(7, 4), 1
	case "mother":
		if country == "GB" || country == "IE" || country == "" { // the fourth Sunday in Lent
			return dayFrom(easter, -21), 1
		}
		return nthWeekday(year, 5, time.Sunday, 2, zone), 1
	case "father":
		if country == "AU" || country == "NZ" {
			return nthWeekday(year, 9, time.Sunday, 1, zone), 1
		}
		return nthWeekday(year, 6, time.Sunday, 3, zone), 1
	case "pancake day", "shrove tuesday":
		return dayFrom(easter, -47), 1
	case "good friday":
		return dayFrom(easter, -2), 1
	case "easter sunday", "easter day":
		return easter, 1
	case "easter monday":
		return dayFrom(easter, 1), 1
	case "easter":
		return dayFrom(easter, -2), 4
	case "remembrance":
		return nthWeekday(year, 11, time.Sunday, 2, zone), 1
	case "armistice day":
		return on(11, 11), 1
	case "thanksgiving":
		if country == "CA" {
			return nthWeekday(year, 10, time.Monday, 2, zone), 1
		}
		return nthWeekday(year, 11, time.Thursday, 4, zone), 1
	case "diwali": // between mid-October and mid-November
		return on(10, 15), 32
	case "bank holiday", "half term":
		return on(1, 1), 1 // lastOf knows which
	}
	return time.Time{}, 0
}

// lastOf is the last bank holiday with its weekend (England and Wales), or the last half-term holiday, whose weeks differ a little by council.
func lastOf(name string, told time.Time) (time.Time, int) {
	var best time.Time
	days := 1
	put := func(from time.Time, n int) {
		if !from.After(told) && from.After(best) {
			best, days = from, n
		}
	}
	for _, y := range []int{told.Year() - 1, told.Year()} {
		z := told.Location()
		on := func(m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, z) }
		if name == "half term" {
			put(on(2, 10), 16)
			put(on(5, 24), 11)
			put(on(10, 18), 16)
			continue
		}
		easter := easterSunday(y, z)
		put(on(1, 1), 1)
		put(dayFrom(easter, -2), 4)
		put(dayFrom(nthWeekday(y, 5, time.Monday, 1, z), -2), 3)
		put(dayFrom(nthWeekday(y, 6, time.Monday, 1, z), -9), 3) // the last Monday in May
		put(dayFrom(nthWeekday(y, 9, time.Monday, 1, z), -9), 3) // the last Monday in August
		put(on(12, 25), 2)
	}
	return best, days
}

func nthWeekday(year int, m time.Month, d time.Weekday, n int, zone *time.Location) time.Time {
	first := time.Date(year, m, 1, 0, 0, 0, 0, zone)
	return dayFrom(first, (int(d)-int(first.Weekday())+7)%7+7*(n-1))
}

// easterSunday is the Gregorian computation (Meeus, Jones, Butcher).
func easterSunday(year int, zone *time.Location) time.Time {
	a, b, c := year%19, year/100, year%100
	d, e := b/4, b%4
	f := (b + 8) / 25
	g := (b - f + 1) / 3
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 22*l) / 451
	n := h + l - 7*m + 114
	return time.Date(year, time.Month(n/31), n%31+1, 0, 0, 0, 0, zone)
}
