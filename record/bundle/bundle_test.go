// SPDX-License-Identifier: Apache-2.0

package bundle

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"flag"
	"image"
	"image/color"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"chaperone/decision/signoff"
	"chaperone/finding"
	"chaperone/post"
	"chaperone/record"
	"chaperone/record/ledger"
	"chaperone/record/permit"
	"chaperone/record/store/memory"
	"chaperone/rulebook"

	"golang.org/x/mod/sumdb/tlog"
)

var update = flag.Bool("update", false, "write the golden files anew")

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// counting is a source of bytes that are no chance: bundles of tests are the same each time.
type counting struct{ n byte }

func (c *counting) Read(b []byte) (int, error) {
	for i := range b {
		c.n++
		b[i] = c.n
	}
	return len(b), nil
}

// world is a practice with a log, one post in it and things that have nothing to do with it.
type world struct {
	t      testing.TB
	store  *memory.Store
	signer ledger.Signer
	rand   counting
	at     time.Time
	p      signoff.Post
	told   []Told
	others []Moment
}

func newWorld(t testing.TB) *world {
	return &world{t: t, store: memory.New(), signer: must(ledger.NewSigner("chaperone.practice/calloway", bytes.Repeat([]byte{3}, 32))), at: time.Date(2026, 11, 12, 20, 41, 0, 0, time.UTC)}
}

