// SPDX-License-Identifier: Apache-2.0

// Package model holds what was learned from labelled texts: a linear model over words, pieces of words and the kinds of fact that were
// read. It says what a text reads like, with a calibrated probability and the words that say so. It never decides: rules do, and no
// rule stops a post for a model's word alone. card.md beside this file says what it was trained on and how well it does.
package model

import (
	_ "embed"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"slices"
	"sync"

	"chaperone/text"
)

// Bits is the width of the feature hash: 262,144 slots for each class.
const Bits = 18

const slots = 1 << Bits

// Linear is a set of logistic regressions that share their features. Read-only after Load.
type Linear struct {
	Classes []string
	Bias    []float32
	Scale   []float32 // of the int8 weights
	Weights []int8    // slot by slot, a row of len(Classes)
	// Slope and Shift turn a score into a probability (Platt scaling on cross-validated scores): 1 / (1 + exp(Slope*score+Shift)).
	Slope, Shift []float32
	// Cut is the probability from which a class counts, chosen so that few posts labelled clear pass it (see card.md).
	Cut []float32
	// Low and Mid are the probabilities below which a text reads harmless, and ordinary, as far as the class goes (see card.md); 0 where
	// nothing does.
	Low, Mid []float32
}

// Feature is one slot with its value; Token is the word it came from, -1 for what has no place in the text.
type Feature struct {
	Slot  uint32
	Value float32
	Token int32
}

const (
	fnvOffset uint64 = 14695981039346656037
	fnvPrime  uint64 = 1099511628211
)

func hash(h uint64, s string) uint64 {
	for i := 0; i < len(s); i++ {
		h = (h ^ uint64(s[i])) * fnvPrime
	}
	return h
}

func slot(h uint64) uint32 { return uint32((h ^ h>>29 ^ h>>47) & (slots - 1)) }

// Weights of the feature groups against one another, found by cross-validation.
const (
	wordGroup  = 1.0
	pieceGroup = 1.0
	kindGroup  = 1.0
)

// Features turns a text and the kinds read from it into features: Words, and behind them Names.
func Features(dst []Feature, d *text.Doc, kinds []string, head []string) []Feature {
	return Names(Words(dst, d), kinds, head)
}

// Words turns a text into features. Numbers count as one word, so that no figure is learned by heart.
func Words(dst []Feature, d *text.Doc) []Feature {
	// A word of n letters has some 3n pieces. What little more a text has than is foreseen makes the slice grow.
	dst = slices.Grow(dst[:0], 2*len(d.Tokens)+3*len(d.Text)+64)
	var words, pieces int
	prev := hash(fnvOffset, "^")
	for i := range d.Tokens {
		t := &d.Tokens[i]
		f := t.Fold
		switch t.Class {
		case text.Number:
			f = "0"
		case text.URL:
			f = "<url>"
		case text.Handle:
			f = "<handle>"
		case text.Email:
			f = "<mail>"
		}
		h := hash(fnvOffset, f)
		dst = append(dst, Feature{slot(h), 1, int32(i)}, Feature{slot(prev*31 + h), 1, int32(i)})
		words += 2
		prev = h
		if t.Class != text.Word || len(f) < 4 {
			continue
		}
		for n := 3; n <= 5; n++ {
			for at := 0; at+n <= len(f); at++ {
				g := hash(fnvOffset+uint64(n), f[at:at+n])
				if at == 0 {
					g = hash(g, "<")
				} else if at+n == len(f) {
					g = hash(g, ">")
				}
				dst = append(dst, Feature{slot(g), 2, int32(i)})
				pieces++
			}
		}
	}
	if words > 0 {
		w, p := float32(wordGroup/math.Sqrt(float64(words))), float32(pieceGroup/math.Sqrt(float64(max(1, pieces))))
		for i := range dst {
			if dst[i].Value == 2 {
				dst[i].Value = p
			} else {
				dst[i].Value = w
			}
		}
	}
	return dst
}

// Names appends the kinds read from a text, and what is known of its author and form, to the features of its words.
func Names(dst []Feature, kinds []string, head []string) []Feature {
	k := float32(kindGroup / math.Sqrt(float64(8+len(kinds)+len(head))))
	for _, s := range kinds {
		dst = append(dst, Feature{slot(hash(hash(fnvOffset, "kind:"), s)), k, -1})
	}
	for _, s := range head {
		dst = append(dst, Feature{slot(hash(hash(fnvOffset, "head:"), s)), k, -1})
	}
	return dst
}

// Named is a feature that is no word, with a value of its own.
func Named(name string, value float32) Feature {
	return Feature{slot(hash(fnvOffset, name)), value, -1}
}

