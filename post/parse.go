// SPDX-License-Identifier: Apache-2.0

package post

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// MaxBytes is the largest text that is checked: 256 KiB, twice the longest article any platform takes.
const MaxBytes = 256 << 10

// MaxFrontMatter is the largest front matter that is read, in bytes. It bounds what a hostile file can make the YAML reader do.
const MaxFrontMatter = 16 << 10

// Errors of Parse; each is wrapped with the line or place it was found at.
var (
	ErrNotUTF8     = errors.New("this isn't UTF-8 text")
	ErrBinary      = errors.New("a NUL byte, so this isn't a text file; export it as plain text")
	ErrTooLong     = errors.New("longer than 256 KiB, which no platform takes; split it, or name the part to check")
	ErrEmpty       = errors.New("there are no words in it")
	ErrFrontMatter = errors.New("front matter")
)

// File is a post read from a file: the post and where its text starts, so that offsets into the text lead back to the file.
type File struct {
	Post
	TextAt   int // byte offset of Text in the file
	TextLine int // line of the file, from 1, on which Text starts
	Notes    []string
}

type frontMatter struct {
	ID        string   `yaml:"id"`
	Kind      string   `yaml:"kind"`
	Platform  string   `yaml:"platform"`
	Account   string   `yaml:"account"`
	PostedAt  string   `yaml:"posted_at"`
	Audience  string   `yaml:"audience"`
	Paid      string   `yaml:"paid"`
	Media     []string `yaml:"media"`
	Received  bool     `yaml:"received"`
	InReplyTo string   `yaml:"in_reply_to"`
	Series    string   `yaml:"series"`
}

var knownFields = map[string]bool{"id": true, "kind": true, "platform": true, "account": true, "posted_at": true, "audience": true,
	"paid": true, "media": true, "received": true, "in_reply_to": true, "series": true}

// Validate checks that data is text at all. The error says where it stops being so.
func Validate(data []byte) error {
	if len(data) > MaxBytes {
		return ErrTooLong
	}
	if bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff")) {
		return fmt.Errorf("%w but UTF-16; save it as UTF-8 and try again", ErrNotUTF8)
	}
	if i := bytes.IndexByte(data, 0); i >= 0 {
		return &LineError{1 + bytes.Count(data[:i], []byte{'\n'}), ErrBinary}
	}
	for i := 0; i < len(data); {
		r, n := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && n == 1 {
			return &LineError{1 + bytes.Count(data[:i], []byte{'\n'}), fmt.Errorf("%w (byte %d of the file); save it as UTF-8 and try again", ErrNotUTF8, i+1)}
		}
		i += n
	}
	return nil
}

// Parse reads a post as a file: plain text or Markdown, with optional YAML front matter between two lines "---". Bad front matter
// is an error with its line; an unknown field or platform is only a note, since a newer program may have written it.
func Parse(data []byte) (File, error) {
	var f File
	if err := Validate(data); err != nil {
		return f, err
	}
	f.Kind, f.TextLine = KindPost, 1
	if bytes.HasPrefix(data, []byte("\xef\xbb\xbf")) {
		data, f.TextAt = data[3:], 3
	}
	body, head, found, err := cutFrontMatter(data)
	if err != nil {
		return f, err
	}
	if found {
		if err := f.readFrontMatter(head); err != nil {
			return f, err
		}
		f.TextLine = 1 + bytes.Count(data[:len(data)-len(body)], []byte{'\n'})
	}
	f.TextAt += len(data) - len(body)
	f.Text = string(body)
	if strings.TrimSpace(f.Text) == "" {
		return f, ErrEmpty
	}
	return f, nil
}

func cutFrontMatter(data []byte) (body, head []byte, found bool, err error) {
	first, rest, ok := bytes.Cut(data, []byte{'\n'})
	if !ok || strings.TrimRight(string(first), " \t\r") != "---" {
		return data, nil, false, nil
	}
	at := 0
	for at < len(rest) {
		l, _, more := bytes.Cut(rest[at:], []byte{'\n'})
		if t := strings.TrimRight(string(l), " \t\r"); t == "---" || t == "..." {
			end := at + len(l)
			if more {
				end++
			}
			return rest[end:], rest[:at], true, nil
		}
		at += len(l) + 1
		if at > MaxFrontMatter {
			return nil, nil, false, &LineError{1, fmt.Errorf("%w: it is longer than 16 KiB; close it with a line \"---\"", ErrFrontMatter)}
		}
	}
	return nil, nil, false, &LineError{1, fmt.Errorf("%w: it opens with \"---\" and is never closed; add a line \"---\" after it, or take the first one out", ErrFrontMatter)}
}

