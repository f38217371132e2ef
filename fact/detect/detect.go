// SPDX-License-Identifier: Apache-2.0

// Package detect reads facts, one detector a file. A detector says which kinds it reads, which kinds it builds on, and reads them
// from an Input into a Set. Adding one is adding a file here and a file of cases in testdata; nothing has to be registered elsewhere.
package detect

import (
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"sort"
	"strings"
	"sync"

	"chaperone/fact"
	"chaperone/fact/jigsaw/link"
	"chaperone/fact/model"
	"chaperone/fact/subject"
	"chaperone/post"
	"chaperone/text"
)

// Kinds maps each kind a detector reads to what it means, in one sentence.
type Kinds map[fact.Kind]string

// Detector reads some kinds of fact.
type Detector struct {
	Name  string
	Kinds Kinds
	Needs []fact.Kind // kinds of other detectors that Read looks at
	Lists []string    // lexicon lists that Read looks at; checked at start
	Last  bool        // runs after all others: it looks at whatever was read
	Whole bool        // weighs the story as a whole, once it is known which earlier posts tell of the same person: runs behind even the last
	Read  func(r *Reader)
}

// stage orders detectors: those of words, those that look at whatever was read, those of the whole story.
func (d *Detector) stage() int {
	switch {
	case d.Whole:
		return 2
	case d.Last:
		return 1
	}
	return 0
}

var registry []*Detector

// add is how a detector file registers: var _ = add(Detector{…}).
func add(d Detector) *Detector {
	registry = append(registry, &d)
	return &d
}

// phrases makes a detector of a lexicon list alone: each match is a fact of the kind named like the list.
func phrases(list, meaning string) *Detector {
	k := fact.Kind(list)
	return add(Detector{Name: list, Kinds: Kinds{k: meaning}, Lists: []string{list}, Read: func(r *Reader) {
		for _, m := range r.Phrases(list) {
			r.Found(k, m.Span).Value = m.Value
		}
	}})
}

// Reader is what a detector reads from and writes to.
type Reader struct {
	*fact.Input
	det *Detector
	set *fact.Set
	buf []*fact.Fact
	who *subject.Cast // nil until the detector "subject" has run
	enc *encoded      // nil until a detector has asked the encoder

	words []model.Feature // of the text; nil until a detector has asked a linear model

	linked *link.Outcome // what earlier posts say of the same person; nil until detectors of the whole run, and where there is no history
}

// Phrases gives the matches of a lexicon list.
func (r *Reader) Phrases(list string) []text.Match { return r.Matches.Of(list) }

// Facts gives the facts of a kind read by an earlier detector; the kind must be in Needs.
func (r *Reader) Facts(k fact.Kind) []fact.Fact { return r.set.Of(k) }

// Has tells whether an earlier detector read a fact of the kind.
func (r *Reader) Has(k fact.Kind) bool { return r.set.Has(k) }

// Known tells what is known of an earlier kind.
func (r *Reader) Known(k fact.Kind) fact.Known { return r.set.Known(k) }

// Found adds a fact with confidence 1; the result may be changed until Read returns.
func (r *Reader) Found(k fact.Kind, s post.Span) *fact.Fact {
	f := &fact.Fact{Kind: k, Span: s, Confidence: 1, From: r.det.Name}
	r.buf = append(r.buf, f)
	return f
}

// Unknown notes that a kind could not be read, and why, in words a person can read.
func (r *Reader) Unknown(k fact.Kind, why string) { r.set.Unknown(k, why) }

// Text is the post's text.
func (r *Reader) Text() string { return r.Doc.Text }

// Tokens are the post's tokens.
func (r *Reader) Tokens() []text.Token { return r.Doc.Tokens }

// SameSentence tells whether two places stand in one sentence.
func (r *Reader) SameSentence(a, b post.Span) bool { return r.SentenceOf(a) == r.SentenceOf(b) }

// SentenceOf gives the number of the sentence a place stands in.
func (r *Reader) SentenceOf(s post.Span) int32 {
	i := r.Doc.At(s.Start)
	if i >= len(r.Doc.Tokens) {
		return -1
	}
	return r.Doc.Tokens[i].Sent
}

