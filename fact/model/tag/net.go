// SPDX-License-Identifier: Apache-2.0

package tag

import (
	"sync"
	"unicode"

	"chaperone/fact/model/vec"
)

// Sizes of the network. In, what is known of one word, is a multiple of 8, as the kernels like it.
const (
	WordSize  = 100                                 // length of a word vector
	CharSize  = 24                                  // length of a character vector
	CharOut   = 48                                  // features from the letters
	CharKinds = 192                                 // 0: outside the word; ASCII as it is; all others share 64 places
	MaxChars  = 16                                  // letters looked at, from the front
	In        = WordSize + CharOut + inputFlags + 2 // 168
	FlagsAt   = WordSize + CharOut
)

// Net is the weights. Matrices have a row for each output. Hidden is the number of features in each layer, a multiple of 4.
type Net struct {
	Hidden           int
	Unknown          []float32 // vector of words that have none
	Chars            []float32 // CharKinds x CharSize
	CharW, CharB     []float32 // CharOut x 3*CharSize
	W1, B1           []float32 // Hidden x 5*In
	W2, B2, W3, B3   []float32 // Hidden x 3*Hidden
	OutH, OutX, OutB []float32 // Labels x Hidden, Labels x In
	Trans            []float32 // (Labels+1) x Labels: from label (last row: from the start) to label
}

// NewNet lays a network of that size out over one array, which All gives.
func NewNet(hidden int) (n *Net, all []float32) {
	n = &Net{Hidden: hidden}
	total := 0
	for _, p := range n.parts() {
		total += p.size
	}
	all = make([]float32, total)
	rest := all
	for _, p := range n.parts() {
		*p.to, rest = rest[:p.size:p.size], rest[p.size:]
	}
	return n, all
}

type part struct {
	to   *[]float32
	size int
}

// parts lists the weights in the order of the file.
func (n *Net) parts() []part {
	h := n.Hidden
	return []part{
		{&n.Unknown, WordSize}, {&n.Chars, CharKinds * CharSize}, {&n.CharW, CharOut * 3 * CharSize}, {&n.CharB, CharOut},
		{&n.W1, h * 5 * In}, {&n.B1, h}, {&n.W2, h * 3 * h}, {&n.B2, h}, {&n.W3, h * 3 * h}, {&n.B3, h},
		{&n.OutH, Labels * h}, {&n.OutX, Labels * In}, {&n.OutB, Labels}, {&n.Trans, (Labels + 1) * Labels},
	}
}

// CharTable gives what each character adds to the features at each of the three places of the convolution: for character c and place k
// the CharOut numbers from (c*3+k)*CharOut on.
func (n *Net) CharTable(dst []float32) []float32 {
	if cap(dst) < CharKinds*3*CharOut {
		dst = make([]float32, CharKinds*3*CharOut)
	}
	dst = dst[:CharKinds*3*CharOut]
	clear(dst[:3*CharOut])
	for c := 1; c < CharKinds; c++ {
		e := n.Chars[c*CharSize : (c+1)*CharSize]
		for k := range 3 {
			for o := range CharOut {
				w := n.CharW[(o*3+k)*CharSize:][:CharSize]
				var s float32
				for i, v := range e {
					s += v * w[i]
				}
				dst[(c*3+k)*CharOut+o] = s
			}
		}
	}
	return dst
}

// CharIDs writes the numbers of a word's first characters and gives how many they are.
func CharIDs(dst *[MaxChars]uint8, raw string) int {
	n := 0
	for _, r := range raw {
		if n == MaxChars {
			break
		}
		if r >= 128 {
			r = 128 + r%64
		}
		dst[n] = uint8(max(r, 1))
		n++
	}
	return n
}

// MaxOverChars runs the convolution over the characters and keeps the highest value of each feature, at least 0; at (if not nil) gets
// the place it was found, -1 for none.
func MaxOverChars(out []float32, at []int8, table, bias []float32, ids []uint8) {
	out = out[:CharOut]
	clear(out)
	for o := range at {
		at[o] = -1
	}
	b := (*[CharOut]float32)(bias)
	for p := range ids {
		var before, behind uint8 // 0 outside the word: zeroes
		if p > 0 {
			before = ids[p-1]
		}
		if p+1 < len(ids) {
			behind = ids[p+1]
		}
		x := (*[CharOut]float32)(table[int(before)*3*CharOut:])
		y := (*[CharOut]float32)(table[(int(ids[p])*3+1)*CharOut:])
		z := (*[CharOut]float32)(table[(int(behind)*3+2)*CharOut:])
		if at == nil {
			for o := range out {
				out[o] = max(out[o], b[o]+x[o]+y[o]+z[o])
			}
			continue
		}
		for o := range out {
			if v := b[o] + x[o] + y[o] + z[o]; v > out[o] {
				out[o], at[o] = v, int8(p)
			}
		}
	}
}

