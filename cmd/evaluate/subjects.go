// SPDX-License-Identifier: Apache-2.0

package main

import (
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"

	"chaperone/cmd/cases"
	"chaperone/fact"
	"chaperone/fact/subject"
)

var _ = command("subjects", "whom personal facts are about: right and wrong, by subject, on the labelled facts", func(w io.Writer, args []string) error {
	f := flag.NewFlagSet("subjects", flag.ContinueOnError)
	dir := f.String("cases", "testdata/cases/seen", "folder of labelled cases")
	show := f.Bool("errors", false, "print what was taken wrongly, of the study part only")
	if err := f.Parse(args); err != nil {
		return err
	}
	all, err := cases.Marks(*dir)
	if err != nil {
		return err
	}
	for _, part := range []string{cases.Study, cases.Inner} {
		measureSubjects(w, all, part, *show && part == cases.Study)
	}
	return nil
})

// taken counts how facts were taken, of one part.
type taken struct {
	confusion      [len(subject.Groups)][len(subject.Groups)]int
	right, all     int
	ownRight, own  int // of what clinicians wrote themselves
	before, always int // right by the detectors alone; by "always patient"
	byConfidence   [5][2]int
}

func measureSubjects(w io.Writer, all []cases.Marked, part string, show bool) {
	var t taken
	for _, m := range all {
		if m.Part != part {
			continue
		}
		cast := subject.Read(m.Set)
		for _, f := range m.Facts {
			s, sure := cast.Of(f.Span, f.Kind)
			got := subject.Group(s)
			t.add(slices.Index(subject.Groups[:], f.Group), slices.Index(subject.Groups[:], got), sure, m.Set.In.Post.Received)
			if detectorsSay(m.Set, f) == f.Group {
				t.before++
			}
			if show && got != f.Group {
				text := m.Set.In.Post.Text
				fmt.Fprintf(w, "%s %s %q is %s, taken as %s (%.2f) in %q\n", m.ID, f.Kind, f.Of(text), f.Group, s, sure, around(text, f.Start, f.End))
			}
		}
	}
	fmt.Fprintf(w, "\n== %s: %d personal facts\n", part, t.all)
	fmt.Fprintf(w, "%-34s %s\n", "about whom, right", ratio(t.right, t.all))
	fmt.Fprintf(w, "%-34s %s\n", "… in clinicians' own posts", ratio(t.ownRight, t.own))
	fmt.Fprintf(w, "%-34s %s\n", "always patient", ratio(t.always, t.all))
	fmt.Fprintf(w, "%-34s %s\n", "detectors alone", ratio(t.before, t.all))
	fmt.Fprintf(w, "%-12s", `is \ taken`)
	for _, g := range subject.Groups {
		fmt.Fprintf(w, "%10s", g)
	}
	fmt.Fprintf(w, "  %s\n", "right")
	for i, g := range subject.Groups {
		fmt.Fprintf(w, "%-12s", g)
		n := 0
		for _, v := range t.confusion[i] {
			fmt.Fprintf(w, "%10d", v)
			n += v
		}
		fmt.Fprintf(w, "  %s\n", ratio(t.confusion[i][i], n))
	}
	fmt.Fprintln(w, "confidence       right")
	for i, c := range t.byConfidence {
		fmt.Fprintf(w, "%.1f to %.1f       %s\n", float64(i)/5, float64(i+1)/5, ratio(c[0], c[1]))
	}
}

func (t *taken) add(gold, got int, sure float64, received bool) {
	hit := 0
	if gold == got {
		hit = 1
	}
	t.confusion[gold][got]++
	t.all++
	t.right += hit
	if !received {
		t.own++
		t.ownRight += hit
	}
	if subject.Groups[gold] == fact.Patient {
		t.always++
	}
	b := &t.byConfidence[min(4, int(sure*5))]
	b[0] += hit
	b[1]++
}

// detectorsSay gives whom the detectors themselves, without the cast, take the words to be about; "" where none does.
func detectorsSay(s *fact.Set, f cases.Fact) fact.Subject {
	for _, x := range s.All() {
		if x.SubjectSure == 1 && subject.Personal(x.Kind) && x.Overlaps(f.Span) {
			return subject.Group(x.Subject)
		}
	}
	return fact.Unclear
}

// around gives the words near a place on one line.
func around(text string, start, end int) string {
	return strings.Join(strings.Fields(strings.ToValidUTF8(text[max(0, start-60):min(len(text), end+60)], "")), " ")
}
