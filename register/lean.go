// SPDX-License-Identifier: Apache-2.0

package register

import (
	"slices"
	"strings"
	"time"
	"unicode"
)

// Stage is how far a post has come, as far as the registers care.
type Stage string

// The stages.
const (
	Draft     Stage = ""          // not public yet, signed off or not
	Published Stage = "published" // public now
	Down      Stage = "down"      // it was public and has been taken down
)

// Lean is a post as the registers see it: what could lean on an entry. Fields that aren't known are empty.
type Lean struct {
	Post      string    // its id
	Revision  string    // digest of what goes out
	Text      string    // its words
	Media     []string  // digests of its pictures and films
	Platforms []string  // where it goes
	Audience  string    // public, followers, group, private
	Purpose   string    // education, fundraising, advertising …
	Countries []string  // where its readers are, beyond the author's own country
	Of        string    // the member who publishes
	At        time.Time // when it was published; zero for a draft
	DownAt    time.Time // when it was taken down; zero: it wasn't, or nobody knows
	Stage     Stage
	Entries   []string // entries attached to it as a way out
	Found     []string // entries that its checks read in it (facts and findings name entries by their id)
	Uses      []string // what of the employer's it uses, in the words of a permission's "for"
	Titles    []string // titles it claims
}

// String hides the words.
func (l Lean) String() string { return "post(" + l.Post + ")" }

// Leaner is a post that leans on an entry.
type Leaner struct {
	Post     string
	Revision string
	Sure     bool   // it names the entry, or the entry names it; otherwise its words suggest it
	Why      string // in words

	lean *Lean
}

// Leaning gives the posts that lean on an entry, in the order given.
func (e *Entry) Leaning(posts []Lean) []Leaner { return e.leaning(posts, &read{posts: posts}) }

// read holds the words of posts once they were needed, so that many entries can be held against many posts.
type read struct {
	posts []Lean
	texts []text
}

// text is a post's words, and where each of them stands first.
type text struct {
	words []string
	first map[string]int
}

func (r *read) of(i int) text {
	if r.texts == nil {
		r.texts = make([]text, len(r.posts))
	}
	t := &r.texts[i]
	if t.first == nil {
		t.words, t.first = words(r.posts[i].Text), map[string]int{}
		for j, w := range t.words {
			if _, ok := t.first[w]; !ok {
				t.first[w] = j
			}
		}
	}
	return *t
}

func (t text) has(phrase []string) bool {
	i, ok := t.first[phrase[0]]
	for ; ok && i+len(phrase) <= len(t.words); i++ {
		if slices.Equal(t.words[i:i+len(phrase)], phrase) {
			return true
		}
	}
	return false
}

func (e *Entry) leaning(posts []Lean, texts *read) []Leaner {
	var out []Leaner
	v, _ := e.Value()
	find := v.finder()
	for i := range posts {
		l := &posts[i]
		if sure, why := e.leans(l, v, func() bool { return find(texts.of(i)) }); why != "" {
			out = append(out, Leaner{Post: l.Post, Revision: l.Revision, Sure: sure, Why: why, lean: l})
		}
	}
	return out
}

// leans says why a post leans on the entry; "" where it doesn't.
func (e *Entry) leans(l *Lean, v Value, find func() bool) (sure bool, why string) {
	if slices.Contains(l.Entries, e.ID) {
		return true, "This entry is attached to it."
	}
	if slices.Contains(l.Found, e.ID) {
		return true, "Its checks found this entry in it."
	}
	hers := e.Of == "" || l.Of == "" || e.Of == l.Of
	switch {
	case v.Consent != nil:
		for _, old := range e.Versions { // a consent once changed still carries what went out before
			if c := old.said().Consent; names(c.Posts, l.Post) || names(c.Revisions, l.Revision) {
				return true, "The consent names this post."
			} else if c.Text != "" && sameWords(c.Text, l.Text) {
				return true, "The consent is for these words."
			}
		}
		if find() {
			return false, "It may speak of the person: words the consent gives for them stand in it."
		}
	case v.Interest != nil:
		if hers && find() {
			return true, "It names the party."
		}
	case v.Permission != nil:
		p := v.Permission
		if names(p.Posts, l.Post) || names(p.Revisions, l.Revision) {
			return true, "The permission names this post."
		}
		if hers && len(p.Posts)+len(p.Revisions) == 0 && slices.ContainsFunc(l.Uses, func(u string) bool { return slices.Contains(p.For, u) }) {
			return false, "It uses what the permission is for."
		}
	case v.Evidence != nil:
		if find() {
			return true, "It makes the claim."
		}
	case v.Cover != nil:
		if hers && l.Stage == Published && v.Cover.From.begun(l.At) && v.Cover.Until.Live(l.At) {
			return false, "It was published under this cover."
		}
	case v.Credential != nil:
		for _, t := range l.Titles {
			if hers && slices.ContainsFunc(append([]string{v.Credential.Title}, v.Credential.Also...), func(s string) bool { return s != "" && sameWords(s, t) }) {
				return true, "It claims the title."
			}
		}
	}
	return false, ""
}

// said gives what a version said, as far as it can be read.
func (v Version) said() Value {
	if v.Whole != nil {
		return *v.Whole
	}
	return v.Public
}

func names(list []string, id string) bool { return id != "" && slices.Contains(list, id) }

// begun tells whether something that begins on day d had begun at t.
func (d Date) begun(t time.Time) bool { return !d.future(t) }

// finder tells of a text whether it has a phrase by which a post may speak of the value.
func (v Value) finder() func(text) bool {
	var phrases [][]string
	add := func(list ...string) {
		for _, s := range list {
			if w := words(s); len(w) > 0 {
				phrases = append(phrases, w)
			}
		}
	}
	switch {
	case v.Consent != nil:
		add(v.Consent.Who)
		add(v.Consent.Words...)
	case v.Interest != nil:
		add(v.Interest.Party)
		add(v.Interest.Also...)
	case v.Evidence != nil:
		add(v.Evidence.Words...)
		add(v.Evidence.Claim)
	}
	return func(t text) bool { return slices.ContainsFunc(phrases, t.has) }
}

// words gives the words of a text in lower case. The registers compare words that people typed for one another; seeing through disguises
// is the detectors' work.
func words(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) })
}

// sameWords compares texts by their words: spaces, quotes and punctuation are no change.
func sameWords(a, b string) bool { return slices.Equal(words(a), words(b)) }
