// SPDX-License-Identifier: Apache-2.0

package bundle

import (
	"encoding/json"
	"strings"
	"testing"

	"chaperone/decision/request"
	"chaperone/post"
	"chaperone/record"
	"chaperone/record/ledger"
)

// asking is a patient asked by link, who agrees, changes her mind and has her words erased.
func asking(w *world, revision string) (events []ToldRequest) {
	var r request.Request
	do := func(e request.Event, err error) {
		w.t.Helper()
		if err != nil {
			w.t.Fatal(err)
		}
		if err := request.Apply(&r, e); err != nil {
			w.t.Fatal(err)
		}
		out := record.Event{Version: record.Version, At: e.At, Kind: e.Kind, About: r.About(), By: e.By, Body: must(json.Marshal(e.Body))}
		if e.Private != nil {
			out.Sealed = []record.Box{{Key: r.KeyID(), Data: []byte("sealed")}}
		}
		events = append(events, ToldRequest{w.log(out), e})
		w.at = w.at.AddDate(0, 0, 1)
	}
	token := must(request.NewToken(&w.rand))
	do(request.New(w.at, member, request.Asking{
		Asked: request.Asked{ID: "r5Tz", Form: request.Patient, Person: "p1", Subject: request.Adult, Post: "p", Revision: revision, Platforms: []post.Platform{post.Instagram}, Audience: post.Public,
			Author: member, Version: "1", Purpose: "education"},
		Shown: request.Shown{Person: request.Party{Name: "Ada Lee", Email: "ada@example.org"}, Author: request.Party{Name: "Dr Ines Calloway", Member: member}, Called: "Dr Calloway", Place: "St Anne's",
			Text: "Wash your hands", Sites: []string{"Instagram"}, Audience: "Anyone.", Purpose: "education", Why: "To show people how.", Phone: "01234 567890"},
		Page: "Dr Calloway would like to share your story.", Salt: strings.Repeat("ab", 16), Way: request.Way{Channel: request.Link, Token: token.Hash()}, Expires: w.at.AddDate(0, 1, 0)}))
	do(r.Answer(w.at, request.Given{Channel: request.Link, Token: token, Reply: request.Yes, Ticked: r.Statements(), Name: "Ada Lee", Words: "I hope it helps."}))
	do(r.Answer(w.at, request.Given{Channel: request.Link, Token: token, Reply: request.No, Words: "My sister saw it."}))
	return events
}

func TestARequestIsToldWithItsAnswersAndWithoutWhatIsSealed(t *testing.T) {
	w := newWorld(t)
	w.start("Wash your hands")
	events := asking(w, w.p.Revision.Digest)
	build := func(events []ToldRequest) (Story, []byte) {
		s := must(StoryOf(w.told, people))
		if err := s.AddRequest(events, people); err != nil {
			t.Fatal(err)
		}
		s.Arrange()
		s.Made, s.MadeBy, s.Practice = w.at, nameOf(manager), "C"
		e := Evidence{Key: w.signer.Key(), Sign: &w.signer}
		_ = w.store.View(t.Context(), func(v record.View) error {
			n := must(v.Size())
			for _, m := range s.TimeLine {
				e.Proofs = append(e.Proofs, must(ledger.Inclusion(v, m.Seq, n)))
			}
			return nil
		})
		return s, made(t, s, e)
	}
	s, z := build(events)
	page := string(fileOf(t, z, "index.html"))
	for _, want := range []string{"Ada Lee", "I hope it helps.", "My sister saw it.", "Dr Calloway would like to share your story.", "what for: education", "with a typed name"} {
		if !strings.Contains(page, want) {
			t.Errorf("opened, the page lacks %q", want)
		}
	}
	if len(s.Asked) != 1 || len(s.Asked[0].Answers) != 2 {
		t.Fatalf("%+v", s.Asked)
	}
	sealed := append([]ToldRequest{}, events...)
	for i := range sealed {
		sealed[i].Private = nil
	}
	_, z = build(sealed)
	all := textOf(t, z)
	for _, secret := range []string{"Ada", "hope it helps", "sister", "share your story", "01234"} {
		if strings.Contains(all, secret) {
			t.Errorf("sealed, the bundle says %q", secret)
		}
	}
	if !strings.Contains(all, "Sealed; the log holds a digest of the words of the page") {
		t.Error("it doesn't say that the words are sealed")
	}
	var r request.Request
	for _, e := range sealed {
		if err := request.Apply(&r, e.Event); err != nil {
			t.Fatal(err)
		}
	}
	erased := must(r.Erase(w.at, request.Program, "request"))
	sealed = append(sealed, ToldRequest{w.log(record.Event{Version: record.Version, At: erased.At, Kind: erased.Kind, About: r.About(), By: erased.By, Body: must(json.Marshal(erased.Body))}), erased})
	s, z = build(sealed)
	if page := string(fileOf(t, z, "index.html")); s.Asked[0].Whom.Erased == nil || !strings.Contains(page, "A person whose name was erased on ") || !strings.Contains(page, "Their words were erased on ") {
		t.Error("it doesn't say that their words were erased")
	}
	if r := verified(t, z, Options{}); !r.Holds() {
		t.Error(r.Sentences())
	}
	a := AppraisalOf(s.Made.AddDate(0, -1, 0), s.Made, []Story{s}, titlesOf)
	if len(a.Asked) != 1 || a.Asked[0].Withdrawn != 1 {
		t.Errorf("a change of mind is counted as %+v", a.Asked)
	}
}
