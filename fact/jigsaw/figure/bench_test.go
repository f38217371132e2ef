// SPDX-License-Identifier: Apache-2.0

package figure

import (
	"testing"
	"time"
)

var (
	wholeBlock, _ = BlockOf("J18")
	professional  = Said(QOccupation, "soc2")
	thirties      = AgeAnswer(30, 39)
)

func BenchmarkLookup(b *testing.B) {
	for _, c := range []struct {
		name string
		run  func()
	}{
		{"population", func() { Population("england", "f", 70, 79) }},
		{"age-share", func() { AgeShare(UK, "", 34, 34) }},
		{"unit", func() { UnitOf("RR8") }},
		{"towns", func() { Towns("whitehaven") }},
		{"authority", func() { AuthorityNamed("leeds") }},
		{"code", func() { Mentions("X33") }},
		{"procedure", func() { Procedures("R182") }},
		{"block", func() { BlockOf("S72.0") }},
		{"emergency-for", func() { EmergencyFor("S72.0-S72.2") }},
		{"block-ages", func() { wholeBlock.AgeShare(72, 76) }},
		{"rare", func() { RareOf("399") }},
		{"rare-name", func() { RareNamed("huntington chorea") }},
		{"register", func() { Registered("E08000035", "DM") }},
		{"ethnic", func() { Ethnic("E08000035", "asian") }},
		{"given-name", func() { GivenName("nicola", "f", 1970, 1979) }},
		{"lift", func() { Lift(professional, thirties) }},
		{"assumed", func() { Assumed("night-weight") }},
		{"resolve-alias", func() { Resolve("the RVI") }},
		{"resolve-name", func() { Resolve("Kettering General") }},
		{"resolve-near", func() { Resolve("St Mary's", "Manchester") }},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				c.run()
			}
		})
	}
}

// BenchmarkStart is what opening all tables costs when the program starts.
func BenchmarkStart(b *testing.B) {
	all := make(map[string]string, len(tables))
	for name, t := range tables {
		all[name] = "# " + t.about + "\n" + t.heads + "\n" + t.rows
	}
	b.ReportAllocs()
	for b.Loop() {
		for name, text := range all {
			open(name, text)
		}
	}
}

// BenchmarkIndex is what the first name of a hospital costs more than the others.
func BenchmarkIndex(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		newNameIndex()
	}
}

// The bounds are ten times what was measured, so that only a change of kind trips them on a busy machine.
func TestOpeningAndIndexingStayCheap(t *testing.T) {
	if testing.Short() {
		t.Skip("measures time")
	}
	best := func(run func()) time.Duration {
		least := time.Hour
		for range 20 {
			start := time.Now()
			run()
			least = min(least, time.Since(start))
		}
		return least
	}
	if d := best(func() { newNameIndex() }); d > 20*time.Millisecond {
		t.Errorf("the index of names takes %v", d)
	}
	if d := best(func() { UnitOf("RR8") }); d > 50*time.Microsecond {
		t.Errorf("a unit takes %v", d)
	}
}
