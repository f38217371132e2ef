// SPDX-License-Identifier: Apache-2.0

package population

import (
	"math"
	"strings"
	"time"

	"chaperone/fact/jigsaw"
	"chaperone/fact/jigsaw/figure"
	"chaperone/post"
)

// year is what frames count over.
const year = 365 * 24 * time.Hour

// when makes the clue of time. Words of time that were left out do not open the whole year: readers take a story without them for recent.
func (b *builder) when(rs []jigsaw.Reading) {
	var w jigsaw.Value
	for i, r := range rs {
		v := r.Value
		if i == 0 || v.Until.Sub(v.From) < w.Until.Sub(w.From) {
			w = v
		}
	}
	vague := figure.Assumed("vague-days")
	days := vague.Value
	if len(rs) == 0 {
		c := jigsaw.Clue{Sort: jigsaw.When, Source: jigsaw.FromText, Locked: true}
		b.out.Clues = append(b.out.Clues, c)
		k := &b.out.Clues[len(b.out.Clues)-1]
		b.level(k, "no words of time: readers take it for recent", b.window(days/365, vagueVar, vague), 0, nil, cell{})
		b.dropped(k, "within a year", 0, nil)
		return
	}
	c := b.clue(jigsaw.When, rs)
	share := w.Until.Sub(w.From).Hours() / year.Hours()
	if w.Night {
		share = nights(w)
	}
	b.level(c, rs[0].Words, b.window(share, timeVar), 0, nil, cell{})
	for _, wider := range []struct {
		days  float64
		words string
	}{{7, "in the last week"}, {30, "in recent weeks"}, {91, "in recent months"}, {365, "in the past year"}} {
		if share*365 >= wider.days*0.99 || b.story.Told.Sub(w.From).Hours()/24 > wider.days {
			continue
		}
		first := true
		edits := b.reworded(rs, func(r jigsaw.Reading) (post.Edit, bool) {
			if !first {
				return leaveOut(b.text, timeLead(b.text, r.Start), r.End), true
			}
			first = false
			return b.timeEdit(r, wider.words)
		})
		if wider.days == 365 {
			b.level(c, wider.words, make([]jigsaw.Share, len(b.kinds)), 0, edits, cell{})
			break
		}
		b.level(c, wider.words, b.window(wider.days/365, timeVar), 0, edits, cell{})
	}
	if c.Levels[len(c.Levels)-1].Shares[0].Log < 0 {
		b.dropped(c, "no date", 0, nil)
	}
	costs(c)
}

// timeVar is the variance of the log of a stated window; vagueVar that of "recent", which nobody has measured.
const timeVar, vagueVar = 0.1 * 0.1, 0.8 * 0.8

func (b *builder) window(share, variance float64, figures ...jigsaw.Figure) []jigsaw.Share {
	out := make([]jigsaw.Share, len(b.kinds))
	for i, k := range b.kinds {
		if k != residents { // people who live somewhere do so all year
			out[i] = jigsaw.Share{Log: math.Log(math.Min(1, math.Max(share, 1.0/(365*24)))), Var: variance, Figures: figures}
		}
	}
	return out
}

// nights is the part of a year that the hours from 18:00 to 08:00 of a window make up.
func nights(w jigsaw.Value) float64 {
	days := math.Max(1, math.Round(w.Until.Sub(w.From).Hours()/24))
	return days * 14 / 24 / 365
}

// timeEdit puts wider words of time where words stood: at the head of a sentence with a capital, within one as they are.
func (b *builder) timeEdit(r jigsaw.Reading, words string) (post.Edit, bool) {
	at := timeLead(b.text, r.Start)
	end := r.End
	if strings.HasPrefix(b.text[end:], "'s") || strings.HasPrefix(b.text[end:], "’s") { // "this week's arrest"
		n := 2
		if b.text[end] != '\'' {
			n = len("’s")
		}
		return replace(b.text, at, end+n, "a recent"), !strings.HasSuffix(words, "year")
	}
	head := strings.TrimRight(b.text[:at], " ")
	if rest, ok := strings.CutPrefix(words, "in "); ok && strings.HasSuffix(strings.ToLower(head), " in") { // "came in last night"
		words = "during " + rest
	}
	if head == "" || strings.ContainsRune(".!?\n:", rune(head[len(head)-1])) {
		words = strings.ToUpper(words[:1]) + words[1:]
	}
	return post.Edit{Span: post.Span{Start: at, End: end}, Text: words}, true
}

// timeLead widens words of time to the one small word that leads to them: "on Friday", "in March". "Came in last night" keeps its "in".
func timeLead(text string, start int) int {
	head := strings.TrimRight(text[:start], " ")
	i := strings.LastIndexAny(head, " \n(,.") + 1
	bare := false
	for _, w := range []string{"last", "this", "today", "tonight", "yesterday", "earlier"} {
		bare = bare || strings.HasPrefix(strings.ToLower(text[start:]), w)
	}
	switch strings.ToLower(head[i:]) {
	case "on", "during", "since", "over":
		return i
	case "in", "at":
		if !bare {
			return i
		}
	}
	return start
}
