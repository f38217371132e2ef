// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"maps"
	"slices"
	"strings"

	"chaperone/fact"
	"chaperone/fact/model"
	"chaperone/post"
)

// learned prefixes the kinds the trained models propose, unlike those they speak against; neither are features of their own.
const (
	learned = "reads-like-"
	unlike  = "reads-unlike-"
)

// likely prefixes the kinds the tagger proposes; the model was trained before there was a tagger, and they mean nothing to it.
const likely = "likely-"

var _ = add(Detector{
	Name:  "reads-like",
	Kinds: learnedKinds(),
	Last:  true,
	Lists: clinicalLists,
	Read: func(r *Reader) {
		if !clinical(r) {
			return
		}
		all := r.judge()
		trouble := &all[slices.IndexFunc(all, func(j judgement) bool { return j.class == anyTrouble })]
		if trouble.p < trouble.low {
			r.Found("reads-harmless", post.Span{})
		}
		if trouble.p < trouble.mid {
			r.Found("reads-ordinary", post.Span{})
		}
		best := -1
		for i := range all {
			if all[i].p < all[i].low && slices.Contains(unlikeAreas, all[i].class) {
				r.Found(fact.Kind(unlike+all[i].class), post.Span{})
			}
			if all[i].class != anyTrouble && (best < 0 || all[i].p > all[best].p) {
				best = i
			}
		}
		// Where the text as a whole reads like trouble, its likeliest area is proposed, and others that are not unlikely; else only one that
		// is sure of itself.
		for i := range all {
			j := &all[i]
			if j.class != anyTrouble && (trouble.p >= trouble.cut && (i == best || j.p >= alongside) || j.p >= j.cut) {
				clues := j.clues()
				places := clues[:min(len(clues), maxPlaces)]
				if len(places) == 0 {
					places = []fact.Clue{{}}
				}
				for _, place := range places {
					f := r.Found(fact.Kind(learned+j.class), place.Span)
					f.Confidence, f.Clues = max(j.p, fact.Threshold), clues
				}
			}
		}
	},
})

// maxPlaces is how many places a proposed area points at: the second is the labelled one for one in twenty posts where the first isn't, the
// third for one in a hundred.
const maxPlaces = 2

// alongside is the probability from which an area is proposed beside the likeliest one.
const alongside = 0.3

// learnedAreas says what each area's kind stands for.
var learnedAreas = map[string]string{
	"attention":       "drew unwanted attention",
	"confidentiality": "told of a real patient",
	"consent":         "rested on a claim of consent",
	"evidence":        "made a health claim that wanted support",
	"competence":      "went beyond the author's field or level",
	"credentials":     "left the author's standing unclear",
	"advertising":     "had a commercial interest behind them",
	"medicines":       "promoted a prescription-only medicine",
	"advice":          "advised one person",
	"conduct":         "hurt somebody",
	"employer":        "an employer minded",
	"cover":           "wanted indemnity the author may not have",
}

// unlikeAreas are those that enough posts were at hand for to say what is unlike them.
var unlikeAreas = []string{"advertising", "conduct", "confidentiality", "employer", "evidence"}

func learnedKinds() Kinds {
	out := Kinds{
		"reads-ordinary": "As a whole the text reads more like posts that needed no second look than like others. Proposed by trained models.",
		"reads-harmless": "As a whole the text reads much like posts that needed no second look. Proposed by trained models.",
	}
	for area, what := range learnedAreas {
		out[fact.Kind(learned+area)] = "As a whole the text reads like posts that " + what + ". Proposed by trained models."
	}
	for _, area := range unlikeAreas {
		out[fact.Kind(unlike+area)] = "As a whole the text reads unlike posts that " + learnedAreas[area] + ". Proposed by trained models."
	}
	return out
}

// judgement is what the trained models make of one class.
type judgement struct {
	class         string
	p             float64            // probability
	low, mid, cut float64            // see model.Blended
	clues         func() []fact.Clue // what speaks for it, the strongest first
}

// judge asks the linear model, and where the post is read deeply the encoder too.
func (r *Reader) judge() []judgement {
	m, err := model.Shipped()
	if err != nil {
		panic(err) // a fault of the build; the kinds become unknown and their rules fail aloud
	}
	features := r.learnedFeatures(nil)
	scores := m.Scores(make([]float32, 0, len(m.Classes)), features)
	out := make([]judgement, len(m.Classes))
	for c, name := range m.Classes {
		out[c] = judgement{name, m.Probability(c, scores[c]), float64(m.Low[c]), float64(m.Mid[c]), float64(m.Cut[c]),
			func() []fact.Clue { return strongest(m, c, features, r) }}
	}
	if r.Depth == fact.Quick || r.Depth == fact.Unsettled && settled(out) {
		return out
	}
	blend, err := model.ShippedBlend()
	if err != nil {
		panic(err)
	}
	enc := r.encode()
	opinions, top := enc.opinions(m.Classes, scores)
	for c := range out {
		j := &out[c]
		if b := blend.Class(j.class, len(r.Doc.Tokens)); b != nil {
			*j = judgement{j.class, b.Probability(opinions[c], top), b.Low, b.Mid, b.Cut, func() []fact.Clue { return enc.words[j.class].clues(r) }}
		}
	}
	return out
}

