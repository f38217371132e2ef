// SPDX-License-Identifier: Apache-2.0

// Package permit makes and reads publish permits: a practice's signed statement that one text with its files, for one account, audience and
// set of platforms, was checked by one version of the rulebook and signed off by somebody, and until when that holds. Anybody can check a
// permit with the practice's public key alone, without Chaperone and without the practice's data. A status list, signed by the same key, says
// which permits were withdrawn or superseded since.
//
// Both are signed notes (C2SP signed-note, Ed25519): lines of "field: value" in one order and one spelling, an empty line, and one signature.
// Parse and ParseStatus accept no other form of the same statement. doc/permit.md explains the form; testdata holds vectors. This is version 1;
// permits of any released version stay readable.
package permit

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"chaperone/record"
	"chaperone/record/ledger"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Errors of reading; test with errors.Is.
var (
	ErrNotPermit = errors.New("not a permit")                  // another file, or a permit in another form than the one it is written in
	ErrNotStatus = errors.New("not a status list of permits")  //
	ErrChanged   = errors.New("changed after it was signed")   // the form is a permit's, the signature doesn't hold for it
	ErrIncludes  = errors.New("can't be written in a permit")  // a value that can't stand on a line of its own
	ErrLog       = errors.New("not what the log's proof says") // of CheckLog
)

// None is the digest of an alternative text or caption that isn't there.
const None = "none"

// Permit is what is stated. Digests are "sha256:" and 64 lower-case hex digits, times are UTC in whole seconds, ids have letters, digits and
// "._-/" only. Other words stand on one line: no control or invisible characters but the joiners some scripts need, no space at either end.
type Permit struct {
	ID             string    // of the permit
	Key            string    // of the practice: name, hash and key, as ledger.Signer.Key gives it. Sign fills it in
	Post           string    // id of the post
	Revision       string    // digest of the revision, as decision/signoff reckons it: covers what the lines below don't name
	Text           string    // digest of the text's bytes: see Digest
	TextBytes      int64     // their number
	Media          []Media   // in the order of the post
	Platforms      []string  // sorted by bytes, each once; none: it wasn't said where
	Account        string    // "" where it wasn't said
	Audience       string    // "" where it wasn't said
	Rulebook       string    // version, for people
	RulebookDigest string    //
	Checked        time.Time // when the check ran that was signed off
	SignedOff      time.Time //
	By             string    // id of the member who signed off
	Name           string    // of that member; "" where the practice keeps it to itself
	ValidUntil     time.Time // the last second it holds
	Log            Log       // where the sign-off stands in the practice's log
}

// Media is one file.
type Media struct {
	Digest  string // of the file as it goes out
	Type    string // media type in lower case: "image/jpeg"
	Size    int64  // bytes
	Alt     string // digest of the alternative text's bytes, or None
	Caption string // digest of captions or subtitles, or None
}

// Log names an event in the practice's log, whose origin is the name of its key, and the log's root once it held it.
type Log struct {
	Seq  int64 // the event's place, from 0
	Size int64 // of the log when the permit was made, more than Seq
	Root tlog.Hash
}

// Digest gives the digest of a text: SHA-256 over its bytes in UTF-8, exactly as they are. Nothing is normalised or trimmed: a line end
// counts as the one byte (LF) or the two (CR LF) it is, and a line end at the very end counts, too.
func Digest(text string) string {
	h := sha256.Sum256([]byte(text))
	return "sha256:" + hex.EncodeToString(h[:])
}

// DigestOr gives Digest, and None for an empty text: for alternative texts and captions.
func DigestOr(text string) string {
	if text == "" {
		return None
	}
	return Digest(text)
}

// File reads a file to its end and gives its digest and size. Type, Alt and Caption are the caller's.
func File(r io.Reader) (Media, error) {
	h := sha256.New()
	n, err := io.Copy(h, r)
	if err != nil {
		return Media{}, fmt.Errorf("read a file: %w", err)
	}
	return Media{Digest: "sha256:" + hex.EncodeToString(h.Sum(nil)), Size: n}, nil
}

// firstLine begins a permit. It can't begin a checkpoint or a status list, so that no signature of one passes for the other's.
const firstLine = "chaperone publish permit v1"

// text gives the lines that are signed.
func (p Permit) text() string {
	var l lines
	l.head(firstLine)
	l.put("permit", p.ID)
	l.put("practice key", p.Key)
	l.put("post", p.Post)
	l.put("revision", p.Revision)
	l.put("text", p.Text)
	l.put("text bytes", fmt.Sprint(p.TextBytes))
	for _, m := range p.Media {
		l.put("media", fmt.Sprintf("%s %s %d alt %s caption %s", m.Digest, m.Type, m.Size, m.Alt, m.Caption))
	}
	for _, s := range p.Platforms {
		l.put("platform", s)
	}
	l.maybe("account", p.Account)
	l.maybe("audience", p.Audience)
	l.put("rulebook", p.Rulebook)
	l.put("rulebook digest", p.RulebookDigest)
	l.put("checked", p.Checked.Format(timeForm))
	l.put("signed off", p.SignedOff.Format(timeForm))
	l.put("signed off by", p.By)
	l.maybe("name", p.Name)
	l.put("valid until", p.ValidUntil.Format(timeForm))
	l.put("log entry", fmt.Sprint(p.Log.Seq))
	l.put("log size", fmt.Sprint(p.Log.Size))
	l.put("log root", p.Log.Root.String())
	return l.String()
}

