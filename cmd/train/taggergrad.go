// SPDX-License-Identifier: Apache-2.0

package main

import (
	"math"
	"math/rand/v2"

	"chaperone/fact/model/tag"
	"chaperone/fact/model/vec"
)

const drop = 0.4 // share of inputs and features left out while training

// dropOf16 is drop as a share of the numbers of 16 bits.
const dropOf16 = 0x10000 * 4 / 10

// lesson is one window with its labels, ready for the network.
type lesson struct {
	words  []tag.Word
	labels []tag.Label
}

// work is one worker's memory: its gradient, and what a window needs on the way forth and back.
type work struct {
	g     *tag.Net
	all   []float32 // the gradient as one array
	loss  float64
	vocab *tag.Vocabulary

	x, dx, mx                      []float32 // inputs
	a1, a2, a3, h1, h2, m1, m2, mo []float32 // layers, and what is left out of them
	o, do, d1, d2, d3, emit        []float32
	at                             []int8
	known                          []bool
	ids                            [][tag.MaxChars]uint8
	chars                          []int
	fwd, back, pot                 [][tag.Labels]float64
}

func newWork(hidden int, v *tag.Vocabulary) *work {
	w := &work{vocab: v}
	w.g, w.all = tag.NewNet(hidden)
	return w
}

func zeroes(s *[]float32, n int) []float32 {
	if cap(*s) < n {
		*s = make([]float32, n+n/2)
	}
	*s = (*s)[:n]
	clear(*s)
	return *s
}

// mask leaves out a share of m and scales the rest up.
func mask(r *rand.Rand, s *[]float32, n int) []float32 {
	m := zeroes(s, n)
	for i := 0; i < n; i += 4 {
		bits := r.Uint64()
		for j := i; j < min(i+4, n); j++ {
			if bits&0xffff >= dropOf16 {
				m[j] = 1 / (1 - drop)
			}
			bits >>= 16
		}
	}
	return m
}

// relu gives dst = what is above 0 of a + bias.
func relu(dst, a, bias []float32) {
	for i := 0; i < len(a); i += len(bias) {
		for j, b := range bias {
			dst[i+j] = max(a[i+j]+b, 0)
		}
	}
}

