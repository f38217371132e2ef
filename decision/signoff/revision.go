// SPDX-License-Identifier: Apache-2.0

package signoff

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash"
	"slices"
	"strings"
	"unicode/utf8"

	"chaperone/post"
)

// Media is one picture, film or sound of a revision.
type Media struct {
	Digest  string    `json:"digest"`            // of the file as it will go out: "sha256:" and 64 lower-case hex digits
	Type    string    `json:"type"`              // media type, "image/jpeg"
	Size    int64     `json:"size"`              // bytes
	Name    string    `json:"name,omitempty"`    // the file's name here; readers don't see it
	Alt     string    `json:"alt,omitempty"`     // alternative text
	Caption string    `json:"caption,omitempty"` // captions or subtitles, as shown
	Seen    post.Seen `json:"seen,omitzero"`     // what the author says is in it; readers don't see it
}

// String hides the words.
func (m Media) String() string { return fmt.Sprintf("media(%s, %d bytes)", m.Type, m.Size) }

// Revision is one wording of a post with everything that decides how readers take it: what a check looks at and a sign-off belongs to.
type Revision struct {
	Text      string          `json:"text"` // UTF-8, kept byte for byte
	Media     []Media         `json:"media,omitempty"`
	Platforms []post.Platform `json:"platforms,omitempty"`
	Account   string          `json:"account,omitempty"`
	Audience  post.Audience   `json:"audience,omitempty"`
	Kind      post.Kind       `json:"kind"`
	Paid      post.Payment    `json:"paid,omitempty"`
	ReplyTo   string          `json:"reply_to,omitempty"` // the text or address it answers
	Series    string          `json:"series,omitempty"`   // posts of one series are one history; readers don't see it
}

// String hides the words: a draft may hold a patient's secret and must not reach a log.
func (r Revision) String() string {
	return fmt.Sprintf("revision(%d bytes, %d media)", len(r.Text), len(r.Media))
}

// DigestVersion begins what Digest hashes, so that another canonical form can never be mistaken for this one.
const DigestVersion = "chaperone revision v1"

// Digest identifies the revision: "sha256:" and the SHA-256, in lower-case hex, of its canonical form. doc/revision.md explains the form and
// testdata/revision.json holds test vectors. In short, every field is its length in bytes as 8 bytes, big endian, then its bytes; a list is the number
// of its members, as 8 bytes, then the members. In order: DigestVersion, kind, text, reply-to, account, audience, paid, the list of
// platforms (sorted by bytes, each once), the list of media in their order (each: digest, type, alternative text, caption).
//
// Not part of it: file names, the series and what the author says is in a picture, which readers never see, and the size, which the digest of
// the file settles.
// The digest of a short text can be found by trying texts; it identifies a wording, it doesn't hide one.
func (r Revision) Digest() string {
	h := sha256.New()
	for _, s := range []string{DigestVersion, string(r.Kind), r.Text, r.ReplyTo, r.Account, string(r.Audience), string(r.Paid)} {
		field(h, s)
	}
	platforms := places(r.Platforms)
	number(h, len(platforms))
	for _, p := range platforms {
		field(h, string(p))
	}
	number(h, len(r.Media))
	for _, m := range r.Media {
		for _, s := range []string{m.Digest, m.Type, m.Alt, m.Caption} {
			field(h, s)
		}
	}
	return "sha256:" + hex.EncodeToString(h.Sum(nil))
}

func number(h hash.Hash, n int) {
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], uint64(n))
	h.Write(b[:])
}

func field(h hash.Hash, s string) {
	number(h, len(s))
	h.Write([]byte(s))
}

// Short is a digest for people: its first twelve digits, "7c1e 90b4 52aa". It tells revisions of one post apart; it proves nothing.
func Short(digest string) string {
	s := strings.TrimPrefix(digest, "sha256:")
	if len(s) < 12 {
		return s
	}
	return s[:4] + " " + s[4:8] + " " + s[8:12]
}

// isDigest tells whether s is a digest as this package writes them.
func isDigest(s string) bool {
	d, ok := strings.CutPrefix(s, "sha256:")
	if !ok || len(d) != 2*sha256.Size || strings.ToLower(d) != d {
		return false
	}
	_, err := hex.DecodeString(d)
	return err == nil
}

// places gives platforms sorted, each once.
func places(ps []post.Platform) []post.Platform {
	out := slices.Clone(ps)
	slices.Sort(out)
	return slices.Compact(out)
}

// valid gives the revision as it is kept, or what is wrong with it.
func (r Revision) valid() (Revision, error) {
	r.Platforms, r.Media = places(r.Platforms), slices.Clone(r.Media)
	if strings.TrimSpace(r.Text) == "" && len(r.Media) == 0 {
		return r, why(ErrRevision, "there is neither text nor picture; write something first")
	}
	if r.Kind == "" {
		return r, why(ErrRevision, "nobody said whether it is a post, a comment, a message, a bio or a caption; say which")
	}
	words := []string{r.Text, r.Account, string(r.Audience), string(r.Kind), string(r.Paid), r.ReplyTo, r.Series}
	for _, p := range r.Platforms {
		if p == "" {
			return r, why(ErrRevision, "a platform has no name; leave it out or name it")
		}
		words = append(words, string(p))
	}
	for i, m := range r.Media {
		if !isDigest(m.Digest) || m.Size < 0 {
			return r, why(ErrRevision, "file %d has no digest of its bytes; add the file again", i+1)
		}
		if _, ok := post.ParseSeen(string(m.Seen.Who), string(m.Seen.Behind), string(m.Seen.Readable), string(m.Seen.AtWork), string(m.Seen.Results), string(m.Seen.Agreed)); !ok {
			return r, why(ErrRevision, "an answer about picture %d is none that its question knows", i+1)
		}
		words = append(words, m.Type, m.Name, m.Alt, m.Caption)
	}
	for _, s := range words {
		if !utf8.ValidString(s) {
			return r, why(ErrRevision, "some bytes aren't UTF-8 text; save it as UTF-8 and try again")
		}
	}
	return r, nil
}

// Same tells whether two revisions say the same, also in what is not part of the digest: file names, the series, what was said of pictures.
func (r Revision) Same(o Revision) bool { return same(r, o) }

// Facts is what may be known of a revision without its words.
type Facts struct {
	No        int             `json:"no"` // 1 for the first of the post
	Digest    string          `json:"digest"`
	Platforms []post.Platform `json:"platforms,omitempty"`
	Audience  post.Audience   `json:"audience,omitempty"`
	Kind      post.Kind       `json:"kind"`
	Paid      post.Payment    `json:"paid,omitempty"`
	Media     []string        `json:"media,omitempty"` // digests
}

// Short is the digest for people.
func (f Facts) Short() string { return Short(f.Digest) }

func (r Revision) facts(no int) Facts {
	f := Facts{No: no, Digest: r.Digest(), Platforms: r.Platforms, Audience: r.Audience, Kind: r.Kind, Paid: r.Paid}
	for _, m := range r.Media {
		f.Media = append(f.Media, m.Digest)
	}
	return f
}