// Near tells whether any match or fact span of others stands within so many tokens of s (in either direction, across sentences).
func (r *Reader) Near(s post.Span, tokens int, others []post.Span) bool {
	a, b := r.Doc.At(s.Start), r.Doc.At(max(s.Start, s.End-1))
	for _, o := range others {
		i, j := r.Doc.At(o.Start), r.Doc.At(max(o.Start, o.End-1))
		if j >= a-tokens && i <= b+tokens {
			return true
		}
	}
	return false
}

// Before tells whether one of the folded words stands within n tokens before place s, in the same sentence.
func (r *Reader) Before(s post.Span, n int, words ...string) bool {
	at := r.Doc.At(s.Start)
	if at >= len(r.Doc.Tokens) {
		return false
	}
	for i := at - 1; i >= 0 && i >= at-n && r.Doc.Tokens[i].Sent == r.Doc.Tokens[at].Sent; i-- {
		if slices.Contains(words, r.Doc.Tokens[i].Fold) {
			return true
		}
	}
	return false
}

// After tells whether one of the folded words stands within n tokens behind place s, in the same sentence.
func (r *Reader) After(s post.Span, n int, words ...string) bool {
	at := r.Doc.At(max(s.Start, s.End-1))
	for i := at + 1; i < len(r.Doc.Tokens) && i <= at+n && r.Doc.Tokens[i].Sent == r.Doc.Tokens[at].Sent; i++ {
		if slices.Contains(words, r.Doc.Tokens[i].Fold) {
			return true
		}
	}
	return false
}

// Spans gives the places of matches, for Near.
func Spans(ms []text.Match) []post.Span {
	out := make([]post.Span, len(ms))
	for i, m := range ms {
		out[i] = m.Span
	}
	return out
}

// FactSpans gives the places of facts, for Near.
func FactSpans(fs []fact.Fact) []post.Span {
	out := make([]post.Span, len(fs))
	for i, f := range fs {
		out[i] = f.Span
	}
	return out
}

//go:embed lexicon/*.txt lexicon/gazetteer/*.txt
var lexiconFiles embed.FS

//go:embed lexicon/compiled.bin
var compiledLists []byte

// CompileLists compiles the word lists into what lexicon/compiled.bin holds; "go run ./cmd/train lists" writes it.
func CompileLists() ([]byte, error) {
	files, err := lexicon()
	if err != nil {
		return nil, err
	}
	x, err := text.Compile(files)
	if err != nil {
		return nil, err
	}
	return x.AppendBinary(nil, text.Fingerprint(files)), nil
}

// machine is the detectors in working order with their compiled lists.
type machine struct {
	order   []*Detector
	lexicon *text.Lexicon
	kinds   map[fact.Kind]*Detector
}

func lexicon() (map[string]string, error) {
	names, err := fs.Glob(lexiconFiles, "lexicon/*.txt")
	if err != nil {
		return nil, err
	}
	more, err := fs.Glob(lexiconFiles, "lexicon/gazetteer/*.txt")
	if err != nil {
		return nil, err
	}
	names = append(names, more...)
	files := make(map[string]string, len(names))
	for _, n := range names {
		b, err := lexiconFiles.ReadFile(n)
		if err != nil {
			return nil, err
		}
		files[strings.TrimPrefix(n, "lexicon/")] = string(b)
	}
	return files, nil
}

var start = sync.OnceValues(func() (*machine, error) {
	files, err := lexicon()
	if err != nil {
		return nil, err
	}
	m := &machine{kinds: map[fact.Kind]*Detector{}}
	// The compiled lists spare most of the time a start takes. Where they are stale the lists themselves are compiled: slower, as right.
	if m.lexicon, err = text.ReadCompiled(compiledLists, text.Fingerprint(files)); err != nil {
		if m.lexicon, err = text.Compile(files); err != nil {
			return nil, err
		}
	}
	if m.order, err = inOrder(registry, m); err != nil {
		return nil, err
	}
	return m, nil
})

