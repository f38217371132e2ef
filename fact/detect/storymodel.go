// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"math"
	"strings"

	"chaperone/fact"
	"chaperone/fact/model"
)

// storyLikely is the probability that the text tells of one real person under care, and whether it is sure enough to count people: what the
// model makes of its words, its author and the signs; where the post is worth the time, weighed with what the encoder says.
func (r *Reader) storyLikely(signs []float64) (p float64, sure bool) {
	m, err := model.Stories()
	if err != nil {
		panic(err) // a fault of the build; the kinds become unknown and their rules fail aloud
	}
	score := float64(m.Scores(nil, storyFeatures(nil, r, signs))[0])
	p = m.Probability(0, float32(score))
	if r.Depth == fact.Quick || !clinical(r) || r.Depth == fact.Unsettled && (p < storySettled || p > 1-storySettled) {
		return p, p >= float64(m.Cut[0])
	}
	b, err := model.StoryBlend()
	if err != nil {
		panic(err)
	}
	p = b.Probability(r.storyOpinion(score), model.Opinion{})
	return p, p >= b.Cut
}

// storySettled is the probability below which, or beyond whose counterpart, the quick model needs no second opinion.
const storySettled = 0.2

// EncodedPatient is what the encoder is taught of a word: it bears on who a patient is.
const EncodedPatient = "about patient"

func (r *Reader) storyOpinion(score float64) model.Opinion {
	e := r.encode()
	return model.Opinion{Linear: score, Whole: float64(e.whole[EncodedStory]), Piece: float64(e.words[EncodedPatient].highest())}
}

// storyFeatures gives what the model of stories sees: words, who writes what, and the signs.
func storyFeatures(dst []model.Feature, r *Reader, signs []float64) []model.Feature {
	head := []string{"kind " + string(r.Post.Kind)}
	for _, w := range strings.Fields(strings.ToLower(r.Practice.Author.Role)) {
		head = append(head, "role "+w)
	}
	dst = model.Names(append(dst[:0], r.wordFeatures()...), nil, head)
	for i, s := range storySignTable {
		if v := signs[i]; v != 0 {
			dst = append(dst, model.Named("sign:"+s.name, float32(v*math.Abs(signScale))))
		}
	}
	return dst
}

// signScale is the size of one sign beside the words; found by cross-validation.
const signScale = 0.15

// StoryFeatures gives, for the trainer, what the model of stories sees of a post that was read, and StoryOpinion what the models say of it.
func StoryFeatures(s *fact.Set) []model.Feature {
	r := &Reader{Input: s.In, set: s}
	_, _, x := storyLook(r)
	return storyFeatures(nil, r, x)
}

// StoryOpinion gives, for the trainer, what the encoder says of a post beside the model's score.
func StoryOpinion(s *fact.Set, score float64) model.Opinion {
	return (&Reader{Input: s.In, set: s}).storyOpinion(score)
}
