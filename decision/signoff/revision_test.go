// SPDX-License-Identifier: Apache-2.0

package signoff

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"chaperone/post"
)

// The vectors were computed by another program, in another language, from doc/revision.md.
func TestTheDigestIsThatOfTheVectors(t *testing.T) {
	data, err := os.ReadFile("testdata/revision.json")
	if err != nil {
		t.Fatal(err)
	}
	var vectors []struct {
		Name     string
		Revision Revision
		Digest   string
	}
	if err := json.Unmarshal(data, &vectors); err != nil || len(vectors) < 9 {
		t.Fatalf("%d vectors, %v", len(vectors), err)
	}
	by := map[string][]string{}
	for _, v := range vectors {
		if got := v.Revision.Digest(); got != v.Digest {
			t.Errorf("%s: %s, want %s", v.Name, got, v.Digest)
		}
		by[v.Digest] = append(by[v.Digest], v.Name)
	}
	if len(by) != len(vectors)-2 {
		t.Errorf("two vectors say that order and series don't count, all others differ: %v", by)
	}
	page, err := os.ReadFile("../../doc/revision.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range vectors[:2] {
		if !strings.Contains(string(page), v.Digest) {
			t.Errorf("doc/revision.md doesn't show the digest of %q", v.Name)
		}
	}
}

func someRevision(t *rapid.T) Revision {
	word := rapid.StringN(0, 6, -1)
	r := Revision{Text: rapid.StringN(1, 20, -1).Draw(t, "text"), Account: word.Draw(t, "account"), ReplyTo: word.Draw(t, "reply"), Series: word.Draw(t, "series"),
		Kind:     rapid.SampledFrom([]post.Kind{post.KindPost, post.KindComment, post.KindBio}).Draw(t, "kind"),
		Audience: rapid.SampledFrom([]post.Audience{"", post.Public, post.Followers}).Draw(t, "audience"),
		Paid:     rapid.SampledFrom([]post.Payment{"", post.NotPaid, post.Paid}).Draw(t, "paid")}
	r.Platforms = rapid.SliceOfN(rapid.SampledFrom([]post.Platform{post.Instagram, post.X, post.Threads, post.TikTok}), 0, 4).Draw(t, "platforms")
	for range rapid.IntRange(0, 3).Draw(t, "media") {
		r.Media = append(r.Media, Media{Digest: digestOf(word.Draw(t, "file")), Type: rapid.SampledFrom([]string{"image/png", "video/mp4"}).Draw(t, "type"),
			Size: 1, Alt: word.Draw(t, "alt"), Caption: word.Draw(t, "caption"), Name: word.Draw(t, "name")})
	}
	return r
}

// visible is a revision as readers meet it: what the digest must tell apart, written so that nothing can run into the next.
func visible(r Revision) string {
	s := fmt.Sprintf("%q %q %q %q %q %q %q", r.Text, r.Kind, r.ReplyTo, r.Account, r.Audience, r.Paid, places(r.Platforms))
	for _, m := range r.Media {
		s += fmt.Sprintf(" (%q %q %q %q)", m.Digest, m.Type, m.Alt, m.Caption)
	}
	return s
}

func TestTwoRevisionsHaveOneDigestOnlyIfReadersSeeTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := someRevision(t)
		b := a
		b.Media, b.Platforms = slices.Clone(a.Media), slices.Clone(a.Platforms)
		c := someRevision(t)
		switch n := rapid.IntRange(0, 12).Draw(t, "change"); { // one small change each: moving words from one field to its neighbour, too
		case n == 0:
			b.Text, b.ReplyTo = b.Text+b.ReplyTo, ""
		case n == 1:
			b.Account, b.ReplyTo = b.ReplyTo, b.Account
		case n == 2:
			slices.Reverse(b.Platforms)
		case n == 3:
			slices.Reverse(b.Media)
		case n == 4 && len(b.Media) > 0:
			b.Media[0].Alt, b.Media[0].Caption = b.Media[0].Caption, b.Media[0].Alt
		case n == 5 && len(b.Media) > 0:
			b.Media[0].Alt, b.Media[0].Caption = b.Media[0].Alt+b.Media[0].Caption, ""
		case n == 6 && len(b.Media) > 0:
			b.Media[0].Name += "x"
		case n == 7:
			b.Media = c.Media
		case n == 8:
			b.Platforms = c.Platforms
		case n == 9:
			b.Audience = c.Audience
		case n == 10:
			b.Paid = c.Paid
		case n == 11:
			b.Series = c.Series
		default:
			b = c
		}
		if (visible(a) == visible(b)) != (a.Digest() == b.Digest()) {
			t.Fatalf("%s\n%s\nhave %s and %s", visible(a), visible(b), a.Digest(), b.Digest())
		}
	})
}

func TestWhatCannotBeKeptIsRefusedWithAReason(t *testing.T) {
	for want, r := range map[string]Revision{
		"neither text nor picture": {Text: " \n", Kind: post.KindPost},
		"aren't UTF-8":             {Text: "a\xff", Kind: post.KindPost},
		"say which":                {Text: "a"},
		"no digest":                {Text: "a", Kind: post.KindPost, Media: []Media{{Digest: "sha256:ABC"}}},
		"platform has no name":     {Text: "a", Kind: post.KindPost, Platforms: []post.Platform{""}},
	} {
		if _, err := New(day, alex, "p1", salt, r); !errors.Is(err, ErrRevision) || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: %v, want %q", r, err, want)
		}
	}
}

func TestShortDigestsAreForPeople(t *testing.T) {
	if got := Short("sha256:7c1e90b452aa" + strings.Repeat("0", 52)); got != "7c1e 90b4 52aa" {
		t.Error(got)
	}
	if got := Short("sha256:7c"); got != "7c" {
		t.Error(got)
	}
}

func TestNothingThatHoldsWordsShowsThem(t *testing.T) {
	r := draft("Mrs Begum")
	r.Media = []Media{{Digest: digestOf("x"), Alt: "Mrs Begum", Caption: "Mrs Begum"}}
	w := FoundWords{Title: "Mrs Begum", Message: "Mrs Begum", Words: []string{"Mrs Begum"}}
	d := newDesk(t, "Mrs Begum")
	d.check(book)
	report := d.report(book)
	e, _ := New(day, alex, "p1", salt, r)
	for _, v := range []any{r, r.Media[0], w, Words{"Mrs Begum", "Mrs Begum"}, AddressWords{Note: "Mrs Begum"}, NoteWords{"Mrs Begum"}, AnswerWords{"Mrs Begum"},
		*d.p.Private, d.p, report, DraftedWords{salt, r}, RevisedWords{r}, CheckedWords{[]FoundWords{w}}, e, d.p.StillOpen()[0], Cover{Why: "Mrs Begum"}} {
		if s := fmt.Sprintf("%v %+v %s", v, v, v); strings.Contains(s, "Begum") {
			t.Errorf("%T shows its words: %s", v, s)
		}
	}
}
