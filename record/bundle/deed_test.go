// SPDX-License-Identifier: Apache-2.0

package bundle

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"chaperone/decision/request"
	"chaperone/decision/signoff"
	"chaperone/post"
	"chaperone/record"
	"chaperone/rulebook"
)

// told is a post whose patient is asked, agrees and changes her mind, in the events the office writes: an act leaves several, of one time.
func told(t testing.TB) Story {
	t.Helper()
	w := newWorld(t)
	var r request.Request
	var asked []ToldRequest
	var others []Moment
	now := func(e signoff.Event, err error) { // in the time that it is
		t.Helper()
		at := w.at
		w.do(e, err)
		w.at = at
	}
	ask := func(e request.Event, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		if err := request.Apply(&r, e); err != nil {
			t.Fatal(err)
		}
		asked = append(asked, ToldRequest{w.log(record.Event{Version: record.Version, At: e.At, Kind: e.Kind, About: r.About(), By: e.By, Body: must(json.Marshal(e.Body))}), e})
	}
	entry := func(kind, by string) {
		seq := w.log(record.Event{Version: record.Version, At: w.at, Kind: kind, About: "entry/c7", By: by, Body: []byte("{}")})
		others = append(others, EntryMoment(seq, w.at, kind, "c7", nameOf(by)))
	}
	next := func(d time.Duration) { w.at = w.at.Add(d) }
	check := func(by string, ground signoff.Against, verdict rulebook.Level, fs ...any) {
		t.Helper()
		x := report(verdict, fs...)
		x.Against = ground
		now(w.p.Checked(w.at, by, x, nil))
	}
	newer := against
	newer.Rulebook = "uk 2026-12"
	rev := signoff.Revision{Text: "Mrs Pell pressed on her husband's cut. 90% do.", Kind: post.KindPost, Audience: post.Public, Platforms: []post.Platform{post.Instagram}}
	one, oneWords := found("case-from-employment", rulebook.Confidentiality, signoff.Decide, "A patient's story", "Ask her.", "GMC")
	two, twoWords := found("claim-without-evidence", rulebook.Evidence, signoff.Decide, "‘90%’ has no source yet", "A link helps.", "GMP, 89")

	now(signoff.New(w.at, member, "p", slices.Repeat([]byte{9}, signoff.SaltSize), rev))
	check(member, against, rulebook.Decide, one, oneWords, two, twoWords)
	next(time.Minute)
	check(member, against, rulebook.Decide, one, oneWords, two, twoWords)
	next(time.Minute)
	token := must(request.NewToken(&w.rand))
	ask(request.New(w.at, member, request.Asking{
		Asked: request.Asked{ID: "q", Form: request.Patient, Person: "p1", Subject: request.Adult, Post: "p", Revision: w.p.Revision.Digest, Platforms: rev.Platforms, Audience: post.Public, Author: member, Version: "1", Purpose: "education"},
		Shown: request.Shown{Person: request.Party{Name: "Ada Lee", Email: "ada@example.org"}, Author: request.Party{Name: "Dr Ines Calloway", Member: member}, Called: "Dr Calloway", Place: "St Anne's",
			Text: rev.Text, Sites: []string{"Instagram"}, Audience: "Anyone.", Purpose: "education", Why: "To show people how.", Phone: "01234 567890"},
		Page: "Dr Calloway would like to share your story.", Salt: strings.Repeat("ab", 16), Way: request.Way{Channel: request.Link, Token: token.Hash()}, Expires: w.at.AddDate(0, 1, 0)}))
	now(w.p.Asked(w.at, member, "q", signoff.Patient, "person/p1", 0, true))
	next(26 * time.Hour)
	ask(r.Answer(w.at, request.Given{Channel: request.Link, Token: token, Reply: request.Yes, Ticked: r.Statements(), Name: "Ada Lee"}))
	now(w.p.Replied(w.at, r.About(), "q", signoff.Yes, "person/p1"))
	entry("register.added", r.About())
	next(time.Hour)
	check(member, against, rulebook.Decide, one, oneWords, two, twoWords)
	now(w.p.Justify(w.at, member, 1, "She agreed to it, in writing."))
	next(time.Minute)
	now(w.p.Justify(w.at, member, 2, "I cite the review of 2024 in the first comment."))
	next(time.Minute)
	check(manager, against, rulebook.Decide, one, oneWords, two, twoWords)
	now(w.p.SignOff(w.at, manager, w.p.Revision.Digest, against, signoff.Policy{}))
	next(time.Minute)
	now(w.p.Publish(w.at, member, post.Instagram, "https://instagram.example/p/1"))
	next(30 * 24 * time.Hour)
	check(signoff.Program, newer, rulebook.Decide, one, oneWords, two, twoWords) // another rulebook, though it finds the same
	next(24 * time.Hour)
	check(signoff.Program, newer, rulebook.Decide, two, twoWords) // something else
	next(24 * time.Hour)
	check(signoff.Program, newer, rulebook.Decide, one, oneWords) // as many, and others
	next(24 * time.Hour)
	ask(r.Answer(w.at, request.Given{Channel: request.Link, Token: token, Reply: request.No}))
	now(w.p.Replied(w.at, r.About(), "q", signoff.ChangedMind, "person/p1"))
	entry("register.withdrawn", r.About())
	next(time.Hour)
	entry("register.reviewed", manager)

	s := must(StoryOf(w.told, people))
	if err := s.AddRequest(asked, people); err != nil {
		t.Fatal(err)
	}
	s.Entries = []Entry{{Register: "consents", ID: "c7", Events: []int64{1}}}
	s.TimeLine = append(s.TimeLine, others...)
	s.Arrange()
	return s
}

// A reader gets one line for each deed, with time and who; the log has each event.
func TestAStoryIsTheDeedsInOrder(t *testing.T) {
	s := told(t)
	var w strings.Builder
	for _, d := range s.Deeds() {
		fmt.Fprintf(&w, "%s  %s [%s]\n", minute(d.At), d.Title, d.Mark)
		for _, l := range []string{d.Words, d.Again(minute), d.Who(), seqs(d.Events)} {
			if l != "" {
				fmt.Fprintf(&w, "    %s\n", l)
			}
		}
	}
	golden(t, "deeds.txt", []byte(w.String()))
	page := s.timeLine()
	if len(page) != len(s.Deeds()) {
		t.Errorf("%d lines on the page, %d deeds", len(page), len(s.Deeds()))
	}
}

func TestEveryEventIsInOneDeed(t *testing.T) {
	other, _ := whole(t)
	for _, s := range []Story{told(t), other} {
		times := map[int64]int{}
		last := time.Time{}
		for _, d := range s.Deeds() {
			if d.At.Before(last) || d.Last.Before(d.At) || d.Times < 1 || len(d.By) == 0 {
				t.Errorf("out of order or nobody's: %+v", d)
			}
			last = d.At
			for _, seq := range d.Events {
				times[seq]++
			}
		}
		for _, m := range s.TimeLine {
			if times[m.Seq] != 1 {
				t.Errorf("event %d (%s) is in %d deeds", m.Seq, m.Kind, times[m.Seq])
			}
		}
		if len(times) != len(s.TimeLine) {
			t.Errorf("%d events told of %d", len(times), len(s.TimeLine))
		}
	}
}
