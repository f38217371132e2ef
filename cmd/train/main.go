// SPDX-License-Identifier: Apache-2.0

// Command train rebuilds fact/model/linear.bin from the labelled cases: byte for byte the same on one machine for the same cases,
// word lists and detectors. The unseen part is never read.
//
//	go run ./cmd/train                 cross-validate, train on all cases but the unseen, write the model
//	go run ./cmd/train --dry           cross-validate and print figures only
//	go run ./cmd/train vectors         make the tagger's word vectors; see vectors.go
//	go run ./cmd/train tagger          train the tagger of names; see tagger.go
//	go run ./cmd/train subjects        fit fact/subject/weights.txt, which says whom a fact is about; see subjects.go
//	go run ./cmd/train gazetteer       make the lists of names, places and words that come from public data; see gazetteer.go
//	go run ./cmd/train lists           compile the word lists into fact/detect/lexicon/compiled.bin, which makes starts fast
package main

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"chaperone/api"
	"chaperone/cmd/cases"
	"chaperone/fact"
	"chaperone/fact/detect"
	"chaperone/fact/model"
)

type settings struct {
	cases                       string
	out                         string
	epochs                      int
	rate                        float64
	l2                          float64
	alarms                      float64
	harmless, ordinary, trouble float64
	dry                         bool
	without                     string
}

func main() {
	s := settings{}
	flag.StringVar(&s.cases, "cases", "testdata/cases", "folder of labelled cases")
	flag.StringVar(&s.out, "out", "fact/model/linear.bin", "model file to write")
	flag.IntVar(&s.epochs, "epochs", 30, "passes over the cases")
	flag.Float64Var(&s.rate, "rate", 0.5, "step")
	flag.Float64Var(&s.l2, "l2", 1e-4, "weight decay")
	flag.Float64Var(&s.alarms, "alarms", 0.05, "share of posts labelled clear that one class may raise, cross-validated")
	flag.Float64Var(&s.harmless, "harmless", 0.4, "share of all posts that shall read harmless")
	flag.Float64Var(&s.ordinary, "ordinary", 0.55, "share of all posts that shall read ordinary or harmless")
	flag.Float64Var(&s.trouble, "trouble", 0.72, "share of all posts that shall not read like trouble")
	flag.StringVar(&s.without, "without", "", "inner: leave that part out of the last training, so that it can be measured on")
	flag.BoolVar(&s.dry, "dry", false, "print figures, write nothing")
	flag.Parse()
	if name := flag.Arg(0); name != "" {
		run, ok := map[string]func(io.Writer, []string) error{"lists": lists, "vectors": vectors, "tagger": tagger, "gazetteer": makeGazetteer, "subjects": subjects}[name]
		if !ok {
			fmt.Fprintf(os.Stderr, "train: there is no %q; there are lists, gazetteer, vectors, tagger and subjects\n", name)
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
	fold  int  // 0..4, by series, so that no series is in two folds
	extra bool // written to widen
	clear bool
	stop  bool
	id    string
	inner bool // hash number 30 to 49 (see testdata/cases/README.md): the only ones measured on, since nobody read them while writing rules
}

func run(w io.Writer, s settings) error {
	classes := detect.LearnedClasses()
	all, err := load(s.cases, classes)
	if err != nil {
		return err
	}
	const folds = 5
	scores := make([][]float32, len(all))
	var wg sync.WaitGroup
	sem := make(chan struct{}, runtime.GOMAXPROCS(0))
	for k := range folds {
		wg.Add(1)
		go func() {
			defer wg.Done()
			sem <- struct{}{}
			defer func() { <-sem }()
			var train []model.Sample
			for _, e := range all {
				if e.fold != k || !e.inner {
					train = append(train, e.Sample)
				}
			}
			m := model.Fit(classes, train, s.epochs, s.rate, s.l2, 1)
			for i, e := range all {
				if e.fold == k && e.inner {
					scores[i] = m.Scores(nil, e.Features)
				}
			}
		}()
	}
	wg.Wait()
	n := len(classes)
	slope, shift, cut, low, mid := make([]float32, n), make([]float32, n), make([]float32, n), make([]float32, n), make([]float32, n)
	fmt.Fprintf(w, "%-18s %4s %6s %8s %8s\n", "class", "n", "AUC", "recall", "of clear")
	for c, name := range classes {
		var sc []float64
		var ys []bool
		var clear []float64
		for i, e := range all {
			if !e.inner {
				continue
			}
			sc, ys = append(sc, float64(scores[i][c])), append(ys, e.Labels[c])
			if e.clear {
				clear = append(clear, float64(scores[i][c]))
			}
		}
		a, b := model.Platt(sc, ys)
		slices.Sort(clear)
		edge := clear[min(len(clear)-1, int(math.Ceil(float64(len(clear))*(1-s.alarms))))]
		slope[c], shift[c] = float32(a), float32(b)
		cut[c] = float32(1/(1+math.Exp(a*edge+b)) + 1e-6)
		if name == anyTrouble {
			all := slices.Sorted(slices.Values(sc))
			at := func(q float64) float32 { return float32(1 / (1 + math.Exp(a*all[int(q*float64(len(all)-1))]+b))) }
			low[c], mid[c], cut[c] = at(s.harmless), at(s.ordinary), at(s.trouble)
			edge = all[int(s.trouble*float64(len(all)-1))]
		}
		hit, n := 0, 0
		for i, x := range sc {
			if ys[i] {
				n++
				if x > edge {
					hit++
				}
			}
		}
		fmt.Fprintf(w, "%-18s %4d %6.3f %7.1f%% %7.1f%%\n", name, n, auc(sc, ys), 100*float64(hit)/float64(n), above(clear, edge))
	}
	if s.dry {
		return nil
	}
	var train []model.Sample
	for _, e := range all {
		if s.without != "inner" || !e.inner {
			train = append(train, e.Sample)
		}
	}
	m := model.Fit(classes, train, s.epochs, s.rate, s.l2, 1)
	m.Slope, m.Shift, m.Cut, m.Low, m.Mid = slope, shift, cut, low, mid
	return os.WriteFile(s.out, m.Bytes(), 0o644)
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

func load(dir string, classes []string) ([]example, error) {
	var out []example
	for _, part := range []string{"seen", "extra"} {
		files, err := filepath.Glob(filepath.Join(dir, part, "*.jsonl"))
		if err != nil {
			return nil, err
		}
		slices.Sort(files)
		for _, f := range files {
			if strings.HasPrefix(filepath.Base(f), "inbox") {
				continue // received messages: triage, not drafts
			}
			data, err := os.ReadFile(f)
			if err != nil {
				return nil, err
			}
			lines := bufio.NewScanner(bytes.NewReader(data))
			lines.Buffer(nil, 1<<22)
			for lines.Scan() {
				e, ok, err := read(lines.Bytes(), classes)
				if err != nil {
					return nil, fmt.Errorf("%s: %w", f, err)
				}
				if ok {
					e.extra = part == "extra"
					e.inner = e.inner && !e.extra
					out = append(out, e)
				}
			}
		}
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("no cases under %s", dir)
	}
	return out, nil
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
	e.stop, e.id = l.Gold.Verdict == "stop", l.ID
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
	key := cases.Key(l.Series, l.ID)
	e.inner = cases.Part(key) == cases.Inner
	h := sha256.Sum256([]byte("fold " + key))
	e.fold = int(hex.EncodeToString(h[:1])[0]) % 5
	return e, true, nil
}
