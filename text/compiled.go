// SPDX-License-Identifier: Apache-2.0

package text

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"maps"
	"slices"
)

// A Lexicon can be written down after compiling and read back in a tenth of the time. The file begins with a fingerprint of the lists
// it was made from: whoever reads it compares that first and compiles the lists themselves where it differs, so a stale file costs
// milliseconds, never a wrong answer.

// compiledMagic opens a compiled lexicon; its last byte is the version of the format, raised whenever matching or layout change.
const compiledMagic = "CHAPLEX\x04"

// ErrCompiled marks a compiled lexicon that can't be used: another version, other lists, or damaged.
var ErrCompiled = errors.New("not a compiled lexicon for these lists")

// Fingerprint tells two sets of lexicon files apart: a checksum over names and contents in order, and their total length.
func Fingerprint(files map[string]string) uint64 {
	table := crc32.MakeTable(crc32.Castagnoli)
	sum, size := uint32(0), uint32(0)
	for _, n := range slices.Sorted(maps.Keys(files)) {
		sum = crc32.Update(sum, table, []byte(n))
		sum = crc32.Update(sum, table, []byte(files[n]))
		size += uint32(len(n) + len(files[n]))
	}
	return uint64(sum)<<32 | uint64(size)
}

// AppendBinary writes x down, as made from lists with this fingerprint.
func (x *Lexicon) AppendBinary(b []byte, fingerprint uint64) []byte {
	w := intWriter{append(b, compiledMagic...)}
	w.b = binary.LittleEndian.AppendUint64(w.b, fingerprint)
	w.strings(x.names)
	for _, l := range x.lists {
		w.uint(uint64(l.level)<<4 | bit(l.inside)<<3 | bit(l.near)<<2 | bit(l.cap)<<1 | bit(l.used))
	}
	w.strings(x.words.words)
	w.strings(x.stems.words)
	w.strings(x.values)
	w.uint(uint64(x.maxLen))
	w.ints(x.singles)
	w.ints(x.roots)
	nodes := x.nodes[:len(x.nodes)-1] // without the one behind the last
	w.uint(uint64(len(nodes)))
	w.uint(uint64(len(x.edges)))
	var last node
	for i, n := range nodes {
		es := x.edges[n.edges:x.nodes[i+1].edges]
		w.uint(bit(n.classes != 0) | bit(n.gaps != 0)<<1 | bit(n.ends != 0)<<2 | bit(n.joins != 0)<<3 | uint64(len(es))<<4)
		for _, v := range [][2]*int32{{&n.classes, &last.classes}, {&n.gaps, &last.gaps}, {&n.ends, &last.ends}, {&n.joins, &last.joins}} {
			if *v[0] != 0 { // near the one before: small numbers take a byte, and the least time
				w.int(int64(*v[0] - *v[1]))
				*v[1] = *v[0]
			}
		}
		sym := int32(0)
		for _, e := range es { // an edge leads to a node made later
			w.int(int64(e.sym - sym))
			w.uint(uint64(e.to - int32(i)))
			sym = e.sym
		}
	}
	w.uint(uint64(len(x.classes)))
	for _, c := range x.classes {
		w.ints3(int32(c.builtin), c.to, c.more)
	}
	w.uint(uint64(len(x.gaps)))
	for _, g := range x.gaps {
		w.ints3(int32(g.max), g.to, g.more)
	}
	w.uint(uint64(len(x.joins)))
	to := int32(0)
	for i, j := range x.joins {
		w.int(int64(j.to - to))
		w.back(i, j.more)
		to = j.to
	}
	w.uint(uint64(len(x.ends)))
	value, list := int32(0), ListID(0)
	for i, e := range x.ends {
		w.int(int64(e.list-list)<<2 | int64(e.need))
		w.int(int64(e.value - value))
		w.back(i, e.more)
		value, list = e.value, e.list
	}
	return binary.LittleEndian.AppendUint32(w.b, crc32.ChecksumIEEE(w.b))
}

