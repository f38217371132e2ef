// SPDX-License-Identifier: Apache-2.0

package bundle

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"chaperone/decision/signoff"
	"chaperone/post"
	"chaperone/record"
	"chaperone/record/ledger"
	"chaperone/record/paper"

	"pgregory.net/rapid"
)

func TestAStoryThatContradictsItsEventsIsNotMade(t *testing.T) {
	day := func(t *time.Time) { *t = t.Add(time.Second) }
	for name, c := range map[string]struct {
		lie  func(s *Story, e *Evidence)
		want string
	}{
		"who began it":                      {func(s *Story, _ *Evidence) { s.Post.Author.ID = manager }, "the post happened then"},
		"which post":                        {func(s *Story, _ *Evidence) { s.Post.ID = "other" }, "don't say ‘post/other’"},
		"the text":                          {func(s *Story, _ *Evidence) { x := "Other words"; s.Revisions[1].Text = &x }, "don't give its digest"},
		"a description":                     {func(s *Story, _ *Evidence) { s.Revisions[0].Media[0].Alt = "A full waiting room." }, "don't give its digest"},
		"where it goes":                     {func(s *Story, _ *Evidence) { s.Revisions[0].Platforms = []string{"x"} }, "don't give its digest"},
		"when a picture's answer was given": {func(s *Story, _ *Evidence) { day(&s.Revisions[1].Media[0].Said[2].At) }, "an answer about picture 1"},
		"who gave it":                       {func(s *Story, _ *Evidence) { s.Revisions[0].Media[0].Said[0].By.ID = manager }, "done by that person"},
		"revisions' order":                  {func(s *Story, _ *Evidence) { s.Revisions[1].No = 1 }, "aren't in order"},
		"a finding's level":                 {func(s *Story, _ *Evidence) { s.Findings[0].Level = "decide" }, "of one thing"},
		"a finding's rule":                  {func(s *Story, _ *Evidence) { s.Findings[0].Rule = "ad-label" }, "of one thing"},
		"a finding's day":                   {func(s *Story, _ *Evidence) { day(&s.Findings[0].At) }, "happened then"},
		"a way out's kind":                  {func(s *Story, _ *Evidence) { s.Findings[1].Ways[0].Kind = "opinion" }, "of one thing"},
		"a way out's giver":                 {func(s *Story, _ *Evidence) { s.Findings[1].Ways[0].By.ID = manager }, "done by that person"},
		"a fix":                             {func(s *Story, _ *Evidence) { s.Findings[1].Fixed = s.Findings[0].Fixed }, "of one thing"},
		"who was asked":                     {func(s *Story, _ *Evidence) { s.Asked[0].Form = "employer" }, "don't say ‘employer’"},
		"an answer":                         {func(s *Story, _ *Evidence) { s.Asked[0].Answers[0].Answer = "no" }, "don't say ‘no’"},
		"an answer's hour":                  {func(s *Story, _ *Evidence) { day(&s.Asked[0].Answers[0].At) }, "happened then"},
		"an entry":                          {func(s *Story, _ *Evidence) { s.Entries[0].ID = "e32" }, "don't say ‘e32’"},
		"who signed off":                    {func(s *Story, _ *Evidence) { s.SignOffs[0].By.ID = member }, "done by that person"},
		"what was signed off":               {func(s *Story, _ *Evidence) { s.SignOffs[0].Revision = s.Revisions[0].Digest }, "sign-off 1"},
		"the rulebook":                      {func(s *Story, _ *Evidence) { s.SignOffs[0].Rulebook = "uk 2027-01" }, "of one thing"},
		"a permit":                          {func(s *Story, _ *Evidence) { s.Permits[0].ID = "k9" }, "k9"},
		"a platform":                        {func(s *Story, _ *Evidence) { s.Addresses[0].Platform = "threads" }, "of one thing"},
		"no sign-off":                       {func(s *Story, _ *Evidence) { s.SignOffs = nil }, "no sign-off of that revision"},
		"a take-down":                       {func(s *Story, _ *Evidence) { s.Addresses[0].Down.How = "re-scan" }, "of one thing"},
		"a reason":                          {func(s *Story, _ *Evidence) { s.Due[0].Reason = "rulebook" }, "of one thing"},
		"when it was done":                  {func(s *Story, _ *Evidence) { day(&s.Due[0].Done.At) }, "happened then"},
		"a moment left out":                 {func(s *Story, _ *Evidence) { s.TimeLine = s.TimeLine[1:] }, "leaves out event 0"},
		"a moment twice":                    {func(s *Story, _ *Evidence) { s.TimeLine = append(s.TimeLine, s.TimeLine[0]) }, "twice or out of order"},
		"a moment's kind":                   {func(s *Story, _ *Evidence) { s.TimeLine[3].Kind = "post.signed" }, "isn't what event"},
		"a moment made up":                  {func(s *Story, _ *Evidence) { s.TimeLine = append(s.TimeLine, Moment{Seq: 99}) }, "event 99"},
		"no events":                         {func(s *Story, _ *Evidence) { s.Findings[0].Events = nil }, "Nothing in the log is named"},
		"events elsewhere":                  {func(s *Story, _ *Evidence) { s.Findings[0].Events = []int64{3} }, "isn't in the bundle"},
		"a revision it has not":             {func(s *Story, _ *Evidence) { s.Revisions = s.Revisions[1:] }, "isn't in the story"},
		"a proof":                           {func(_ *Story, e *Evidence) { e.Proofs[2].Salt = bytes.Repeat([]byte{1}, 32) }, "event 4"},
		"no proof":                          {func(_ *Story, e *Evidence) { e.Proofs = nil }, "no event to prove"},
		"proofs' order":                     {func(_ *Story, e *Evidence) { e.Proofs[0], e.Proofs[1] = e.Proofs[1], e.Proofs[0] }, "in the order of the log"},
		"the key":                           {func(_ *Story, e *Evidence) { e.Key = "x" }, "key can't be read"},
		"another picture": {func(_ *Story, e *Evidence) {
			e.Media[0].Open = func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader("x")), nil }
		}, "isn't the file the story speaks of"},
		"another permit":   {func(_ *Story, e *Evidence) { e.Permits["k8"] = []byte("x") }, "permit k8"},
		"a paper's name":   {func(_ *Story, e *Evidence) { e.Papers[0].Name = "../x" }, "can't be called"},
		"a paper not here": {func(_ *Story, e *Evidence) { e.Papers = nil }, "isn't there"},
		"a box not there":  {func(_ *Story, e *Evidence) { e.Opened[0].Box = 1 }, "no sealed part"},
	} {
		s, e := whole(t)
		c.lie(&s, &e)
		var b bytes.Buffer
		if err := Make(&b, s, e); !errors.Is(err, ErrStory) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// textOf is everything a bundle says to people.
func textOf(t testing.TB, z []byte) string {
	t.Helper()
	var b strings.Builder
	for _, e := range entriesOf(t, z) {
		b.Write(e.data)
	}
	return b.String()
}

func TestWhatWasSaidOfPicturesIsToldWithWhenAndByWhom(t *testing.T) {
	s, e := whole(t)
	first, second := s.Revisions[0], s.Revisions[1]
	if x := first.Media[0].Said; len(x) != 2 || x[0].Question != "Who or what is in it?" || x[0].Answer != "Nobody" || !x[0].At.Equal(first.At) || x[0].By.ID != member {
		t.Errorf("the first revision says %+v", x)
	}
	x := second.Media[0].Said
	if len(x) != 3 || !x[1].At.Equal(first.At) || x[1].Events[0] != first.Events[0] || !x[2].At.Equal(second.At) || x[2].Answer != "Yes" {
		t.Errorf("the second revision says %+v", x)
	}
	if n := len(second.Media[1].Said); n != 0 {
		t.Errorf("nobody said anything of the film, and it has %d answers", n)
	}
	page := string(fileOf(t, made(t, s, e), "index.html"))
	for _, words := range []string{"What was said to be in the pictures", "Who or what is in it? Nobody. Is anyone else behind, or at the edge? No. Said by", "Can a screen, paper, label or wristband be read? Yes. Said by", "What was said of the pictures changed."} {
		if !strings.Contains(page, words) {
			t.Errorf("the page doesn't say %q", words)
		}
	}
}

func TestWhatWasErasedOrIsSealedIsSaidAndNotShown(t *testing.T) {
	w := newWorld(t)
	w.do(signoff.New(w.at, member, "p", bytes.Repeat([]byte{9}, signoff.SaltSize), signoff.Revision{Text: "Mrs Begum is better", Kind: post.KindPost}))
	w.do(w.p.Throw(w.at, member))
	w.do(w.p.Erase(w.at, signoff.Program, signoff.BecauseAsked))
	bundleOf := func(told []Told) (Story, []byte) {
		s := must(StoryOf(told, func(id string) Who { return Who{Role: "author"} }))
		s.Made, s.MadeBy, s.Practice = w.at, Who{ID: manager}, "C"
		e := Evidence{Key: w.signer.Key(), Sign: &w.signer}
		_ = w.store.View(t.Context(), func(v record.View) error {
			n := must(v.Size())
			for _, x := range told {
				e.Proofs = append(e.Proofs, must(ledger.Inclusion(v, x.Seq, n)))
			}
			return nil
		})
		return s, made(t, s, e)
	}
	erased := append([]Told{}, w.told...)
	for i := range erased {
		erased[i].Private = nil
	}
	s, z := bundleOf(erased)
	day := "erased on " + paper.Day(w.told[2].At) + " at their request"
	if page := string(fileOf(t, z, "index.html")); !strings.Contains(page, "The words of this revision were "+day) || !strings.Contains(page, "author (name sealed)") {
		t.Error("the page doesn't say that words were erased, or names sealed")
	}
	if s.Revisions[0].Erased == nil || strings.Contains(textOf(t, z), "Begum") || strings.Contains(textOf(t, z), "Calloway,") {
		t.Error("what was erased or sealed is shown")
	}
	r := verified(t, z, Options{})
	if all := strings.Join(r.Sentences(), " "); !r.Holds() || !strings.Contains(all, "The words of 1 revision aren't in it: sealed, or erased.") {
		t.Error(all)
	}
	_, z = bundleOf(erased[:2])
	if page := string(fileOf(t, z, "index.html")); !strings.Contains(page, "in this bundle; the practice may still hold them, sealed") {
		t.Error("the page doesn't say that words are sealed")
	}
}

func TestAStoryFollowsSignOffsAndFindingsThroughChanges(t *testing.T) {
	w := newWorld(t)
	rev := func(text string) signoff.Revision {
		return signoff.Revision{Text: text, Kind: post.KindPost, Platforms: []post.Platform{post.X}}
	}
	f1, f2 := found("claim-without-evidence", "evidence", signoff.Decide, "‘half’ has no source yet", "", "GMP, 89")
	w.do(signoff.New(w.at, member, "p", bytes.Repeat([]byte{9}, signoff.SaltSize), rev("Half of us")))
	w.do(w.p.Checked(w.at, member, report(2, f1, f2), nil))
	w.do(w.p.Justify(w.at, member, 1, "It is a figure of speech."))
	w.do(w.p.Justify(w.at, member, 1, "It is in the guideline."))
	w.do(w.p.SignOff(w.at, member, w.p.Revision.Digest, against, signoff.Policy{}))
	w.do(w.p.PermitIssued(w.at, signoff.Program, "k1", w.at.AddDate(0, 1, 0)))
	w.do(w.p.Publish(w.at, member, post.X, "https://x.example/1"))
	w.do(w.p.Revise(w.at, member, rev("Half of us, about")))
	w.do(w.p.PublishedWithout(w.at, member, post.Mastodon, "https://m.example/1", "I forgot."))
	s := must(StoryOf(w.told, people))
	if len(s.Findings) != 1 || len(s.Findings[0].Ways) != 2 || s.Findings[0].Ways[0].Ended != "another took its place" || s.Findings[0].Ways[1].Ended != "" {
		t.Errorf("findings %+v", s.Findings)
	}
	if len(s.SignOffs) != 1 || !strings.Contains(s.SignOffs[0].Ended, "the post changed") || !strings.Contains(s.Permits[0].Ended, "the post changed") {
		t.Errorf("sign-offs %+v, permits %+v", s.SignOffs, s.Permits)
	}
	if len(s.Addresses) != 2 || s.Addresses[0].Without || !s.Addresses[1].Without || s.Addresses[1].Why != "I forgot." || !s.Revisions[1].Published {
		t.Errorf("addresses %+v", s.Addresses)
	}
	events := map[int64]record.Event{}
	_ = w.store.View(t.Context(), func(v record.View) error {
		for _, x := range w.told {
			events[x.Seq] = must(record.Decode(must(v.Row(x.Seq)).Data))
		}
		return nil
	})
	if faults := contradictions(s, events); len(faults) > 0 {
		t.Error(faults)
	}
	if _, err := StoryOf(w.told[1:], people); !errors.Is(err, signoff.ErrUnknown) && !errors.Is(err, signoff.ErrEvent) {
		t.Errorf("a story without its beginning: %v", err)
	}
}

// Of a comparison, what is not new is the old text, and what is not gone is the new one.
func TestAComparisonHoldsBothTexts(t *testing.T) {
	texts := rapid.StringOf(rapid.SampledFrom([]rune("ab c.é\n💊")))
	rapid.Check(t, func(t *rapid.T) {
		a, b := texts.Draw(t, "before"), texts.Draw(t, "after")
		var before, after strings.Builder
		for _, r := range changes(a, b) {
			if r.Style != paper.Added {
				before.WriteString(r.Words)
			}
			if r.Style != paper.Removed {
				after.WriteString(r.Words)
			}
		}
		if before.String() != a || after.String() != b {
			t.Fatalf("%q and %q came out of %q and %q", before.String(), after.String(), a, b)
		}
	})
	long := strings.Repeat("word other ", 40_000)
	if began := time.Now(); len(changes("x "+long+"y", "z "+strings.ToUpper(long))) == 0 || time.Since(began) > 5*time.Second {
		t.Error("long texts take too long")
	}
}
