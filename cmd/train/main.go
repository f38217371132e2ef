// SPDX-License-Identifier: Apache-2.0

// Command train rebuilds fact/model/linear.bin and blend.json from the labelled cases: byte for byte the same on one machine for the same cases,
// word lists and detectors. The unseen part is never read.
//
//	go run ./cmd/train                 learn from the study part and the extra texts, calibrate on the inner part, write the model
//	go run ./cmd/train --dry           print figures only
//	go run ./cmd/train vectors         make the tagger's word vectors; see vectors.go
//	go run ./cmd/train tagger          train the tagger of names; see tagger.go
//	go run ./cmd/train pieces          write the lessons of the encoder's trainer
//	go run ./cmd/train encoder W L     turn its weights W, learned from lessons L, into the encoder; see encoder/README.md
//	go run ./cmd/train subjects        fit fact/subject/weights.txt, which says whom a fact is about; see subjects.go
//	go run ./cmd/train stories         fit fact/model/stories.bin, which tells the story of a patient from other texts; see stories.go
//	go run ./cmd/train gazetteer       make the lists of names, places and words that come from public data; see gazetteer.go
//	go run ./cmd/train stems           count the words that linking posts goes by; see stems.go
//	go run ./cmd/train lists           compile the word lists into fact/detect/lexicon/compiled.bin, which makes starts fast
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"time"

	"chaperone/api"
	"chaperone/cmd/cases"
	"chaperone/fact"
	"chaperone/fact/detect"
	"chaperone/fact/model"
)

type settings struct {
	cases                       string
	out, blend                  string
	epochs                      int
	rate                        float64
	l2                          float64
	alarms, quick               float64
	harmless, ordinary, trouble float64
	missed                      float64
	dry                         bool
	others                      string
}

func main() {
	s := settings{}
	flag.StringVar(&s.cases, "cases", "testdata/cases", "folder of labelled cases")
	flag.StringVar(&s.out, "out", "fact/model/linear.bin", "model file to write")
	flag.StringVar(&s.blend, "blend", "fact/model/blend.json", "blend with the encoder to write")
	flag.IntVar(&s.epochs, "epochs", 30, "passes over the cases")
	flag.Float64Var(&s.rate, "rate", 0.5, "step")
	flag.Float64Var(&s.l2, "l2", 1e-4, "weight decay")
	flag.Float64Var(&s.alarms, "alarms", 0.04, "share of posts labelled clear that one class may raise, cross-validated")
	flag.Float64Var(&s.harmless, "harmless", 0.50, "probability of trouble below which a post reads harmless")
	flag.Float64Var(&s.ordinary, "ordinary", 0.75, "probability of trouble below which a post reads ordinary")
	flag.Float64Var(&s.trouble, "trouble", 0.76, "probability from which a post reads like trouble")
	flag.Float64Var(&s.quick, "quick-trouble", 0.85, "the same for the linear model where it speaks alone: it takes everyday posts for unkind more often")
	flag.Float64Var(&s.missed, "missed", 0.04, "share of an area's posts that may read unlike it")
	flag.StringVar(&s.others, "ordinary-posts", "", "file of ordinary posts (JSON lines) to learn from as well: that clinicians, too, write of ordinary things")
	flag.BoolVar(&s.dry, "dry", false, "print figures, write nothing")
	flag.Parse()
	if name := flag.Arg(0); name != "" {
		run, ok := map[string]func(io.Writer, []string) error{"lists": lists, "vectors": vectors, "tagger": tagger, "pieces": pieces, "encoder": encoder, "gazetteer": makeGazetteer, "subjects": subjects, "stems": stems, "stories": stories}[name]
		if !ok {
			fmt.Fprintf(os.Stderr, "train: there is no %q; there are lists, vectors, tagger, pieces, encoder, gazetteer, stems, stories and subjects\n", name)
			os.Exit(2)
		}
		if err := run(os.Stdout, flag.Args()[1:]); err != nil {
			fmt.Fprintln(os.Stderr, "train:", err)
			os.Exit(2)
		}
		return
	}
	if err := run(os.Stdout, s); err != nil {
		fmt.Fprintln(os.Stderr, "train:", err)
		os.Exit(2)
	}
}

