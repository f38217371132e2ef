// SPDX-License-Identifier: Apache-2.0

package subject

import (
	"bufio"
	_ "embed"
	"fmt"
	"math"
	"strconv"
	"strings"
	"sync"
)

// table holds a weight for each feature and class.
type table struct{ weights [][groups]float64 }

//go:embed weights.txt
var weightsFile string

// shipped is read when it is first needed: the trainer, which makes it, must start where it is stale.
var shipped = sync.OnceValue(func() *table {
	w, err := parse(weightsFile)
	if err != nil {
		panic(err) // a fault of the build: the file is embedded
	}
	return w
})

// parse reads a table: a line a feature, its name, a tab, and a weight for each class. Features that are not listed weigh nothing.
func parse(s string) (*table, error) {
	w := &table{weights: make([][groups]float64, features)}
	at := make(map[string]int, features)
	for i := range features {
		at[featureName(i)] = i
	}
	in := bufio.NewScanner(strings.NewReader(s))
	for n := 1; in.Scan(); n++ {
		line := in.Text()
		if line == "" || line[0] == '#' {
			continue
		}
		name, rest, ok := strings.Cut(line, "\t")
		i, known := at[name]
		fields := strings.Fields(rest)
		if !ok || !known || len(fields) != groups {
			return nil, fmt.Errorf("weights.txt, line %d: a known feature, a tab and %d weights are needed", n, groups)
		}
		for g, f := range fields {
			v, err := strconv.ParseFloat(f, 64)
			if err != nil {
				return nil, fmt.Errorf("weights.txt, line %d: %w", n, err)
			}
			w.weights[i][g] = v
		}
	}
	return w, in.Err()
}

// Sample is one labelled fact: what is true of it, and which of Groups it is about.
type Sample struct {
	Features []int
	Group    int
}

// plainOf gives the group a class belongs to on the face of it; -1 for none.
var plainOf = [classes]int{none: -1, me: 1, us: 1, you: -1, pronoun: -1, person: -1, patient: 0, kin: -1, ownKin: 3, staff: 4, public: 2, historic: 2, eponym: 2, invented: 5, group: 2, speaker: -1, trade: -1, animal: -1}

// plainness says how much a way of attachment counts on the face of it.
var plainness = [ways]float64{inside: 1.5, owned: 1.5, linked: 0.5}

// prior is what the table says before it has seen a labelled post: what is the author's is about the author.
func prior() [][groups]float64 {
	w := make([][groups]float64, features)
	for k := range int(classes) {
		if g := plainOf[k]; g >= 0 {
			for y := range int(ways) {
				w[atWay+k*int(ways)+y][g] = plainness[y]
			}
		}
	}
	for _, k := range [...]class{pronoun, patient, person, trade, kin} { // nobody calls herself "he", and few "a lady"
		for _, y := range [...]way{inside, owned, linked} {
			w[atWay+int(k)*int(ways)+int(y)][1] = -2
		}
	}
	for _, k := range [...]class{kin, ownKin} { // a relative is family, whoever's
		w[atPair+4*int(classes)+int(k)][3] = 1.5
	}
	return w
}

// Fit fits a table by regularised multinomial regression: full gradient with AdaGrad steps, so that the same samples give the same table.
// l2 is the pull towards the prior for each sample.
func Fit(samples []Sample, passes int, l2 float64) *Fitted {
	w, first := prior(), prior()
	h := make([][groups]float64, features)
	for range passes {
		g := make([][groups]float64, features)
		for _, s := range samples {
			p := probabilities(w, s.Features)
			for k := range p {
				d := p[k]
				if k == s.Group {
					d--
				}
				for _, f := range s.Features {
					g[f][k] += d
				}
			}
		}
		for f := range w {
			for k := range w[f] {
				d := g[f][k] + l2*(w[f][k]-first[f][k])
				if h[f][k] += d * d; d != 0 {
					w[f][k] -= 0.2 * d / math.Sqrt(h[f][k]+1e-8)
				}
			}
		}
	}
	return &Fitted{w}
}

func probabilities(w [][groups]float64, fs []int) (p [groups]float64) {
	for _, f := range fs {
		for g := range p {
			p[g] += w[f][g]
		}
	}
	return softmax(p)
}

// Fitted is a table fresh from Fit.
type Fitted struct{ w [][groups]float64 }

// Probabilities gives how likely each of Groups is.
func (f *Fitted) Probabilities(fs []int) [len(Groups)]float64 { return probabilities(f.w, fs) }

// Cooled gives the table with all weights times c: below 1 it is less sure of itself.
func (f *Fitted) Cooled(c float64) *Fitted {
	out := &Fitted{make([][groups]float64, len(f.w))}
	for i := range f.w {
		for g, v := range f.w[i] {
			out.w[i][g] = c * v
		}
	}
	return out
}

// String gives the table as weights.txt holds it; weights below a hundredth are left out.
func (f *Fitted) String() string {
	var b strings.Builder
	for i := range f.w {
		most := 0.0
		for _, v := range f.w[i] {
			most = max(most, math.Abs(v))
		}
		if most < 0.01 {
			continue
		}
		b.WriteString(featureName(i) + "\t")
		for g, v := range f.w[i] {
			if g > 0 {
				b.WriteByte(' ')
			}
			b.WriteString(strconv.FormatFloat(math.Round(v*100)/100, 'f', 2, 64))
		}
		b.WriteByte('\n')
	}
	return b.String()
}