var clinicalLists = []string{"clinical-role", "specialty", "condition", "symptom", "injury", "drug", "drug-class", "procedure", "care-place", "vaccine"}

// clinical tells whether the model has anything to say at all: it was trained on clinicians' posts, and of a text without a known author
// or a word of medicine its probabilities mean nothing.
func clinical(r *Reader) bool {
	if r.ByClinician() {
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
const anyTrouble = EncodedTrouble

// The quick model needs no second opinion from this probability of trouble on, nor below this part of the one below which it calls a text
// harmless. By its own edge alone it passed twice as many stops as the encoder would have; far below it, none (doc/quality.md).
const (
	sure          = 0.95
	surelyNothing = 0.3
)

// settled tells whether the quick model alone is sure enough, either way.
func settled(all []judgement) bool {
	for _, j := range all {
		if j.class == anyTrouble {
			return j.p < surelyNothing*j.low || j.p >= sure
		}
	}
	return false
}

// LearnedFeatures gives what the trained model sees of a post: its words, the kinds that were read, and who writes what. The trainer
// uses it too, so that both always see the same.
func LearnedFeatures(dst []model.Feature, s *fact.Set) []model.Feature {
	return (&Reader{Input: s.In, set: s}).learnedFeatures(dst)
}

func (r *Reader) learnedFeatures(dst []model.Feature) []model.Feature {
	s := r.set
	var kinds []string
	for _, k := range s.Kinds() {
		if !strings.HasPrefix(string(k), "reads-") && !strings.HasPrefix(string(k), likely) && !onFile[k] && !onlyTold(s.Of(k)) {
			if k == "clue-sex-word" { // so it was called when the models were trained
				k = "clue-sex"
			}
			kinds = append(kinds, string(k))
		}
	}
	p := s.In.Post
	head := []string{"kind " + string(p.Kind), "country " + s.In.Practice.Country()}
	for _, w := range strings.Fields(strings.ToLower(s.In.Practice.Author.Role)) {
		head = append(head, "role "+w)
	}
	return model.Names(append(dst[:0], r.wordFeatures()...), kinds, head)
}

// onFile are kinds that say what is on record, not how a text reads. The models were trained before most of them were read; and among the
// labelled cases those with interests on record are mostly adverts, so that everybody who kept such a register was taken for one.
var onFile = map[fact.Kind]bool{"interests-given": true, "interest-past": true, "interest-past-long": true, "evidence-early": true, "claim-on-record": true, "claim-like-record": true,
	"claim-like-gone": true, "claim-same-as-record": true, "claim-against-record": true, "consent-expired-record": true, "consent-later-record": true, "consent-audience-record": true,
	"consent-purpose-record": true, "consent-media-record": true, "consent-deceased-record": true}

// wordFeatures gives what the linear models see of the words, which is the same for all of them.
func (r *Reader) wordFeatures() []model.Feature {
	if r.words == nil {
		r.words = model.Words(nil, r.Doc)
	}
	return r.words
}

// onlyTold tells whether all of these facts were read for the estimate of a story; the models were trained without them.
func onlyTold(fs []fact.Fact) bool {
	return len(fs) > 0 && !slices.ContainsFunc(fs, func(f fact.Fact) bool { return !f.Told })
}

// strongest gives the words that speak most for a class in the linear model: the best token with its neighbours as far as they speak for
// it too, then others by themselves.
func strongest(m *model.Linear, c int, fs []model.Feature, r *Reader) []fact.Clue {
	ev := m.Evidence(c, fs, len(r.Doc.Tokens))
	var out []fact.Clue
	for len(out) < maxClues {
		best := -1
		for i, x := range ev {
			if x > 0 && (best < 0 || x > ev[best]) {
				best = i
			}
		}
		if best < 0 || len(out) > 0 && float64(ev[best]) < out[0].Weight/2 {
			break
		}
		first, last := best, best
		weight := float64(ev[best])
		if sent := r.Doc.Tokens[best].Sent; len(out) == 0 {
			for first > 0 && ev[first-1] > 0 && r.Doc.Tokens[first-1].Sent == sent && last-first < 6 {
				first--
			}
			for last+1 < len(ev) && ev[last+1] > 0 && r.Doc.Tokens[last+1].Sent == sent && last-first < 6 {
				last++
			}
		}
		clear(ev[first : last+1])
		out = append(out, fact.Clue{Span: r.Doc.Span(first, last), Weight: weight})
	}
	return out
}

// LearnedClasses gives what the models are trained to tell, in the order of their classes.
func LearnedClasses() []string {
	return append([]string{anyTrouble}, slices.Sorted(maps.Keys(learnedAreas))...)
}

// Opinions gives, for the trainer, what the models say of each class in a post that was read, and the highest of any area.
func Opinions(s *fact.Set, classes []string, linear []float32) (own []model.Opinion, top model.Opinion) {
	r := &Reader{Input: s.In, set: s}
	return r.encode().opinions(classes, linear)
}
