// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"hash/fnv"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"chaperone/fact"
	"chaperone/fact/jigsaw"
	"chaperone/fact/jigsaw/link"
	"chaperone/post"
	"chaperone/text"
)

// ReadAfter reads a post behind others of its account, given by their words, a day apart.
func ReadAfter(in *fact.Input, earlier []string) (*fact.Set, error) {
	o, err := ReadWords(in)
	if err != nil {
		return nil, err
	}
	if len(earlier) == 0 {
		return o.Weigh(nil), nil
	}
	var h link.History
	last := o.Tell()
	for i, words := range earlier {
		p := *in.Post
		p.ID, p.Text, p.PostedAt = strconv.Itoa(i+1), words, last.At.AddDate(0, 0, i-len(earlier))
		e, err := ReadWords(&fact.Input{Post: &p, Practice: in.Practice, Now: in.Now, Depth: in.Depth})
		if err != nil {
			return nil, err
		}
		h.Next(e.Tell())
	}
	return o.Weigh(h.Next(last)), nil
}

// inventedKinds say that nobody real is told of, otherKinds that it is somebody else than a patient, or many. They hold where no patient was
// read all the same; the second also give way to words that point back at somebody.
var inventedKinds = []fact.Kind{"hypothetical", "simulated", "fictional", "family-story"}
var otherKinds = []fact.Kind{"patient-group", "own-illness", "history-story", "public-person-story"}

// tellsOfSomebody is how surely a post by a clinician that speaks of somebody, no word saying who, tells of a patient.
const tellsOfSomebody = 0.3

// tellingWords bounds the words that are kept of one post, and openingWords how many make its beginning.
const tellingWords, openingWords = 48, 4

// Tell gives what linking needs of a post: a value without the text, small enough to be kept for a whole account.
func (o *Open) Tell() *link.Telling {
	set, in := o.r.set, o.r.Input
	t := &link.Telling{Post: in.Post.ID, At: in.Post.PostedAt, Bio: in.Post.Kind == post.KindBio, Mark: mark(in.Post.Text), Profile: accountFacts(set)}
	if t.At.IsZero() {
		t.At = in.Now
	}
	a := &in.Practice.Author
	t.Declared = link.Declared{Workplaces: a.Workplaces, Specialty: a.Specialty, Grade: a.Role, Hours: a.Hours, TimeZone: a.TimeZone}
	if in.Post.Reply != "" {
		t.ReplyTo, t.ReplyID = mark(in.Post.Reply), strings.TrimSpace(in.Post.Reply)
	}
	t.Tells = set.Best("patient-case")
	if set.Has("person-told") {
		t.Tells = max(t.Tells, tellsOfSomebody)
	}
	for _, f := range set.Of("continuation") {
		c := link.Cue{Sort: link.CueSort(f.Value), Span: f.Span, Words: f.Of(in.Post.Text), Word: f.Code}
		if c.Sort == link.Count {
			c.N, _ = strconv.Atoi(f.Code)
		}
		t.Cues = append(t.Cues, c)
	}
	t.Apart = in.Post.Received || t.Bio || !set.Has("patient-case") && (slices.ContainsFunc(inventedKinds, set.Has) || len(t.Cues) == 0 && slices.ContainsFunc(otherKinds, set.Has))
	if t.Apart {
		return t
	}
	if s := gatherStory(set); s != nil && said(s) {
		t.Story = s
	}
	t.Words, t.Opening, t.Fresh = tellingOf(in.Doc)
	return t
}

// said tells whether the words say anything of a person; where the author works is no story.
func said(s *jigsaw.Story) bool {
	return slices.ContainsFunc(s.Readings, func(r jigsaw.Reading) bool { return r.Source == jigsaw.FromText })
}

