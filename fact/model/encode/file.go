// SPDX-License-Identifier: Apache-2.0

// Package encode turns a window of text into scores by a small transformer: what the text as a whole reads like, and which words say so.
// It proposes, rules decide. The weights began as all-MiniLM-L6-v2 (Apache-2.0) and were trained further on labelled posts; card.md
// beside this file says on which, how well it does and how to build it again.
//
// The file of weights owns this format, little-endian: the line "chaperone encoder 2", the length of the card as uint32, the card as
// JSON, then each table in the order of tables: the words' vectors as 4-bit numbers (nibbles), their groups' shares and one float32 scale
// a row; others as int8 rows and one float32 scale a row, or plain as float32. A reader refuses any other version; old files are not
// promised to be read, since the program carries its own.
package encode

import (
	"bytes"
	_ "embed"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"sync"
)

// Card says what a file of weights is.
type Card struct {
	Width, Heads, Inner, Layers, Vocabulary int
	Classes                                 []string // of a window as a whole
	PieceClasses                            []string // of each piece
	Licence                                 string   // of the weights
	Source                                  string   // what they began as
	Command                                 string   // what builds them again
	Cases                                   string   // SHA-256 of the lessons they were trained on
}

const magic = "chaperone encoder 2\n"

//go:embed encoder.bin
var shipped []byte

// Shipped gives the encoder that the program carries, read once.
var Shipped = sync.OnceValues(func() (*Encoder, error) { return Read(shipped) })

// table is one table of weights in a file: one of n, q and f is set.
type table struct {
	rows, cols int
	n          *nibbles
	q          *quantised
	f          *[]float32
}

// tables lists everything a file holds, in its order.
func (e *Encoder) tables() []table {
	w, in := e.Width, e.Inner
	plain := func(f *[]float32, n int) table { return table{rows: 1, cols: n, f: f} }
	linear := func(d *dense, rows, cols int) []table {
		return []table{{rows: rows, cols: cols, q: &d.quantised}, plain(&d.bias, rows)}
	}
	ts := []table{{rows: e.Vocabulary, cols: w, n: &e.words}, plain(&e.places, MaxPieces*w), plain(&e.norm0.gain, w), plain(&e.norm0.shift, w)}
	for i := range e.layers {
		l := &e.layers[i]
		ts = append(ts, linear(&l.qkv, 3*w, w)...)
		ts = append(ts, linear(&l.out, w, w)...)
		ts = append(ts, plain(&l.norm1.gain, w), plain(&l.norm1.shift, w))
		ts = append(ts, linear(&l.widen, in, w)...)
		ts = append(ts, linear(&l.back, w, in)...)
		ts = append(ts, plain(&l.norm2.gain, w), plain(&l.norm2.shift, w))
	}
	ts = append(ts, linear(&e.head, len(e.Classes), 2*w)...)
	return append(ts, linear(&e.piece, len(e.PieceClasses), w)...)
}

// Read reads a file of weights. Small numbers are used where they lie: data must not be changed afterwards.
func Read(data []byte) (*Encoder, error) {
	rest, ok := bytes.CutPrefix(data, []byte(magic))
	if !ok || len(rest) < 4 {
		return nil, errors.New("encoder: not a file of weights, or of another version")
	}
	n := int(binary.LittleEndian.Uint32(rest))
	rest = rest[4:]
	if n > len(rest) {
		return nil, errors.New("encoder: the file ends within its card")
	}
	e := &Encoder{}
	if err := json.Unmarshal(rest[:n], &e.Card); err != nil {
		return nil, fmt.Errorf("encoder: card: %w", err)
	}
	rest = rest[n:]
	if err := e.Card.sound(); err != nil {
		return nil, err
	}
	e.layers = make([]layer, e.Layers)
	for _, t := range e.tables() {
		var err error
		if rest, err = t.read(rest); err != nil {
			return nil, err
		}
	}
	if len(rest) != 0 {
		return nil, fmt.Errorf("encoder: %d bytes too many", len(rest))
	}
	return e, nil
}

func (c *Card) sound() error {
	within := func(n, low, high int) bool { return n >= low && n <= high }
	if !within(c.Width, groupSize, 4096) || c.Width%groupSize != 0 || !within(c.Heads, 1, 64) || c.Width%(4*c.Heads) != 0 || !within(c.Inner, 8, 1<<15) ||
		!within(c.Layers, 1, 48) || !within(c.Vocabulary, 200, 1<<16) || !within(len(c.Classes), 1, 256) || !within(len(c.PieceClasses), 1, 256) {
		return errors.New("encoder: the card gives sizes that can't be")
	}
	return nil
}

