// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"slices"
	"strings"
	"time"

	"chaperone/fact"
	"chaperone/register"
	"chaperone/text"
)

// When a story happened, as far as its words say: each expression becomes a window of time, resolved against the moment of publishing in
// the author's zone. How long something lasted is no date, and a kind of its own.
var _ = add(Detector{
	Name: "story-when",
	Kinds: Kinds{
		"story-when":    "Words that date the story: last night, on Friday, in March 2024, when I was a student. The code is the window, from/until, with \" night\" where only nights count.",
		"clue-duration": "How long something lasted: for six weeks, 31 hours.",
	},
	Lists: []string{"told-time", "told-duration"},
	Read: func(r *Reader) {
		times := r.Phrases("told-time")
		if len(times) > 0 {
			told := publishedAt(r.Input)
			for _, m := range times {
				if timeElsewhere(r, m) {
					continue
				}
				w, ok := timeWindow(r, m, told)
				if !ok {
					continue
				}
				f := r.Found("story-when", m.Span)
				f.Code, f.Told = w.Code(), true
			}
		}
		for _, m := range r.Phrases("told-duration") {
			if !r.foundAt("story-when", m.Span) && !r.After(m.Span, 1, "old", "ago", "back", "pregnant", "gestation", "gone", "along") && !r.Before(m.Span, 2, "born", "arrived", "delivered") {
				r.Found("clue-duration", m.Span).Told = true
			}
		}
	},
})

// publishedAt is when the words reach readers, in the author's time: her zone where she gave one, else the offset of the post, else what her
// country says.
func publishedAt(in *fact.Input) time.Time {
	t := in.Post.PostedAt
	if t.IsZero() {
		t = in.Now
	}
	if t.IsZero() {
		return t
	}
	name, given := in.Practice.Author.TimeZone, true
	if name == "" {
		name, given = countryZones[in.Practice.Author.Country], false
	}
	if z, err := register.Zone(name); name != "" && err == nil {
		_, own := t.Zone()
		_, there := t.In(z).Zone()
		if given || own == 0 || own == there { // an offset alone does not know when the clock changes
			return t.In(z)
		}
	}
	return t
}

// countryZones are countries of one zone; no country is taken for Britain, as everywhere.
var countryZones = map[string]string{"": "Europe/London", "GB": "Europe/London", "IE": "Europe/Dublin", "IN": "Asia/Kolkata", "NZ": "Pacific/Auckland", "ZA": "Africa/Johannesburg", "SG": "Asia/Singapore", "NG": "Africa/Lagos", "KE": "Africa/Nairobi", "PK": "Asia/Karachi"}

func timeWindow(r *Reader, m text.Match, told time.Time) (window, bool) {
	words := make([]string, 0, 8)
	for _, t := range r.Tokens()[m.First : m.Last+1] {
		words = append(words, t.Fold)
	}
	if m.Value == "career" {
		return careerWindow(words, r.Practice.Author.Role, told), true
	}
	return timeOf(strings.Fields(m.Value), words, told, r.Practice.Author.Country)
}

// timeElsewhere tells whether words of time look forward, repeat, or belong to something else: next Friday, every Monday, by Sunday, "on 5 units".
func timeElsewhere(r *Reader, m text.Match) bool {
	toks := r.Tokens()
	if r.Before(m.Span, 1, "from") { // "from Saturday" begins, "from Saturday's crash" happened
		return !r.After(m.Span, 1, "'s")
	}
	if r.Before(m.Span, 1, "next", "every", "each", "until", "till", "by", "come", "most", "typical", "happy", "merry", "before", "see", "a", "any", "than", "not", "like") {
		return true
	}
	switch m.Value {
	case "weekday":
		if r.After(m.Span, 1, "week", "next", "onwards", "s") || m.First == m.Last && r.Before(m.Span, 1, "my", "late", "our", "your", "on") || timeAhead(r, m) {
			return true
		}
	case "feast":
		if timeAhead(r, m) {
			return true
		}
	case "year": // "in 1,500 patients", "of 2000 women": a year stands alone
		if r.After(m.Span, 1, "patients", "women", "men", "people", "children", "steps", "words", "calories", "mg", "ml", "g", "units", "followers", "times", "of", "babies", "participants") {
			return true
		}
	case "month": // "may" is a verb unless a preposition or a year stands with it
		if m.First == m.Last {
			return true
		}
	case "day 0", "hours 12":
		return false
	}
	return m.First > 0 && toks[m.First-1].Fold == "born" // a date of birth is another fact
}

// timeAhead tells whether the sentence speaks of what is to come.
func timeAhead(r *Reader, m text.Match) bool {
	return r.Before(m.Span, 12, "will", "we'll", "i'll", "you'll", "he'll", "she'll", "they'll", "it'll", "gonna", "tomorrow", "please", "book", "join", "starts", "opens")
}

// careerWindow is the years in which somebody of a role was what the words say: a consultant was an F1 ten to thirty-five years ago, and nobody a
// student after she qualified.
func careerWindow(words []string, role string, told time.Time) window {
	lo, hi := 2, 30
	role = " " + text.Fold(role)
	has := func(list ...string) bool {
		return slices.ContainsFunc(list, func(w string) bool { return strings.Contains(role, " "+w) })
	}
	switch {
	case has("student"):
		lo, hi = 0, 5
	case has("foundation", "f1", "f2", "fy1", "fy2", "intern", "newly qualified"):
		lo, hi = 0, 7
	case has("sho", "core trainee", "ct1", "ct2", "junior", "senior house officer"):
		lo, hi = 1, 10
	case has("registrar", "specialty trainee", "st", "trainee", "resident", "fellow"):
		lo, hi = 2, 15
	case has("consultant", "professor", "gp", "partner", "director", "surgeon", "attending"):
		lo, hi = 6, 35
	}
	if slices.Contains(words, "registrar") || slices.Contains(words, "reg") || slices.Contains(words, "trainee") {
		lo = max(0, lo-5)
	}
	return window{From: yearStart(told, told.Year()-hi), Until: dayFrom(told.AddDate(-lo, 0, 0), 1)}
}
