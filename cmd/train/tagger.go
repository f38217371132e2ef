// SPDX-License-Identifier: Apache-2.0

package main

import (
	"crypto/sha256"
	"encoding/hex"
	"flag"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"time"

	"chaperone/cmd/names"
	"chaperone/fact/detect"
	"chaperone/fact/model/tag"
)

// taggerSettings are the ones the shipped model was trained with, unless flags say otherwise.
type taggerSettings struct {
	corpora, cases, lexicon, out string
	seed                         uint64
	passes, hidden, limit        int
	swap, lower, made            float64
}

// tagger trains fact/model/tag/tagger.bin: the same bytes for the same seed, data and machine.
func tagger(w io.Writer, args []string) error {
	s := taggerSettings{}
	fs := flag.NewFlagSet("tagger", flag.ContinueOnError)
	fs.StringVar(&s.corpora, "corpora", "", "folder that holds broad-twitter/dev.jsonl and wnut17/dev.jsonl; without it the tagger learns from our own texts alone")
	fs.StringVar(&s.cases, "cases", "testdata/cases", "folder of labelled cases; only seen and extra are read")
	fs.StringVar(&s.lexicon, "lexicon", "fact/detect/lexicon", "folder of word lists")
	fs.StringVar(&s.out, "out", "fact/model/tag/tagger.bin", "model file to write")
	fs.Uint64Var(&s.seed, "seed", 1, "seed")
	fs.IntVar(&s.passes, "passes", 16, "passes over the texts")
	fs.IntVar(&s.hidden, "hidden", 96, "features in a layer, a multiple of 8")
	fs.IntVar(&s.limit, "limit", 0, "learn from so many posts of the corpora, and of our own lines, only; 0: all")
	fs.Float64Var(&s.swap, "swap", 0.4, "share of texts whose names are swapped for names from all over the world")
	fs.Float64Var(&s.lower, "lower", 0.15, "share of texts put in small letters")
	fs.Float64Var(&s.made, "made", 0.08, "made-up sentences, as a share of the texts")
	if err := fs.Parse(args); err != nil {
		return err
	}
	file, err := trainTagger(w, s)
	if err != nil {
		return err
	}
	return os.WriteFile(s.out, file, 0o644)
}

// parts is into how many sums a batch is cut, whatever the number of processors: the order of adding up must not depend on it.
const parts = 4

func trainTagger(out io.Writer, s taggerSettings) ([]byte, error) {
	train, held, err := learnable(s.corpora)
	if err != nil {
		return nil, err
	}
	own, err := caseLines(s.cases)
	if err != nil {
		return nil, err
	}
	if s.limit > 0 {
		train, own = train[:min(s.limit, len(train))], own[:min(s.limit, len(own))]
	}
	train = append(train, own...)
	m, err := newMaterial(s.lexicon)
	if err != nil {
		return nil, err
	}
	vocab, err := tag.Words()
	if err != nil {
		return nil, err
	}
	header, err := taggerHeader(s)
	if err != nil {
		return nil, err
	}
	fmt.Fprintf(out, "%d texts, %d of them lines of our own; %d held out\n", len(train), len(own), len(held))
	l := newLearner(s, vocab)
	made := int(s.made * float64(len(train)))
	begin := time.Now()
	for pass := range s.passes {
		r := rand.New(rand.NewPCG(s.seed, uint64(pass)))
		lessons, err := prepare(train, made, m, s, pass)
		if err != nil {
			return nil, err
		}
		r.Shuffle(len(lessons), func(i, j int) { lessons[i], lessons[j] = lessons[j], lessons[i] })
		loss := l.pass(lessons, s.seed, pass)
		c, err := score(tag.New(header, l.average(), vocab), held)
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(out, "pass %2d  loss %.3f  held out: F1 %.1f (precision %.1f, recall %.1f)  %.0f s\n", pass+1, loss, 100*c.F1(), 100*c.Precision(), 100*c.Recall(), time.Since(begin).Seconds())
	}
	return tag.Bytes(header, l.average())
}

func taggerHeader(s taggerSettings) (tag.Header, error) {
	h := tag.Header{
		What:    "names of people, places and organisations in posts",
		Licence: "Apache-2.0; trained on the Broad Twitter Corpus and WNUT-17 (both CC BY 4.0) and on this project's own texts; see card.md",
		Command: fmt.Sprintf("go run ./cmd/train tagger --corpora DIR --seed %d --passes %d --hidden %d --swap %g --lower %g --made %g", s.seed, s.passes, s.hidden, s.swap, s.lower, s.made),
		Sources: map[string]string{},
	}
	if s.limit > 0 {
		h.Command += fmt.Sprintf(" --limit %d", s.limit)
	}
	if s.corpora == "" {
		return h, nil
	}
	for _, c := range []string{"broad-twitter", "wnut17"} {
		data, err := os.ReadFile(filepath.Join(s.corpora, c, "dev.jsonl"))
		if err != nil {
			return h, err
		}
		h.Sources[c+"/dev.jsonl"] = sum(data)
	}
	return h, nil
}

func sum(data []byte) string {
	x := sha256.Sum256(data)
	return hex.EncodeToString(x[:])
}

