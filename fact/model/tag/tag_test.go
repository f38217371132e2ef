// SPDX-License-Identifier: Apache-2.0

package tag

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode"
)

// words makes words of a line without the lists: what the letters alone say.
func words(s string) []Word {
	var out []Word
	for i, f := range strings.Fields(s) {
		w := Word{Raw: f, Fold: strings.ToLower(f)}
		r := []rune(f)
		switch {
		case f[0] == '@':
			w.Flags |= Handle
		case unicode.IsUpper(r[0]):
			w.Flags |= Capital
		case !unicode.IsLetter(r[0]):
			w.Flags |= Sign
		}
		if i == 0 {
			w.Flags |= NewLine
		}
		out = append(out, w)
	}
	return out
}

func shipped(t testing.TB) *Model {
	m, err := Shipped()
	if err != nil {
		t.Fatalf("the shipped model can't be read: %v", err)
	}
	return m
}

func TestNamesAreFoundInASentence(t *testing.T) {
	m := shipped(t)
	ws := words("Had a long talk with Chinonso Okereke about moving to Glasgow next year")
	got := fmt.Sprint(Spans(nil, m.Tag(nil, ws), 0.5))
	if spans := Spans(nil, m.Tag(nil, ws), 0.5); len(spans) != 2 || spans[0].First != 5 || spans[0].Last != 6 || spans[0].Kind != BPerson || spans[1].First != 10 || spans[1].Kind != BPlace {
		t.Errorf("found %s", got)
	}
	if got := Spans(nil, m.Tag(nil, words("the ward round took for ever and then the lift broke")), 0.5); len(got) != 0 {
		t.Errorf("names where there are none: %v", got)
	}
	if got := Spans(nil, m.Tag(nil, words("thanks @Margaret_Smith for this")), 0.05); len(got) != 0 {
		t.Errorf("a handle was read as a name: %v", got)
	}
}

// The marginals are checked against every way there is to label a short window.
func TestMarginalsAgreeWithCountingAllWays(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 20 {
		net, all := NewNet(8)
		for i := range all {
			all[i] = float32(r.NormFloat64())
		}
		m := New(Header{}, net, nil)
		const n = 4
		emit := make([]float32, n*Labels)
		for i := range emit {
			emit[i] = float32(3 * r.NormFloat64())
		}
		var want [n][Labels]float64
		total := 0.0
		var walk func(at int, path [n]int, weight float64)
		walk = func(at int, path [n]int, weight float64) {
			if at == n {
				total += weight
				for i, c := range path {
					want[i][c] += weight
				}
				return
			}
			for c := range Labels {
				from := Labels
				if at > 0 {
					from = path[at-1]
					if !Allowed(from, c) {
						continue
					}
				} else if c != O && c%2 == 0 {
					continue
				}
				path[at] = c
				walk(at+1, path, weight*math.Exp(float64(emit[at*Labels+c]+net.Trans[from*Labels+c])))
			}
		}
		walk(0, [n]int{}, 1)
		got := make([]Scores, n)
		m.marginals(got, emit, make([]Word, n))
		for i := range n {
			for c := range Labels {
				if d := math.Abs(float64(got[i][c]) - want[i][c]/total); d > 1e-5 {
					t.Fatalf("word %d label %d: %g, want %g", i, c, got[i][c], want[i][c]/total)
				}
			}
		}
	}
}

func TestScoresAddUpHoweverLongOrOddTheText(t *testing.T) {
	m := shipped(t)
	long := words(strings.Repeat("Mary walked to Leeds 🙂 @x ", 400))
	odd := []Word{{}, {Raw: "\xff\xfe", Fold: "\xff\xfe"}, {Raw: strings.Repeat("A", 9000), Fold: strings.Repeat("a", 9000), Flags: Capital | Capitals}, {Raw: "'", Fold: "'"}}
	for _, ws := range [][]Word{long, odd, nil} {
		scores := m.Tag(nil, ws)
		if len(scores) != len(ws) {
			t.Fatalf("%d scores of %d words", len(scores), len(ws))
		}
		for i, s := range scores {
			sum := float32(0)
			for _, p := range s {
				sum += p
			}
			if !(math.Abs(float64(sum-1)) < 1e-4) {
				t.Fatalf("word %d: the probabilities add up to %g", i, sum)
			}
		}
	}
}

// What stands far away in a text must not matter: neither other lines nor what goes through the network together.
func TestTheRestOfTheTextChangesNothing(t *testing.T) {
	m := shipped(t)
	alone := m.Tag(nil, words("Had a long talk with Chinonso Okereke about moving to Glasgow next year"))
	var text []Word
	for range 9 {
		text = append(text, words("Mary is here")...)
		text = append(text, words("and nobody else in the whole wide house today I think or so they said to me at Kensington Palace on the way out")...)
	}
	at := len(text)
	text = append(text, words("Had a long talk with Chinonso Okereke about moving to Glasgow next year")...)
	text = append(text, words("Tim too")...)
	for i, s := range m.Tag(nil, text)[at : at+len(alone)] {
		if s != alone[i] {
			t.Fatalf("word %d: %v in a longer text, %v alone", i, s, alone[i])
		}
	}
}

func TestWindowsHoldEveryWordOnceAndKeepToLines(t *testing.T) {
	ws := make([]Word, 500)
	for i := range ws {
		if i%173 == 0 {
			ws[i].Flags |= NewLine
		}
		if i%37 == 0 {
			ws[i].Flags |= NewSentence
		}
	}
	for i := 0; i < len(ws); {
		end := Window(ws, i)
		if end <= i || end-i > maxWindow {
			t.Fatalf("window %d to %d", i, end)
		}
		for j := i + 1; j < end; j++ {
			if ws[j].Flags&NewLine != 0 {
				t.Fatalf("window %d to %d goes over the line at %d", i, end, j)
			}
		}
		i = end
	}
}