// FlagInputs writes the inputs that are not from the vector or the letters.
func FlagInputs(dst []float32, w *Word, share float32) {
	for i := range inputFlags {
		dst[i] = float32(w.Flags >> i & 1)
	}
	dst[capitalShare], dst[innerCapital] = share, 0
	for i, r := range w.Raw {
		if i > 0 && unicode.IsUpper(r) && w.Flags&Capitals == 0 {
			dst[innerCapital] = 1
		}
	}
}

// Share gives the share of the words of a window that begin with a capital.
func Share(words []Word) float32 {
	n := 0
	for i := range words {
		n += int(words[i].Flags & Capital)
	}
	return float32(n) / float32(max(1, len(words)))
}

type scratch struct {
	x, a, h1, h2, emit, emitX []float32
	segments                  []segment
}

var scratchPool = sync.Pool{New: func() any { return new(scratch) }}

// room gives n zeroes, in the memory of s if that is large enough.
func room(s *[]float32, n int) []float32 {
	if cap(*s) < n {
		*s = make([]float32, n)
	}
	*s = (*s)[:n]
	clear(*s)
	return *s
}

// run scores the words of the segments gathered in s, writes the scores to dst, and forgets the segments. They go through the network together:
// fetching the weights costs about as much as a dozen words.
func (m *Model) run(dst []Scores, words []Word, s *scratch) {
	n, h, t := m.net, m.net.Hidden, -gap
	for _, g := range s.segments {
		t += g.to - g.from + gap
	}
	x := room(&s.x, (t+2*gap)*In) // empty rows before the first, between, and after the last: outside the text
	at := gap
	var ids [MaxChars]uint8
	for _, g := range s.segments {
		for i := g.from; i < g.to; i++ {
			row := x[at*In : (at+1)*In]
			if !m.words.vector(row[:WordSize], &words[i]) {
				copy(row, n.Unknown)
			}
			MaxOverChars(row[WordSize:FlagsAt], nil, m.chars, n.CharB, ids[:CharIDs(&ids, words[i].Raw)])
			FlagInputs(row[FlagsAt:], &words[i], g.share)
			at++
		}
		at += gap
	}
	a := room(&s.a, t*h)
	h1, h2 := room(&s.h1, (t+2)*h), room(&s.h2, (t+2)*h) // one row of zeroes on either side
	vec.MulRows(a, x, n.W1, t, h, 5*In, In)
	addReLU(h1[h:], a, n.B1)
	s.clearGaps(h1[h:], h)
	vec.MulRows(a, h1, n.W2, t, h, 3*h, h)
	copy(h2, h1)
	addReLU(h2[h:], a, n.B2)
	s.clearGaps(h2[h:], h)
	vec.MulRows(a, h2, n.W3, t, h, 3*h, h)
	addReLU(h2[h:], a, n.B3)
	emit, emitX := room(&s.emit, t*Labels), room(&s.emitX, t*Labels)
	vec.Mul(emit, h2[h:], n.OutH, t, Labels, h)
	vec.Mul(emitX, x[gap*In:], n.OutX, t, Labels, In)
	for i := range emit {
		emit[i] += emitX[i] + n.OutB[i%Labels]
	}
	at = 0
	for _, g := range s.segments {
		m.marginals(dst[g.from:g.to], emit[at*Labels:], words[g.from:g.to])
		at += g.to - g.from + gap
	}
	s.segments = s.segments[:0]
}

// clearGaps makes the rows between segments empty again.
func (s *scratch) clearGaps(rows []float32, h int) {
	at := 0
	for _, g := range s.segments[:len(s.segments)-1] {
		at += g.to - g.from
		clear(rows[at*h : (at+gap)*h])
		at += gap
	}
}

// addReLU adds what is above 0 of a + bias, row by row.
func addReLU(dst, a, bias []float32) {
	for i := 0; i < len(a); i += len(bias) {
		d, r := dst[i:i+len(bias)], a[i:i+len(bias)]
		for j, b := range bias {
			d[j] += max(r[j]+b, 0)
		}
	}
}
