// SPDX-License-Identifier: Apache-2.0

package main

import (
	"flag"
	"fmt"
	"io"
	"strings"
	"time"

	"chaperone/cmd/names"
	"chaperone/fact/detect"
	"chaperone/fact/model/tag"
)

var _ = command("names", "F1 of people, places and organisations on public corpora, by group of names, and beside Presidio", evaluateNames)

// finder finds the names in a text: the tagger, or another tool on the same texts.
type finder func(texts []names.Text) (found [][]names.Span, cpu time.Duration, err error)

func evaluateNames(w io.Writer, args []string) error {
	fs := flag.NewFlagSet("names", flag.ContinueOnError)
	dir := fs.String("corpora", "", "folder of corpora; without it only the groups of names are measured")
	model := fs.String("model", "", "tagger file to measure in place of the shipped one")
	at := fs.Float64("at", 0.5, "probability from which the tagger's words count")
	python := fs.String("presidio", "", "Python of an environment with presidio-analyzer: measures it on the same texts (cmd/bench/peers/presidio.sh makes one)")
	if err := fs.Parse(args); err != nil {
		return err
	}
	m, err := taggerToMeasure(*model)
	if err != nil {
		return err
	}
	tools := []struct {
		name string
		find finder
	}{{"chaperone", func(t []names.Text) ([][]names.Span, time.Duration, error) { return findNames(m, t, float32(*at)) }}}
	if *python != "" {
		tools = append(tools, struct {
			name string
			find finder
		}{"presidio", presidio(*python)})
	}
	if *dir != "" {
		times := map[string]time.Duration{}
		n := 0
		for _, c := range []string{"broad-twitter", "wnut17", "presidio-synth", "asq-phi"} {
			texts, err := names.Read(*dir, c)
			if err != nil {
				return err
			}
			texts = measured(texts)
			n += len(texts)
			fmt.Fprintf(w, "\n== %s: %d texts\n", c, len(texts))
			for _, t := range tools {
				found, took, err := t.find(texts)
				if err != nil {
					return fmt.Errorf("%s: %w", t.name, err)
				}
				times[t.name] += took
				fmt.Fprintf(w, "%s, %.3f ms of processor time a text\n", t.name, took.Seconds()*1000/float64(len(texts)))
				if err := corpusFigures(w, c, texts, found); err != nil {
					return err
				}
			}
		}
		for _, t := range tools {
			fmt.Fprintf(w, "%-10s %8.3f ms of processor time a text over all %d; %.1f times chaperone's\n", t.name, times[t.name].Seconds()*1000/float64(n), n, times[t.name].Seconds()/times["chaperone"].Seconds())
		}
	}
	return groupFigures(w, m)
}

// measured leaves the texts that were not trained on: the official development part where there is one.
func measured(all []names.Text) []names.Text {
	var held []names.Text
	for _, t := range all {
		if t.Held {
			held = append(held, t)
		}
	}
	if held == nil {
		return all
	}
	return held
}

func taggerToMeasure(path string) (*tag.Model, error) {
	if path == "" {
		return tag.Shipped()
	}
	v, err := tag.Words()
	if err != nil {
		return nil, err
	}
	return tag.ReadFile(path, v)
}

// findNames runs the tagger as the check does, reading of the text included.
func findNames(m *tag.Model, texts []names.Text, at float32) ([][]names.Span, time.Duration, error) {
	out := make([][]names.Span, len(texts))
	var scores []tag.Scores
	var spans []tag.Span
	for i := range min(20, len(texts)) { // the lists and the model are read once, before the clock runs; the other tool warms up likewise
		if _, words, err := detect.TaggerText(texts[i].Text); err == nil {
			scores = m.Tag(scores[:0], words)
		}
	}
	begin := cpuTime()
	for i, t := range texts {
		d, words, err := detect.TaggerText(t.Text)
		if err != nil {
			return nil, 0, err
		}
		scores = m.Tag(scores[:0], words)
		spans = tag.Spans(spans[:0], scores, at)
		for _, s := range spans {
			out[i] = append(out[i], names.Span{Span: d.Span(s.First, s.Last), Kind: s.Kind})
		}
	}
	return out, cpuTime() - begin, nil
}

