// SPDX-License-Identifier: Apache-2.0

package model

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"sync"
)

// Blend weighs what the linear model and the encoder say of a text into one calibrated probability for each class. Fitted on cases that
// neither of the two has seen; see card.md.
//
// Short texts are weighed by themselves: a dozen plain words say what they say, and score lower for trouble and for its absence than a paragraph that
// hints.
type Blend struct {
	Classes []Blended `json:"classes"`
	Short   []Blended `json:"short,omitempty"` // of texts of at most ShortWords words; none: as the others
}

// ShortWords is how many words, signs included, a short text has at most.
const ShortWords = 24

// Opinion is what the models say of a class in a text, in log odds; as the weights of a Blended, how much each counts.
type Opinion struct {
	Linear float64 `json:"linear"` // the linear model
	Whole  float64 `json:"whole"`  // the encoder, of the text as a whole
	Piece  float64 `json:"piece"`  // the encoder, its highest of a word
}

func (o Opinion) times(w Opinion) float64 {
	return o.Linear*w.Linear + o.Whole*w.Whole + o.Piece*w.Piece
}

// Most gives the higher of each.
func (o Opinion) Most(p Opinion) Opinion {
	return Opinion{max(o.Linear, p.Linear), max(o.Whole, p.Whole), max(o.Piece, p.Piece)}
}

// Blended is how one class is weighed. The log odds are the class's own opinion times Own, the highest opinions of any area times Top
// (nothing but trouble leans on those), and Shift.
type Blended struct {
	Name  string  `json:"name"`
	Own   Opinion `json:"own"`
	Top   Opinion `json:"top"`
	Shift float64 `json:"shift"`
	Cut   float64 `json:"cut"` // probability from which the class counts
	Mid   float64 `json:"mid"` // below it the text reads ordinary, as far as the class goes
	Low   float64 `json:"low"` // below it the text reads harmless, as far as the class goes
}

// Probability weighs the opinions of a class and the highest of the areas.
func (b *Blended) Probability(own, top Opinion) float64 {
	return 1 / (1 + math.Exp(-(own.times(b.Own) + top.times(b.Top) + b.Shift)))
}

// Class gives how the class of a name is weighed in a text of so many words; nil where it isn't.
func (b *Blend) Class(name string, words int) *Blended {
	classes := b.Classes
	if words <= ShortWords && len(b.Short) > 0 {
		classes = b.Short
	}
	for i := range classes {
		if classes[i].Name == name {
			return &classes[i]
		}
	}
	return nil
}

//go:embed blend.json
var blendData []byte

// ShippedBlend is the blend that comes with the program.
var ShippedBlend = sync.OnceValues(func() (*Blend, error) { return ReadBlend(blendData) })

// ReadBlend reads a blend from its JSON. It refuses fields it doesn't know, and numbers that are none.
func ReadBlend(data []byte) (*Blend, error) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	b := &Blend{}
	if err := d.Decode(b); err != nil {
		return nil, fmt.Errorf("blend: %w", err)
	}
	for _, c := range slices.Concat(b.Classes, b.Short) {
		if c.Name == "" || !(0 <= c.Low && c.Low <= c.Mid && c.Mid <= c.Cut && c.Cut <= 1) {
			return nil, fmt.Errorf("blend: class %q wants 0 <= low <= mid <= cut <= 1", c.Name)
		}
	}
	return b, nil
}

// Logistic fits log odds = w·x + last weight to labels: ridge times the squared weights (the shift left out) is added to the loss, by
// Newton's method. Each x has the same length; the result is one longer.
func Logistic(xs [][]float64, labels []bool, ridge float64) []float64 {
	n := len(xs[0]) + 1
	w := make([]float64, n)
	for range 60 {
		g, h := make([]float64, n), make([][]float64, n)
		for i := range h {
			h[i] = make([]float64, n)
			h[i][i] = 1e-9
			if i < n-1 {
				g[i], h[i][i] = 2*ridge*w[i], 2*ridge
			}
		}
		for k, x := range xs {
			z := w[n-1]
			for i, v := range x {
				z += w[i] * v
			}
			p, y := 1/(1+math.Exp(-z)), 0.0
			if labels[k] {
				y = 1
			}
			at := func(i int) float64 {
				if i == n-1 {
					return 1
				}
				return x[i]
			}
			for i := range n {
				g[i] += (p - y) * at(i)
				for j := range n {
					h[i][j] += p * (1 - p) * at(i) * at(j)
				}
			}
		}
		step := solve(h, g)
		most := 0.0
		for i := range w {
			d := math.Max(-2, math.Min(2, step[i]))
			w[i] -= d
			most = math.Max(most, math.Abs(d))
		}
		if most < 1e-8 {
			break
		}
	}
	return w
}

// solve solves a x = b by Gaussian elimination with pivoting; a and b are used up.
func solve(a [][]float64, b []float64) []float64 {
	n := len(b)
	for c := range n {
		p := c
		for r := c + 1; r < n; r++ {
			if math.Abs(a[r][c]) > math.Abs(a[p][c]) {
				p = r
			}
		}
		a[c], a[p], b[c], b[p] = a[p], a[c], b[p], b[c]
		for r := c + 1; r < n; r++ {
			f := a[r][c] / a[c][c]
			for k := c; k < n; k++ {
				a[r][k] -= f * a[c][k]
			}
			b[r] -= f * b[c]
		}
	}
	x := make([]float64, n)
	for r := n - 1; r >= 0; r-- {
		s := b[r]
		for k := r + 1; k < n; k++ {
			s -= a[r][k] * x[k]
		}
		x[r] = s / a[r][r]
	}
	return x
}
