// SPDX-License-Identifier: Apache-2.0

package practice_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"chaperone/decision/signoff"
	"chaperone/fact"
	"chaperone/finding"
	"chaperone/post"
	"chaperone/post/media"
	"chaperone/practice"
	"chaperone/record"
	"chaperone/record/store/memory"
)

const png = "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR a small picture"

// filing is a practice with a place for files.
func filing(t *testing.T) (*office, *memory.Blobs) {
	t.Helper()
	o := newOffice(t)
	blobs := memory.NewBlobs()
	var err error
	if o.Office, err = practice.OpenOffice(practice.Parts{Checker: o.checker, Store: o.faults, Blobs: blobs, Keys: o.keys}); err != nil {
		t.Fatal(err)
	}
	return o, blobs
}

func count(t *testing.T, b *memory.Blobs) (n int) {
	t.Helper()
	if err := b.List(t.Context(), func(string, int64) error { n++; return nil }); err != nil {
		t.Fatal(err)
	}
	return n
}

func (o *office) writing(text string) practice.Working {
	o.t.Helper()
	w, err := o.KeepWorking(o.t.Context(), ada, practice.Working{Revision: signoff.Revision{Kind: post.KindPost, Text: text, Audience: post.Public, Platforms: []post.Platform{post.Instagram}}})
	if err != nil {
		o.t.Fatal(err)
	}
	return w
}