// tellingOf gives the words of a post that few others use, how it begins, and whether it introduces somebody.
func tellingOf(d *text.Doc) (words []link.Word, opening string, fresh bool) {
	seen := map[string]bool{}
	var first []string
	for i := range d.Tokens {
		t := &d.Tokens[i]
		if t.Class == text.Word && len(first) < openingWords {
			first = append(first, t.Fold)
		}
		fold := t.Fold
		switch t.Class {
		case text.Emoji:
			fold = emojiWords[strings.TrimRight(t.Fold, "\ufe0f")]
		case text.Word:
		default:
			continue
		}
		if (fold == "a" || fold == "an" || fold == "another") && !fresh {
			fresh = introduces(d, i)
		}
		if s := link.Stem(fold); s != "" && !t.Hash && !seen[s] && !link.Common(s) && len(words) < tellingWords {
			seen[s] = true
			words = append(words, link.Word{Stem: s, Span: t.Span})
		}
	}
	if len(first) == openingWords && len(d.Tokens) > 2*openingWords {
		opening = strings.Join(first, " ")
	}
	return words, opening, fresh
}

// introduces tells whether a person stands behind the article at token i.
func introduces(d *text.Doc, i int) bool {
	for j := i + 1; j < len(d.Tokens) && j <= i+5 && d.Tokens[j].Sent == d.Tokens[i].Sent; j++ {
		switch f := d.Tokens[j].Fold; {
		case bynamed[f]:
			return true
		case d.Tokens[j].Class == text.Number && j+2 < len(d.Tokens):
			for _, k := range []int{j + 1, j + 2} {
				if w := d.Tokens[k].Fold; w == "year" || w == "yo" || w == "yr" || w == "month" || w == "week" {
					return true
				}
			}
		}
	}
	return false
}

// mark stands for a text, so that an answer to it is known without keeping it. Letters and digits count, and of those the first 300: what
// platforms hand on as the text answered is often cut.
func mark(s string) uint64 {
	h := fnv.New64a()
	n := 0
	for _, c := range s {
		if !unicode.IsLetter(c) && !unicode.IsDigit(c) {
			continue
		}
		if n++; n > 300 {
			break
		}
		_, _ = h.Write([]byte(string(unicode.ToLower(c))))
	}
	if n < 12 { // "Thanks!" is no text one could tell again
		return 0
	}
	return h.Sum64()
}

// emojiWords are pictures that stand for a thing a person may be known by: an instrument, a sport, an animal, a trade. Faces and hearts are
// everybody's.
var emojiWords = map[string]string{
	"🎺": "trumpet", "🎻": "violin", "🎸": "guitar", "🥁": "drum", "🎹": "piano", "🎷": "saxophone", "🪕": "banjo", "🪗": "accordion", "🎤": "microphone", "🎨": "painting", "🎭": "theatre",
	"⚽": "football", "🏉": "rugby", "🏏": "cricket", "🎾": "tennis", "🏌": "golf", "🏊": "swimming", "🚴": "cycling", "🏍": "motorbike", "🏇": "jockey", "🥊": "boxing", "⛷": "skiing", "🏂": "snowboard", "🎣": "fishing", "♟": "chess", "🎳": "bowling",
	"🐸": "frog", "🐢": "tortoise", "🐍": "snake", "🦜": "parrot", "🦉": "owl", "🦔": "hedgehog", "🐝": "bee", "🐄": "cow", "🐑": "sheep", "🐖": "pig", "🐐": "goat", "🐓": "chicken", "🦆": "duck", "🐎": "horse", "🐬": "dolphin", "🦈": "shark", "🐙": "octopus", "🦋": "butterfly", "🦩": "flamingo", "🦚": "peacock", "🐘": "elephant", "🦒": "giraffe", "🦁": "lion", "🐧": "penguin", "🦊": "fox", "🐿": "squirrel", "🦇": "bat",
	"🚜": "tractor", "🚒": "firefighter", "🚁": "helicopter", "⛵": "sailing", "🚂": "train", "🚚": "lorry", "🚌": "bus", "🧶": "knitting", "🪡": "sewing", "🌷": "tulip", "🌻": "sunflower", "🍓": "strawberry", "🍕": "pizza", "🧁": "cupcake", "🍯": "honey", "🪲": "beetle", "🦞": "lobster", "🦀": "crab", "🐟": "fish", "🪓": "axe", "🎪": "circus", "🎡": "fairground", "⛪": "church", "🕌": "mosque", "👰": "bride", "🤵": "groom",
}
