// SPDX-License-Identifier: Apache-2.0

package permit

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"iter"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"chaperone/record/ledger"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const (
	timeForm  = "2006-01-02T15:04:05Z"
	maxPermit = 1 << 20  // bytes; a permit with a thousand files has a third of it
	maxStatus = 64 << 20 // bytes; half a million permits
	maxWords  = 1000     // bytes of one value
)

// moment gives a time as it is written: UTC, whole seconds.
func moment(t time.Time) time.Time { return t.UTC().Truncate(time.Second) }

// lines writes fields, each on a line of its own.
type lines struct{ strings.Builder }

func (l *lines) head(s string) { l.WriteString(s + "\n") }

func (l *lines) put(field, value string) { l.WriteString(field + ": " + value + "\n") }

func (l *lines) maybe(field, value string) {
	if value != "" {
		l.put(field, value)
	}
}

// reader reads fields in the order they are asked for. After the first thing it doesn't find it gives zero values; end has the error.
type reader struct {
	rest []string
	err  error
}

func readLines(text, head string) (*reader, error) {
	body, ok := strings.CutPrefix(text, head+"\n")
	if !ok {
		return nil, fmt.Errorf("its first line isn't %q", head)
	}
	return &reader{rest: strings.Split(strings.TrimSuffix(body, "\n"), "\n")}, nil
}

func (r *reader) fail(format string, a ...any) {
	if r.err == nil {
		r.err = fmt.Errorf(format, a...)
	}
}

func (r *reader) maybe(field string) string {
	if r.err != nil || len(r.rest) == 0 {
		return ""
	}
	v, ok := strings.CutPrefix(r.rest[0], field+": ")
	if !ok {
		return ""
	}
	r.rest = r.rest[1:]
	return v
}

func (r *reader) one(field string) string {
	v := r.maybe(field)
	if v == "" {
		r.fail("where the line %q should stand there is none", field)
	}
	return v
}

func (r *reader) many(field string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for v := r.maybe(field); v != ""; v = r.maybe(field) {
			if !yield(v) {
				return
			}
		}
	}
}

func (r *reader) number(field string) int64 {
	n, err := strconv.ParseInt(r.one(field), 10, 64)
	if err != nil {
		r.fail("the line %q has no number", field)
	}
	return n
}

func (r *reader) time(field string) time.Time {
	t, err := time.Parse(timeForm, r.one(field))
	if err != nil {
		r.fail("the line %q has no time such as %s", field, timeForm)
	}
	return t
}

func (r *reader) hash(field string) tlog.Hash {
	h, err := tlog.ParseHash(r.one(field))
	if err != nil {
		r.fail("the line %q has no hash", field)
	}
	return h
}

func (r *reader) end() error {
	if r.err == nil && len(r.rest) > 0 {
		r.fail("there is a line too many, or out of order: %q", r.rest[0])
	}
	return r.err
}

var (
	idForm    = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._/-]{0,99}$`)
	mediaType = regexp.MustCompile(`^[a-z0-9][a-z0-9!#$&^_.+-]{0,63}/[a-z0-9][a-z0-9!#$&^_.+-]{0,63}$`)
)

// checks gathers the first thing that can't be written.
type checks struct{ err error }

func (c *checks) that(ok bool, what, why string) {
	if !ok && c.err == nil {
		c.err = fmt.Errorf("%w: %s %s", ErrIncludes, what, why)
	}
}

func (c *checks) id(what, s string) {
	c.that(idForm.MatchString(s), what, "has no id of letters, digits and ._-/")
}

func (c *checks) digest(what, s string) { c.that(isDigest(s), what, "has no SHA-256 digest") }

func (c *checks) time(what string, t time.Time) {
	c.that(t.Year() >= 1970 && t.Year() <= 9999, what, "has no date")
}