// log appends one event and gives its place.
func (w *world) log(e record.Event) int64 {
	var seq int64
	err := w.store.Update(context.Background(), func(tx record.Tx) error {
		rows, _, err := ledger.Append(tx, w.signer, []record.Event{e}, &w.rand)
		if err == nil {
			seq = rows[0].Seq
		}
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return seq
}

// do logs an event of the post, as practice will: its private part in a box.
func (w *world) do(e signoff.Event, err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
	if err := signoff.Apply(&w.p, e); err != nil {
		w.t.Fatal(err)
	}
	out := record.Event{Version: record.Version, At: e.At, Kind: e.Kind, About: w.p.About(), By: e.By, Body: must(json.Marshal(e.Body))}
	if e.Private != nil {
		out.Sealed = []record.Box{{Key: w.p.KeyID(), Data: []byte("sealed: " + e.Kind)}}
	}
	w.told = append(w.told, Told{w.log(out), e})
	w.log(record.Event{Version: record.Version, At: e.At, Kind: "request.opened", About: "request/else", By: "chaperone"}) // of another post
	w.at = w.at.Add(37*time.Minute + 250*time.Millisecond)
}

// start begins a post of one text.
func (w *world) start(text string) {
	w.t.Helper()
	w.do(signoff.New(w.at, member, "p", bytes.Repeat([]byte{9}, signoff.SaltSize), signoff.Revision{Text: text, Kind: post.KindPost}))
}

// other logs an event of an entry or a request, that the story tells, too.
func (w *world) other(kind, about, by string, body any) int64 {
	e := record.Event{Version: record.Version, At: w.at, Kind: kind, About: about, By: by, Body: must(json.Marshal(body))}
	seq := w.log(e)
	w.others = append(w.others, MomentOf(seq, w.at, kind, about, nameOf(by)))
	w.at = w.at.Add(time.Hour)
	return seq
}

var against = signoff.Against{Rulebook: "uk 2026-11", Digest: "sha256:" + strings.Repeat("ab", 32), Registers: "g1"}

func picture() []byte {
	img := image.NewRGBA(image.Rect(0, 0, 24, 16))
	for i := range 24 * 16 {
		img.Set(i%24, i/24, color.RGBA{uint8(i), 120, 90, 255})
	}
	var b bytes.Buffer
	_ = png.Encode(&b, img)
	return b.Bytes()
}

const member, manager = "m-calloway", "m-lund"

func people(id string) Who {
	switch id {
	case member:
		return Who{Name: "Dr Ines Calloway", Role: "author"}
	case manager:
		return Who{Name: "Petra Lund", Role: "practice manager"}
	}
	return Who{}
}

func nameOf(id string) Who {
	w := people(id)
	w.ID = id
	return w
}

func found(rule string, area rulebook.Area, level signoff.Level, title, message, cite string) (signoff.Found, signoff.FoundWords) {
	return signoff.Found{Rule: rule, Area: area, Level: level, Outcome: finding.Raised, Offers: []rulebook.Way{}},
		signoff.FoundWords{Title: title, Message: message, Words: []string{title}, Citations: []signoff.Citation{{ID: "gmc-social-2024/19", Label: cite, Says: "Small details together can tell who it is about."}}}
}

func report(verdict rulebook.Level, fs ...any) signoff.Report {
	r := signoff.Report{Against: against, Verdict: verdict}
	for i := 0; i < len(fs); i += 2 {
		r.Found, r.Words = append(r.Found, fs[i].(signoff.Found)), append(r.Words, fs[i+1].(signoff.FoundWords))
	}
	return r
}

// whole is a post from draft to taken down, with everything around it.
func whole(t testing.TB) (Story, Evidence) {
	t.Helper()
	w := newWorld(t)
	pic := picture()
	media := []signoff.Media{{Digest: digestOf(pic), Type: "image/png", Size: int64(len(pic)), Alt: "An empty waiting room.", Seen: post.Seen{Who: post.ShowsNobody, Behind: post.SaidNo}}, {Digest: digestOf([]byte("film")), Type: "video/mp4", Size: 4, Caption: "call 999"}}
	rev := func(text string) signoff.Revision {
		return signoff.Revision{Text: text, Kind: post.KindPost, Account: "@dr.calloway", Audience: "public", Platforms: []post.Platform{post.Instagram, post.Threads}, Media: media}
	}
	w.do(signoff.New(w.at, member, "p7Qk2", bytes.Repeat([]byte{9}, signoff.SaltSize), rev("A 43-year-old teacher from Whitby thought it was indigestion. For a week. 70% of women wait. 🚑")))
	a1, a2 := found("case-group-small", rulebook.Confidentiality, signoff.Stop, "Very few people fit this story", "‘43-year-old’, ‘teacher’ and ‘Whitby’ leave 1 or 2 people. Someone close may know who.", "GMC social media, 19")
	b1, b2 := found("claim-without-evidence", rulebook.Evidence, signoff.Decide, "‘70%’ has no source yet", "A link helps your readers now, and you when somebody asks.", "GMP, 89")
	c1, c2 := found("who-are-you-missing", rulebook.Credentials, signoff.Advise, "Readers can't tell who is speaking", "A role helps them judge.", "MDU")
	w.do(w.p.Checked(w.at, member, report(rulebook.Stop, a1, a2, b1, b2, c1, c2), nil))
	media = slices.Clone(media)
	media[0].Seen.Readable = post.SaidYes
	w.do(w.p.Revise(w.at, member, rev("She thought it was indigestion. For a week. 70% of women wait. 🚑\n\nIf it is new and heavy: call 999.")))
	w.do(w.p.Checked(w.at, member, report(rulebook.Decide, b1, b2, c1, c2), nil))
	w.do(w.p.Asked(w.at, member, "r5Tz", signoff.Patient, "person-9", 0, true))
	consent := w.other("request.answered", "request/r5Tz", "request/r5Tz", map[string]any{"answer": "yes", "revision": w.p.Revision.Digest})
	w.do(w.p.Replied(w.at, signoff.Program, "r5Tz", signoff.Yes, "request/r5Tz"))
	entry := w.other("register.added", "entry/e31", member, map[string]any{"entry": "e31", "register": "evidence"})
	w.do(w.p.Justify(w.at, member, 1, "I cite the review of 2024 in the first comment."))
	w.do(w.p.SignOff(w.at, manager, w.p.Revision.Digest, against, signoff.Policy{}))
	w.do(w.p.PermitIssued(w.at, signoff.Program, "k8", w.at.AddDate(0, 3, 0)))
	w.do(w.p.Publish(w.at, member, post.Instagram, "https://www.instagram.com/p/abc123"))
	w.do(w.p.TakeDownDue(w.at, signoff.Program, signoff.ReasonConsentWithdrawn, signoff.Cause{Kind: "request", ID: "r5Tz"}, w.at.AddDate(0, 0, 2)))
	w.do(w.p.TakenDown(w.at, manager, 1, signoff.ProofGone, "", "Two people had shared it."))

	s := must(StoryOf(w.told, people))
	s.TimeLine = append(s.TimeLine, w.others...)
	s.Arrange()
	s.Made, s.MadeBy, s.Practice = w.at, Who{ID: manager, Name: "Petra Lund", Role: "practice manager"}, "Calloway & Partners"
	a := &s.Asked[0]
	a.How, a.For, a.Shown = "link", []string{"this post on Instagram and Threads, for anybody to read"}, []string{"The post and picture as they would appear", "That care stays the same; that copies may stay; how to change their mind"}
	a.Answers[0].Events = append(a.Answers[0].Events, consent)
	a.Answers[0].How, a.Answers[0].Signed = "link", "typed name"
	s.Entries = []Entry{{Register: "evidence", ID: "e31", Title: "70% of women wait", Fields: []Field{{"Source", "doi 10.1000/1", "https://doi.org/10.1000/1"}, {"Grade", "systematic review", ""}}, Files: []string{"opened/review.pdf"}, Events: []int64{entry}}}
	s.Limits = []string{"The second picture's film isn't in this bundle: it is larger than the practice wished to send."}

	e := Evidence{Key: w.signer.Key(), Sign: &w.signer,
		Media:  []Medium{{digestOf(pic), func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(pic)), nil }}},
		Papers: []Paper{{"review.pdf", []byte("%PDF-1.4 …")}},
		Opened: []Opened{{w.told[0].Seq, 0, must(json.Marshal(w.told[0].Private))}}}
	e.Permits = map[string][]byte{"k8": must(permit.Permit{ID: "k8", Post: "p7Qk2", Revision: w.p.Revision.Digest, Text: permit.Digest("x"), TextBytes: 1, Platforms: []string{"instagram"}, Rulebook: "uk 2026-11",
		RulebookDigest: against.Digest, Checked: w.told[3].At, SignedOff: w.told[7].At, By: manager, ValidUntil: w.at.AddDate(0, 3, 0), Log: permit.Log{Seq: 3, Size: 20, Root: tlog.Hash(sha256.Sum256(nil))}}.Sign(w.signer))}
	err := w.store.View(context.Background(), func(v record.View) error {
		n, err := v.Size()
		for _, m := range s.TimeLine {
			if err == nil {
				e.Proofs = append(e.Proofs, must(ledger.Inclusion(v, m.Seq, n)))
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return s, e
}

func made(t testing.TB, s Story, e Evidence) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Make(&b, s, e); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func verified(t testing.TB, z []byte, o Options) *Report {
	t.Helper()
	r, err := Verify(bytes.NewReader(z), int64(len(z)), o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestABundleHoldsAndSaysSo(t *testing.T) {
	s, e := whole(t)
	z := made(t, s, e)
	if dir := os.Getenv("BUNDLE_OUT"); dir != "" { // to be looked at by a person
		_ = os.WriteFile(filepath.Join(dir, "bundle.zip"), z, 0o644)
	}
	r := verified(t, z, Options{Key: e.Key, Checkpoints: [][]byte{[]byte(e.Proofs[0].Checkpoint)}})
	if !r.Holds() || !r.Signed || !r.KeyKnown || !r.PagesSame || r.Repacked || len(r.Fits) != 1 || r.Events != len(s.TimeLine) {
		t.Fatalf("%+v\n%s", r.Faults, strings.Join(r.Sentences(), "\n"))
	}
	golden(t, "sentences.txt", []byte(strings.Join(r.Sentences(), "\n")+"\n"))
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs. If that was meant: go test ./record/bundle -update", name)
	}
}

func TestTheFilesOfABundleLookAsTheyDid(t *testing.T) {
	s, e := whole(t)
	z := made(t, s, e)
	for _, name := range []string{"README.txt", "story.json", "proofs.json", "index.html", "SHA256SUMS"} {
		data := fileOf(t, z, name)
		if name == "SHA256SUMS" { // a PDF's compression differs between Go's releases
			data = []byte(strings.Join(strings.FieldsFunc(string(data), func(r rune) bool { return r == '\n' })[0:1], "") + "\n" + names(string(data)))
		}
		golden(t, name, data)
	}
}

func names(sums string) string {
	var b strings.Builder
	for l := range strings.Lines(sums) {
		_, n, _ := strings.Cut(l, "  ")
		b.WriteString(n)
	}
	return b.String()
}

func TestTheSameInputGivesTheSameBytes(t *testing.T) {
	s, e := whole(t)
	s2, e2 := whole(t)
	if !bytes.Equal(made(t, s, e), made(t, s2, e2)) {
		t.Error("two bundles of the same input differ")
	}
}