func (f *File) readFrontMatter(head []byte) error {
	within := func(err error) error { // the opening "---" is a line, too
		var at *LineError
		if errors.As(err, &at) {
			// YAML takes a lone carriage return for a line end; editors and we don't, so its count can run past the front matter.
			return &LineError{min(at.Line, 1+bytes.Count(head, []byte{'\n'})) + 1, fmt.Errorf("%w: %w", ErrFrontMatter, at.Err)}
		}
		return &LineError{1, fmt.Errorf("%w: %w", ErrFrontMatter, err)}
	}
	var fields map[string]any
	if err := DecodeYAML(head, &fields, false); err != nil {
		return within(err)
	}
	var m frontMatter
	if err := DecodeYAML(head, &m, false); err != nil {
		return within(err)
	}
	for _, k := range slices.Sorted(maps.Keys(fields)) {
		if !knownFields[k] {
			f.note(lineOf(head, k), fmt.Sprintf("front matter: no field is called %q; it was passed over", k))
		}
	}
	f.ID, f.Account, f.Media, f.Received, f.Reply, f.Series = m.ID, m.Account, m.Media, m.Received, m.InReplyTo, m.Series
	return f.set(m, head)
}

// lineOf finds the line of the file on which a field of the front matter stands.
func lineOf(head []byte, field string) int {
	n := 1
	for l := range bytes.Lines(head) {
		n++
		k, _, _ := bytes.Cut(l, []byte{':'})
		if strings.Trim(string(k), " \t\"'") == field {
			return n
		}
	}
	return 1
}

func (f *File) note(line int, words string) {
	f.Notes = append(f.Notes, fmt.Sprintf("line %d: %s", line, words))
}

func (f *File) set(m frontMatter, head []byte) error {
	bad := func(field, v, want string) error {
		return &LineError{lineOf(head, field), fmt.Errorf("%w: %s can't be %q; write one of %s", ErrFrontMatter, field, v, want)}
	}
	var ok bool
	if f.Kind, ok = ParseKind(m.Kind); !ok {
		return bad("kind", m.Kind, "post, comment, message, bio, caption")
	}
	if f.Platform, ok = ParsePlatform(m.Platform); !ok {
		f.note(lineOf(head, "platform"), fmt.Sprintf("front matter: platform %q isn't one we know; read as \"other\"", m.Platform))
	}
	if f.Audience, ok = ParseAudience(m.Audience); !ok {
		return bad("audience", m.Audience, "public, followers, group, private")
	}
	if f.Paid, ok = ParsePayment(m.Paid); !ok {
		return bad("paid", m.Paid, "no, paid, gifted, affiliate, own")
	}
	if m.PostedAt != "" {
		t, err := ParseTime(m.PostedAt)
		if err != nil {
			return &LineError{lineOf(head, "posted_at"), fmt.Errorf("%w: posted_at: %w", ErrFrontMatter, err)}
		}
		f.PostedAt = t
	}
	return nil
}

// ParseKind reads a kind without regard to case; the empty string is a post.
func ParseKind(s string) (Kind, bool) {
	switch k := Kind(strings.ToLower(strings.TrimSpace(s))); k {
	case "":
		return KindPost, true
	case KindPost, KindComment, KindMessage, KindBio, KindCaption:
		return k, true
	}
	return KindPost, false
}

// ParsePlatform reads a platform without regard to case; "twitter" is X. An unknown one is Other and false.
func ParsePlatform(s string) (Platform, bool) {
	switch p := Platform(strings.ToLower(strings.TrimSpace(s))); p {
	case "":
		return "", true
	case "twitter", "x.com":
		return X, true
	case Instagram, TikTok, YouTube, Facebook, X, Threads, LinkedIn, Bluesky, Mastodon, Other:
		return p, true
	}
	return Other, false
}

// ParseAudience reads an audience; the empty string means not known.
func ParseAudience(s string) (Audience, bool) {
	switch a := Audience(strings.ToLower(strings.TrimSpace(s))); a {
	case "", Public, Followers, Group, Private:
		return a, true
	}
	return "", false
}

// ParsePayment reads front matter's "paid"; the empty string means not known. YAML 1.1 habits make people write true or false.
func ParsePayment(s string) (Payment, bool) {
	switch p := Payment(strings.ToLower(strings.TrimSpace(s))); p {
	case "", NotPaid, Paid, Gifted, Affiliate, Own:
		return p, true
	case "false":
		return NotPaid, true
	case "yes", "true":
		return Paid, true
	case "gift":
		return Gifted, true
	}
	return "", false
}

// ParseTime reads an RFC 3339 time, with seconds and offset optional.
func ParseTime(s string) (time.Time, error) {
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04Z07:00", "2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04", "2006-01-02"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t, nil
		}
	}
	return time.Time{}, fmt.Errorf("%q is not a time; write it as 2026-11-22T21:14:00Z", s)
}
