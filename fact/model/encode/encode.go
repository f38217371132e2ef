// SPDX-License-Identifier: Apache-2.0

package encode

import (
	"math"
	"runtime"
	"sync"

	"chaperone/fact/model/vec"
)

// Encoder is a transformer (Vaswani et al. 2017) in the shape of BERT with small heads on top: one set of scores for the window as a
// whole, one for each piece. Read-only after Read; safe for many at once.
type Encoder struct {
	Card
	words  nibbles   // one row a piece
	places []float32 // MaxPieces rows: position and segment together
	norm0  norm
	layers []layer
	head   dense // of the mean and the largest value of each dimension, so 2 x Width inputs
	piece  dense // of each piece
}

type quantised struct {
	w     []int8
	scale []float32
}

type norm struct{ gain, shift []float32 }

type dense struct {
	quantised
	bias []float32
}

type layer struct {
	qkv         dense // query, key and value in one: 3 x Width rows
	out         dense
	norm1       norm
	widen, back dense
	norm2       norm
}

// Scores is what the encoder makes of one window: log odds.
type Scores struct {
	Classes []float32   // of the window as a whole, in the order of Card.Classes
	Pieces  [][]float32 // of each piece of the window, in the order of Card.PieceClasses
}

// epsilon of the layer norms, as the weights were trained with.
const epsilon = 1e-12

type buffers struct{ x, y, qkv, wide, heads, pooled []float32 }

var pool = sync.Pool{New: func() any { return new(buffers) }}

func grow(s *[]float32, n int) []float32 {
	if cap(*s) < n {
		*s = make([]float32, n)
	}
	*s = (*s)[:n]
	return *s
}

// Encode reads one window of at most MaxPieces pieces; a longer one is cut. The result does not depend on how many cores there are.
func (e *Encoder) Encode(w []Piece) Scores {
	w = w[:min(len(w), MaxPieces)]
	if len(w) == 0 {
		return Scores{Classes: make([]float32, len(e.Classes))}
	}
	b := pool.Get().(*buffers)
	defer pool.Put(b)
	n, width := len(w), e.Width
	x, y := grow(&b.x, n*width), grow(&b.y, n*width)
	qkv, wide := grow(&b.qkv, n*3*width), grow(&b.wide, n*e.Inner)
	for i, p := range w {
		row, id := x[i*width:(i+1)*width], int(p.ID)
		if id >= len(e.words.scale) {
			id = int(unknownID)
		}
		copy(row, e.places[i*width:])
		e.words.addRow(row, id)
	}
	e.norm0.apply(x, width)
	for i := range e.layers {
		l := &e.layers[i]
		rows(n, func(from, to int) { l.qkv.apply(qkv[from*3*width:], x[from*width:], to-from, 3*width, width) })
		e.attend(y, qkv, &b.heads, n)
		rows(n, func(from, to int) {
			here, there := x[from*width:to*width], y[from*width:to*width]
			big := wide[from*e.Inner : to*e.Inner]
			tmp := qkv[from*3*width : from*3*width+len(here)]
			l.out.apply(tmp, there, to-from, width, width)
			addTo(here, tmp)
			l.norm1.apply(here, width)
			l.widen.apply(big, here, to-from, e.Inner, width)
			gelu(big)
			l.back.apply(tmp, big, to-from, width, e.Inner)
			addTo(here, tmp)
			l.norm2.apply(here, width)
		})
	}
	return e.heads(x, n, grow(&b.pooled, 2*width))
}

func (e *Encoder) heads(x []float32, n int, pooled []float32) Scores {
	width := e.Width
	for k := range width {
		var sum float32
		most := float32(math.Inf(-1))
		for i := range n {
			v := x[i*width+k]
			sum += v
			most = max(most, v)
		}
		pooled[k], pooled[width+k] = sum/float32(n), most
	}
	s := Scores{Classes: make([]float32, len(e.Classes)), Pieces: make([][]float32, n)}
	e.head.apply(s.Classes, pooled, 1, len(e.Classes), 2*width)
	all := make([]float32, n*len(e.PieceClasses))
	e.piece.apply(all, x, n, len(e.PieceClasses), width)
	for i := range n {
		s.Pieces[i] = all[i*len(e.PieceClasses) : (i+1)*len(e.PieceClasses)]
	}
	return s
}

