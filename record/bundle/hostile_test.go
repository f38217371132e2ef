// SPDX-License-Identifier: Apache-2.0

package bundle

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"chaperone/decision/signoff"
	"chaperone/post"
	"chaperone/record"
	"chaperone/record/ledger"

	"golang.org/x/mod/sumdb/note"
)

// small is a bundle as small as can be, signed: the pages are a word each.
func small(t testing.TB) []byte {
	t.Helper()
	w := newWorld(t)
	w.do(signoff.New(w.at, member, "p", bytes.Repeat([]byte{9}, signoff.SaltSize), signoff.Revision{Text: "Wash your hands", Kind: post.KindPost}))
	w.do(w.p.Hold(w.at, member, "h", "a complaint"))
	s := must(StoryOf(w.told, people))
	s.Made, s.MadeBy, s.Practice = w.at, Who{ID: member}, "C"
	e := Evidence{Key: w.signer.Key(), Sign: &w.signer}
	_ = w.store.View(t.Context(), func(v record.View) error {
		n := must(v.Size())
		for _, x := range w.told {
			e.Proofs = append(e.Proofs, must(ledger.Inclusion(v, x.Seq, n)))
		}
		return nil
	})
	var b bytes.Buffer
	p := must(newPacker(&b, s.Made))
	for _, x := range entriesOf(t, made(t, s, e)) {
		switch x.name {
		case "README.txt", "check.py", "index.html", "story.pdf":
			x.data = []byte("x")
		case "SHA256SUMS":
			x.data = []byte(p.list())
		case "signature.txt":
			x.data = must(note.Sign(&note.Note{Text: sealText(s.normal(), strings.Join(p.sums[:len(p.sums)-1], ""))}, w.signer))
		}
		p.add(x.name, bytes.NewReader(x.data))
	}
	if err := p.close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// untouched verifies and tells whether the bundle is exactly what was made.
func untouched(z []byte) (bool, error) {
	r, err := Verify(bytes.NewReader(z), int64(len(z)), Options{SkipPages: true})
	return err == nil && r.Holds() && r.Signed && !r.Repacked, err
}

func TestEveryFlippedByteIsNoticed(t *testing.T) {
	z := small(t)
	if ok, err := untouched(z); !ok {
		t.Fatalf("it doesn't verify as it is: %v", err)
	}
	for at := range z {
		m := byte(1) << (at % 8)
		z[at] ^= m
		ok, err := untouched(z)
		z[at] ^= m
		if ok {
			t.Fatalf("byte %d of %d was flipped by %#x unseen", at, len(z), m)
		}
		if err != nil && !errors.Is(err, ErrNotBundle) && !errors.Is(err, record.ErrNewer) {
			t.Fatalf("byte %d: an error without a name: %v", at, err)
		}
	}
	t.Logf("%d bytes flipped", len(z))
}

func TestABundleCutShortIsNoticed(t *testing.T) {
	z := small(t)
	for n := range z {
		if ok, err := untouched(z[:n]); ok || err == nil {
			t.Fatalf("cut to %d of %d bytes unseen", n, len(z))
		}
	}
}

func TestWhatIsNoBundleSaysWhy(t *testing.T) {
	es := entriesOf(t, small(t))
	with := func(more ...entry) []byte { return zipOf(t, append(append([]entry{}, es...), more...)) }
	without := func(name string) []byte {
		var out []entry
		for _, e := range es {
			if e.name != name {
				out = append(out, e)
			}
		}
		return zipOf(t, out)
	}
	many := make([]entry, maxFiles)
	for i := range many {
		many[i] = entry{name: fmt.Sprintf("events/%06d.json", i)}
	}
	bomb := entry{"opened/a.json", make([]byte, 64<<20), zip.Deflate}
	newer := append([]entry{}, es...)
	for i := range newer {
		if newer[i].name == "story.json" {
			newer[i].data = []byte(`{"v": 2, "new": true}`)
		}
	}
	for name, c := range map[string]struct {
		zip  []byte
		want string
	}{
		"nothing":     {nil, "isn't a whole zip"},
		"text":        {[]byte("hello, this is a letter"), "isn't a whole zip"},
		"escape":      {with(entry{name: "../../etc/passwd", data: []byte("x")}), "no bundle has"},
		"absolute":    {with(entry{name: "/etc/passwd", data: []byte("x")}), "no bundle has"},
		"backslash":   {with(entry{name: `media\..\..\x`, data: []byte("x")}), "no bundle has"},
		"hidden":      {with(entry{name: "media/..", data: []byte("x")}), "no bundle has"},
		"program":     {with(entry{name: "setup.exe", data: []byte("x")}), "no bundle has"},
		"twice":       {with(entry{name: "story.json", data: []byte("{}")}), "twice"},
		"twice, case": {with(entry{name: "media/A.png"}, entry{name: "media/a.png"}), "twice"},
		"bomb":        {with(bomb), "would swell"},
		"too many":    {zipOf(t, append(many, es...)), "more than any bundle"},
		"no story":    {without("story.json"), "story.json is missing"},
		"no sums":     {without("SHA256SUMS"), "SHA256SUMS is missing"},
	} {
		_, err := Verify(bytes.NewReader(c.zip), int64(len(c.zip)), Options{})
		if !errors.Is(err, ErrNotBundle) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	z := zipOf(t, newer)
	if _, err := Verify(bytes.NewReader(z), int64(len(z)), Options{}); !errors.Is(err, record.ErrNewer) {
		t.Errorf("a story of version 2: %v", err)
	}
}

// A forger without the key changes files and makes the list of files fit.
func TestAForgerWithoutTheKeyIsFound(t *testing.T) {
	s, e := whole(t)
	z := made(t, s, e)
	swap := func(old, new string) func([]byte) []byte {
		return func(b []byte) []byte { return bytes.Replace(b, []byte(old), []byte(new), 1) }
	}
	cut := func([]byte) []byte { return []byte("x") }
	for name, c := range map[string]struct {
		files map[string]func([]byte) []byte
		want  string
	}{
		"an event":       {map[string]func([]byte) []byte{"events/000002.json": swap("post.checked", "post.checkeD")}, "Event 2 isn't what the log held"},
		"a salt":         {map[string]func([]byte) []byte{"proofs.json": swap(`"salt": "A`, `"salt": "B`)}, "isn't what the log held"},
		"a place":        {map[string]func([]byte) []byte{"proofs.json": swap(`"seq": 2,`, `"seq": 3,`)}, "aren't in the order of the log"},
		"the checkpoint": {map[string]func([]byte) []byte{"proofs.json": swap(`calloway\n26\n`, `calloway\n27\n`)}, "isn't signed by the key"},
		"its copy":       {map[string]func([]byte) []byte{"checkpoint.txt": swap("26", "27")}, "different checkpoints"},
		"the words":      {map[string]func([]byte) []byte{"story.json": swap("She thought", "He thought")}, "don't give its digest"},
		"the author":     {map[string]func([]byte) []byte{"story.json": swap(`"id": "m-calloway"`, `"id": "m-other"`)}, "was done by that person"},
		"a time":         {map[string]func([]byte) []byte{"story.json": swap("2026-11-12T20:41:00Z", "2026-11-12T20:42:00Z")}, "happened then"},
		"a level":        {map[string]func([]byte) []byte{"story.json": swap(`"level": "stop"`, `"level": "advise"`)}, "of one thing: case-group-small, confidentiality, advise"},
		"an answer":      {map[string]func([]byte) []byte{"story.json": swap(`"answer": "yes"`, `"answer": "no"`)}, "don't say ‘no’"},
		"the permit":     {map[string]func([]byte) []byte{"permits/k8.txt": swap("instagram", "tiktok")}, "Permit k8"},
		"the picture":    {map[string]func([]byte) []byte{"media/bc3cf1d53888f98d.png": cut}, "isn't the file revision 1 speaks of"},
	} {
		r := verified(t, change(t, z, c.files), Options{Key: e.Key})
		if all := strings.Join(r.Sentences(), " "); r.Holds() || !strings.Contains(all, c.want) {
			t.Errorf("%s: %s", name, all)
		}
	}
}

func TestTheSignatureCoversWhatTheLogCannot(t *testing.T) {
	s, e := whole(t)
	z := made(t, s, e)
	lie := map[string]func([]byte) []byte{"story.json": func(b []byte) []byte {
		return bytes.Replace(b, []byte("I cite the review"), []byte("I cite no review"), 1)
	}}
	r := verified(t, change(t, z, lie), Options{Key: e.Key})
	all := strings.Join(r.Sentences(), " ")
	if r.Signed || r.PagesSame || !r.Repacked || !strings.Contains(all, "didn't sign the list of files") || !strings.Contains(all, "weren't compared") {
		t.Errorf("a lie about sealed words, unsigned, isn't spoken of: %s", all)
	}
	kept := append(entriesOf(t, change(t, z, lie)), entry{name: "signature.txt", data: fileOf(t, z, "signature.txt")})
	if r := verified(t, zipOf(t, kept), Options{}); r.Holds() || r.Signed {
		t.Error("the practice's signature stands under a changed list of files")
	}
}

func TestAnotherKeyOrAnotherPastIsFound(t *testing.T) {
	s, e := whole(t)
	z := made(t, s, e)
	other := must(ledger.NewSigner("chaperone.practice/calloway", bytes.Repeat([]byte{4}, 32)))
	if r := verified(t, z, Options{Key: other.Key()}); r.Holds() || r.KeyKnown {
		t.Error("another key passes")
	}
	c := verified(t, z, Options{}).Checkpoint
	for name, x := range map[string]struct {
		c    ledger.Checkpoint
		s    ledger.Signer
		want bool
	}{
		"another root": {ledger.Checkpoint{Origin: c.Origin, Size: c.Size}, *e.Sign, false},
		"another size": {ledger.Checkpoint{Origin: c.Origin, Size: c.Size + 1, Root: c.Root}, *e.Sign, true},
		"another key":  {c, other, false},
		"the same":     {c, *e.Sign, true},
	} {
		r := verified(t, z, Options{Checkpoints: [][]byte{must(x.c.Sign(x.s))}})
		if r.Holds() != x.want || len(r.OtherSize) > 0 != (name == "another size") || len(r.Fits) > 0 != (name == "the same") {
			t.Errorf("%s: %v", name, r.Sentences())
		}
	}
	if r := verified(t, z, Options{Checkpoints: [][]byte{[]byte("no")}}); r.Holds() {
		t.Error("a checkpoint that is none passes")
	}
}

func TestARepackedBundleHolds(t *testing.T) {
	s, e := whole(t)
	es := entriesOf(t, made(t, s, e))
	for i := range es {
		es[i].method = zip.Deflate
	}
	r := verified(t, zipOf(t, es), Options{})
	if !r.Holds() || !r.Repacked || !r.Signed {
		t.Errorf("unpacked and packed again: %v", r.Sentences())
	}
}

func TestABundleIsCheckedWithPythonAlone(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("there is no python3 here")
	}
	s, e := whole(t)
	z := made(t, s, e)
	run := func(z []byte, args ...string) (string, error) {
		dir := t.TempDir()
		for _, x := range entriesOf(t, z) {
			f := filepath.Join(dir, filepath.FromSlash(x.name))
			_ = os.MkdirAll(filepath.Dir(f), 0o755)
			if err := os.WriteFile(f, x.data, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		out, err := exec.Command(python, append([]string{filepath.Join(dir, "check.py")}, args...)...).CombinedOutput()
		return string(out), err
	}
	if out, err := run(z, e.Key); err != nil || !strings.Contains(out, "14 events are, byte for byte") || !strings.Contains(out, "All files are those the practice signed") {
		t.Errorf("%v\n%s", err, out)
	}
	flip := func(b []byte) []byte { b[len(b)/2] ^= 1; return b }
	for _, name := range []string{"events/000010.json", "proofs.json", "checkpoint.txt"} {
		if out, err := run(change(t, z, map[string]func([]byte) []byte{name: flip}), e.Key); err == nil {
			t.Errorf("%s flipped: %s", name, out)
		}
	}
	if out, err := run(z, "another+key"); err == nil {
		t.Errorf("another key: %s", out)
	}
}

func FuzzVerify(f *testing.F) {
	z := small(f)
	f.Add(z)
	f.Add(z[:len(z)/2])
	f.Add([]byte("PK\x05\x06" + strings.Repeat("\x00", 18)))
	f.Fuzz(func(t *testing.T, data []byte) {
		began := time.Now()
		r, err := Verify(bytes.NewReader(data), int64(len(data)), Options{SkipPages: true})
		if err == nil && len(r.Sentences()) < 2 {
			t.Error("a report without words")
		}
		if err != nil && !errors.Is(err, ErrNotBundle) && !errors.Is(err, record.ErrNewer) {
			t.Errorf("an error without a name: %v", err)
		}
		if d := time.Since(began); d > 20*time.Second {
			t.Errorf("%d bytes took %s", len(data), d)
		}
	})
}

// The files of a bundle come from strangers even where the zip around them is sound.
func FuzzStory(f *testing.F) {
	z := small(f)
	es := entriesOf(f, z)
	f.Add(fileOf(f, z, "story.json"), fileOf(f, z, "proofs.json"))
	f.Add([]byte(`{"v":1,"made":"2026-01-01T00:00:00Z","findings":[{"ways":[{}],"fixed":{}}],"asked":[{"answers":[{}]}],"addresses":[{"down":{}}],"due":[{"done":{}}],"permits":[{"file":"x"}],"revisions":[{"text":"","media":[{"file":"media/x"}]}]}`), []byte(`{"v":1,"events":[{}]}`))
	f.Fuzz(func(t *testing.T, story, proof []byte) {
		var out []entry
		var sums []byte
		for _, e := range es {
			switch e.name {
			case "signature.txt":
				continue
			case "story.json":
				e.data = story
			case "proofs.json":
				e.data = proof
			case "SHA256SUMS":
				e.data = sums
			}
			sums = append(sums, digestOf(e.data)[len("sha256:"):]+"  "+e.name+"\n"...)
			out = append(out, e)
		}
		z := zipOf(t, out)
		r, err := Verify(bytes.NewReader(z), int64(len(z)), Options{SkipPages: true})
		if err != nil && !errors.Is(err, ErrNotBundle) && !errors.Is(err, record.ErrNewer) {
			t.Errorf("an error without a name: %v", err)
		}
		var s Story
		if err == nil && len(story) < 1<<14 && strictJSON(story, &s) == nil {
			d := document(s, r.proofs, r.Checkpoint, nil)
			if err := d.HTML(io.Discard); err != nil {
				t.Errorf("a story that can be read can't be shown: %v", err)
			}
			if err := d.PDF(io.Discard); err != nil {
				t.Errorf("a story that can be read can't be printed: %v", err)
			}
		}
	})
}