// parse reads what text wrote; that it is in the one form is for the caller to see.
func parse(text string) (Permit, error) {
	r, err := readLines(text, firstLine)
	if err != nil {
		return Permit{}, err
	}
	p := Permit{ID: r.one("permit"), Key: r.one("practice key"), Post: r.one("post"), Revision: r.one("revision"), Text: r.one("text"), TextBytes: r.number("text bytes")}
	for s := range r.many("media") {
		var m Media
		if n, err := fmt.Sscanf(s, "%s %s %d alt %s caption %s", &m.Digest, &m.Type, &m.Size, &m.Alt, &m.Caption); err != nil || n != 5 {
			r.fail("a file's line reads %q", s)
		}
		p.Media = append(p.Media, m)
	}
	for s := range r.many("platform") {
		p.Platforms = append(p.Platforms, s)
	}
	p.Account, p.Audience = r.maybe("account"), r.maybe("audience")
	p.Rulebook, p.RulebookDigest = r.one("rulebook"), r.one("rulebook digest")
	p.Checked, p.SignedOff = r.time("checked"), r.time("signed off")
	p.By, p.Name = r.one("signed off by"), r.maybe("name")
	p.ValidUntil = r.time("valid until")
	p.Log = Log{Seq: r.number("log entry"), Size: r.number("log size"), Root: r.hash("log root")}
	return p, r.end()
}

// valid says what of a permit can't be stated.
func (p Permit) valid() error {
	var c checks
	c.id("permit", p.ID)
	c.id("post", p.Post)
	c.digest("revision", p.Revision)
	c.digest("text", p.Text)
	c.that(p.TextBytes >= 0, "text bytes", "is less than nothing")
	for i, m := range p.Media {
		what := fmt.Sprintf("file %d", i+1)
		c.digest(what, m.Digest)
		c.that(mediaType.MatchString(m.Type), what, "has no media type such as image/jpeg")
		c.that(m.Size >= 0, what, "has a size of less than nothing")
		for _, d := range []string{m.Alt, m.Caption} {
			if d != None {
				c.digest(what, d)
			}
		}
	}
	for _, s := range p.Platforms {
		c.words("platform", s)
	}
	c.that(slices.IsSorted(p.Platforms) && len(slices.Compact(slices.Clone(p.Platforms))) == len(p.Platforms), "platform", "is named twice or out of order")
	for _, o := range [][2]string{{"account", p.Account}, {"audience", p.Audience}, {"name", p.Name}} {
		if o[1] != "" {
			c.words(o[0], o[1])
		}
	}
	c.words("rulebook", p.Rulebook)
	c.digest("rulebook digest", p.RulebookDigest)
	c.id("signed off by", p.By)
	for _, t := range []struct {
		what string
		at   time.Time
	}{{"checked", p.Checked}, {"signed off", p.SignedOff}, {"valid until", p.ValidUntil}} {
		c.time(t.what, t.at)
	}
	c.that(p.Log.Seq >= 0 && p.Log.Seq < p.Log.Size, "log entry", "is not in a log of that size")
	return c.err
}

// Sign gives the permit as a signed note, with the signer's key on it. Times are cut to whole seconds, platforms sorted, an empty digest of an
// alternative text or caption becomes None. What can't be stated is ErrIncludes.
func (p Permit) Sign(s ledger.Signer) ([]byte, error) {
	p.Key = s.Key()
	p.Checked, p.SignedOff, p.ValidUntil = moment(p.Checked), moment(p.SignedOff), moment(p.ValidUntil)
	p.Platforms, p.Media = slices.Clone(p.Platforms), slices.Clone(p.Media)
	slices.Sort(p.Platforms)
	p.Platforms = slices.Compact(p.Platforms)
	for i, m := range p.Media {
		if m.Alt == "" {
			p.Media[i].Alt = None
		}
		if m.Caption == "" {
			p.Media[i].Caption = None
		}
	}
	if err := p.valid(); err != nil {
		return nil, err
	}
	return seal(p.text(), s)
}

// Parse reads a permit and checks its signature with the key on it. It accepts only bytes that Sign gives: anything else is ErrNotPermit, or
// ErrChanged where the form holds and the signature doesn't. Whether the key is the practice's own has to be known from elsewhere (Verify).
func Parse(data []byte) (Permit, error) {
	return open(data, maxPermit, ErrNotPermit, parse, func(p Permit) (string, string, error) { return p.text(), p.Key, p.valid() })
}

// String hides what is said of the post.
func (p Permit) String() string { return fmt.Sprintf("permit(%s)", p.ID) }

// CheckLog checks the permit against a proof that the practice's log holds its sign-off, and gives that event. A proof from a later, longer log
// needs the consistency proof between the two sizes (ledger.Consistency); with the same size that is nil.
func (p Permit) CheckLog(proof ledger.Proof, grown tlog.TreeProof) (record.Event, error) {
	fail := func(format string, a ...any) (record.Event, error) {
		return record.Event{}, fmt.Errorf("%w: "+format, append([]any{ErrLog}, a...)...)
	}
	v, err := note.NewVerifier(p.Key)
	if err != nil {
		return fail("the key on the permit can't be read: %v", err)
	}
	e, now, err := proof.Verify(v)
	if err != nil {
		return record.Event{}, err
	}
	then := ledger.Checkpoint{Origin: v.Name(), Size: p.Log.Size, Root: p.Log.Root}
	switch {
	case proof.Seq != p.Log.Seq:
		return fail("the proof is of entry %d, the permit names %d", proof.Seq+1, p.Log.Seq+1)
	case now.Size < then.Size:
		return fail("the proof is of a log of %d entries, the permit's had %d", now.Size, then.Size)
	case now.Size == then.Size && now.Root != then.Root:
		return fail("the log had another root")
	case now.Size > then.Size:
		if err := ledger.CheckConsistency(grown, then, now); err != nil {
			return record.Event{}, err
		}
	}
	return e, nil
}