// prepare makes one pass' lessons: every text, some with other names or in small letters, and made-up sentences.
func prepare(train []names.Text, made int, m *material, s taggerSettings, pass int) ([]lesson, error) {
	out := make([][]lesson, len(train)+made)
	errs := make([]error, runtime.GOMAXPROCS(0))
	var wg sync.WaitGroup
	for k := range errs {
		wg.Go(func() {
			for i := k; i < len(out); i += len(errs) {
				r := rand.New(rand.NewPCG(s.seed<<20|uint64(pass), uint64(i))) // by text, so that the workers' number does not matter
				var t names.Text
				if i < len(train) {
					t = train[i]
					if r.Float64() < s.swap {
						t = m.swap(r, t)
					}
				} else {
					t = m.fill(r)
				}
				if r.Float64() < s.lower {
					t = lower(t)
				}
				if out[i], errs[k] = lessons(t, r); errs[k] != nil {
					return
				}
			}
		})
	}
	wg.Wait()
	var all []lesson
	for i := range out {
		all = append(all, out[i]...)
	}
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}

// lessons cuts a text into windows, as the tagger will. Of one name in three what the lists know is taken away: names that stand in no
// list must be found, too.
func lessons(t names.Text, r *rand.Rand) ([]lesson, error) {
	d, words, err := detect.TaggerText(t.Text)
	if err != nil {
		return nil, err
	}
	spans := names.Tokens(d, t.Spans)
	for _, sp := range spans {
		if r.IntN(3) == 0 {
			for i := sp.First; i <= sp.Last; i++ {
				words[i].Flags &^= tag.Given | tag.GivenToo | tag.Family | tag.FamilyToo | tag.Town | tag.Region | tag.HealthPlace | tag.Brand
			}
		}
	}
	labels := names.Labels(len(words), spans)
	var out []lesson
	for i := 0; i < len(words); {
		end := tag.Window(words, i)
		out = append(out, lesson{words[i:end], labels[i:end]})
		if labels[i] != tag.O && labels[i]%2 == 0 {
			labels[i]-- // a name the window cuts begins anew
		}
		i = end
	}
	return out, nil
}

// score measures a model on texts it was not trained on.
func score(m *tag.Model, texts []names.Text) (names.Count, error) {
	var c names.Count
	var scores []tag.Scores
	for _, t := range texts {
		d, words, err := detect.TaggerText(t.Text)
		if err != nil {
			return c, err
		}
		scores = m.Tag(scores[:0], words)
		c.Add(tag.Spans(nil, scores, 0.5), names.Tokens(d, t.Spans), 0)
	}
	return c, nil
}

// learner is Adam with gradients cut at a norm of 5, and the running average of the weights, which is what ships: it is a little better than
// the last weights and moves less with the seed.
type learner struct {
	net, mean        *tag.Net
	all, avg, m1, m2 []float32
	table            []float32
	works            []*work
	rate             float64
	steps            int
}

func newLearner(s taggerSettings, v *tag.Vocabulary) *learner {
	l := &learner{rate: 1.5e-3}
	l.net, l.all = tag.NewNet(s.hidden)
	l.mean, l.avg = tag.NewNet(s.hidden)
	l.m1, l.m2 = make([]float32, len(l.all)), make([]float32, len(l.all))
	for range parts {
		l.works = append(l.works, newWork(s.hidden, v))
	}
	r := rand.New(rand.NewPCG(s.seed, 99))
	uniform := func(w []float32, inputs int) {
		b := 1 / math.Sqrt(float64(inputs))
		for i := range w {
			w[i] = float32((2*r.Float64() - 1) * b)
		}
	}
	for i := range l.net.Chars {
		l.net.Chars[i] = float32(r.NormFloat64() / 2)
	}
	uniform(l.net.CharW, 3*tag.CharSize)
	uniform(l.net.W1, 5*tag.In)
	uniform(l.net.W2, 3*s.hidden)
	uniform(l.net.W3, 3*s.hidden)
	uniform(l.net.OutH, s.hidden+tag.In)
	uniform(l.net.OutX, s.hidden+tag.In)
	return l
}

const batch = 32

// pass learns from all lessons once and gives the mean loss a window.
func (l *learner) pass(lessons []lesson, seed uint64, pass int) float64 {
	for _, w := range l.works {
		w.loss = 0
	}
	for from := 0; from < len(lessons); from += batch {
		b := lessons[from:min(from+batch, len(lessons))]
		l.table = l.net.CharTable(l.table)
		var wg sync.WaitGroup
		for k, w := range l.works {
			wg.Go(func() {
				clear(w.all)
				r := rand.New(rand.NewPCG(seed<<20|uint64(pass), uint64(from*parts+k)))
				for i := k; i < len(b); i += parts {
					w.step(l.net, l.table, &b[i], r)
				}
			})
		}
		wg.Wait()
		l.update(len(b))
	}
	l.rate *= 0.9
	loss := 0.0
	for _, w := range l.works {
		loss += w.loss
	}
	return loss / float64(len(lessons))
}

func (l *learner) update(n int) {
	g := l.works[0].all
	for _, w := range l.works[1:] {
		for i, v := range w.all {
			g[i] += v
		}
	}
	l.steps++
	scale, norm := 1/float64(n), 0.0
	for _, v := range g {
		norm += float64(v) * float64(v)
	}
	if norm = math.Sqrt(norm) * scale; norm > 5 {
		scale *= 5 / norm
	}
	step := float32(l.rate * math.Sqrt(1-math.Pow(0.999, float64(l.steps))) / (1 - math.Pow(0.9, float64(l.steps))))
	keep := float32(min(0.999, float64(l.steps)/(float64(l.steps)+10)))
	for i, v := range g {
		v *= float32(scale)
		l.m1[i] += 0.1 * (v - l.m1[i])
		l.m2[i] += 0.001 * (v*v - l.m2[i])
		l.all[i] -= step * l.m1[i] / (float32(math.Sqrt(float64(l.m2[i]))) + 1e-8)
		l.avg[i] += (1 - keep) * (l.all[i] - l.avg[i])
	}
}

// average gives the averaged weights.
func (l *learner) average() *tag.Net { return l.mean }
