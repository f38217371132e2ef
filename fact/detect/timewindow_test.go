// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"strings"
	"testing"
	"time"

	"chaperone/fact"
	"chaperone/post"
	"chaperone/register"
)

// whenRead gives the codes of all words of time in a text, published at a moment by an author in Britain unless said otherwise.
func whenRead(t *testing.T, words, at string, a register.Author) string {
	t.Helper()
	p := &post.Post{Kind: post.KindPost, Text: words}
	if at != "" {
		when, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal(err)
		}
		p.PostedAt = when
	}
	set, err := Read(&fact.Input{Post: p, Practice: &register.Practice{Author: a}, Now: time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)})
	if err != nil {
		t.Fatal(err)
	}
	var codes []string
	for _, f := range set.Of("story-when") {
		codes = append(codes, f.Code)
	}
	return strings.Join(codes, "; ")
}

func TestWordsOfTimeAreWindows(t *testing.T) {
	gb := register.Author{Country: "GB"}
	const sunday = "2026-11-22T10:00:00Z"
	for _, c := range []struct{ words, at, want string }{
		{"A man came in last night", sunday, "2026-11-21T18:00Z/2026-11-22T08:00Z night"},
		{"A man came in last night", "2026-11-22T02:30:00Z", "2026-11-21T18:00Z/2026-11-22T08:00Z night"},
		{"Night before last a man came in", sunday, "2026-11-20T18:00Z/2026-11-21T08:00Z night"},
		{"A man came in tonight", sunday, "2026-11-21T22:00Z/2026-11-22T10:00Z"},
		{"Saw a man this morning", sunday, "2026-11-22T00:00Z/2026-11-22T12:00Z"},
		{"Saw a man today", sunday, "2026-11-22T00:00Z/2026-11-23T00:00Z"},
		{"Saw a man today", "2026-11-22T02:30:00Z", "2026-11-21T00:00Z/2026-11-22T02:30Z"},
		{"Saw a man yesterday", sunday, "2026-11-21T00:00Z/2026-11-22T00:00Z"},
		{"Saw a man yesterday afternoon", sunday, "2026-11-21T12:00Z/2026-11-21T18:00Z"},
		{"Saw a man on Friday", sunday, "2026-11-20T00:00Z/2026-11-21T00:00Z"},
		{"Saw a man last Sunday", sunday, "2026-11-15T00:00Z/2026-11-16T00:00Z"},
		{"Friday night, a man came in", sunday, "2026-11-20T18:00Z/2026-11-21T08:00Z night"},
		{"Saw a man this week", sunday, "2026-11-16T00:00Z/2026-11-22T10:00Z"},
		{"Saw a man last week", sunday, "2026-11-09T00:00Z/2026-11-16T00:00Z"},
		{"Saw a man at the weekend", "2026-11-24T10:00:00Z", "2026-11-21T00:00Z/2026-11-23T00:00Z"},
		{"Saw a man the other day", sunday, "2026-11-12T00:00Z/2026-11-21T00:00Z"},
		{"Saw a man a few weeks ago", sunday, "2026-10-11T00:00+01:00/2026-11-09T00:00Z"},
		{"Saw a man a fortnight ago", sunday, "2026-11-04T00:00Z/2026-11-12T00:00Z"},
		{"Saw a man three days ago", sunday, "2026-11-19T00:00Z/2026-11-20T00:00Z"},
		{"Saw a man 2 hours ago", sunday, "2026-11-22T07:00Z/2026-11-22T09:00Z"},
		{"Saw a man ten years ago", sunday, "2016-05-23T00:00+01:00/2017-05-24T00:00+01:00"},
		{"Saw a man years ago", sunday, "2006-11-22T00:00Z/2024-11-23T00:00Z"},
		{"Three years ago today we lost a man", sunday, "2023-11-22T00:00Z/2023-11-23T00:00Z"},
		{"Saw a man in March", sunday, "2026-03-01T00:00Z/2026-04-01T00:00+01:00"},
		{"Saw a man in December", sunday, "2025-12-01T00:00Z/2026-01-01T00:00Z"},
		{"Saw a man in late October 2024", sunday, "2024-10-21T00:00+01:00/2024-11-01T00:00Z"},
		{"Saw a man on 3 May", sunday, "2026-05-03T00:00+01:00/2026-05-04T00:00+01:00"},
		{"Seen on the 14th", sunday, "2026-11-14T00:00Z/2026-11-15T00:00Z"},
		{"Sat 17th, what a night", "2026-01-18T08:00:00Z", "2026-01-17T00:00Z/2026-01-18T00:00Z"},
		{"A man came to us in the spring of 2024", sunday, "2024-03-01T00:00Z/2024-06-01T00:00+01:00"},
		{"A man came to us last summer", sunday, "2026-06-01T00:00+01:00/2026-09-01T00:00+01:00"},
		{"This winter a man came to us", sunday, "2026-11-01T00:00Z/2026-11-22T10:00Z"},
		{"Saw a man this year", sunday, "2026-01-01T00:00Z/2026-11-22T10:00Z"},
		{"Saw a man last year", sunday, "2025-01-01T00:00Z/2026-01-01T00:00Z"},
		{"Saw a man in 2016", sunday, "2016-01-01T00:00Z/2017-01-01T00:00Z"},
		{"She has been here since March", sunday, "2026-03-01T00:00Z/2026-11-22T10:00Z"},
		{"The crash call on Boxing Day", sunday, "2025-12-26T00:00Z/2025-12-27T00:00Z"},
		{"Easter Sunday, one bed left", sunday, "2026-04-05T00:00+01:00/2026-04-06T00:00+01:00"},
		{"Bank holiday special: a man and a mower", "2026-08-31T18:40:00+01:00", "2026-08-29T00:00+01:00/2026-09-01T00:00+01:00"},
		{"The crash call on Christmas Eve", sunday, "2025-12-24T00:00Z/2025-12-25T00:00Z"},
		{"Over the past three months I saw a man", sunday, "2026-08-22T10:00+01:00/2026-11-22T10:00Z"},
		// the hour the clock skips or repeats shifts no window: 29 March and 25 October 2026
		{"A man came in last night", "2026-03-29T10:00:00+01:00", "2026-03-28T18:00Z/2026-03-29T08:00+01:00 night"},
		{"A man came in last night", "2026-10-25T10:00:00Z", "2026-10-24T18:00+01:00/2026-10-25T08:00Z night"},
		{"A man came in yesterday", "2026-10-26T10:00:00Z", "2026-10-25T00:00+01:00/2026-10-26T00:00Z"},
		// what dates nothing
		{"She waited for six weeks", sunday, ""},
		{"See you next Friday", sunday, ""},
		{"We'll be back on Monday", sunday, ""},
		{"May I ask a man?", sunday, ""},
		{"One in 2000 women", sunday, ""},
	} {
		if got := whenRead(t, c.words, c.at, gb); got != c.want {
			t.Errorf("%q at %s: %q, want %q", c.words, c.at, got, c.want)
		}
	}
}

