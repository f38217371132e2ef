// SPDX-License-Identifier: Apache-2.0

package bundle

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"chaperone/record"
	"chaperone/record/ledger"
	"chaperone/record/permit"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

//go:embed check.py
var checker []byte

// Evidence is what a bundle carries besides the story.
type Evidence struct {
	Proofs  []ledger.Proof    // of each event, in the order of the log, all for one checkpoint
	Key     string            // the practice's public key, as ledger.Signer.Key gives it
	Permits map[string][]byte // the signed notes, by the permit's id
	Media   []Medium          // files of the revisions, as they went out
	Opened  []Opened          // private parts of events, opened for whom the bundle is for
	Papers  []Paper           // files attached to entries, opened
	Sign    *ledger.Signer    // signs the list of files; nil leaves the bundle unsigned, and only its events are proven
}

// Medium is a file of a revision.
type Medium struct {
	Digest string                        // as the story has it; the bytes must give it
	Open   func() (io.ReadCloser, error) // may be called twice
}

// Opened is a sealed part of an event, in clear.
type Opened struct {
	Seq  int64  // of the event
	Box  int    // which of its boxes, from 0
	Data []byte // JSON
}

// Paper is a file attached to an entry. Its name (letters, digits, ".", "-", "_") is what Entry.Files has behind "opened/".
type Paper struct {
	Name string
	Data []byte
}

// ErrStory says that a bundle can't be made: the story and its evidence don't fit.
var ErrStory = errors.New("the story doesn't fit its evidence, so no bundle was made")

// proofs is what proofs.json holds.
type proofs struct {
	Version    int       `json:"v"`
	Key        string    `json:"key"`        // name, hash and key: the verifier key of signed notes
	Checkpoint string    `json:"checkpoint"` // the signed note
	Events     []proofOf `json:"events"`     // in the order of the log
}

// proofOf shows that the log held one event.
type proofOf struct {
	Seq  int64       `json:"seq"`
	File string      `json:"file"`
	Salt []byte      `json:"salt"`
	Path []tlog.Hash `json:"path"` // RFC 6962 audit path, leaf to root
}

func eventFile(seq int64) string { return fmt.Sprintf("events/%06d.json", seq) }

// check puts the proof back together and checks it.
func (p proofs) check(i int, data []byte, v note.Verifier) (record.Event, ledger.Checkpoint, error) {
	e := p.Events[i]
	return ledger.Proof{Version: 1, Seq: e.Seq, Data: data, Salt: e.Salt, Path: e.Path, Checkpoint: p.Checkpoint}.Verify(v)
}

// Make writes the bundle. ErrStory where story and evidence contradict one another: the error lists how. What was written then is of no use.
func Make(w io.Writer, s Story, e Evidence) error {
	s = s.normal()
	p, events, c, err := gather(e)
	if err != nil {
		return err
	}
	parts, pictures, err := attachments(&s, e, events)
	if err != nil {
		return err
	}
	if faults := contradictions(s, events); len(faults) > 0 {
		return fmt.Errorf("%w: %s", ErrStory, strings.Join(faults, " "))
	}
	html, pdf, err := pages(s, p, c, pictures)
	if err != nil {
		return err
	}
	z, err := newPacker(w, s.Made)
	if err != nil {
		return err
	}
	for _, f := range []struct {
		name string
		data []byte
	}{{"README.txt", []byte(readme(s, p, c, e.Sign != nil))}, {"check.py", checker}, {"index.html", html}, {"story.pdf", pdf}, {"story.json", pretty(s)}, {"proofs.json", pretty(p)}, {"checkpoint.txt", []byte(p.Checkpoint)}} {
		z.add(f.name, bytes.NewReader(f.data))
	}
	for i, x := range p.Events {
		z.add(x.File, bytes.NewReader(e.Proofs[i].Data))
	}
	for _, f := range parts {
		if err := z.addFrom(f); err != nil {
			return err
		}
	}
	sums := z.list()
	z.add("SHA256SUMS", strings.NewReader(sums))
	if e.Sign != nil {
		signed, err := note.Sign(&note.Note{Text: sealText(s, sums)}, *e.Sign)
		if err != nil {
			return fmt.Errorf("sign the bundle: %w", err)
		}
		z.add("signature.txt", bytes.NewReader(signed))
	}
	return z.close()
}

// sealText is what the practice signs: it can be taken for no checkpoint and no permit.
func sealText(s Story, sums string) string {
	return fmt.Sprintf("chaperone bundle v%d\n%s\n%s\n", Version, s.Made.Format("2006-01-02T15:04:05.000Z"), digestOf([]byte(sums)))
}

func digestOf(b []byte) string {
	h := sha256.Sum256(b)
	return "sha256:" + hex.EncodeToString(h[:])
}

// pretty is the one JSON form bundles have: two spaces, no escaped HTML, one line end.
func pretty(v any) []byte {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		panic(err) // strings, numbers and times only
	}
	return b.Bytes()
}

