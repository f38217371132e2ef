// SPDX-License-Identifier: Apache-2.0

package bundle

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"chaperone/decision/signoff"
	"chaperone/rulebook"
)

// Told is an event of a post with its place in the log.
type Told struct {
	Seq int64
	signoff.Event
}

// StoryOf tells the part of a story that the post's own events hold, all of them and in the order of the log: revisions, findings and ways
// out, sign-offs, permits, addresses, what was due, who was asked (without what they were shown) and the time line. Made, MadeBy and
// Practice, entries of registers, and events of requests and entries are the caller's to add, the latter to the time line, too, in the order
// of the log (Arrange). name shows members and others as they may be shown. signoff.ErrEvent where the events are no post's.
func StoryOf(events []Told, name func(id string) Who) (Story, error) {
	t := &telling{name: func(id string) Who {
		w := name(id)
		w.ID = id
		return w
	}, finding: map[string]int{}, way: map[int][2]int{}}
	var p signoff.Post
	for _, e := range events {
		if err := signoff.Apply(&p, e.Event); err != nil {
			return Story{}, fmt.Errorf("event %d: %w", e.Seq, err)
		}
		t.take(e)
	}
	s := t.s
	s.Version, s.Post.ID, s.Post.Status = Version, p.ID, string(p.Status)
	if p.ErasedAt != nil {
		s.erase(Erasure{On: *p.ErasedAt, Because: t.because})
	}
	return s, nil
}

// telling is a story being told.
type telling struct {
	s       Story
	name    func(string) Who
	finding map[string]int // place in Findings, by key
	way     map[int][2]int // place of a way out by its number: finding, way
	because string         // why the texts were erased
}

func (t *telling) take(e Told) {
	m := Moment{Seq: e.Seq, At: e.At, Kind: e.Kind, About: "post/" + t.s.Post.ID, By: t.name(e.By)}
	at := []int64{e.Seq}
	switch b := e.Body.(type) {
	case signoff.Drafted:
		t.s.Post = Post{ID: b.ID, Author: t.name(e.By), Begun: e.At, Events: at}
		m.About = "post/" + b.ID
		w, _ := e.Private.(signoff.DraftedWords)
		t.revision(e, b.Revision, w.Revision, e.Private != nil)
	case signoff.Revised:
		w, _ := e.Private.(signoff.RevisedWords)
		t.revision(e, b.Revision, w.Revision, e.Private != nil)
		t.void(b.Voids)
	case signoff.Checked:
		m.Mark, m.Title, m.Words = t.checked(e, b)
	case signoff.Answer:
		if b.Way != nil {
			w, _ := e.Private.(signoff.AnswerWords)
			t.wayOut(e, *b.Way, w.Value)
		}
		t.ends(b.Ends)
		m.Words = "Rule " + b.Rule + "."
	case signoff.WayGiven:
		w, _ := e.Private.(signoff.Words)
		words := w.Words
		if w.Said != "" {
			words = strings.TrimSpace(words + " The post says so: " + w.Said)
		}
		t.wayOut(e, b.Way, words)
		t.ends(b.Ends)
		m.Mark, m.Words = "clear", fmt.Sprintf("Rule %s: %s.", b.Way.Rule, lower(say(string(b.Way.Kind))))
	case signoff.Asked:
		r := b.Request
		t.s.Asked = append(t.s.Asked, Asked{ID: r.ID, Form: string(r.Form), Whom: Who{ID: "request/" + r.ID}, At: e.At, By: t.name(e.By), Revision: r.Revision, Events: at})
		m.Mark, m.Title = "ask", capital(say(string(r.Form)))+" was asked"
	case signoff.Replied:
		for i := range t.s.Asked {
			if a := &t.s.Asked[i]; a.ID == b.Request {
				a.Answers = append(a.Answers, Answer{At: e.At, Answer: string(b.Reply), Events: at})
				m.Title = capital(say(a.Form)) + ": " + say(string(b.Reply))
			}
		}
		m.Mark = replyMark(b.Reply)
		t.ends(b.Ends)
		t.void(b.Voids)
		t.due(e, b.Opens)
	case signoff.EntryGone:
		t.ends(b.Ends)
		t.void(b.Voids)
		t.due(e, b.Opens)
		m.Mark, m.Words = "stop", say(b.Register)+" "+b.Entry+"."
	case signoff.Signed:
		t.signOff(e, b.SignOff)
		m.Mark, m.Words = "clear", "Revision "+short(b.SignOff.Revision)+", checked against rulebook "+b.SignOff.Against.Rulebook+"."
	case signoff.Unsigned:
		t.void(&b.Void)
	case signoff.Permitted:
		t.s.Permits = append(t.s.Permits, Permit{ID: b.Permit.ID, Revision: b.Permit.Revision, From: b.Permit.From, Until: b.Permit.Until, Events: at})
	case signoff.PermitGone:
		for i := range t.s.Permits {
			if x := &t.s.Permits[i]; x.ID == b.ID {
				x.Ended, x.Events = "Withdrawn on "+minute(e.At)+".", append(x.Events, e.Seq)
			}
		}
	case signoff.Went:
		m.Title = t.went(e, b)
		if b.Address.SignOff == 0 {
			m.Mark = "decide"
		}
	case signoff.DueOpened:
		t.due(e, &b.Due)
		m.Mark, m.Title, m.Words = "stop", say(string(b.Due.Kind))+" due", capital(say(string(b.Due.Reason)))+". By "+minute(b.Due.Until)+"."
	case signoff.Again:
		t.signOff(e, b.SignOff)
		t.done(e, b.Closes, "looked at again: it stands")
		m.Mark = "clear"
	case signoff.CameDown:
		w, _ := e.Private.(signoff.NoteWords)
		if i := b.Address - 1; i >= 0 && i < len(t.s.Addresses) {
			t.s.Addresses[i].Down = &Down{At: b.Proof.At, By: t.name(b.Proof.By), How: string(b.Proof.Kind), Export: b.Proof.Export, Note: w.Note, Events: at}
			m.Words = platform(t.s.Addresses[i].Platform) + ": " + say(string(b.Proof.Kind)) + "."
		}
		t.done(e, b.Closes, "taken down")
		m.Mark = "clear"
	case signoff.Wiped:
		t.because = string(b.Why)
		m.Words = capital(say(t.because)) + "."
	}
	t.s.TimeLine = append(t.s.TimeLine, m)
}