// corpusFigures prints exact F1 by kind, in our words; for asq-phi, whose places are hospitals as well, only whether names are touched.
func corpusFigures(w io.Writer, corpus string, texts []names.Text, found [][]names.Span) error {
	var counts [tag.Labels]names.Count
	var touched, marked, alarmed, empty int
	for i, t := range texts {
		d, _, err := detect.TaggerText(t.Text)
		if err != nil {
			return err
		}
		for _, k := range []tag.Label{0, tag.BPerson, tag.BPlace, tag.BOrganisation} {
			counts[k].Add(names.Tokens(d, found[i]), names.Tokens(d, t.Spans), k)
		}
		person := false
		for _, f := range found[i] {
			person = person || f.Kind == tag.BPerson
		}
		for _, s := range t.Spans {
			if s.Kind != tag.BPerson {
				continue
			}
			marked++
			for _, f := range found[i] {
				if f.Kind == tag.BPerson && f.Overlaps(s.Span) {
					touched++
					break
				}
			}
		}
		if t.Empty {
			empty++
			if person {
				alarmed++
			}
		}
	}
	if corpus != "asq-phi" {
		for _, k := range []struct {
			kind tag.Label
			name string
		}{{0, "all"}, {tag.BPerson, "people"}, {tag.BPlace, "places"}, {tag.BOrganisation, "organisations"}} {
			c := counts[k.kind]
			fmt.Fprintf(w, "  %-14s F1 %5.1f   precision %5.1f   recall %5.1f   (%d marked)\n", k.name, 100*c.F1(), 100*c.Precision(), 100*c.Recall(), c.Marked)
		}
	}
	fmt.Fprintf(w, "  %-14s %s\n", "people touched", ratio(touched, marked))
	if empty > 0 {
		fmt.Fprintf(w, "  %-14s %s\n", "hard negatives with a person", ratio(alarmed, empty))
	}
	return nil
}

// groupFigures prints the share of people found by where their names come from. "unlisted" takes away what the word lists say of them.
func groupFigures(w io.Writer, m *tag.Model) error {
	fmt.Fprintf(w, "\n== people touched, by origin of the name; at 0.5, in small letters; at 0.2; and with names in no list\n")
	fmt.Fprintf(w, "%-24s %6s %6s | %6s %6s | %8s %6s %6s\n", "", "cased", "lower", "cased", "lower", "unlisted", "lower", "names")
	for _, g := range names.Groups() {
		var hit [6]int
		n := 0
		for _, frame := range names.Frames() {
			for _, name := range g.Names {
				t, err := names.Fill(frame, name)
				if err != nil {
					return err
				}
				n++
				for c := range hit {
					if ok, err := findsPerson(m, t, c%2 == 1, []float32{0.5, 0.2, 0.5}[c/2], c >= 4); err != nil {
						return err
					} else if ok {
						hit[c]++
					}
				}
			}
		}
		p := func(c int) float64 { return 100 * float64(hit[c]) / float64(n) }
		fmt.Fprintf(w, "%-24s %6.1f %6.1f | %6.1f %6.1f | %8.1f %6.1f %6d\n", g.Name, p(0), p(1), p(2), p(3), p(4), p(5), n)
	}
	return nil
}

// findsPerson tells whether any word of the marked person is found as one.
func findsPerson(m *tag.Model, t names.Text, lower bool, at float32, unlisted bool) (bool, error) {
	if lower {
		t.Text = strings.ToLower(t.Text)
	}
	d, words, err := detect.TaggerText(t.Text)
	if err != nil {
		return false, err
	}
	marked := names.Tokens(d, t.Spans)
	if unlisted {
		for _, s := range marked {
			for i := s.First; i <= s.Last; i++ {
				words[i].Flags &^= tag.Given | tag.GivenToo | tag.Family | tag.FamilyToo
			}
		}
	}
	for _, s := range tag.Spans(nil, m.Tag(nil, words), at) {
		for _, g := range marked {
			if s.Kind == tag.BPerson && s.First <= g.Last && g.First <= s.Last {
				return true, nil
			}
		}
	}
	return false, nil
}