func TestAPictureIsSealedWithItsDraftAndGoesOnRecordWithIt(t *testing.T) {
	o, blobs := filing(t)
	ctx := context.Background()
	w := o.writing("Wash your hands.")
	m, err := o.KeepMedium(ctx, ada, w.ID, "../Ward\u202e 3.html", strings.NewReader(png))
	if err != nil {
		t.Fatal(err)
	}
	if m.Type != "image/png" || m.Name != "Ward 3.png" || m.Size != int64(len(png)) {
		t.Errorf("kept as %s, %q, %d bytes", m.Type, m.Name, m.Size)
	}
	if err := blobs.List(ctx, func(digest string, _ int64) error {
		f, err := blobs.Open(ctx, digest)
		if err != nil {
			return err
		}
		data, err := io.ReadAll(f)
		if bytes.Contains(data, []byte("a small picture")) {
			t.Error("the picture lies there in clear")
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	again, err := o.KeepMedium(ctx, ada, w.ID, "again.png", strings.NewReader(png))
	if err != nil || again.Digest != m.Digest || count(t, blobs) != 1 {
		t.Errorf("the same picture twice: %v, %d files", err, count(t, blobs))
	}
	m.Alt, m.Type, m.Size = "A tap", "text/html", 99 // what a browser says of type and size doesn't count
	w.Revision.Media = []signoff.Media{m}
	if w, err = o.KeepWorking(ctx, ada, w); err != nil {
		t.Fatal(err)
	}
	if k := w.Revision.Media[0]; k.Type != "image/png" || k.Size != int64(len(png)) || k.Alt != "A tap" {
		t.Errorf("the draft names %+v", k)
	}
	p := o.must(o.Settle(ctx, ada, w.ID))
	r, _ := p.Text()
	if len(r.Media) != 1 || r.Media[0].Digest != m.Digest {
		t.Fatalf("on record: %+v", r.Media)
	}
	var b bytes.Buffer
	if err := o.OpenMedium(ctx, p.ID, m.Digest, &b); err != nil || b.String() != png {
		t.Errorf("opened: %q, %v", b.String(), err)
	}

	// taken out again and settled, the record still has what it named
	w, err = o.OpenWorking(ctx, p.ID)
	if err != nil {
		t.Fatal(err)
	}
	w.Revision.Media = nil
	if _, err = o.KeepWorking(ctx, ada, w); err != nil {
		t.Fatal(err)
	}
	o.must(o.Settle(ctx, ada, p.ID))
	b.Reset()
	if err := o.OpenMedium(ctx, p.ID, m.Digest, &b); err != nil || b.String() != png {
		t.Errorf("what was on record is gone: %v", err)
	}
	o.verifies()
}

func TestAPictureNobodySettledGoesWithItsDraft(t *testing.T) {
	o, blobs := filing(t)
	ctx := context.Background()
	w := o.writing("Wash your hands.")
	one, err := o.KeepMedium(ctx, ada, w.ID, "one.png", strings.NewReader(png+"1"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err = o.KeepMedium(ctx, ada, w.ID, "two.png", strings.NewReader(png+"2")); err != nil {
		t.Fatal(err)
	}
	w.Revision.Media = []signoff.Media{one}
	if w, err = o.KeepWorking(ctx, ada, w); err != nil {
		t.Fatal(err)
	}
	o.must(o.Settle(ctx, ada, w.ID))
	if n := count(t, blobs); n != 1 {
		t.Errorf("settled with one of two pictures, %d files are kept", n)
	}
	x := o.writing("Another one.")
	if _, err = o.KeepMedium(ctx, ada, x.ID, "three.png", strings.NewReader(png+"3")); err != nil {
		t.Fatal(err)
	}
	if err := o.ThrowWorking(ctx, ada, x.ID); err != nil {
		t.Fatal(err)
	}
	if n := count(t, blobs); n != 1 {
		t.Errorf("thrown away, its picture stays: %d files", n)
	}
	if _, err := o.KeepMedium(ctx, ada, x.ID, "four.png", strings.NewReader(png+"4")); err == nil {
		t.Error("a picture goes to a draft that was thrown away")
	}
	o.verifies()
}

// cut is an upload that breaks off.
type cut struct{ r io.Reader }

func (c *cut) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}

func TestWhatCantGoWithAPostLeavesNothing(t *testing.T) {
	o, blobs := filing(t)
	ctx := context.Background()
	w := o.writing("Wash your hands.")
	for name, c := range map[string]struct {
		r   io.Reader
		err error
	}{
		"cut off at once":     {&cut{strings.NewReader("")}, io.ErrUnexpectedEOF},
		"cut off half-way":    {&cut{strings.NewReader(png + strings.Repeat("x", 200<<10))}, io.ErrUnexpectedEOF},
		"too large":           {io.MultiReader(strings.NewReader(png), io.LimitReader(zeros{}, 26<<20)), media.ErrSize},
		"a drawing":           {strings.NewReader("<svg onload=alert(1)>"), media.ErrType},
		"a page called .jpg":  {strings.NewReader("<!doctype html><script>"), media.ErrType},
		"nothing":             {strings.NewReader(""), media.ErrType},
		"a photo of a phone":  {strings.NewReader("\x00\x00\x00\x24ftypheic\x00\x00\x00\x00mif1heic"), media.ErrType},
		"somebody else's":     {strings.NewReader("MZ\x90 a program"), media.ErrType},
		"words, not a picure": {strings.NewReader("hello"), media.ErrType},
	} {
		if _, err := o.KeepMedium(ctx, ada, w.ID, "x.jpg", c.r); !errors.Is(err, c.err) {
			t.Errorf("%s: %v", name, err)
		}
		if n := count(t, blobs); n != 0 {
			t.Errorf("%s leaves %d files", name, n)
		}
	}
	if _, err := o.KeepMedium(ctx, ada, "no-such-draft", "x.png", strings.NewReader(png)); !errors.Is(err, record.ErrNotFound) {
		t.Errorf("for no draft: %v", err)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func TestADraftNamesOnlyPicturesThatAreHere(t *testing.T) {
	o, _ := filing(t)
	ctx := context.Background()
	w, other := o.writing("Wash your hands."), o.writing("Another.")
	m, err := o.KeepMedium(ctx, ada, other.ID, "x.png", strings.NewReader(png))
	if err != nil {
		t.Fatal(err)
	}
	w.Revision.Media = []signoff.Media{m}
	if _, err := o.KeepWorking(ctx, ada, w); !errors.Is(err, signoff.ErrRevision) {
		t.Errorf("another draft's picture: %v", err)
	}
	other.Revision.Media = []signoff.Media{m, m}
	if _, err := o.KeepWorking(ctx, ada, other); !errors.Is(err, signoff.ErrRevision) {
		t.Errorf("the same one twice: %v", err)
	}
	m.Seen.Who = "the queen"
	other.Revision.Media = []signoff.Media{m}
	if other, err = o.KeepWorking(ctx, ada, other); err != nil {
		t.Fatal(err)
	}
	if _, err := o.Settle(ctx, ada, other.ID); !errors.Is(err, signoff.ErrRevision) {
		t.Errorf("an answer nobody knows: %v", err)
	}
}

func TestADraftTakesSoManyPictures(t *testing.T) {
	o, blobs := filing(t)
	ctx := context.Background()
	w := o.writing("Wash your hands.")
	for i := range 60 { // most of them are taken out again
		m, err := o.KeepMedium(ctx, ada, w.ID, "x.png", strings.NewReader(png+string(rune('a'+i))))
		if err != nil {
			t.Fatalf("picture %d: %v", i+1, err)
		}
		if len(w.Revision.Media) < 20 {
			w.Revision.Media = append(w.Revision.Media, m)
			if w, err = o.KeepWorking(ctx, ada, w); err != nil {
				t.Fatal(err)
			}
			continue
		}
		more := w
		more.Revision.Media = append(more.Revision.Media[:20:20], m)
		if _, err := o.KeepWorking(ctx, ada, more); !errors.Is(err, signoff.ErrRevision) {
			t.Errorf("picture 21: %v", err)
		}
	}
	if n := count(t, blobs); n > 40 {
		t.Errorf("%d files are kept of a draft with 20", n)
	}
	if again, err := o.OpenWorking(ctx, w.ID); err != nil || len(again.Revision.Media) != 20 {
		t.Errorf("the draft has %d pictures, %v", len(again.Revision.Media), err)
	}
}

func TestAlternativeTextsAndCaptionsAreCheckedLikeThePost(t *testing.T) {
	o, _ := filing(t)
	ctx := context.Background()
	w := o.writing("Our new corridor.")
	m, err := o.KeepMedium(ctx, ada, w.ID, "x.png", strings.NewReader(png))
	if err != nil {
		t.Fatal(err)
	}
	m.Alt, m.Caption = "Mrs Begum came to my clinic last night with a fork in her foot.", "Wash your hands."
	w.Revision.Media = []signoff.Media{m}
	also, err := o.LookAtAlso(ctx, w, fact.Quick)
	if err != nil || len(also) != 2 || also[0].Place() != "alt 1" || also[1].Place() != "caption 1" {
		t.Fatalf("%v, %v", also, err)
	}
	named := false
	for _, f := range also[0].Report.Findings {
		for _, s := range f.Spans {
			named = named || f.Outcome == finding.Raised && strings.Contains(s.Of(also[0].Text), "Begum")
		}
	}
	if !named {
		t.Error("a name in the alternative text is not found there")
	}
	for _, f := range also[1].Report.Findings {
		if f.Outcome == finding.Raised {
			t.Errorf("the caption raises %s", f.Rule.ID)
		}
	}
	if w, err = o.KeepWorking(ctx, ada, w); err != nil {
		t.Fatal(err)
	}
	p := o.must(o.Settle(ctx, ada, w.ID))
	held := false
	for _, f := range p.StillOpen() {
		held = held || f.Place == "alt 1"
	}
	if !held {
		t.Errorf("at sign-off the alternative text holds nothing up: %+v", p.StillOpen())
	}
}

func TestWhatIsSaidOfAPictureIsChecked(t *testing.T) {
	o, _ := filing(t)
	ctx := context.Background()
	w := o.writing("This is what eczema looks like.")
	m, err := o.KeepMedium(ctx, ada, w.ID, "x.png", strings.NewReader(png))
	if err != nil {
		t.Fatal(err)
	}
	raised := func(seen post.Seen) map[string]bool {
		m.Seen = seen
		w.Revision.Media = []signoff.Media{m}
		r, err := o.LookAtWorking(ctx, w, fact.Quick)
		if err != nil {
			t.Fatal(err)
		}
		out := map[string]bool{}
		for _, f := range r.Findings {
			if f.Outcome == finding.Raised {
				out[f.Rule.ID] = true
			}
		}
		return out
	}
	if r := raised(post.Seen{}); !r["media-not-described"] {
		t.Errorf("nothing was said, and %v is raised", r)
	}
	nothing := post.Seen{Who: post.ShowsNobody, Behind: post.SaidNo, Readable: post.SaidNo, AtWork: post.SaidNo, Results: post.SaidNo}
	if r := raised(nothing); len(r) != 0 {
		t.Errorf("a picture of nobody raises %v", r)
	}
	shown := nothing
	shown.Who, shown.Readable, shown.Agreed = post.ShowsPatient, post.SaidYes, post.SaidNo
	if r := raised(shown); !r["media-patient-not-agreed"] || !r["media-text-readable"] || r["media-not-described"] {
		t.Errorf("a patient and a screen raise %v", r)
	}

	// other answers end a sign-off: what was signed rests on them
	m.Seen = nothing
	w.Revision.Media = []signoff.Media{m}
	if w, err = o.KeepWorking(ctx, ada, w); err != nil {
		t.Fatal(err)
	}
	p := o.must(o.Settle(ctx, ada, w.ID))
	for _, f := range p.StillOpen() {
		p = o.must(o.Justify(ctx, ada, p.ID, f.N, "It stands in every textbook."))
	}
	p = o.must(o.SignOff(ctx, ada, p.ID, p.Revision.Digest))
	if w, err = o.OpenWorking(ctx, p.ID); err != nil {
		t.Fatal(err)
	}
	w.Revision.Media[0].Seen.Who = post.ShowsPatient
	if w, err = o.KeepWorking(ctx, ada, w); err != nil || !w.Changed {
		t.Fatalf("other answers are no change: %v", err)
	}
	p = o.must(o.Settle(ctx, ada, p.ID))
	if p.Signed() != nil {
		t.Error("other answers, and the sign-off stands")
	}
	o.now = o.now.Add(time.Hour)
	o.verifies()
}
