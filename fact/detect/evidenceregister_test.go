// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"chaperone/fact"
	"chaperone/post"
	"chaperone/register"
	"chaperone/text"
)

// recordOf makes a register of n entries from the claims of the labelled pairs, told apart by a number.
func recordOf(t testing.TB, n int) []register.Evidence {
	data, err := os.ReadFile("../claim/testdata/pairs.txt")
	if err != nil {
		t.Fatal(err)
	}
	var claims []string
	for line := range strings.SplitSeq(string(data), "\n") {
		if c, ok := strings.CutPrefix(line, "> "); ok {
			claims = append(claims, c)
		}
	}
	var out []register.Evidence
	for i := range n {
		e := register.Evidence{Claim: claims[i%len(claims)], Source: fmt.Sprintf("doi:10.1000/%d", i), Words: []string{fmt.Sprintf("remedy%d", i)}}
		if i >= len(claims) {
			e.Claim += fmt.Sprintf(" in group %d", i)
		}
		out = append(out, e)
	}
	return out
}

const benchPost = `Busy clinic this morning, and the same question three times: do I need my statin? Statins reduce the risk of a heart attack. They are not for
everybody, and muscle aches are real. Exercise is as effective as antidepressants for mild depression, which still surprises people. Vitamin D supplements do not
prevent fractures in healthy adults. If you smoke, stopping is the best thing you can do: smoking doubles the risk of a heart attack. Off to find some lunch.`

func TestTheRegisterOfEvidenceIsReadAnewWhenItChanges(t *testing.T) {
	read := func(es []register.Evidence) bool {
		set, err := Read(&fact.Input{Post: &post.Post{Text: "Statins reduce the risk of a heart attack"}, Practice: &register.Practice{Evidence: es}, Now: testNow})
		if err != nil {
			t.Fatal(err)
		}
		return len(set.Of("evidence-linked")) > 0
	}
	es := []register.Evidence{{Claim: "Statins raise the risk of a heart attack"}}
	if read(es) {
		t.Error("the opposite counts as on record")
	}
	es[0].Claim = "Statins reduce the risk of heart attack"
	if !read(es) {
		t.Error("the entry was changed in place, and the old one was read")
	}
	es[0].Retracted = true
	if read(es) {
		t.Error("a retracted entry still holds the claim")
	}
}

func TestTheNoteNamesTheEntryAndItsDay(t *testing.T) {
	day := register.Date{Time: time.Date(2026, 5, 4, 0, 0, 0, 0, time.UTC)}
	long := strings.Repeat("word ", 40)
	for _, c := range []struct {
		e           register.Evidence
		value, note string
	}{
		{register.Evidence{ID: "e1", Claim: "Magnesium fixes insomnia", Title: "A study", Source: "doi:10.1/2", Checked: day}, "e1", "On record: ‘Magnesium fixes insomnia’, doi:10.1/2, checked May 2026."},
		{register.Evidence{Claim: "Magnesium fixes insomnia", Title: "A study"}, "Magnesium fixes insomnia", "On record: ‘Magnesium fixes insomnia’, A study."},
		{register.Evidence{Source: "doi:10.1/2", Retracted: true, Checked: day}, "doi:10.1/2", "On record: ‘doi:10.1/2’, since retracted."},
		{register.Evidence{ID: "e1", Claim: long}, "e1", "On record: ‘" + strings.TrimSpace(long[:59]) + "…’."},
	} {
		if v, n := entryValue(&c.e), entryNote(&c.e); v != c.value || n != c.note {
			t.Errorf("%q %q, want %q %q", v, n, c.value, c.note)
		}
	}
}

// What 500 entries add to a post must stay under 0.2 ms; the test allows for slow machines and the race detector.
func TestFiveHundredEntriesAreLookedUpQuickly(t *testing.T) {
	with, without := quickest(t, recordOf(t, 500)), quickest(t, nil)
	t.Logf("with %v, without %v", with, without)
	if with-without > 5*time.Millisecond {
		t.Errorf("500 entries add %v to a post", with-without)
	}
}

func quickest(t *testing.T, es []register.Evidence) time.Duration {
	best := time.Hour
	for range 30 {
		in := &fact.Input{Post: &post.Post{Text: benchPost}, Practice: &register.Practice{Evidence: es}, Now: testNow}
		begin := time.Now()
		if _, err := Read(in); err != nil {
			t.Fatal(err)
		}
		best = min(best, time.Since(begin))
	}
	return best
}

func BenchmarkPostWithInterests(b *testing.B) {
	is := []register.Interest{{Party: "Novo Nordisk", Kind: "speaker"}, {Party: "Haleon", Kind: "paid"}, {Party: "shares in Unilever plc"}, {Party: "Procter & Gamble", Kind: "gift"}, {Party: "Acme Ltd", Kind: "paid"}}
	for b.Loop() {
		in := &fact.Input{Post: &post.Post{Text: benchPost}, Practice: &register.Practice{Interests: is}, Doc: text.Read(benchPost), Now: testNow}
		if _, err := Read(in); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkPostWithEvidence(b *testing.B) {
	for _, n := range []int{0, 50, 500} {
		es := recordOf(b, n)
		b.Run(fmt.Sprintf("%d-entries", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				in := &fact.Input{Post: &post.Post{Text: benchPost}, Practice: &register.Practice{Evidence: es}, Doc: text.Read(benchPost), Now: testNow}
				if _, err := Read(in); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// One detector by itself, over a post that was read: what a register adds, without the noise of the rest.
func BenchmarkRegisters(b *testing.B) {
	is := []register.Interest{{Party: "Novo Nordisk", Kind: "speaker"}, {Party: "Haleon", Kind: "paid"}, {Party: "shares in Unilever plc"}, {Party: "Procter & Gamble", Kind: "gift"}, {Party: "Acme Ltd", Kind: "paid"}}
	for _, c := range []struct {
		name, detector string
		p              register.Practice
	}{
		{"no-evidence", "evidence-register", register.Practice{}},
		{"50-entries", "evidence-register", register.Practice{Evidence: recordOf(b, 50)}},
		{"500-entries", "evidence-register", register.Practice{Evidence: recordOf(b, 500)}},
		{"no-interests", "interest", register.Practice{}},
		{"5-interests", "interest", register.Practice{Interests: is}},
	} {
		b.Run(c.name, func(b *testing.B) {
			o, err := ReadWords(&fact.Input{Post: &post.Post{Text: benchPost}, Practice: &c.p, Now: testNow})
			if err != nil {
				b.Fatal(err)
			}
			for _, d := range All() {
				if d.Name == c.detector {
					o.r.det = d
				}
			}
			b.ReportAllocs()
			for b.Loop() {
				o.r.buf = o.r.buf[:0]
				o.r.det.Read(&o.r)
			}
		})
	}
}
