// SPDX-License-Identifier: Apache-2.0

package tag

import "math"

// Allowed tells whether label c may follow label p: a name goes on only where one of its kind began.
func Allowed(p, c Label) bool {
	return c == O || c%2 == 1 || p == c || p == c-1
}

// transitions are the weights between labels as factors; the last row is from the start of a window.
type transitions [Labels + 1][Labels]float64

func newTransitions(trans []float32) *transitions {
	t := new(transitions)
	for p := range t {
		for c := range t[p] {
			if from := p % (Labels); p == Labels && c%2 == 0 && c != O || p < Labels && !Allowed(from, c) {
				continue // stays 0: it never happens
			}
			t[p][c] = math.Exp(float64(trans[p*Labels+c]))
		}
	}
	return t
}

// marginals writes the probability of each label of each word, over all ways to label the window, by the forward-backward algorithm
// with scaling (each step's sums are brought to 1, so nothing under- or overflows).
func (m *Model) marginals(dst []Scores, emit []float32, words []Word) {
	var fwd, pot [maxWindow][Labels]float64
	t := len(words)
	for i := range t {
		e := emit[i*Labels : (i+1)*Labels]
		top := e[0]
		for _, v := range e {
			top = max(top, v)
		}
		never := words[i].Flags&(Handle|Address) != 0
		for c, v := range e {
			if c == O || !never {
				pot[i][c] = math.Exp(float64(v - top))
			}
		}
		if pot[i][O] < 1e-30 {
			pot[i][O] = 1e-30 // O can follow and go before anything: with it there is always a way
		}
	}
	for i := range t {
		sum := 0.0
		for c := range Labels {
			s := m.trans[Labels][c]
			if i > 0 {
				s = 0
				for p := range Labels {
					s += fwd[i-1][p] * m.trans[p][c]
				}
			}
			fwd[i][c] = s * pot[i][c]
			sum += fwd[i][c]
		}
		for c := range fwd[i] {
			fwd[i][c] /= sum
		}
	}
	var back, next [Labels]float64
	for c := range back {
		back[c] = 1
	}
	for i := t - 1; i >= 0; i-- {
		sum := 0.0
		for c := range back {
			sum += fwd[i][c] * back[c]
		}
		for c := range back {
			dst[i][c] = float32(fwd[i][c] * back[c] / sum)
		}
		if i == 0 {
			break
		}
		sum = 0
		for p := range next {
			next[p] = 0
			for c := range back {
				next[p] += m.trans[p][c] * pot[i][c] * back[c]
			}
			sum += next[p]
		}
		for p := range next {
			back[p] = next[p] / sum
		}
	}
}
