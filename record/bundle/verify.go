// SPDX-License-Identifier: Apache-2.0

package bundle

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"chaperone/record"
	"chaperone/record/ledger"

	"golang.org/x/mod/sumdb/note"
)

// Options is what a bundle is held against. All may be empty; the report says what wasn't compared.
type Options struct {
	Key         string   // the practice's key, known from elsewhere
	Checkpoints [][]byte // of the practice's log, kept elsewhere
	SkipPages   bool     // don't render the pages anew to compare them
}

// Fault is something that doesn't hold.
type Fault struct {
	File string // "" where it is no single file's
	Why  string // a sentence
}

// Report says what a verification found.
type Report struct {
	Story      Story
	Checkpoint ledger.Checkpoint
	Key        string // in the bundle
	KeyKnown   bool   // it is the one known from elsewhere
	Events     int    // proven
	First      time.Time
	Last       time.Time
	Signed     bool                // the practice signed the list of files
	Repacked   bool                // the files are what was written, the zip around them isn't: somebody packed it anew
	PagesSame  bool                // index.html and story.pdf are what this version makes of story.json
	Fits       []ledger.Checkpoint // kept elsewhere, of the same size, and the same
	OtherSize  []ledger.Checkpoint // kept elsewhere, of another size: not comparable with the bundle alone
	Faults     []Fault

	files  *opening
	proofs proofs
}

// Holds tells whether everything that was looked at is as it should be.
func (r *Report) Holds() bool { return len(r.Faults) == 0 }

func (r *Report) fault(file, format string, args ...any) {
	r.Faults = append(r.Faults, Fault{file, fmt.Sprintf(format, args...)})
}

// Verify checks a bundle: the list of files, the signature, the checkpoint, each proof, that the story says what its events say, the words
// of revisions against their digests, permits, pictures. A file that can't be read as a bundle is ErrNotBundle (or record.ErrNewer); one
// that can and doesn't hold gives a report with faults.
func Verify(z io.ReaderAt, size int64, o Options) (*Report, error) {
	files, err := open(z, size)
	if err != nil {
		return nil, err
	}
	r := &Report{files: files}
	sums, err := r.sums()
	if err != nil {
		return nil, err
	}
	if err := r.read(); err != nil {
		return nil, err
	}
	events, err := r.prove(o)
	if err != nil {
		return nil, err
	}
	if err := r.signature(sums); err != nil {
		return nil, err
	}
	if err := r.tell(events); err != nil {
		return nil, err
	}
	if r.Holds() {
		r.Repacked = !files.asMade(r.Story, z, size)
	}
	if r.Holds() && !o.SkipPages {
		r.pages()
	}
	return r, nil
}

// sums checks the list of files against the files.
func (r *Report) sums() (string, error) {
	list, err := r.files.text("SHA256SUMS")
	if err != nil {
		return "", err
	}
	listed := map[string]bool{"SHA256SUMS": true, "signature.txt": true}
	for l := range strings.Lines(string(list)) {
		sum, name, ok := strings.Cut(strings.TrimSuffix(l, "\n"), "  ")
		if !ok || len(sum) != 64 || !strings.HasSuffix(l, "\n") || listed[name] {
			r.fault("SHA256SUMS", "The list of files has a line that can't be read.")
			continue
		}
		listed[name] = true
		if r.files.byName[name] == nil {
			r.fault(name, "%s is listed and missing: somebody took it out.", clip(name))
			continue
		}
		got, _, err := r.files.digest(name)
		if err != nil {
			return "", err
		}
		if got != sum {
			r.fault(name, "%s isn't the file that was put in: it was changed since.", name)
		}
	}
	for _, f := range r.files.files {
		if !listed[f.Name] {
			r.fault(f.Name, "%s isn't in the list of files: somebody put it in later.", f.Name)
		}
	}
	return string(list), nil
}

// read reads story.json and proofs.json.
func (r *Report) read() error {
	for _, f := range []struct {
		name string
		into any
	}{{"story.json", &r.Story}, {"proofs.json", &r.proofs}} {
		name, into := f.name, f.into
		data, err := r.files.text(name)
		if err != nil {
			return err
		}
		var head struct {
			Version int `json:"v"`
		}
		if err := json.Unmarshal(data, &head); err == nil && head.Version > Version {
			return fmt.Errorf("%s is of version %d of the format: %w; this program reads version %d", name, head.Version, record.ErrNewer, Version)
		}
		if err := strictJSON(data, into); err != nil {
			return notBundle("%s can't be read: %v", name, err)
		}
	}
	return nil
}

