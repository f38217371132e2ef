// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"chaperone/api"
	"chaperone/cmd/cases"
	"chaperone/fact"
	"chaperone/fact/detect"
	"chaperone/fact/model"
)

// stories fits fact/model/stories.bin and stories.json, which tell whether a text is the story of one real patient. It learns from the cases
// whose facts are marked (study part and testdata/cases/marked), from the extra texts that stories.txt labels, and with --ordinary-posts from
// everyday posts; the inner part turns scores into probabilities and is never learned from.
func stories(w io.Writer, args []string) error {
	fs := flag.NewFlagSet("stories", flag.ContinueOnError)
	others := fs.String("ordinary-posts", "", "file of ordinary posts (JSON lines): no stories of patients")
	alarms := fs.Float64("alarms", 0.05, "share of texts without a patient that may be taken for a story")
	sure := fs.Float64("sure", 0.008, "share of them that may be taken for a story surely, so that people are counted")
	dry := fs.Bool("dry", false, "print figures, write nothing")
	if err := fs.Parse(args); err != nil {
		return err
	}
	told, err := toldLabels("testdata/cases/extra/stories.txt")
	if err != nil {
		return err
	}
	var learn, inner []storyExample
	take := func(part string, line []byte) error {
		e, ok, err := storyOf(line, told)
		switch {
		case err != nil || !ok:
		case part == "seen" && e.inner:
			inner = append(inner, e)
		default:
			learn = append(learn, e)
		}
		return err
	}
	if err := eachCase("testdata/cases", take); err != nil {
		return err
	}
	marked, err := filepath.Glob("testdata/cases/marked/*.jsonl")
	if err != nil {
		return err
	}
	slices.Sort(marked)
	for _, f := range marked {
		data, err := os.ReadFile(f)
		if err != nil {
			return err
		}
		for line := range bytes.Lines(bytes.TrimSpace(data)) {
			if err := take("marked", line); err != nil {
				return fmt.Errorf("%s: %w", f, err)
			}
		}
	}
	if *others != "" {
		err := ordinary(*others, func(line []byte) error {
			e, _, err := storyOf(line, map[string]bool{})
			if err == nil {
				e.Labels, e.Weight = []bool{false}, ordinaryWeight
				learn = append(learn, e)
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	samples := make([]model.Sample, len(learn))
	patients := 0
	for i, e := range learn {
		samples[i] = e.Sample
		if e.Labels[0] {
			patients++
		}
	}
	m := model.Fit([]string{"patient"}, samples, 30, 0.5, 1e-4, 1)
	fmt.Fprintf(w, "%d texts learned from, %d of them stories of patients; %d to calibrate on\n", len(learn), patients, len(inner))
	var labels []bool
	var linear []float64
	var three [][]float64
	for _, e := range inner {
		s := float64(m.Scores(nil, e.Features)[0])
		o := detect.StoryOpinion(e.set, s)
		labels, linear, three = append(labels, e.Labels[0]), append(linear, s), append(three, []float64{o.Linear, o.Whole, o.Piece})
	}
	slope, shift := model.Platt(linear, labels)
	b := model.Blended{Name: "patient"}
	f := model.Logistic(three, labels, ridge)
	b.Own, b.Shift = model.Opinion{Linear: f[0], Whole: f[1], Piece: f[2]}, f[3]
	quick, deep := make([]float64, len(inner)), make([]float64, len(inner))
	for i := range inner {
		quick[i] = -slope*linear[i] - shift
		deep[i] = b.Own.Linear*three[i][0] + b.Own.Whole*three[i][1] + b.Own.Piece*three[i][2] + b.Shift
	}
	q, qs := telling(w, "by words and signs", quick, labels, *alarms, *sure)
	d, ds := telling(w, "with the encoder", deep, labels, *alarms, *sure)
	m.Slope[0], m.Shift[0] = float32(slope), float32(shift+q) // so that what is told with so few alarms counts as a fact
	b.Shift -= d
	m.Mid[0], m.Cut[0] = 0.5, float32(1/(1+math.Exp(q-qs)))
	b.Mid, b.Cut = 0.5, 1/(1+math.Exp(d-ds))
	if *dry {
		return nil
	}
	if err := os.WriteFile("fact/model/stories.bin", m.Bytes(), 0o644); err != nil {
		return err
	}
	data, err := json.MarshalIndent(model.Blend{Classes: []model.Blended{b}}, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile("fact/model/stories.json", append(data, '\n'), 0o644)
}

// telling prints how well log odds tell stories from other texts, and gives the log odds that so many others pass, and so few.
func telling(w io.Writer, name string, odds []float64, labels []bool, alarms, sure float64) (edge, surely float64) {
	var others, own []float64
	for i, x := range odds {
		if labels[i] {
			own = append(own, x)
		} else {
			others = append(others, x)
		}
	}
	slices.Sort(own)
	slices.Sort(others)
	fmt.Fprintf(w, "%-20s AUC %.3f", name, auc(odds, labels))
	for _, a := range []float64{0.01, 0.02, 0.05, 0.10} {
		fmt.Fprintf(w, "  %2.0f %%: %4.1f %%", 100*a, above(own, at(others, 1-a)))
	}
	fmt.Fprintln(w, "  (others taken for stories: stories found)")
	return at(others, 1-alarms) + 1e-6, at(others, 1-sure) + 1e-6
}

type storyExample struct {
	model.Sample
	inner bool
	set   *fact.Set
}

// storyLabel says whether a case is the story of a patient; not ok where nobody said. A text about a patient has a fact marked as a
// patient's; where confidentiality is at stake without one, it was not marked for patients, and says nothing.
func storyLabel(line []byte, told map[string]bool) (label, ok bool, err error) {
	var l struct {
		ID    string
		Facts []struct{ Subject string }
		Gold  struct{ Areas []struct{ Area string } }
	}
	if err := json.Unmarshal(line, &l); err != nil {
		return false, false, err
	}
	label, ok = told[l.ID]
	if l.Facts != nil {
		label, ok = false, true
		for _, f := range l.Facts {
			label = label || f.Subject == string(fact.Patient)
		}
		for _, a := range l.Gold.Areas {
			if !label && (a.Area == "confidentiality" || a.Area == "consent") {
				ok = false
			}
		}
	}
	return label && ok, ok, nil
}

// storyOf reads a case as an example; not ok where nobody said whether it is a story, or where it was received.
func storyOf(line []byte, told map[string]bool) (e storyExample, ok bool, err error) {
	var l struct {
		ID, Series, Triage string
		Received           bool
	}
	if err := json.Unmarshal(line, &l); err != nil {
		return e, false, err
	}
	label, ok, err := storyLabel(line, told)
	if err != nil {
		return e, false, err
	}
	if (!ok && !strings.HasPrefix(l.ID, "ordinary-")) || l.Received || l.Triage != "" {
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
	e.Features, e.Labels, e.Weight, e.set = detect.StoryFeatures(set), []bool{label}, 1, set
	e.inner = cases.Part(cases.Key(l.Series, l.ID)) == cases.Inner
	return e, true, nil
}

// toldLabels reads which texts tell of a patient: a line each, id, tab, y or n; "?" where the reader couldn't tell.
func toldLabels(file string) (map[string]bool, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	out := map[string]bool{}
	s := bufio.NewScanner(f)
	for n := 1; s.Scan(); n++ {
		if strings.HasPrefix(s.Text(), "#") {
			continue
		}
		id, y, two := strings.Cut(s.Text(), "\t")
		switch {
		case !two || y != "y" && y != "n" && y != "n-" && y != "?":
			return nil, fmt.Errorf("%s:%d: want an id, a tab and y, n, n- or ?", file, n)
		case y != "?":
			out[id] = y == "y"
		}
	}
	return out, s.Err()
}