func TestTaggingAllocatesNothing(t *testing.T) {
	if raced {
		t.Skip("the race detector empties pools at random; the run without it measures")
	}
	m := shipped(t)
	ws := words("Had a long talk with Chinonso Okereke about moving to Glasgow next year , don't tell")
	dst := m.Tag(nil, ws)
	if n := testing.AllocsPerRun(50, func() { dst = m.Tag(dst[:0], ws) }); n > 0.1 { // the pool may be emptied now and then
		t.Errorf("%v allocations a text", n)
	}
}

func TestAFileOfAnotherVersionOrDamagedIsRefused(t *testing.T) {
	v, err := Words()
	if err != nil {
		t.Fatal(err)
	}
	net, all := NewNet(8)
	all[7] = 0.25
	good, err := Bytes(Header{What: "test"}, net)
	if err != nil {
		t.Fatal(err)
	}
	m, err := Read(good, v)
	if err != nil || m.Header().What != "test" || m.net.Unknown[7] != 0.25 {
		t.Fatalf("a good file: %v", err)
	}
	again, err := Bytes(m.Header(), m.net)
	if err != nil || !bytes.Equal(again, good) {
		t.Error("read and written again, the file differs")
	}
	newer := bytes.Clone(good)
	newer[len(netMagic)]++
	if _, err := Read(newer, v); !errors.Is(err, ErrFormat) || !strings.Contains(err.Error(), "version 2") {
		t.Errorf("a newer version: %v", err)
	}
	for i := range good {
		bad := bytes.Clone(good)
		bad[i] ^= 0x10
		if _, err := Read(bad, v); !errors.Is(err, ErrFormat) {
			t.Fatalf("damaged at byte %d: %v", i, err)
		}
		if i%97 == 0 {
			if _, err := Read(good[:i], v); !errors.Is(err, ErrFormat) {
				t.Fatalf("cut at byte %d: %v", i, err)
			}
		}
	}
}

func TestWordVectorsSurviveTheFile(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	list, rows := []string{"ward", "mary", "'", "don't", "0"}, make([][]float32, 5)
	for i := range rows {
		rows[i] = make([]float32, WordSize)
		for j := range rows[i] {
			rows[i][j] = float32(r.NormFloat64())
		}
	}
	file, err := NewVocabulary(Header{}, list, rows)
	if err != nil {
		t.Fatal(err)
	}
	v, err := ReadVocabulary(file)
	if err != nil {
		t.Fatal(err)
	}
	got := make([]float32, WordSize)
	for i, w := range list {
		if !v.Vector(got, &Word{Fold: w}) {
			t.Fatalf("%q has no vector", w)
		}
		for j := range got {
			if math.Abs(float64(got[j]-rows[i][j])) > float64(top(rows[i]))/250 {
				t.Fatalf("%q at %d: %g, want %g", w, j, got[j], rows[i][j])
			}
		}
	}
	if v.Vector(got, &Word{Fold: "unheard"}) || got[0] != 0 {
		t.Error("a word without a vector got one")
	}
	if _, err := NewVocabulary(Header{}, []string{"a", ""}, rows[:2]); err == nil {
		t.Error("an empty word was taken")
	}
	twice, err := NewVocabulary(Header{}, []string{"a", "a"}, rows[:2])
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ReadVocabulary(twice); !errors.Is(err, ErrFormat) {
		t.Errorf("a word that stands twice: %v", err)
	}
}

func FuzzRead(f *testing.F) {
	net, _ := NewNet(8)
	good, err := Bytes(Header{What: "test"}, net)
	if err != nil {
		f.Fatal(err)
	}
	vec, err := NewVocabulary(Header{}, []string{"a"}, [][]float32{make([]float32, WordSize)})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good[:200], false)
	f.Add(vec, true)
	f.Add([]byte(netMagic), true)
	f.Fuzz(func(t *testing.T, b []byte, sealed bool) {
		if sealed { // past the checksum, else the fuzzer never gets in
			for _, magic := range []string{netMagic, wordsMagic} {
				h := Header{Labels: labelNames, Hidden: 8, Words: len(b) % 7}
				p, err := pack(magic, h, b)
				if err != nil {
					t.Fatal(err)
				}
				readBoth(t, p)
			}
		}
		readBoth(t, b)
	})
}

func readBoth(t *testing.T, b []byte) {
	if v, err := ReadVocabulary(b); err == nil {
		v.Vector(make([]float32, WordSize), &Word{Fold: "a"})
	} else if !errors.Is(err, ErrFormat) {
		t.Fatalf("an error of another kind: %v", err)
	}
	if m, err := Read(b, mustWords(t)); err == nil {
		m.Tag(nil, words("Mary had a lamb"))
	} else if !errors.Is(err, ErrFormat) {
		t.Fatalf("an error of another kind: %v", err)
	}
}

func mustWords(t *testing.T) *Vocabulary {
	v, err := Words()
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func BenchmarkTag(b *testing.B) {
	m := shipped(b)
	ws := words(strings.Repeat("Had a long talk with Chinonso Okereke about moving to Glasgow ", 5))
	var dst []Scores
	for b.Loop() {
		dst = m.Tag(dst[:0], ws)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(ws)), "ns/word")
}

func BenchmarkStart(b *testing.B) {
	for b.Loop() {
		v, err := ReadVocabulary(shippedWords)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := Read(shippedNet, v); err != nil {
			b.Fatal(err)
		}
	}
}