func lower(s string) string {
	if s == "" {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}

func replyMark(r signoff.Reply) string {
	switch r {
	case signoff.Yes, signoff.Fine, signoff.SaySo:
		return "clear"
	case signoff.AsksBack:
		return "ask"
	}
	return "stop"
}

func (t *telling) revision(e Told, f signoff.Facts, w signoff.Revision, open bool) {
	r := Revision{No: f.No, Digest: f.Digest, At: e.At, By: t.name(e.By), Kind: string(f.Kind), Audience: string(f.Audience), Paid: string(f.Paid), Events: []int64{e.Seq}}
	for _, p := range f.Platforms {
		r.Platforms = append(r.Platforms, string(p))
	}
	if open {
		r.Text, r.Account, r.ReplyTo = &w.Text, w.Account, w.ReplyTo
		for _, m := range w.Media {
			r.Media = append(r.Media, Media{Digest: m.Digest, Type: m.Type, Size: m.Size, Alt: m.Alt, Caption: m.Caption, Said: t.said(e, m)})
		}
	}
	t.s.Revisions = append(t.s.Revisions, r)
}

// said tells what was answered about a medium. What stands as it stood in the revision before was said then.
func (t *telling) said(e Told, m signoff.Media) (out []Said) {
	var before []Said
	if n := len(t.s.Revisions); n > 0 {
		for _, x := range t.s.Revisions[n-1].Media {
			if x.Digest == m.Digest {
				before = x.Said
			}
		}
	}
	for _, q := range m.Seen.Questions() {
		if q.Answer == "" {
			continue
		}
		x := Said{Question: q.Asks, Answer: q.Answer, At: e.At, By: t.name(e.By), Events: []int64{e.Seq}}
		if i := slices.IndexFunc(before, func(b Said) bool { return b.Question == x.Question && b.Answer == x.Answer }); i >= 0 {
			x = before[i]
		}
		out = append(out, x)
	}
	return out
}

// checked takes in a check. What was found before and is found again stays one finding.
func (t *telling) checked(e Told, b signoff.Checked) (mark, title, words string) {
	w, _ := e.Private.(signoff.CheckedWords)
	levels := map[string]int{}
	for i, f := range b.Check.Found {
		levels[string(f.Level)]++
		if at, ok := t.finding[f.Key]; ok {
			t.s.Findings[at].Events = append(t.s.Findings[at].Events, e.Seq)
			t.s.Findings[at].Fixed = nil // it is back
			continue
		}
		x := Finding{Rule: f.Rule, Area: string(f.Area), Level: string(f.Level), Outcome: string(f.Outcome), Place: f.Place, Revision: b.Check.Revision, At: e.At, Events: []int64{e.Seq}}
		if i < len(w.Found) {
			x.Title, x.Message = w.Found[i].Title, w.Found[i].Message
			for _, c := range w.Found[i].Citations {
				x.Citations = append(x.Citations, Citation{ID: c.ID, Label: c.Label, Says: c.Says})
			}
		}
		t.finding[f.Key] = len(t.s.Findings)
		t.s.Findings = append(t.s.Findings, x)
	}
	for _, f := range b.Fixed {
		if at, ok := t.finding[f.Key]; ok {
			t.s.Findings[at].Fixed = &Fixed{Revision: f.Revision, At: e.At, Events: []int64{e.Seq}}
		}
	}
	t.ends(b.Ended)
	t.void(b.Voids)
	t.due(e, b.Opens)
	mark, title = "clear", "Checked: nothing found"
	var parts []string
	for _, l := range []string{"stop", "decide", "advise"} {
		if n := levels[l]; n > 0 {
			if len(parts) == 0 {
				mark = l
			}
			parts = append(parts, fmt.Sprintf("%d %s", n, l))
		}
	}
	if len(parts) > 0 {
		title = "Checked: " + strings.Join(parts, ", ")
	}
	words = "Revision " + short(b.Check.Revision) + ", rulebook " + b.Check.Against.Rulebook + "."
	if n := len(b.Ended); n > 0 {
		words += " " + capital(count(n, "way out no longer counts", "ways out no longer count")) + "."
	}
	if b.Voids != nil {
		words += " The sign-off ended."
	}
	return mark, title, words
}

func (t *telling) wayOut(e Told, w signoff.WayOut, words string) {
	at, ok := t.finding[w.Finding]
	if !ok {
		return
	}
	f := &t.s.Findings[at]
	out := WayOut{Kind: string(w.Kind), Words: words, By: t.name(e.By), At: e.At, Request: w.Request, Events: []int64{e.Seq}}
	if w.Entry != nil {
		out.Entry = w.Entry.Entry
	}
	t.way[w.No] = [2]int{at, len(f.Ways)}
	f.Ways = append(f.Ways, out)
}

func (t *telling) ends(ends []signoff.Ended) {
	for _, x := range ends {
		if at, ok := t.way[x.No]; ok {
			t.s.Findings[at[0]].Ways[at[1]].Ended = endWords[x.Why]
		}
	}
}

var endWords = map[signoff.EndWhy]string{signoff.EndOtherWords: "other words raise the rule now", signoff.EndNotCovered: "the entry doesn't cover the new wording",
	signoff.EndEntry: "the entry ended", signoff.EndChangedMind: "the colleague answers otherwise now", signoff.EndNotSaid: "the post no longer says it", signoff.EndOwnOpinion: "the colleague wrote in the post since", signoff.EndReplaced: "another took its place"}

var voidWords = map[signoff.VoidWhy]string{signoff.VoidRevised: "the post changed", signoff.VoidFound: "a later check found something", signoff.VoidReply: "somebody who was asked said no, or changed their mind",
	signoff.VoidEntry: "an entry it rests on ended", signoff.VoidTakenBack: "it was taken back"}

func (t *telling) signOff(e Told, x signoff.SignOff) {
	t.s.SignOffs = append(t.s.SignOffs, SignOff{Revision: x.Revision, At: e.At, By: t.name(e.By), Checked: x.Checked, Verdict: x.Verdict,
		Rulebook: x.Against.Rulebook, RulebookDigest: x.Against.Digest, Events: []int64{e.Seq}})
}

// void ends the sign-off that held, and its permits.
func (t *telling) void(v *signoff.Void) {
	if v == nil {
		return
	}
	words := "Ended on " + minute(v.At) + ": " + voidWords[v.Why] + "."
	if i := v.SignOff - 1; i >= 0 && i < len(t.s.SignOffs) {
		t.s.SignOffs[i].Ended = words
		for j := range t.s.Permits {
			if p := &t.s.Permits[j]; p.Ended == "" && p.Revision == t.s.SignOffs[i].Revision {
				p.Ended = words
			}
		}
	}
}

func (t *telling) went(e Told, b signoff.Went) (title string) {
	w, _ := e.Private.(signoff.AddressWords)
	a := b.Address
	t.s.Addresses = append(t.s.Addresses, Address{Platform: string(a.Platform), Address: w.Address, Revision: a.Revision, At: e.At, By: t.name(e.By), Without: a.SignOff == 0, Why: w.Why, Events: []int64{e.Seq}})
	for i := range t.s.Revisions {
		if r := &t.s.Revisions[i]; r.Digest == a.Revision {
			r.Published = true
		}
	}
	t.done(e, b.Closes, "other words were put in its place")
	title = "Published on " + platform(string(a.Platform))
	if a.SignOff == 0 {
		title += " without sign-off"
	}
	return title
}

func (t *telling) due(e Told, d *signoff.Due) {
	if d != nil {
		t.s.Due = append(t.s.Due, Due{Kind: string(d.Kind), Reason: string(d.Reason), At: e.At, Until: d.Until, Events: []int64{e.Seq}})
	}
}

func (t *telling) done(e Told, closes []int, how string) {
	for _, n := range closes {
		if i := n - 1; i >= 0 && i < len(t.s.Due) && t.s.Due[i].Done == nil {
			t.s.Due[i].Done = &Done{At: e.At, By: t.name(e.By), How: how, Events: []int64{e.Seq}}
		}
	}
}

// erase notes on everything whose words are gone that they were erased.
func (s *Story) erase(x Erasure) {
	for i := range s.Revisions {
		s.Revisions[i].Erased = &x
	}
	for i := range s.Findings {
		f := &s.Findings[i]
		f.Erased = &x
		for j := range f.Ways {
			f.Ways[j].Erased = &x
		}
	}
	for i := range s.Addresses {
		s.Addresses[i].Erased = &x
	}
}

// Arrange puts the time line in the order of the log; of several moments for one event the first stays. Call it when all moments are in.
func (s *Story) Arrange() {
	slices.SortStableFunc(s.TimeLine, func(a, b Moment) int { return int(min(max(a.Seq-b.Seq, -1), 1)) })
	s.TimeLine = slices.CompactFunc(s.TimeLine, func(a, b Moment) bool { return a.Seq == b.Seq })
}

// MomentOf tells an event that belongs to no post (of a request, an entry) by what it says of itself.
func MomentOf(seq int64, at time.Time, kind, about string, by Who) Moment {
	return Moment{Seq: seq, At: at, Kind: kind, About: about, By: by}
}

// Explain adds what the rulebook says to every finding whose rule it still has: the rule's title and where its sources are found.
func (s *Story) Explain(book *rulebook.Book) {
	for i := range s.Findings {
		f := &s.Findings[i]
		r := book.Rule(f.Rule)
		if r == nil {
			continue
		}
		f.RuleTitle = r.Title
		for j := range f.Citations {
			for _, c := range r.Cite {
				if c.String() == f.Citations[j].ID {
					f.Citations[j].Link = c.Source.URL
				}
			}
		}
	}
}