// inOrder sorts detectors so that each comes after those it needs; faults are programming errors found by the first test that runs.
func inOrder(all []*Detector, m *machine) ([]*Detector, error) {
	all = slices.Clone(all)
	sort.SliceStable(all, func(i, j int) bool { return all[i].Name < all[j].Name })
	for _, d := range all {
		for k := range d.Kinds {
			if o, ok := m.kinds[k]; ok {
				return nil, fmt.Errorf("kind %q is read by detectors %q and %q", k, o.Name, d.Name)
			}
			m.kinds[k] = d
		}
		for _, l := range d.Lists {
			if _, ok := m.lexicon.ID(l); !ok {
				return nil, fmt.Errorf("detector %q reads list %q, which does not exist", d.Name, l)
			}
		}
	}
	var out []*Detector
	state := map[*Detector]int{}
	var visit func(d *Detector) error
	visit = func(d *Detector) error {
		switch state[d] {
		case 1:
			return fmt.Errorf("detector %q needs itself, through others", d.Name)
		case 2:
			return nil
		}
		state[d] = 1
		for _, k := range d.Needs {
			o, ok := m.kinds[k]
			if !ok {
				return fmt.Errorf("detector %q needs kind %q, which nobody reads", d.Name, k)
			}
			if o.Whole && !d.Whole {
				return fmt.Errorf("detector %q needs kind %q, which is read later, from the whole story", d.Name, k)
			}
			if o != d {
				if err := visit(o); err != nil {
					return err
				}
			}
		}
		state[d] = 2
		out = append(out, d)
		return nil
	}
	for stage := range 3 {
		for _, d := range all {
			if d.stage() != stage {
				continue
			}
			if err := visit(d); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

// Start compiles the lists and orders the detectors; later calls return at once. The error is a fault of this build.
func Start() error {
	_, err := start()
	return err
}

// Known tells whether any detector reads a kind.
func Known(k fact.Kind) bool {
	m, err := start()
	return err == nil && m.kinds[k] != nil
}

// All gives the detectors in the order they run.
func All() []*Detector {
	m, err := start()
	if err != nil {
		return nil
	}
	return m.order
}

// Read reads all facts of an input; its Doc and Matches are filled in. A detector that panics leaves its kinds unknown: bad content
// must never look clear.
func Read(in *fact.Input) (*fact.Set, error) {
	o, err := ReadWords(in)
	if err != nil {
		return nil, err
	}
	return o.Weigh(nil), nil
}

// Open is a post whose words are read and whose story is not weighed yet: between the two an account's posts are linked, in order.
type Open struct {
	r Reader
	m *machine
}

// ReadWords reads all but what the story as a whole says. It may run for many posts at the same time.
func ReadWords(in *fact.Input) (*Open, error) {
	m, err := start()
	if err != nil {
		return nil, err
	}
	if in.Doc == nil {
		in.Doc = text.Read(in.Post.Text)
	}
	in.Matches = m.lexicon.Scan(in.Doc)
	o := &Open{r: Reader{Input: in, set: fact.NewSet(in)}, m: m}
	o.run(false)
	return o, nil
}

// Set gives what has been read so far.
func (o *Open) Set() *fact.Set { return o.r.set }

// Weigh reads what the story as a whole says, in the light of what links the post to earlier ones; nil where nothing does. It is called
// once.
func (o *Open) Weigh(l *link.Outcome) *fact.Set {
	o.r.linked = l
	o.run(true)
	return o.r.set
}

func (o *Open) run(whole bool) {
	for _, d := range o.m.order {
		if d.Whole == whole {
			o.r.det, o.r.buf = d, o.r.buf[:0]
			o.r.run()
		}
	}
}

// maxFacts bounds what one detector may read from one post: later ones compare facts with one another.
const maxFacts = 2000

func (r *Reader) run() {
	defer func() {
		if p := recover(); p != nil {
			for k := range r.det.Kinds {
				r.set.Fail(k, fmt.Sprintf("the detector %q failed on this post", r.det.Name))
			}
		}
	}()
	r.det.Read(r)
	if !r.Matches.Whole(r.det.Lists) || len(r.buf) > maxFacts {
		for k := range r.det.Kinds {
			r.set.Fail(k, "the text repeats itself too often to be read whole")
		}
		r.buf = r.buf[:min(len(r.buf), maxFacts)]
	}
	slices.SortStableFunc(r.buf, func(a, b *fact.Fact) int { return a.Start - b.Start })
	for _, f := range r.buf {
		if f.Fits(r.Doc.Text) {
			r.settle(f)
			r.set.Add(*f)
		}
	}
}