// ReadCompiled reads what AppendBinary wrote, if it was made from lists with this fingerprint.
func ReadCompiled(data []byte, fingerprint uint64) (x *Lexicon, err error) {
	head := len(compiledMagic) + 8
	if len(data) < head+4 || string(data[:len(compiledMagic)]) != compiledMagic || binary.LittleEndian.Uint64(data[len(compiledMagic):]) != fingerprint {
		return nil, ErrCompiled
	}
	body := data[:len(data)-4]
	if crc32.ChecksumIEEE(body) != binary.LittleEndian.Uint32(data[len(body):]) {
		return nil, fmt.Errorf("%w: damaged", ErrCompiled)
	}
	defer func() { // the checksum holds, so only a file of another make can get here
		if recover() != nil {
			x, err = nil, fmt.Errorf("%w: damaged", ErrCompiled)
		}
	}()
	r := intReader{b: body[head:]}
	x = &Lexicon{names: r.strings(), ids: map[string]ListID{}}
	for i, n := range x.names {
		x.ids[n] = ListID(i)
	}
	x.lists = make([]listInfo, len(x.names))
	for i := range x.lists {
		v := r.uint()
		x.lists[i] = listInfo{inside: v&8 != 0, near: v&4 != 0, cap: v&2 != 0, used: v&1 != 0, level: int(v >> 4)}
	}
	x.words.fill(r.strings())
	x.stems.fill(r.strings())
	x.values = r.strings()
	x.maxLen = int(r.uint())
	x.singles, x.roots = r.ints(), r.ints()
	count := int(r.uint())
	x.nodes = make([]node, count, count+1) // seal adds one
	x.edges = make([]edge, 0, r.uint())
	var last node
	near := func(v *int32) int32 {
		*v += int32(r.int())
		return *v
	}
	for i := range x.nodes {
		n, f := &x.nodes[i], r.uint()
		if f&1 != 0 {
			n.classes = near(&last.classes)
		}
		if f&2 != 0 {
			n.gaps = near(&last.gaps)
		}
		if f&4 != 0 {
			n.ends = near(&last.ends)
		}
		if f&8 != 0 {
			n.joins = near(&last.joins)
		}
		n.edges = int32(len(x.edges))
		sym := int32(0)
		for range f >> 4 {
			sym += int32(r.int())
			x.edges = append(x.edges, edge{sym, int32(i) + int32(r.uint())})
		}
	}
	x.classes = make([]classEdge, r.uint())
	for i := range x.classes {
		a, to, more := r.ints3()
		x.classes[i] = classEdge{builtin(a), to, more}
	}
	x.gaps = make([]gapEdge, r.uint())
	for i := range x.gaps {
		a, to, more := r.ints3()
		x.gaps[i] = gapEdge{int(a), to, more}
	}
	x.joins = make([]join, r.uint())
	to := int32(0)
	for i := range x.joins {
		to += int32(r.int())
		x.joins[i] = join{to, r.back(i)}
	}
	x.ends = make([]end, r.uint())
	value, list := int32(0), ListID(0)
	for i := range x.ends {
		a := r.int()
		list += ListID(a >> 2)
		value += int32(r.int())
		x.ends[i] = end{list: list, need: need(a & 3), value: value, more: r.back(i)}
	}
	if r.at != len(r.b) {
		return nil, fmt.Errorf("%w: damaged", ErrCompiled)
	}
	x.seal()
	return x, nil
}

func bit(b bool) uint64 {
	if b {
		return 1
	}
	return 0
}

// fill makes the table anew from its words, in order.
func (t *symbols) fill(words []string) {
	size := 1024
	for 4*(len(words)+1) > 3*size {
		size *= 2
	}
	t.slots, t.words = make([]symbolSlot, size), words
	for i, w := range words {
		t.place(symbolSlot{hashOf(w), int32(i + 1)})
	}
}

// intWriter writes numbers as varints; intReader panics where they run out, which ReadCompiled turns into an error.
type intWriter struct{ b []byte }

func (w *intWriter) uint(v uint64) { w.b = binary.AppendUvarint(w.b, v) }
func (w *intWriter) int(v int64)   { w.b = binary.AppendVarint(w.b, v) }

// back writes an index below i by how far back it lies; 0, for none, as it is.
func (w *intWriter) back(i int, v int32) {
	if v == 0 {
		w.uint(0)
		return
	}
	w.uint(uint64(int32(i) - v))
}

func (w *intWriter) ints(vs []int32) {
	w.uint(uint64(len(vs)))
	for _, v := range vs {
		w.int(int64(v))
	}
}

func (w *intWriter) ints3(a, b, c int32) {
	w.int(int64(a))
	w.int(int64(b))
	w.int(int64(c))
}

func (w *intWriter) strings(ss []string) {
	w.uint(uint64(len(ss)))
	for _, s := range ss {
		w.uint(uint64(len(s)))
	}
	for _, s := range ss {
		w.b = append(w.b, s...)
	}
}

type intReader struct {
	b  []byte
	at int
}

func (r *intReader) uint() uint64 {
	if c := r.b[r.at]; c < 0x80 { // most numbers are small
		r.at++
		return uint64(c)
	}
	return r.long()
}

func (r *intReader) long() (v uint64) {
	for shift := 0; ; shift += 7 {
		c := r.b[r.at]
		r.at++
		if v |= uint64(c&0x7F) << shift; c < 0x80 {
			return v
		}
	}
}

func (r *intReader) int() int64 {
	v := r.uint()
	return int64(v>>1) ^ -int64(v&1)
}

func (r *intReader) back(i int) int32 {
	if v := int32(r.uint()); v != 0 {
		return int32(i) - v
	}
	return 0
}

func (r *intReader) ints() []int32 {
	out := make([]int32, r.uint())
	for i := range out {
		out[i] = int32(r.int())
	}
	return out
}

func (r *intReader) ints3() (a, b, c int32) { return int32(r.int()), int32(r.int()), int32(r.int()) }

func (r *intReader) strings() []string {
	out := make([]string, r.uint())
	sizes, size := make([]int, len(out)), 0
	for i := range sizes {
		sizes[i] = int(r.uint())
		size += sizes[i]
	}
	all := string(r.b[r.at : r.at+size]) // one string for all: they share its memory
	r.at += size
	for i, n := range sizes {
		out[i], all = all[:n], all[n:]
	}
	return out
}