// step adds the gradient of one window to w, and its loss.
func (w *work) step(n *tag.Net, table []float32, l *lesson, r *rand.Rand) {
	t, h := len(l.words), n.Hidden
	w.inputs(n, table, l, r)
	w.a1, w.a2, w.a3 = zeroes(&w.a1, t*h), zeroes(&w.a2, t*h), zeroes(&w.a3, t*h)
	w.h1, w.h2 = zeroes(&w.h1, (t+2)*h), zeroes(&w.h2, (t+2)*h)
	m1, m2, mo := mask(r, &w.m1, t*h), mask(r, &w.m2, t*h), mask(r, &w.mo, t*(h+tag.In))
	vec.MulRows(w.a1, w.x, n.W1, t, h, 5*tag.In, tag.In)
	relu(w.a1, w.a1, n.B1)
	for i, v := range w.a1 {
		w.h1[h+i] = v * m1[i]
	}
	vec.MulRows(w.a2, w.h1, n.W2, t, h, 3*h, h)
	relu(w.a2, w.a2, n.B2)
	for i := range w.a2 {
		w.h2[h+i] = (w.a1[i] + w.a2[i]) * m2[i]
	}
	vec.MulRows(w.a3, w.h2, n.W3, t, h, 3*h, h)
	relu(w.a3, w.a3, n.B3)

	// The output reads the sum of the layers, and the inputs beside them.
	o, wide := zeroes(&w.o, t*(h+tag.In)), h+tag.In
	for i := range t {
		row := o[i*wide : (i+1)*wide]
		for j := range h {
			row[j] = w.a1[i*h+j] + w.a2[i*h+j] + w.a3[i*h+j]
		}
		copy(row[h:], w.x[(i+2)*tag.In:(i+3)*tag.In])
		for j := range row {
			row[j] *= mo[i*wide+j]
		}
	}
	emit := zeroes(&w.emit, t*tag.Labels)
	for i := range t {
		for c := range tag.Labels {
			s := n.OutB[c]
			for j, v := range n.OutH[c*h : (c+1)*h] {
				s += v * o[i*wide+j]
			}
			for j, v := range n.OutX[c*tag.In : (c+1)*tag.In] {
				s += v * o[i*wide+h+j]
			}
			emit[i*tag.Labels+c] = s
		}
	}
	w.field(n, emit, l.labels) // emit is now the gradient of the emissions

	do := zeroes(&w.do, t*wide)
	for i := range t {
		for c := range tag.Labels {
			d := emit[i*tag.Labels+c]
			w.g.OutB[c] += d
			vec.Axpy(w.g.OutH[c*h:(c+1)*h], d, o[i*wide:i*wide+h])
			vec.Axpy(w.g.OutX[c*tag.In:(c+1)*tag.In], d, o[i*wide+h:(i+1)*wide])
			vec.Axpy(do[i*wide:i*wide+h], d, n.OutH[c*h:(c+1)*h])
			vec.Axpy(do[i*wide+h:(i+1)*wide], d, n.OutX[c*tag.In:(c+1)*tag.In])
		}
	}
	for i := range do {
		do[i] *= mo[i]
	}
	dx, d := zeroes(&w.dx, (t+4)*tag.In), zeroes(&w.d1, t*h)
	for i := range t {
		copy(d[i*h:(i+1)*h], do[i*wide:i*wide+h])
		copy(dx[(i+2)*tag.In:(i+3)*tag.In], do[i*wide+h:(i+1)*wide])
	}
	dh := zeroes(&w.d2, (t+2)*h)
	backConv(d, w.a3, w.h2, dh, n.W3, w.g.W3, w.g.B3, t, h, h, 3)
	for i := range d { // what reaches both a1 and a2
		d[i] += dh[h+i] * m2[i]
	}
	dh = zeroes(&w.d3, (t+2)*h)
	backConv(d, w.a2, w.h1, dh, n.W2, w.g.W2, w.g.B2, t, h, h, 3)
	for i := range d {
		d[i] += dh[h+i] * m1[i]
	}
	backConv(d, w.a1, w.x, dx, n.W1, w.g.W1, w.g.B1, t, h, tag.In, 5)
	w.backInputs(n, t)
}

// backConv takes the gradient d of a layer's outputs a (after ReLU) to its weights and its input x, rows of length in, padded.
func backConv(d, a, x, dx, w, gw, gb []float32, t, h, in, width int) {
	n := in * width
	for i := range t {
		xs, dxs := x[i*in:i*in+n], dx[i*in:i*in+n]
		for o := range h {
			g := d[i*h+o]
			if g == 0 || a[i*h+o] <= 0 {
				continue
			}
			gb[o] += g
			vec.Axpy(gw[o*n:(o+1)*n], g, xs)
			vec.Axpy(dxs, g, w[o*n:(o+1)*n])
		}
	}
}

const seenInputs = tag.FlagsAt // inputs that are dropped at random; the flags never are

// inputs fills the rows of the window.
func (w *work) inputs(n *tag.Net, table []float32, l *lesson, r *rand.Rand) {
	t := len(l.words)
	x := zeroes(&w.x, (t+4)*tag.In)
	mx := mask(r, &w.mx, t*seenInputs)
	if cap(w.at) < t*tag.CharOut {
		w.at, w.known, w.ids, w.chars = make([]int8, 2*t*tag.CharOut), make([]bool, 2*t), make([][tag.MaxChars]uint8, 2*t), make([]int, 2*t)
	}
	share := tag.Share(l.words)
	for i := range l.words {
		row := x[(i+2)*tag.In : (i+3)*tag.In]
		w.known[i] = w.vocab.Vector(row[:tag.WordSize], &l.words[i])
		if !w.known[i] {
			copy(row, n.Unknown)
		}
		w.chars[i] = tag.CharIDs(&w.ids[i], l.words[i].Raw)
		tag.MaxOverChars(row[tag.WordSize:tag.FlagsAt], w.at[i*tag.CharOut:(i+1)*tag.CharOut], table, n.CharB, w.ids[i][:w.chars[i]])
		for j, m := range mx[i*seenInputs : (i+1)*seenInputs] {
			row[j] *= m
		}
		tag.FlagInputs(row[tag.FlagsAt:], &l.words[i], share)
	}
}

