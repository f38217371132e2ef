// SPDX-License-Identifier: Apache-2.0

package tag

import (
	"encoding/binary"
	"fmt"
	"math"
	"strings"
)

// Vocabulary is the words that have a vector, each 100 numbers of 8 bits and a scale. It reads straight from the file's bytes.
type Vocabulary struct {
	header  Header
	text    string   // all words, one after another
	ends    []uint32 // where each ends
	slots   []uint16 // hash table: number of the word + 1
	scales  []byte   // float32 each
	vectors []byte   // int8 each
}

const slotBits = 17

func hash(s string) uint32 {
	h := uint32(2166136261)
	for i := range len(s) {
		h = (h ^ uint32(s[i])) * 16777619
	}
	return (h ^ h>>slotBits) & (1<<slotBits - 1)
}

// find gives the number of a word, -1 for none.
func (v *Vocabulary) find(w string) int {
	for at := hash(w); ; at = (at + 1) & (1<<slotBits - 1) {
		n := int(v.slots[at]) - 1
		if n < 0 || v.word(n) == w {
			return n
		}
	}
}

func (v *Vocabulary) word(n int) string {
	from := uint32(0)
	if n > 0 {
		from = v.ends[n-1]
	}
	return v.text[from:v.ends[n]]
}

// Has tells whether a folded word has a vector.
func (v *Vocabulary) Has(fold string) bool { return v.find(fold) >= 0 }

// Vector writes the vector of a word; false, and zeroes, where it has none but should. Numbers, addresses and signs without a vector
// are zeroes and count as known: their flags say what they are.
func (v *Vocabulary) Vector(dst []float32, w *Word) bool { return v.vector(dst, w) }

func (v *Vocabulary) vector(dst []float32, w *Word) bool {
	clear(dst[:WordSize])
	n := v.find(w.Fold)
	if n < 0 {
		if base, _, ok := strings.Cut(w.Fold, "'"); ok && base != "" { // i'm, don't, o'brien
			n = v.find(strings.TrimSuffix(base, "n"))
			if n < 0 {
				n = v.find(base)
			}
		}
	}
	if n < 0 {
		return w.Flags&(Digit|Handle|Address|Sign) != 0
	}
	scale := math.Float32frombits(binary.LittleEndian.Uint32(v.scales[4*n:]))
	for i, b := range v.vectors[n*WordSize : (n+1)*WordSize] {
		dst[i] = float32(int8(b)) * scale
	}
	return true
}

// maxWords is what fits in the hash table's numbers.
const maxWords = 65000

const wordsMagic = "CHAPVECS"

// NewVocabulary makes a vocabulary of words and their vectors, WordSize numbers each, and gives it as a file.
func NewVocabulary(h Header, words []string, vectors [][]float32) ([]byte, error) {
	if len(words) != len(vectors) || len(words) > maxWords {
		return nil, fmt.Errorf("%d words and %d vectors; at most %d", len(words), len(vectors), maxWords)
	}
	h.Words = len(words)
	var body []byte
	for _, w := range words {
		if len(w) == 0 || len(w) > 255 {
			return nil, fmt.Errorf("the word %q is empty or too long", w)
		}
		body = append(body, byte(len(w)))
	}
	for _, w := range words {
		body = append(body, w...)
	}
	for _, x := range vectors {
		body = binary.LittleEndian.AppendUint32(body, math.Float32bits(top(x)/127))
	}
	for _, x := range vectors {
		if len(x) != WordSize {
			return nil, fmt.Errorf("a vector of %d numbers, want %d", len(x), WordSize)
		}
		s := top(x) / 127
		for _, v := range x {
			body = append(body, byte(int8(math.RoundToEven(float64(v/s)))))
		}
	}
	return pack(wordsMagic, h, body)
}

// top gives the largest size of a number in x; 1 where all are 0.
func top(x []float32) float32 {
	t := float32(0)
	for _, v := range x {
		t = max(t, v, -v)
	}
	if t == 0 {
		return 1
	}
	return t
}

// ReadVocabulary reads the file NewVocabulary gives. The bytes are kept and must not change.
func ReadVocabulary(data []byte) (*Vocabulary, error) {
	h, body, err := unpack(wordsMagic, data)
	if err != nil {
		return nil, err
	}
	n := h.Words
	if n < 1 || n > maxWords || len(body) < n {
		return nil, fmt.Errorf("%w: %d words", ErrFormat, n)
	}
	v := &Vocabulary{header: h, ends: make([]uint32, n), slots: make([]uint16, 1<<slotBits)}
	end := uint32(0)
	for i, l := range body[:n] {
		end += uint32(l)
		v.ends[i] = end
	}
	body = body[n:]
	if len(body) != int(end)+4*n+WordSize*n {
		return nil, fmt.Errorf("%w: %d bytes of vectors, want %d", ErrFormat, len(body), int(end)+4*n+WordSize*n)
	}
	v.text, body = string(body[:end]), body[end:]
	v.scales, v.vectors = body[:4*n], body[4*n:]
	for i := range n {
		at := hash(v.word(i))
		for ; v.slots[at] != 0; at = (at + 1) & (1<<slotBits - 1) {
			if v.word(int(v.slots[at])-1) == v.word(i) {
				return nil, fmt.Errorf("%w: a word stands twice", ErrFormat)
			}
		}
		v.slots[at] = uint16(i + 1)
	}
	for i := range n {
		if s := math.Float32frombits(binary.LittleEndian.Uint32(v.scales[4*i:])); !(s > 0 && s < 1e6) {
			return nil, fmt.Errorf("%w: the scale of a word is %g", ErrFormat, s)
		}
	}
	return v, nil
}
