// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"math"
	"strings"

	"chaperone/fact"
	"chaperone/fact/model"
	"chaperone/fact/model/encode"
	"chaperone/post"
	"chaperone/register"
	"chaperone/text"
)

// What the encoder tells of a text besides the areas.
const (
	EncodedStory   = "story"   // it is the story of one real patient
	EncodedTrouble = "trouble" // it needs a second look, whatever the reason
	EncodedStop    = "stop"    // it must not go out as it stands
)

// maxWindows bounds how much of a long text the encoder reads: its beginning, about a thousand words, and its end.
const maxWindows = 8

// EncodedHead gives what the encoder is told of a post before its text: who writes, and what it is. The trainer uses it too, so that both
// always see the same.
func EncodedHead(p *post.Post, author *register.Practice) string {
	head := string(p.Kind)
	if author.Author.Role != "" {
		head = author.Author.Role + " " + head
	}
	return head
}

// encoded is what the encoder makes of a post, class by class: the highest over its windows.
type encoded struct {
	whole map[string]float32
	words map[string]*wordScores
}

// wordScores are the log odds of one class, word by word; of a word cut into pieces the highest.
type wordScores struct {
	tokens []float32
	best   int // index of the highest; -1 where there is none
}

func (w *wordScores) highest() float32 {
	if w == nil || w.best < 0 {
		return unscored
	}
	return w.tokens[w.best]
}

// unscored is the log odds of what was not looked at: as good as never.
const unscored = -12

// encode reads the post with the encoder, once.
func (r *Reader) encode() *encoded {
	if r.enc == nil {
		r.enc = r.encodeText()
	}
	return r.enc
}

func (r *Reader) encodeText() *encoded {
	e, err := encode.Shipped()
	if err != nil {
		panic(err) // a fault of the build; the kinds become unknown and their rules fail aloud
	}
	v, err := encode.ShippedVocabulary()
	if err != nil {
		panic(err)
	}
	out := &encoded{whole: make(map[string]float32, len(e.Classes)), words: make(map[string]*wordScores, len(e.PieceClasses))}
	for _, c := range e.Classes {
		out.whole[c] = unscored
	}
	scores := make([]float32, len(e.PieceClasses)*len(r.Doc.Tokens))
	for i := range scores {
		scores[i] = unscored
	}
	for i, c := range e.PieceClasses {
		out.words[c] = &wordScores{tokens: scores[i*len(r.Doc.Tokens) : (i+1)*len(r.Doc.Tokens)], best: -1}
	}
	for _, w := range encode.Windows(v.Head(EncodedHead(r.Post, r.Practice)), v.Words(nil, r.Doc), r.Doc, maxWindows) {
		s := e.Encode(w)
		for i, c := range e.Classes {
			out.whole[c] = max(out.whole[c], s.Classes[i])
		}
		for k, p := range w {
			if p.Token < 0 {
				continue
			}
			for i, c := range e.PieceClasses {
				ws := out.words[c]
				if x := s.Pieces[k][i]; x > ws.tokens[p.Token] {
					ws.tokens[p.Token] = x
					if ws.best < 0 || x > ws.tokens[ws.best] {
						ws.best = int(p.Token)
					}
				}
			}
		}
	}
	return out
}

// opinions puts what the encoder says of the classes beside the linear model's scores, and gives the highest of any area.
func (e *encoded) opinions(classes []string, linear []float32) (own []model.Opinion, top model.Opinion) {
	top = model.Opinion{Linear: unscored, Whole: unscored, Piece: unscored}
	for i, c := range classes {
		o := model.Opinion{Linear: float64(linear[i]), Whole: float64(e.whole[c]), Piece: float64(e.words[c].highest())}
		own = append(own, o)
		if c != anyTrouble {
			top = top.Most(o)
		}
	}
	return own, top
}

// Words that stand beside the one that speaks most belong to it as far as they come close to it, in log odds, within a sentence. Of the
// places a judgement rests on, the strongest few are named, as far as they come close to the first.
const (
	closeBy  = 2.0
	maxRun   = 14
	maxClues = 4
)

// clues gives the runs of words that speak for a class, the strongest first, weighed by their probability.
func (w *wordScores) clues(r *Reader) []fact.Clue {
	if w == nil || w.best < 0 {
		return nil
	}
	edge := w.tokens[w.best] - closeBy
	taken := make([]bool, len(w.tokens))
	var out []fact.Clue
	for len(out) < maxClues {
		best := -1
		for i, x := range w.tokens {
			if !taken[i] && x >= edge && (best < 0 || x > w.tokens[best]) {
				best = i
			}
		}
		if best < 0 {
			break
		}
		first, last := w.run(r, best, taken)
		for i := first; i <= last; i++ {
			taken[i] = true
		}
		out = append(out, fact.Clue{Span: r.Doc.Span(first, last), Weight: 1 / (1 + math.Exp(-float64(w.tokens[best])))})
	}
	return out
}

// run gives the words around one that speak for the class as it does; where they are part of a clause that is short, the clause: half of one is
// hard to read, and what a careful reader would mark is mostly that.
func (w *wordScores) run(r *Reader, at int, taken []bool) (first, last int) {
	sent, edge := r.Doc.Tokens[at].Sent, w.tokens[at]-closeBy
	grow := func(most int, in func(i int) bool) (first, last int) {
		first, last = at, at
		for grown := true; grown; {
			grown = false
			for _, i := range [...]int{first - 1, last + 1} {
				if i >= 0 && i < len(w.tokens) && !taken[i] && last-first < most && r.Doc.Tokens[i].Sent == sent && in(i) {
					first, last, grown = min(first, i), max(last, i), true
				}
			}
		}
		return first, last
	}
	for _, ends := range [...]func(text.Token) bool{endsClause, func(t text.Token) bool { return endsClause(t) || joinWords[t.Fold] }} {
		if first, last = grow(maxRun+1, func(i int) bool { return !ends(r.Doc.Tokens[i]) }); last-first <= maxRun {
			return first, last
		}
	}
	return grow(maxRun, func(i int) bool { return w.tokens[i] >= edge })
}

// joinWords begin what may be read without what stands before it; a long clause is cut there.
var joinWords = wordSet("and but because so then which who while when if although though unless until")

// endsClause tells whether a sign sets apart what stands before it and behind it.
func endsClause(t text.Token) bool {
	return t.Class == text.Punct && !strings.ContainsAny(t.Fold, `'’"“”-&/%`)
}