// backInputs takes the gradient of the inputs to the vector of unknown words and to the letters.
func (w *work) backInputs(n *tag.Net, t int) {
	g := w.g
	for i := range t {
		d, m := w.dx[(i+2)*tag.In:(i+3)*tag.In], w.mx[i*seenInputs:(i+1)*seenInputs]
		if !w.known[i] {
			for j := range tag.WordSize {
				g.Unknown[j] += d[j] * m[j]
			}
		}
		ids := w.ids[i][:w.chars[i]]
		for o := range tag.CharOut {
			p := int(w.at[i*tag.CharOut+o])
			v := d[tag.WordSize+o] * m[tag.WordSize+o]
			if p < 0 || v == 0 {
				continue
			}
			g.CharB[o] += v
			for k := range 3 {
				if q := p + k - 1; q >= 0 && q < len(ids) {
					c, row := int(ids[q])*tag.CharSize, (o*3+k)*tag.CharSize
					vec.Axpy(g.CharW[row:row+tag.CharSize], v, n.Chars[c:c+tag.CharSize])
					vec.Axpy(g.Chars[c:c+tag.CharSize], v, n.CharW[row:row+tag.CharSize])
				}
			}
		}
	}
}

// field adds the loss (minus the log of the probability of the labels) and the gradient of the transitions, and makes of emit its gradient.
func (w *work) field(n *tag.Net, emit []float32, labels []tag.Label) {
	const L = tag.Labels
	t := len(labels)
	var tr [L + 1][L]float64
	for p := range tr {
		for c := range tr[p] {
			if p == L && (c == tag.O || c%2 == 1) || p < L && tag.Allowed(p, c) {
				tr[p][c] = math.Exp(float64(n.Trans[p*L+c]))
			}
		}
	}
	if cap(w.fwd) < t {
		w.fwd, w.back, w.pot = make([][L]float64, 2*t), make([][L]float64, 2*t), make([][L]float64, 2*t)
	}
	fwd, back, pot := w.fwd[:t], w.back[:t], w.pot[:t]
	logZ, gold, prev := 0.0, 0.0, L
	for i := range t {
		e := emit[i*L : (i+1)*L]
		top := e[0]
		for _, v := range e {
			top = max(top, v)
		}
		sum := 0.0
		for c := range L {
			pot[i][c] = math.Exp(float64(e[c] - top))
			s := tr[L][c]
			if i > 0 {
				s = 0
				for p := range L {
					s += fwd[i-1][p] * tr[p][c]
				}
			}
			fwd[i][c] = s * pot[i][c]
			sum += fwd[i][c]
		}
		for c := range L {
			fwd[i][c] /= sum
		}
		logZ += math.Log(sum) + float64(top)
		gold += float64(e[labels[i]]) + math.Log(tr[prev][labels[i]])
		prev = labels[i]
	}
	w.loss += logZ - gold
	for i := t - 1; i >= 0; i-- {
		if i == t-1 {
			for c := range L {
				back[i][c] = 1
			}
			continue
		}
		sum := 0.0
		for p := range L {
			back[i][p] = 0
			for c := range L {
				back[i][p] += tr[p][c] * pot[i+1][c] * back[i+1][c]
			}
			sum += back[i][p]
		}
		for p := range L {
			back[i][p] /= sum
		}
	}
	for i := range t {
		sum := 0.0
		for c := range L {
			sum += fwd[i][c] * back[i][c]
		}
		for c := range L {
			p := fwd[i][c] * back[i][c] / sum
			if c == labels[i] {
				p--
			}
			emit[i*L+c] = float32(p)
			if i == 0 {
				w.g.Trans[L*L+c] += float32(p)
			}
		}
		if i == 0 {
			continue
		}
		var pair [L][L]float64
		sum = 0
		for p := range L {
			for c := range L {
				pair[p][c] = fwd[i-1][p] * tr[p][c] * pot[i][c] * back[i][c]
				sum += pair[p][c]
			}
		}
		for p := range L {
			for c := range L {
				v := pair[p][c] / sum
				if p == labels[i-1] && c == labels[i] {
					v--
				}
				if tr[p][c] > 0 {
					w.g.Trans[p*L+c] += float32(v)
				}
			}
		}
	}
}
