// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"slices"
	"strings"
	"sync"

	"chaperone/fact"
	"chaperone/fact/model"
	"chaperone/post"
)

// learned prefixes the kinds the trained model proposes; they are no features of its own.
const learned = "reads-like-"

// likely prefixes the kinds the tagger proposes; the model was trained before there was a tagger, and they mean nothing to it.
const likely = "likely-"

var _ = add(Detector{
	Name: "reads-like",
	Kinds: Kinds{
		"reads-like-confidentiality": "As a whole the text reads like posts that told of a real patient. Proposed by a trained model.",
		"reads-like-consent":         "As a whole the text reads like posts that rested on a claim of consent. Proposed by a trained model.",
		"reads-like-evidence":        "As a whole the text reads like posts with a health claim that wanted support. Proposed by a trained model.",
		"reads-like-advertising":     "As a whole the text reads like posts with a commercial interest behind them. Proposed by a trained model.",
		"reads-like-medicines":       "As a whole the text reads like posts that promoted a prescription-only medicine. Proposed by a trained model.",
		"reads-like-advice":          "As a whole the text reads like advice to one person. Proposed by a trained model.",
		"reads-like-conduct":         "As a whole the text reads like posts that hurt somebody. Proposed by a trained model.",
		"reads-like-employer":        "As a whole the text reads like posts an employer may mind. Proposed by a trained model.",
		"reads-ordinary":             "As a whole the text reads more like posts that needed no second look than like others. Proposed by a trained model.",
		"reads-harmless":             "As a whole the text reads much like posts that needed no second look. Proposed by a trained model.",
	},
	Last:  true,
	Lists: clinicalLists,
	Read: func(r *Reader) {
		if !clinical(r) {
			return
		}
		m, err := model.Shipped()
		if err != nil {
			panic(err) // a fault of the build; the kinds become unknown and their rules fail aloud
		}
		w := learnedWork.Get().(*learnedBuffers)
		defer learnedWork.Put(w)
		w.features = LearnedFeatures(w.features, r.set)
		w.scores = m.Scores(w.scores, w.features)
		trouble, best := -1, -1
		for c, name := range m.Classes {
			if name == anyTrouble {
				trouble = c
			} else if best < 0 || m.Probability(c, w.scores[c]) > m.Probability(best, w.scores[best]) {
				best = c
			}
		}
		p := m.Probability(trouble, w.scores[trouble])
		if p < float64(m.Low[trouble]) {
			r.Found("reads-harmless", post.Span{})
		}
		if p < float64(m.Mid[trouble]) {
			r.Found("reads-ordinary", post.Span{})
		}
		if p < float64(m.Cut[trouble]) {
			return
		}
		// The text as a whole reads like trouble: its likeliest area is proposed, and any other that is sure of itself.
		for c := range m.Classes {
			if c == best || c != trouble && m.Probability(c, w.scores[c]) >= float64(m.Cut[c]) {
				r.readsLike(m, c, w)
			}
		}
	},
})

var clinicalLists = []string{"clinical-role", "specialty", "condition", "symptom", "injury", "drug", "drug-class", "procedure", "care-place", "vaccine"}

// clinical tells whether the model has anything to say at all: it was trained on clinicians' posts, and of a text without a known author
// or a word of medicine its probabilities mean nothing.
func clinical(r *Reader) bool {
	if r.Practice.Author.Role != "" {
		return true
	}
	for _, l := range clinicalLists {
		if len(r.Phrases(l)) > 0 {
			return true
		}
	}
	return false
}

// anyTrouble is the class of posts that needed a second look, whatever the reason.
const anyTrouble = "trouble"

func (r *Reader) readsLike(m *model.Linear, c int, w *learnedBuffers) {
	f := r.Found(fact.Kind(learned+m.Classes[c]), strongest(m, c, w.features, r))
	f.Confidence = max(m.Probability(c, w.scores[c]), fact.Threshold)
}

type learnedBuffers struct {
	features []model.Feature
	scores   []float32
}

var learnedWork = sync.Pool{New: func() any { return new(learnedBuffers) }}

// LearnedFeatures gives what the trained model sees of a post: its words, the kinds that were read, and who writes what. The trainer
// uses it too, so that both always see the same.
func LearnedFeatures(dst []model.Feature, s *fact.Set) []model.Feature {
	var kinds []string
	for _, k := range s.Kinds() {
		if !strings.HasPrefix(string(k), "reads-") && !strings.HasPrefix(string(k), likely) && !unlearned[k] {
			kinds = append(kinds, string(k))
		}
	}
	p := s.In.Post
	head := []string{"kind " + string(p.Kind), "country " + s.In.Practice.Country()}
	for _, w := range strings.Fields(strings.ToLower(s.In.Practice.Author.Role)) {
		head = append(head, "role "+w)
	}
	if len(s.In.Practice.Interests) > 0 {
		head = append(head, "interests")
	}
	return model.Features(dst, s.In.Doc, kinds, head)
}

// strongest gives the words that speak most for a class: the best token and its neighbours as far as they speak for it too.
func strongest(m *model.Linear, c int, fs []model.Feature, r *Reader) post.Span {
	ev := m.Evidence(c, fs, len(r.Doc.Tokens))
	if len(ev) == 0 {
		return post.Span{}
	}
	best := 0
	for i := range ev {
		if ev[i] > ev[best] {
			best = i
		}
	}
	first, last := best, best
	sent := r.Doc.Tokens[best].Sent
	for first > 0 && ev[first-1] > 0 && r.Doc.Tokens[first-1].Sent == sent && last-first < 6 {
		first--
	}
	for last+1 < len(ev) && ev[last+1] > 0 && r.Doc.Tokens[last+1].Sent == sent && last-first < 6 {
		last++
	}
	return r.Doc.Span(first, last)
}

// LearnedClasses gives what the model is trained to tell, in the order of its classes.
func LearnedClasses() []string {
	out := []string{anyTrouble}
	for _, d := range registry {
		if d.Name == "reads-like" {
			for k := range d.Kinds {
				if name, ok := strings.CutPrefix(string(k), learned); ok {
					out = append(out, name)
				}
			}
		}
	}
	slices.Sort(out)
	return out
}
