// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"chaperone/decision/signoff"
	"chaperone/post"
)

// day, clock and stamp write moments as people here do, in the time of this machine.
func day(t time.Time) string   { return t.Local().Format("2 Jan 2006") }
func clock(t time.Time) string { return t.Local().Format("15:04") }
func stamp(t time.Time) string { return t.Local().Format("2 Jan 2006, 15:04") }

// count says how many: "1 thing", "2 things".
func count(n int, one, more string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + more
}

// thousands groups digits: "1,000".
func thousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// levelWord is a level as it is called on the desk.
func levelWord(l string) string {
	switch l {
	case "stop":
		return "Stop"
	case "decide":
		return "Decide"
	case "advise":
		return "Advise"
	case "ask":
		return "Question"
	}
	return "Clear"
}

var platformNames = map[post.Platform]string{post.Instagram: "Instagram", post.TikTok: "TikTok", post.YouTube: "YouTube", post.Facebook: "Facebook", post.X: "X", post.Threads: "Threads",
	post.LinkedIn: "LinkedIn", post.Bluesky: "Bluesky", post.Mastodon: "Mastodon", post.Other: "Another place"}

func platformName(p post.Platform) string {
	if n := platformNames[p]; n != "" {
		return n
	}
	return string(p)
}

// placesOf names places in one line.
func placesOf(ps []post.Platform) string {
	var out []string
	for _, p := range ps {
		out = append(out, platformName(p))
	}
	return strings.Join(out, ", ")
}

var statusWords = map[signoff.Status]string{signoff.Draft: "Draft", signoff.Waiting: "Waiting", signoff.SignedOff: "Signed off", signoff.Published: "Published", signoff.RecheckDue: "Look again",
	signoff.TakeDownDue: "Take down", signoff.TakenDown: "Taken down", signoff.ThrownAway: "Thrown away", signoff.NotPublished: "Not published"}

func statusWord(s signoff.Status) string { return statusWords[s] }

// shorten gives the first words of a text on one line, at most n characters.
func shorten(s string, n int) string {
	s = strings.Join(strings.Fields(s), " ")
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	r := []rune(s)[:n-1]
	cut := string(r)
	if i := strings.LastIndex(cut, " "); i > len(cut)/2 {
		cut = cut[:i]
	}
	return strings.TrimRight(cut, " ,.;:–") + "…"
}

// quoted puts words between quotation marks.
func quoted(s string) string {
	if strings.Contains(s, "‘") { // words that quote something themselves
		return "“" + s + "”"
	}
	return "‘" + s + "’"
}

// listed joins words as one would say them: "a, b and c".
func listed(ws []string) string {
	switch len(ws) {
	case 0:
		return ""
	case 1:
		return ws[0]
	}
	return fmt.Sprintf("%s and %s", strings.Join(ws[:len(ws)-1], ", "), ws[len(ws)-1])
}