// gather checks the proofs and puts them in the form of proofs.json.
func gather(e Evidence) (proofs, map[int64]record.Event, ledger.Checkpoint, error) {
	p := proofs{Version: Version, Key: e.Key}
	var c ledger.Checkpoint
	v, err := note.NewVerifier(e.Key)
	if err != nil {
		return p, nil, c, fmt.Errorf("%w: the practice's key can't be read: %v", ErrStory, err)
	}
	if len(e.Proofs) == 0 {
		return p, nil, c, fmt.Errorf("%w: there is no event to prove", ErrStory)
	}
	p.Checkpoint = e.Proofs[0].Checkpoint
	events := map[int64]record.Event{}
	last := int64(-1)
	for i, x := range e.Proofs {
		if x.Checkpoint != p.Checkpoint || x.Seq <= last {
			return p, nil, c, fmt.Errorf("%w: proofs have to be of one checkpoint and in the order of the log", ErrStory)
		}
		last = x.Seq
		p.Events = append(p.Events, proofOf{Seq: x.Seq, File: eventFile(x.Seq), Salt: x.Salt, Path: x.Path})
		if events[x.Seq], c, err = p.check(i, x.Data, v); err != nil {
			return p, nil, c, fmt.Errorf("%w: event %d: %w", ErrStory, x.Seq, err)
		}
	}
	return p, events, c, nil
}

// attachments lists the files of the bundle besides its own, and notes in the story where they are. Pictures are read, to be shown.
func attachments(s *Story, e Evidence, events map[int64]record.Event) ([]part, map[string][]byte, error) {
	var parts []part
	pictures := map[string][]byte{}
	for i := range s.Permits {
		p := &s.Permits[i]
		p.File = ""
		data, ok := e.Permits[p.ID]
		if !ok {
			continue
		}
		if err := fits(*p, data, e.Key); err != nil {
			return nil, nil, fmt.Errorf("%w: %w", ErrStory, err)
		}
		p.File = "permits/" + safe(p.ID) + ".txt"
		parts = append(parts, inMemory(p.File, data))
	}
	files := map[string]string{}
	for _, m := range e.Media {
		typ, known := s.mediaType(m.Digest)
		if !known || files[m.Digest] != "" {
			continue
		}
		name := fmt.Sprintf("media/%s%s", strings.TrimPrefix(m.Digest, "sha256:")[:16], ending(typ))
		files[m.Digest] = name
		parts = append(parts, part{name: name, open: m.Open, digest: m.Digest})
		if strings.HasPrefix(typ, "image/") {
			data, err := readAll(m.Open, maxPicture)
			if err != nil {
				return nil, nil, fmt.Errorf("%s: %w", name, err)
			}
			pictures[m.Digest] = data
		}
	}
	for i := range s.Revisions {
		for j := range s.Revisions[i].Media {
			m := &s.Revisions[i].Media[j]
			m.File = files[m.Digest]
		}
	}
	for _, o := range e.Opened {
		x, ok := events[o.Seq]
		if !ok || o.Box < 0 || o.Box >= len(x.Sealed) || !json.Valid(o.Data) {
			return nil, nil, fmt.Errorf("%w: event %d has no sealed part %d, or what was opened isn't JSON", ErrStory, o.Seq, o.Box)
		}
		parts = append(parts, inMemory(openedFile(o.Seq, o.Box), o.Data))
	}
	for _, f := range e.Papers {
		if safe(f.Name) != f.Name {
			return nil, nil, fmt.Errorf("%w: a file can't be called %q; use letters, digits, “.”, “-” and “_”", ErrStory, f.Name)
		}
		parts = append(parts, inMemory("opened/"+f.Name, f.Data))
	}
	slices.SortStableFunc(parts, func(a, b part) int { return strings.Compare(a.name, b.name) })
	have := map[string]bool{}
	for _, f := range parts {
		if have[strings.ToLower(f.name)] {
			return nil, nil, fmt.Errorf("%w: two files are called %s", ErrStory, f.name)
		}
		have[strings.ToLower(f.name)] = true
	}
	for _, x := range s.Entries {
		for _, f := range x.Files {
			if !have[strings.ToLower(f)] {
				return nil, nil, fmt.Errorf("%w: %s, a file of entry %s, isn't there", ErrStory, f, x.ID)
			}
		}
	}
	return parts, pictures, nil
}

func openedFile(seq int64, box int) string { return fmt.Sprintf("opened/%06d-%d.json", seq, box) }

// fits checks a permit against what the story says of it.
func fits(p Permit, data []byte, key string) error {
	x, err := permit.Parse(data)
	if err != nil {
		return fmt.Errorf("permit %s: %w", p.ID, err)
	}
	if x.ID != p.ID || x.Revision != p.Revision || x.Key != key {
		return fmt.Errorf("the file of permit %s is another permit, or of another practice", p.ID)
	}
	return nil
}

func (s Story) mediaType(digest string) (string, bool) {
	for _, r := range s.Revisions {
		for _, m := range r.Media {
			if m.Digest == digest {
				return m.Type, len(strings.TrimPrefix(digest, "sha256:")) == 64
			}
		}
	}
	return "", false
}

// pages renders the story.
func pages(s Story, p proofs, c ledger.Checkpoint, pictures map[string][]byte) (html, pdf []byte, err error) {
	d := document(s, p, c, pictures)
	var h, f bytes.Buffer
	if err := d.HTML(&h); err != nil {
		return nil, nil, err
	}
	if err := d.PDF(&f); err != nil {
		return nil, nil, err
	}
	return h.Bytes(), f.Bytes(), nil
}