// words checks a value that people wrote: what can't be seen could make two permits look alike.
func (c *checks) words(what, s string) {
	c.that(s != "" && len(s) <= maxWords, what, fmt.Sprintf("is empty or longer than %d bytes", maxWords))
	c.that(utf8.ValidString(s), what, "isn't UTF-8 text")
	c.that(s == strings.TrimSpace(s), what, "begins or ends with a space")
	for _, r := range s {
		joiner := r == '\u200c' || r == '\u200d'
		space := unicode.IsSpace(r) && r != ' '
		c.that(r != utf8.RuneError && !space && (unicode.IsGraphic(r) || joiner), what, fmt.Sprintf("has a character that can't be seen (%U)", r))
	}
}

func isDigest(s string) bool {
	d, ok := strings.CutPrefix(s, "sha256:")
	b, err := hex.DecodeString(d)
	return ok && err == nil && len(b) == 32 && hex.EncodeToString(b) == d
}

// seal signs lines.
func seal(text string, s ledger.Signer) ([]byte, error) {
	if !isKey(s.Key()) {
		return nil, fmt.Errorf("%w: the practice's name %q", ErrIncludes, s.Name())
	}
	data, err := note.Sign(&note.Note{Text: text}, s)
	if err != nil {
		return nil, fmt.Errorf("sign: %w", err)
	}
	return data, nil
}

// open reads a signed note that holds one statement in its one form: parse reads its text, form gives back that text, its key, and what can't
// be stated. Errors of form are no, those of the signature ErrChanged.
func open[T any](data []byte, limit int, no error, parse func(string) (T, error), form func(T) (string, string, error)) (T, error) {
	var zero T
	fail := func(why any) (T, error) { return zero, fmt.Errorf("%w: %v", no, why) }
	if len(data) > limit {
		return fail(fmt.Sprintf("longer than %d bytes", limit))
	}
	text, signature, ok := strings.Cut(string(data), "\n\n")
	if !ok {
		return fail("there is no signature under it")
	}
	text += "\n"
	t, err := parse(text)
	if err != nil {
		return fail(err)
	}
	again, key, err := form(t)
	if err != nil {
		return fail(err)
	}
	if again != text {
		return fail("it isn't in the form it is written in")
	}
	v, err := note.NewVerifier(key)
	if err != nil {
		return fail("the key on it can't be read")
	}
	if !isKey(key) {
		return fail("the key on it isn't in the form it is written in")
	}
	sig, err := signatureOf(signature, v)
	if err != nil {
		return fail(err)
	}
	if !v.Verify([]byte(text), sig) {
		return zero, ErrChanged
	}
	return t, nil
}

// signatureOf gives the bytes of the one signature line there has to be, by the verifier's name and key hash.
func signatureOf(line string, v note.Verifier) ([]byte, error) {
	b64, ok := strings.CutPrefix(line, "— "+v.Name()+" ")
	b64, ends := strings.CutSuffix(b64, "\n")
	raw, err := base64.StdEncoding.DecodeString(b64)
	if !ok || !ends || err != nil || base64.StdEncoding.EncodeToString(raw) != b64 || len(raw) != 4+64 {
		return nil, fmt.Errorf("what stands under it isn't one signature by the key on it")
	}
	if h := uint32(raw[0])<<24 | uint32(raw[1])<<16 | uint32(raw[2])<<8 | uint32(raw[3]); h != v.KeyHash() {
		return nil, fmt.Errorf("the signature under it is by another key than the one on it")
	}
	return raw[4:], nil
}

// isKey tells whether a key that the note package reads is in the one form it writes.
func isKey(key string) bool {
	name, rest, _ := strings.Cut(key, "+")
	hash, b64, _ := strings.Cut(rest, "+")
	raw, err := base64.StdEncoding.DecodeString(b64)
	var c checks
	c.words("name", name)
	return err == nil && c.err == nil && base64.StdEncoding.EncodeToString(raw) == b64 && hash == strings.ToLower(hash) && len(hash) == 8
}
