// SPDX-License-Identifier: Apache-2.0

package main

import (
	"flag"
	"fmt"
	"hash/fnv"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"

	"chaperone/cmd/cases"
	"chaperone/fact"
	"chaperone/fact/subject"
)

// subjectsL2 and subjectsPasses were chosen by cross-validation on the study part.
const (
	subjectsL2     = 6.0
	subjectsPasses = 400
)

// labelledFact is a fact to learn from, or to measure on where it is of the study part.
type labelledFact struct {
	subject.Sample
	fold    int
	measure bool
}

const subjectFolds = 5

// subjects fits fact/subject/weights.txt on the study part and on the posts written for it, after cross-validation by series.
func subjects(w io.Writer, args []string) error {
	fs := flag.NewFlagSet("subjects", flag.ContinueOnError)
	dir := fs.String("cases", "testdata/cases", "folder of labelled cases")
	out := fs.String("out", "fact/subject/weights.txt", "table to write; empty: print figures only")
	if err := fs.Parse(args); err != nil {
		return err
	}
	all, err := cases.Marks(filepath.Join(*dir, "seen"))
	if err != nil {
		return err
	}
	written, err := cases.Written(filepath.Join(*dir, "subjects.txt"))
	if err != nil {
		return err
	}
	var facts []labelledFact
	for _, m := range append(all, written...) {
		if m.Part == cases.Inner {
			continue
		}
		cast := subject.Read(m.Set)
		h := fnv.New32a()
		h.Write([]byte(m.Key))
		for _, f := range m.Facts {
			s := subject.Sample{Features: cast.Features(f.Span, f.Kind), Group: slices.Index(subject.Groups[:], f.Group)}
			facts = append(facts, labelledFact{s, int(h.Sum32() % subjectFolds), m.Part == cases.Study})
		}
	}
	cool := crossValidate(w, facts)
	if *out == "" {
		return nil
	}
	head := "# Whom a fact is about: a weight for patient, author, public, family, colleague, fiction for each thing that can be true of a fact.\n" +
		"# source: fitted on the study part of testdata/cases and on testdata/cases/subjects.txt (written for Chaperone)   licence: Apache-2.0\n" +
		"# rebuild: go run ./cmd/train subjects\n"
	return os.WriteFile(*out, []byte(head+subject.Fit(samplesOf(facts, -1), subjectsPasses, subjectsL2).Cooled(cool).String()), 0o644)
}

// samplesOf gives what is learned from when a fold is held out; -1 holds out none.
func samplesOf(facts []labelledFact, without int) []subject.Sample {
	var out []subject.Sample
	for _, f := range facts {
		if f.fold != without {
			out = append(out, f.Sample)
		}
	}
	return out
}

// crossValidate measures on the study part and gives the factor by which weights must shrink for the probabilities to be right.
func crossValidate(w io.Writer, facts []labelledFact) float64 {
	var fits [subjectFolds]*subject.Fitted
	for k := range fits {
		fits[k] = subject.Fit(samplesOf(facts, k), subjectsPasses, subjectsL2)
	}
	best, bestLoss := 1.0, math.Inf(1)
	n, right, patients := 0, 0, 0
	for c := 1.0; c > 0.3; c -= 0.05 {
		var cooled [subjectFolds]*subject.Fitted
		for k := range fits {
			cooled[k] = fits[k].Cooled(c)
		}
		loss := 0.0
		n, right, patients = 0, 0, 0
		for _, f := range facts {
			if !f.measure {
				continue
			}
			p := cooled[f.fold].Probabilities(f.Features)
			loss -= math.Log(p[f.Group])
			n++
			if p[f.Group] == slices.Max(p[:]) {
				right++
			}
			if subject.Groups[f.Group] == fact.Patient {
				patients++
			}
		}
		if loss < bestLoss {
			best, bestLoss = c, loss
		}
	}
	m := float64(max(1, n))
	fmt.Fprintf(w, "%d facts to learn from; on the %d of the study part, five-fold by series: %.1f%% right (always patient: %.1f%%), loss %.3f with weights times %.2f\n",
		len(facts), n, 100*float64(right)/m, 100*float64(patients)/m, bestLoss/m, best)
	return best
}