// attend writes, for each piece, the mix of the values of all pieces by how well query and key fit, head by head. Each head has its own
// room in work: its keys side by side, its values dimension by dimension, the weights, and what comes out. Weights are made for a multiple
// of eight pieces, as the kernels like it; those behind the last piece are 0.
func (e *Encoder) attend(dst, qkv []float32, work *[]float32, n int) {
	width, n8 := e.Width, (n+7)&^7
	size := width / e.Heads
	scale := float32(1 / math.Sqrt(float64(size)))
	room := 2*n8*size + n*n8 + n*size
	all := grow(work, e.Heads*room)
	rows(e.Heads, func(from, to int) {
		for h := from; h < to; h++ {
			rest := all[h*room : (h+1)*room]
			keys, rest := rest[:n8*size], rest[n8*size:]
			values, rest := rest[:n8*size], rest[n8*size:]
			weights, out := rest[:n*n8], rest[n*n8:]
			for j := range n {
				row := qkv[j*3*width+h*size:]
				copy(keys[j*size:(j+1)*size], row[width:])
				for k, v := range row[2*width : 2*width+size] {
					values[k*n8+j] = v
				}
			}
			clear(keys[n*size:])
			for k := range size {
				clear(values[k*n8+n : (k+1)*n8])
			}
			vec.MulRows(weights, qkv[h*size:], keys, n, n8, size, 3*width)
			for i := range n {
				row := weights[i*n8 : (i+1)*n8]
				softmax(row[:n], scale)
				clear(row[n:])
			}
			vec.Mul(out, weights, values, n, size, n8)
			for i := range n {
				copy(dst[i*width+h*size:], out[i*size:(i+1)*size])
			}
		}
	})
}

// rows shares n rows among the cores; each row is worked out in the same way whoever does it.
func rows(n int, do func(from, to int)) {
	k := min(runtime.GOMAXPROCS(0), 4, n/6+1)
	if k < 2 {
		do(0, n)
		return
	}
	var wg sync.WaitGroup
	for w := 1; w < k; w++ {
		wg.Go(func() { do(w*n/k, (w+1)*n/k) })
	}
	do(0, n/k)
	wg.Wait()
}

func (d *dense) apply(dst, x []float32, n, m, k int) {
	vec.MulQ(dst[:n*m], x[:n*k], d.w, d.scale, n, m, k)
	for i := range n {
		addTo(dst[i*m:(i+1)*m], d.bias)
	}
}

func addTo(dst, x []float32) {
	x = x[:len(dst)]
	for i := range dst {
		dst[i] += x[i]
	}
}

func (n *norm) apply(x []float32, width int) {
	for ; len(x) > 0; x = x[width:] {
		row := x[:width]
		var sum, square float64
		for _, v := range row {
			sum += float64(v)
			square += float64(v) * float64(v)
		}
		mean := sum / float64(width)
		f := float32(1 / math.Sqrt(max(square/float64(width)-mean*mean, 0)+epsilon))
		m := float32(mean)
		for k, v := range row {
			row[k] = (v-m)*f*n.gain[k] + n.shift[k]
		}
	}
}

// softmax makes weights of fits, which are to be multiplied by scale first.
func softmax(x []float32, scale float32) {
	most := x[0]
	for _, v := range x {
		most = max(most, v)
	}
	vec.Exp(x, scale, most)
	var sum float32
	for _, v := range x {
		sum += v
	}
	f := 1 / sum
	for i := range x {
		x[i] *= f
	}
}

// The Gaussian error linear unit (Hendrycks and Gimpel 2016) from a table with lines between its points; wrong by less than 1e-5.
const (
	geluEdge = 6
	geluStep = 512 // points a unit
)

var geluTable = sync.OnceValue(func() *[2*geluEdge*geluStep + 2]float32 {
	t := new([2*geluEdge*geluStep + 2]float32)
	for i := range t {
		x := float64(i)/geluStep - geluEdge
		t[i] = float32(x * 0.5 * (1 + math.Erf(x/math.Sqrt2)))
	}
	return t
})

func gelu(x []float32) {
	t := geluTable()
	for i, v := range x {
		switch {
		case v >= geluEdge:
		case !(v > -geluEdge): // and what is no number, which only broken weights give
			x[i] = 0
		default:
			at := (v + geluEdge) * geluStep
			k := int(at)
			x[i] = t[k] + (t[k+1]-t[k])*(at-float32(k))
		}
	}
}