// anyTrouble is the class of all posts that are not clear; see fact/detect/reads_like.go.
const anyTrouble = "trouble"

func lists(io.Writer, []string) error {
	data, err := detect.CompileLists()
	if err != nil {
		return err
	}
	return os.WriteFile("fact/detect/lexicon/compiled.bin", data, 0o644)
}

type example struct {
	model.Sample
	clear bool
	stop  bool
	inner bool // the part that is never learned from: scores are turned into probabilities on it
	plain bool // of the short plain posts among those
	set   *fact.Set
}

func run(w io.Writer, s settings) error {
	classes := detect.LearnedClasses()
	all, err := load(s.cases, classes)
	if err != nil {
		return err
	}
	var train []model.Sample
	var inner []example
	for _, e := range all {
		if e.inner {
			inner = append(inner, e)
		} else {
			train = append(train, e.Sample)
		}
	}
	others := 0
	if s.others != "" {
		err := ordinary(s.others, func(line []byte) error {
			e, _, err := read(line, classes)
			if err == nil {
				e.Weight = ordinaryWeight
				train = append(train, e.Sample)
				others++
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	m := model.Fit(classes, train, s.epochs, s.rate, s.l2, 1)
	lin := make([][]float32, len(inner))
	for i, e := range inner {
		lin[i] = m.Scores(nil, e.Features)
	}
	fmt.Fprintf(w, "%d texts learned from, %d of them ordinary posts; %d to calibrate on\n\nlinear model alone\n", len(train), others, len(inner))
	alone := &model.Blend{}
	for c, name := range classes {
		labels := labelsOf(inner, c)
		sc := make([]float64, len(inner))
		for i := range inner {
			sc[i] = float64(lin[i][c])
		}
		slope, shift := model.Platt(sc, labels)
		alone.Classes = append(alone.Classes, model.Blended{Name: name, Own: model.Opinion{Linear: -slope}, Shift: -shift})
		m.Slope[c], m.Shift[c] = float32(slope), float32(shift)
	}
	quick := s
	quick.trouble = s.quick
	calibrate(w, quick, alone, inner, func(b *model.Blended, c, i int) float64 {
		return b.Probability(model.Opinion{Linear: float64(lin[i][c])}, model.Opinion{})
	})
	for c, b := range alone.Classes {
		m.Low[c], m.Mid[c], m.Cut[c] = float32(b.Low), float32(b.Mid), float32(b.Cut)
	}
	blend := &model.Blend{}
	fmt.Fprintf(w, "\nwith the encoder, more than %d words\n", model.ShortWords)
	blend.Classes = blended(w, s, classes, inner, lin, func(words int) bool { return words > model.ShortWords })
	fmt.Fprintf(w, "\nwith the encoder, at most %d words\n", model.ShortWords)
	blend.Short = blended(w, s, classes, inner, lin, func(words int) bool { return words <= model.ShortWords })
	if s.dry {
		return nil
	}
	if err := os.WriteFile(s.out, m.Bytes(), 0o644); err != nil {
		return err
	}
	data, err := json.MarshalIndent(blend, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(s.blend, append(data, '\n'), 0o644)
}

// ordinaryWeight is how much an ordinary post counts against a labelled one: it is surely clear, and surely not by a clinician.
const ordinaryWeight = 0.5

func labelsOf(es []example, c int) []bool {
	out := make([]bool, len(es))
	for i := range es {
		out[i] = es[i].Labels[c]
	}
	return out
}

// ridge keeps the weights of the blend from following a few posts.
const ridge = 2

// blended fits how the linear model and the encoder are weighed: trouble with the highest of the areas, the areas with the same weights for all and a shift
// for each, since some have only a handful of posts to fit on.
func blended(w io.Writer, s settings, classes []string, all []example, scores [][]float32, mine func(words int) bool) []model.Blended {
	var inner []example
	var lin [][]float32
	for i, e := range all {
		if mine(len(e.set.In.Doc.Tokens)) {
			inner, lin = append(inner, e), append(lin, scores[i])
		}
	}
	own, top := make([][]model.Opinion, len(inner)), make([]model.Opinion, len(inner))
	for i, e := range inner {
		own[i], top[i] = detect.Opinions(e.set, classes, lin[i])
	}
	three := func(o model.Opinion) []float64 { return []float64{o.Linear, o.Whole, o.Piece} }
	out := &model.Blend{}
	var xs [][]float64
	var ys []bool
	for c, name := range classes {
		out.Classes = append(out.Classes, model.Blended{Name: name})
		for i, e := range inner {
			if name == anyTrouble {
				continue
			}
			x := append(three(own[i][c]), make([]float64, len(classes))...)
			x[3+c] = 1
			xs, ys = append(xs, x), append(ys, e.Labels[c])
		}
	}
	areas := model.Logistic(xs, ys, ridge)
	for c, name := range classes {
		b := &out.Classes[c]
		if name != anyTrouble {
			b.Own, b.Shift = model.Opinion{Linear: areas[0], Whole: areas[1], Piece: areas[2]}, areas[3+c]+areas[len(areas)-1]
			continue
		}
		var six [][]float64
		for i := range inner {
			six = append(six, append(three(own[i][c]), three(top[i])...))
		}
		t := model.Logistic(six, labelsOf(inner, c), ridge)
		b.Own, b.Top, b.Shift = model.Opinion{Linear: t[0], Whole: t[1], Piece: t[2]}, model.Opinion{Linear: t[3], Whole: t[4], Piece: t[5]}, t[6]
	}
	calibrate(w, s, out, inner, func(b *model.Blended, c, i int) float64 { return b.Probability(own[i][c], top[i]) })
	return out.Classes
}

// leastCut is the probability below which no area is proposed, however rare it is among clear posts.
const leastCut = 0.4

// calibrate sets, class by class, the probabilities from which it counts and below which it does not, and prints how well it tells.
func calibrate(w io.Writer, s settings, b *model.Blend, inner []example, p func(b *model.Blended, c, i int) float64) {
	fmt.Fprintf(w, "%-18s %4s %6s %8s %8s %8s\n", "class", "n", "AUC", "recall", "of clear", "unlike")
	for c := range b.Classes {
		k := &b.Classes[c]
		labels := labelsOf(inner, c)
		ps := make([]float64, len(inner))
		var clear, its []float64
		for i, e := range inner {
			ps[i] = p(k, c, i)
			if e.clear {
				clear = append(clear, ps[i])
			}
			if labels[i] {
				its = append(its, ps[i])
			}
		}
		slices.Sort(clear)
		slices.Sort(its)
		k.Cut = max(at(clear, 1-s.alarms), leastCut) + 1e-6
		k.Low = 0
		if len(its) >= 10 {
			k.Low = min(k.Cut, at(its, s.missed))
		}
		k.Mid = k.Low
		if k.Name == anyTrouble {
			k.Low, k.Mid, k.Cut = s.harmless, s.ordinary, s.trouble
			stops(w, inner, ps, clear)
			atCuts(w, *k, inner, ps)
		}
		fmt.Fprintf(w, "%-18s %4d %6.3f %7.1f%% %7.1f%% %7.1f%%\n", k.Name, len(its), auc(ps, labels), above(its, k.Cut), above(clear, k.Cut), 100-above(slices.Sorted(slices.Values(ps)), k.Low))
	}
}

// atCuts prints which shares of the clear posts and of the stops lie on either side of the three cuts, for posts that hint and for short plain ones.
func atCuts(w io.Writer, k model.Blended, inner []example, ps []float64) {
	for _, part := range []struct {
		name  string
		plain bool
	}{{"inner part", false}, {"short plain posts", true}} {
		var clear, stop []float64
		for i, e := range inner {
			if e.plain == part.plain && e.clear {
				clear = append(clear, ps[i])
			}
			if e.plain == part.plain && e.stop {
				stop = append(stop, ps[i])
			}
		}
		fmt.Fprintf(w, "  %s: above the cut %4.1f%% of %d clear posts and %4.1f%% of %d stops; below ordinary %4.1f%% of the stops, below harmless %4.1f%%\n",
			part.name, above(clear, k.Cut), len(clear), above(stop, k.Cut), len(stop), 100-above(stop, k.Mid), 100-above(stop, k.Low))
	}
}

// stops prints how many of the posts labelled stop the class alone would pass, at shares of the clear ones it would raise.
func stops(w io.Writer, inner []example, ps, clear []float64) {
	for _, alarms := range []float64{0.02, 0.04, 0.08, 0.12} {
		edge := at(clear, 1-alarms)
		n, missed := 0, 0
		for i, e := range inner {
			if e.stop {
				n++
				if ps[i] <= edge {
					missed++
				}
			}
		}
		fmt.Fprintf(w, "  alone, raising %2.0f%% of clear posts at p > %.2f, it passes %4.1f%% of stops\n", 100*alarms, edge, 100*float64(missed)/float64(n))
	}
}

// at gives the value that a share of the sorted values is below.
func at(sorted []float64, share float64) float64 {
	return sorted[min(len(sorted)-1, int(math.Ceil(share*float64(len(sorted)-1))))]
}

// above gives the share of sorted scores above an edge, in percent.
func above(sorted []float64, edge float64) float64 {
	n := 0
	for _, x := range sorted {
		if x > edge {
			n++
		}
	}
	return 100 * float64(n) / float64(len(sorted))
}

// auc is the chance that a labelled post scores above an unlabelled one.
func auc(scores []float64, labels []bool) float64 {
	var pos, neg []float64
	for i, s := range scores {
		if labels[i] {
			pos = append(pos, s)
		} else {
			neg = append(neg, s)
		}
	}
	won := 0.0
	for _, p := range pos {
		for _, n := range neg {
			if p > n {
				won++
			} else if p == n {
				won += 0.5
			}
		}
	}
	return won / float64(len(pos)*len(neg))
}

// calibrating names the folder of short plain posts that, beside the inner part, turn scores into probabilities. Nothing is learned from them.
const calibrating = "calibrate"

func load(dir string, classes []string) ([]example, error) {
	var out []example
	err := eachOf(dir, []string{"seen", "extra", calibrating}, func(part string, line []byte) error {
		e, ok, err := read(line, classes)
		if err == nil && ok {
			e.inner = e.inner && part != "extra" || part == calibrating
			e.plain = part == calibrating
			out = append(out, e)
		}
		return err
	})
	if err == nil && len(out) == 0 {
		err = fmt.Errorf("no cases under %s", dir)
	}
	return out, err
}

func read(line []byte, classes []string) (e example, ok bool, err error) {
	var l struct {
		ID, Series string
		Received   bool
		Gold       struct {
			Verdict string
			Areas   []struct{ Area, Level string }
		}
	}
	if err := json.Unmarshal(line, &l); err != nil {
		return e, false, err
	}
	if l.Received {
		return e, false, nil
	}
	p, author, err := api.Decode(line, nil)
	if err != nil {
		return e, false, err
	}
	set, err := detect.Read(&fact.Input{Post: p, Practice: author, Now: time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)})
	if err != nil {
		return e, false, err
	}
	e.Features, e.Weight, e.clear = detect.LearnedFeatures(nil, set), 1, l.Gold.Verdict == "clear"
	e.stop, e.set = l.Gold.Verdict == "stop", set
	e.Labels = make([]bool, len(classes))
	for c, name := range classes {
		if name == anyTrouble {
			e.Labels[c] = !e.clear
			continue
		}
		for _, a := range l.Gold.Areas {
			if a.Area == name && a.Level != "advise" {
				e.Labels[c] = true
			}
		}
	}
	e.inner = cases.Part(cases.Key(l.Series, l.ID)) == cases.Inner
	return e, true, nil
}