func TestTheAuthorsZoneDecides(t *testing.T) {
	words := "A man came in last night"
	if got := whenRead(t, words, "2026-11-22T20:00:00Z", register.Author{Country: "AU", TimeZone: "Australia/Brisbane"}); got != "2026-11-22T18:00+10:00/2026-11-23T08:00+10:00 night" {
		t.Error("in Brisbane", got)
	}
	if got := whenRead(t, words, "2026-11-22T10:00:00-05:00", register.Author{Country: "US"}); got != "2026-11-21T18:00-05:00/2026-11-22T08:00-05:00 night" {
		t.Error("by the offset of the post", got)
	}
	if got := whenRead(t, words, "2026-07-22T06:00:00Z", register.Author{Country: "GB"}); got != "2026-07-21T18:00+01:00/2026-07-22T08:00+01:00 night" {
		t.Error("in a British summer", got)
	}
	if got := whenRead(t, words, "", register.Author{Country: "GB"}); got != "2026-11-21T18:00Z/2026-11-22T08:00Z night" {
		t.Error("without a time, against now", got)
	}
	if got := whenRead(t, "A man came in when I was an F1", "2026-11-22T10:00:00Z", register.Author{Country: "GB", Role: "consultant"}); got != "1991-01-01T00:00Z/2020-11-23T00:00Z" {
		t.Error("by the career", got)
	}
	if got := whenRead(t, "A boy came in this summer", "2026-02-22T10:00:00+11:00", register.Author{Country: "AU"}); got != "2025-12-01T00:00+11:00/2026-02-22T10:00+11:00" {
		t.Error("summer in the south", got)
	}
}

func TestFeastsFallWhereTheyFell(t *testing.T) {
	for year, want := range map[int]string{1961: "04-02", 2000: "04-23", 2008: "03-23", 2024: "03-31", 2026: "04-05", 2038: "04-25"} {
		if got := easterSunday(year, time.UTC).Format("01-02"); got != want {
			t.Errorf("Easter %d on %s, was %s", year, got, want)
		}
	}
	for _, c := range []struct{ name, country, want string }{
		{"mother", "GB", "2026-03-15"}, {"mother", "US", "2026-05-10"}, {"father", "GB", "2026-06-21"}, {"thanksgiving", "US", "2026-11-26"}, {"thanksgiving", "CA", "2026-10-12"},
		{"pancake day", "GB", "2026-02-17"}, {"remembrance", "GB", "2026-11-08"},
	} {
		if got, _ := feast(c.name, 2026, time.UTC, c.country); got.Format(time.DateOnly) != c.want {
			t.Errorf("%s in %s: %s, want %s", c.name, c.country, got.Format(time.DateOnly), c.want)
		}
	}
}
