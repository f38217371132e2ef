// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"chaperone/cmd/names"
	"chaperone/fact/model/tag"
)

func small() taggerSettings {
	return taggerSettings{cases: "../../testdata/cases", lexicon: "../../fact/detect/lexicon", seed: 5, passes: 1, hidden: 16, limit: 120, swap: 0.4, lower: 0.15, made: 0.5}
}

func TestTrainingTwiceGivesTheSameBytes(t *testing.T) {
	one, err := trainTagger(io.Discard, small())
	if err != nil {
		t.Fatal(err)
	}
	two, err := trainTagger(io.Discard, small())
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(one, two) {
		t.Error("the same seed gave two models")
	}
	other := small()
	other.seed = 6
	three, err := trainTagger(io.Discard, other)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Equal(one, three) {
		t.Error("another seed gave the same model")
	}
}

// One pass over the corpora must find the way: F1 above 0.40 on the held-out part. The corpora are not in the repository.
func TestOnePassLearnsToFindNames(t *testing.T) {
	dir := os.Getenv("CORPORA")
	if dir == "" || testing.Short() {
		t.Skip("set CORPORA to the folder of corpora (broad-twitter, wnut17) to run the training for one pass, 10 seconds and more")
	}
	s := small()
	s.corpora, s.hidden, s.limit, s.made = dir, 96, 0, 0.08
	file, err := trainTagger(io.Discard, s)
	if err != nil {
		t.Fatal(err)
	}
	v, err := tag.Words()
	if err != nil {
		t.Fatal(err)
	}
	m, err := tag.Read(file, v)
	if err != nil {
		t.Fatal(err)
	}
	_, held, err := learnable(dir)
	if err != nil {
		t.Fatal(err)
	}
	c, err := score(m, held)
	if err != nil {
		t.Fatal(err)
	}
	if c.F1() < 0.40 {
		t.Errorf("F1 %.3f after one pass", c.F1())
	}
}

// The gradient is checked against the loss itself, a little to either side of each of many weights.
func TestTheGradientIsThatOfTheLoss(t *testing.T) {
	v, err := tag.Words()
	if err != nil {
		t.Fatal(err)
	}
	l := newLearner(taggerSettings{seed: 3, hidden: 8}, v)
	r := rand.New(rand.NewPCG(8, 8))
	for i := range l.net.Trans {
		l.net.Trans[i] = float32(r.NormFloat64())
	}
	text := names.Text{Text: "Saw Mary Zzyzx in Leeds today"}
	text.Spans = []names.Span{{Kind: tag.BPerson}, {Kind: tag.BPlace}}
	text.Spans[0].Start, text.Spans[0].End, text.Spans[1].Start, text.Spans[1].End = 4, 14, 18, 23
	ls, err := lessons(text, r)
	if err != nil {
		t.Fatal(err)
	}
	w := l.works[0]
	loss := func() float64 {
		clear(w.all)
		w.loss = 0
		w.step(l.net, l.net.CharTable(nil), &ls[0], rand.New(rand.NewPCG(4, 4))) // the same parts are left out each time
		return w.loss
	}
	loss()
	grad := append([]float32(nil), w.all...)
	worst, checked := 0.0, 0
	for i := 0; i < len(l.all); i += 7 {
		if math.Abs(float64(grad[i])) < 0.02 {
			continue
		}
		old := l.all[i]
		const e = 2e-3
		l.all[i] = old + e
		up := loss()
		l.all[i] = old - e
		down := loss()
		l.all[i] = old
		slope := (up - down) / (2 * e)
		if d := math.Abs(slope-float64(grad[i])) / (math.Abs(slope) + 0.05); d > 0.1 {
			worst = max(worst, d) // ReLU and the highest letter make kinks: a few may differ
			checked -= 20
		}
		checked++
	}
	if checked < 50 {
		t.Errorf("too many of the gradients differ from the slope of the loss (%d, worst by %.2f)", checked, worst)
	}
}

func TestSwappedNamesKeepTheirPlaceAndCase(t *testing.T) {
	m, err := newMaterial("../../fact/detect/lexicon")
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(1, 1))
	text := names.Text{Text: "so MARY SMITH met joe in Leeds"}
	for _, s := range [][3]int{{3, 13, tag.BPerson}, {18, 21, tag.BPerson}, {25, 30, tag.BPlace}} {
		sp := names.Span{Kind: s[2]}
		sp.Start, sp.End = s[0], s[1]
		text.Spans = append(text.Spans, sp)
	}
	never := names.Words()
	for range 50 {
		got := m.swap(r, text)
		a, b, c := got.Spans[0].Of(got.Text), got.Spans[1].Of(got.Text), got.Spans[2].Of(got.Text)
		if a == "MARY SMITH" && b == "joe" || a != strings.ToUpper(a) || b != strings.ToLower(b) || c != "Leeds" || !strings.HasPrefix(got.Text, "so "+a+" met "+b+" in") {
			t.Fatalf("swapped to %q %v", got.Text, got.Spans)
		}
		for _, w := range strings.Fields(strings.ToLower(a + " " + b)) {
			if never[w] {
				t.Fatalf("%q is one of the names that measure", w)
			}
		}
		made := m.fill(r)
		for _, s := range made.Spans {
			if !s.Fits(made.Text) || strings.ContainsAny(s.Of(made.Text), "{}") {
				t.Fatalf("made %q %v", made.Text, made.Spans)
			}
		}
	}
}