// prove checks key, checkpoint and each event, and gives the events.
func (r *Report) prove(o Options) (map[int64]record.Event, error) {
	p := r.proofs
	r.Key = p.Key
	v, err := note.NewVerifier(p.Key)
	if err != nil {
		return nil, notBundle("the practice's key in proofs.json can't be read: %v", err)
	}
	if r.KeyKnown = o.Key != "" && o.Key == p.Key; o.Key != "" && !r.KeyKnown {
		r.fault("proofs.json", "The key in the bundle isn't the practice's key you gave: it was made by somebody else, or the practice has a new key.")
	}
	if r.Checkpoint, err = ledger.ParseCheckpoint([]byte(p.Checkpoint), v); err != nil {
		r.fault("proofs.json", "The checkpoint isn't signed by the key in the bundle.")
		return map[int64]record.Event{}, nil
	}
	if text, err := r.files.text("checkpoint.txt"); err != nil {
		return nil, err
	} else if string(text) != p.Checkpoint {
		r.fault("checkpoint.txt", "checkpoint.txt and proofs.json have different checkpoints.")
	}
	r.elsewhere(o.Checkpoints, v)
	events := map[int64]record.Event{}
	last := int64(-1)
	for i, x := range p.Events {
		if x.Seq <= last || x.File != eventFile(x.Seq) {
			r.fault("proofs.json", "The proofs aren't in the order of the log, or name another file for event %d.", x.Seq)
			continue
		}
		last = x.Seq
		if r.files.byName[x.File] == nil {
			r.fault(x.File, "Event %d is missing.", x.Seq)
			continue
		}
		data, err := r.files.text(x.File)
		if err != nil {
			return nil, err
		}
		e, _, err := p.check(i, data, v)
		if err != nil {
			r.fault(x.File, "Event %d isn't what the log held there at the checkpoint.", x.Seq)
			continue
		}
		events[x.Seq] = e
		if r.Events++; r.Events == 1 || e.At.Before(r.First) {
			r.First = e.At
		}
		if e.At.After(r.Last) {
			r.Last = e.At
		}
	}
	if len(p.Events) == 0 {
		r.fault("proofs.json", "There is no proof of anything in it.")
	}
	for _, f := range r.files.files {
		if strings.HasPrefix(f.Name, "events/") && !slices.ContainsFunc(p.Events, func(x proofOf) bool { return x.File == f.Name }) {
			r.fault(f.Name, "%s has no proof.", f.Name)
		}
	}
	return events, nil
}

// elsewhere holds the checkpoint against ones that were kept elsewhere.
func (r *Report) elsewhere(kept [][]byte, v note.Verifier) {
	for _, k := range kept {
		c, err := ledger.ParseCheckpoint(k, v)
		switch {
		case errors.Is(err, ledger.ErrSignature):
			r.fault("", "A checkpoint you gave is signed by another key than this bundle's: one of the two isn't this practice's.")
		case err != nil:
			r.fault("", "A checkpoint you gave can't be read as one.")
		case c.Size != r.Checkpoint.Size:
			r.OtherSize = append(r.OtherSize, c)
		case c.Root != r.Checkpoint.Root:
			r.fault("checkpoint.txt", "The checkpoint you kept, of %d entries, has another root than the bundle's: the log was written anew between the two.", c.Size)
		default:
			r.Fits = append(r.Fits, c)
		}
	}
}

// signature checks the practice's signature over the list of files.
func (r *Report) signature(sums string) error {
	if r.files.byName["signature.txt"] == nil {
		return nil
	}
	data, err := r.files.text("signature.txt")
	if err != nil {
		return err
	}
	v, err := note.NewVerifier(r.Key)
	if err != nil {
		return notBundle("the practice's key can't be read")
	}
	n, err := note.Open(data, note.VerifierList(v))
	switch {
	case err != nil:
		r.fault("signature.txt", "The signature over the list of files isn't the practice's, or doesn't hold.")
	case n.Text != sealText(r.Story, sums):
		r.fault("signature.txt", "The practice signed another list of files than this one.")
	default:
		r.Signed = true
	}
	return nil
}

// tell holds the story against events, permits, media and opened parts.
func (r *Report) tell(events map[int64]record.Event) error {
	s := r.Story
	for _, f := range contradictions(s, events) {
		r.fault("story.json", "%s", f)
	}
	if !s.Made.Equal(s.normal().Made) {
		r.fault("story.json", "The time it was made isn't written as bundles write it.")
	}
	spoken := map[string]bool{}
	for _, p := range s.Permits {
		if p.File == "" {
			continue
		}
		spoken[p.File] = true
		data, err := r.files.text(p.File)
		if err != nil {
			return err
		}
		if err := fits(p, data, r.Key); err != nil {
			r.fault(p.File, "%s.", capital(err.Error()))
		}
	}
	for _, v := range s.Revisions {
		for _, m := range v.Media {
			if m.File == "" {
				continue
			}
			spoken[m.File] = true
			if r.files.byName[m.File] == nil {
				r.fault(m.File, "%s is missing.", clip(m.File))
				continue
			}
			sum, size, err := r.files.digest(m.File)
			if err != nil {
				return err
			}
			if "sha256:"+sum != m.Digest || size != m.Size {
				r.fault(m.File, "%s isn't the file revision %d speaks of.", m.File, v.No)
			}
		}
	}
	for _, e := range s.Entries {
		for _, f := range e.Files {
			spoken[f] = true
			if r.files.byName[f] == nil {
				r.fault(f, "%s, a file of entry %s, is missing.", clip(f), e.ID)
			}
		}
	}
	for seq, e := range events {
		for i := range e.Sealed {
			spoken[openedFile(seq, i)] = true
		}
	}
	for _, f := range r.files.files {
		folder, _, in := strings.Cut(f.Name, "/")
		if in && folder != "events" && !spoken[f.Name] {
			r.fault(f.Name, "%s belongs to nothing in the story.", f.Name)
		}
	}
	return nil
}

// maxShown is how many pictures pages are compared with: decoding them is what a stranger's bundle could make costly.
const maxShown = 20

// pages renders the story anew and compares. Another version of the program may set pages otherwise, so a difference is no fault.
func (r *Report) pages() {
	pictures := map[string][]byte{}
	for _, v := range r.Story.Revisions {
		for _, m := range v.Media {
			if m.File != "" && strings.HasPrefix(m.Type, "image/") && pictures[m.Digest] == nil {
				b, err := r.files.text(m.File)
				if err != nil || len(pictures) == maxShown {
					return
				}
				pictures[m.Digest] = b
			}
		}
	}
	html, pdf, err := pages(r.Story, r.proofs, r.Checkpoint, pictures)
	if err != nil {
		return
	}
	h, err1 := r.files.text("index.html")
	f, err2 := r.files.text("story.pdf")
	r.PagesSame = err1 == nil && err2 == nil && bytes.Equal(h, html) && bytes.Equal(f, pdf)
}