// Scores gives the raw score of each class.
func (m *Linear) Scores(dst []float32, fs []Feature) []float32 {
	n := len(m.Classes)
	dst = dst[:0]
	dst = append(dst, m.Bias...)
	if n > most {
		for _, f := range fs {
			for c, w := range m.Weights[int(f.Slot)*n : int(f.Slot)*n+n] {
				dst[c] += f.Value * float32(w) * m.Scale[c]
			}
		}
		return dst
	}
	// The same, in arrays: the compiler then knows that every place is inside.
	var sum, scale [most]float32
	copy(sum[:], dst)
	copy(scale[:], m.Scale)
	for i := range fs {
		f := &fs[i]
		for c, w := range m.Weights[int(f.Slot)*n : int(f.Slot)*n+n] {
			sum[c%most] += f.Value * float32(w) * scale[c%most]
		}
	}
	copy(dst, sum[:])
	return dst
}

// most is how many classes the quick way of Scores has room for.
const most = 16

// Probability turns the score of class c into a calibrated probability.
func (m *Linear) Probability(c int, score float32) float64 {
	return 1 / (1 + math.Exp(float64(m.Slope[c])*float64(score)+float64(m.Shift[c])))
}

// Evidence gives how much each token speaks for class c.
func (m *Linear) Evidence(c int, fs []Feature, tokens int) []float32 {
	out := make([]float32, tokens)
	n := len(m.Classes)
	for _, f := range fs {
		if f.Token >= 0 {
			out[f.Token] += f.Value * float32(m.Weights[int(f.Slot)*n+c]) * m.Scale[c]
		}
	}
	return out
}

//go:embed linear.bin
var data []byte

// Shipped is the model that comes with the program.
var Shipped = sync.OnceValues(func() (*Linear, error) { return Load(data) })

// magic opens a model file; its last byte is the version of the format.
const magic = "CHAPLIN\x02"

// ErrFormat marks a model file this build can't read.
var ErrFormat = errors.New("not a model file of this version")

// Bytes gives the model as a file: magic, number of classes, names, per-class numbers; then for each slot with a weight how many before it
// have none (uvarint), and its weights, one byte a class. Little endian. Three slots of four have none.
func (m *Linear) Bytes() []byte {
	b := []byte(magic)
	b = binary.LittleEndian.AppendUint16(b, uint16(len(m.Classes)))
	for i, c := range m.Classes {
		b = append(b, byte(len(c)))
		b = append(b, c...)
		for _, x := range []float32{m.Bias[i], m.Scale[i], m.Slope[i], m.Shift[i], m.Cut[i], m.Low[i], m.Mid[i]} {
			b = binary.LittleEndian.AppendUint32(b, math.Float32bits(x))
		}
	}
	n, empty := len(m.Classes), uint64(0)
	for at := 0; at < len(m.Weights); at += n {
		row := m.Weights[at : at+n]
		if !slices.ContainsFunc(row, func(w int8) bool { return w != 0 }) {
			empty++
			continue
		}
		b = binary.AppendUvarint(b, empty)
		empty = 0
		for _, w := range row {
			b = append(b, byte(w))
		}
	}
	return b
}

// Load reads a model file.
func Load(b []byte) (*Linear, error) {
	if len(b) < len(magic)+2 || string(b[:len(magic)]) != magic {
		return nil, ErrFormat
	}
	b = b[len(magic):]
	n := int(binary.LittleEndian.Uint16(b))
	b = b[2:]
	if n < 1 || n > 64 {
		return nil, fmt.Errorf("%w: %d classes", ErrFormat, n)
	}
	m := &Linear{}
	for range n {
		if len(b) < 1 || len(b) < 1+int(b[0])+28 {
			return nil, fmt.Errorf("%w: cut short", ErrFormat)
		}
		l := int(b[0])
		m.Classes = append(m.Classes, string(b[1:1+l]))
		b = b[1+l:]
		for _, dst := range []*[]float32{&m.Bias, &m.Scale, &m.Slope, &m.Shift, &m.Cut, &m.Low, &m.Mid} {
			*dst = append(*dst, math.Float32frombits(binary.LittleEndian.Uint32(b)))
			b = b[4:]
		}
	}
	m.Weights = make([]int8, n*slots)
	for slot := uint64(0); len(b) > 0; slot++ {
		empty, size := binary.Uvarint(b)
		if size <= 0 || len(b) < size+n || empty >= slots || slot+empty >= slots {
			return nil, fmt.Errorf("%w: cut short, or more weights than slots", ErrFormat)
		}
		slot += empty
		for i, w := range b[size : size+n] {
			m.Weights[int(slot)*n+i] = int8(w)
		}
		b = b[size+n:]
	}
	return m, nil
}