func (t table) read(data []byte) ([]byte, error) {
	n := t.rows * t.cols
	if t.n != nil {
		return t.n.read(data, t.rows, t.cols)
	}
	if t.q != nil {
		if len(data) < n {
			return nil, errors.New("encoder: the file ends within a table")
		}
		// The weights are used as they lie in the program, so that nothing is copied at start.
		t.q.w = int8s(data[:n])
		t.q.scale = make([]float32, t.rows)
		return floats(t.q.scale, data[n:])
	}
	*t.f = make([]float32, n)
	return floats(*t.f, data)
}

func floats(dst []float32, data []byte) ([]byte, error) {
	if len(data) < 4*len(dst) {
		return nil, errors.New("encoder: the file ends within a table")
	}
	for i := range dst {
		dst[i] = math.Float32frombits(binary.LittleEndian.Uint32(data[4*i:]))
		if dst[i] != dst[i] || math.IsInf(float64(dst[i]), 0) {
			return nil, errors.New("encoder: a weight is no number")
		}
	}
	return data[4*len(dst):], nil
}

// Bytes gives the file that Read reads.
func (e *Encoder) Bytes() []byte {
	card, err := json.Marshal(e.Card)
	if err != nil {
		panic(err) // strings and numbers only
	}
	out := append([]byte(magic), binary.LittleEndian.AppendUint32(nil, uint32(len(card)))...)
	out = append(out, card...)
	plain := func(f []float32) {
		for _, v := range f {
			out = binary.LittleEndian.AppendUint32(out, math.Float32bits(v))
		}
	}
	for _, t := range e.tables() {
		switch {
		case t.n != nil:
			out = append(append(out, t.n.w...), t.n.share...)
			plain(t.n.scale)
		case t.q != nil:
			for _, v := range t.q.w {
				out = append(out, byte(v))
			}
			plain(t.q.scale)
		default:
			plain(*t.f)
		}
	}
	return out
}

// Tensors gives a table of weights as it was trained, by its name in the file of all-MiniLM-L6-v2, row by row.
type Tensors func(name string, rows, cols int) ([]float32, error)

// Build makes an encoder of trained weights, each row rounded to 8 bits, the words' vectors to 4.
func Build(card Card, get Tensors) (*Encoder, error) {
	e := &Encoder{Card: card, layers: make([]layer, card.Layers)}
	if err := card.sound(); err != nil {
		return nil, err
	}
	b := builder{get: get}
	w, in := card.Width, card.Inner
	e.words.addRows(b.plain("embeddings.word_embeddings.weight", card.Vocabulary, w), w)
	e.places = b.plain("embeddings.position_embeddings.weight", MaxPieces, w)
	segment := b.plain("embeddings.token_type_embeddings.weight", 1, w)
	if b.err != nil {
		return nil, b.err
	}
	for i := range e.places {
		e.places[i] += segment[i%w]
	}
	b.norm(&e.norm0, "embeddings.LayerNorm", w)
	for i := range e.layers {
		l, p := &e.layers[i], fmt.Sprintf("encoder.layer.%d.", i)
		b.dense(&l.qkv, w, w, p+"attention.self.query", p+"attention.self.key", p+"attention.self.value")
		b.dense(&l.out, w, w, p+"attention.output.dense")
		b.norm(&l.norm1, p+"attention.output.LayerNorm", w)
		b.dense(&l.widen, in, w, p+"intermediate.dense")
		b.dense(&l.back, w, in, p+"output.dense")
		b.norm(&l.norm2, p+"output.LayerNorm", w)
	}
	b.dense(&e.head, len(card.Classes), 2*w, "head")
	b.dense(&e.piece, len(card.PieceClasses), w, "piece")
	return e, b.err
}

type builder struct {
	get Tensors
	err error
}

func (b *builder) plain(name string, rows, cols int) []float32 {
	if b.err != nil {
		return nil
	}
	f, err := b.get(name, rows, cols)
	if err == nil && len(f) != rows*cols {
		err = fmt.Errorf("%s: %d numbers, not %d times %d", name, len(f), rows, cols)
	}
	b.err = err
	return f
}

func (b *builder) norm(n *norm, name string, w int) {
	n.gain, n.shift = b.plain(name+".weight", 1, w), b.plain(name+".bias", 1, w)
}

func (b *builder) dense(d *dense, rows, cols int, names ...string) {
	for _, name := range names {
		b.quantise(&d.quantised, rows, cols, name+".weight")
		d.bias = append(d.bias, b.plain(name+".bias", 1, rows)...)
	}
}

// quantise adds rows to q, each as 8-bit integers with the scale that fits its largest weight.
func (b *builder) quantise(q *quantised, rows, cols int, name string) {
	f := b.plain(name, rows, cols)
	for ; len(f) > 0; f = f[cols:] {
		var most float32
		for _, v := range f[:cols] {
			most = max(most, max(v, -v))
		}
		s := most / 127
		q.scale = append(q.scale, s)
		for _, v := range f[:cols] {
			if s == 0 {
				q.w = append(q.w, 0)
				continue
			}
			q.w = append(q.w, int8(math.RoundToEven(float64(v/s))))
		}
	}
}
