// SPDX-License-Identifier: Apache-2.0

// Package vec multiplies matrices for the small models that read a post: float32 rows against rows of weights, which may be 8-bit
// integers with one scale a row. It is chosen once, at start, how: AVX-512 or AVX2 with FMA on amd64, NEON on arm64, plain Go elsewhere and under
// the build tag purego. The plain way is the reference; the others differ from it by rounding only. All ways allocate nothing, and give
// the same bits for the same input on one machine, whatever else stands in the batch.
//
// Weights lie as one row for each output ("dot layout"): each result is the dot product of a row of a and a row of b. A convolution is
// the same thing on rows that overlap: see MulRows.
package vec

import "sync"

// Each way has its kernels, in its file: block does 3 rows of a by 4 rows of b, and writes each row of results ldd elements after the
// last; lda and ldb are row lengths in elements and may be 0 (the same row again). widen8 makes float32 of 8-bit integers, exp8 is Exp,
// axpy8 is Axpy. In all of them the length is a multiple of 8 above 0. They are called directly, not through variables, so that nothing
// they are given escapes to the heap.

// Name says which way the sums are done here: "avx512", "avx2", "neon" or "go".
func Name() string {
	if fast {
		return way()
	}
	return "go"
}

// Mul gives dst = a bᵀ: dst[i*m+j] is the dot product of row i of a (n rows of k) and row j of b (m rows of k). dst is overwritten and
// must not overlap a or b. It panics where a slice is too short.
func Mul(dst, a, b []float32, n, m, k int) { MulRows(dst, a, b, n, m, k, k) }

// MulRows is Mul with the rows of a starting every stride elements, so that they may overlap: with a sequence of vectors of length
// stride and k = 3*stride, it is a convolution of width 3.
func MulRows(dst, a, b []float32, n, m, k, stride int) {
	if !fits(len(dst), len(a), len(b), n, m, k, stride) {
		return
	}
	k8 := k &^ 7
	if !fast || k8 == 0 {
		mulGo(dst, a, b, n, m, k, stride)
		return
	}
	// Weights outside, rows inside: four rows of weights stay in the nearest cache while the whole sequence passes by. The last block may
	// go over results that are there already; it writes the same bits again.
	for j := 0; j < m; j += 4 {
		j := min(j, max(0, m-4))
		columns(dst[j:], a, b[j*k:], n, m, min(4, m-j), k, stride)
	}
}

// columns does up to four columns of dst, which has m: the products of n rows of a with as many rows of b.
func columns(dst, a, b []float32, n, m, cols, k, stride int) {
	k8 := k &^ 7
	if n < 3 || cols < 4 {
		fewer(dst, a, b, n, m, cols, k, stride)
		return
	}
	for i := 0; i < n; i += 3 {
		i := min(i, n-3)
		block(&dst[i*m], m, &a[i*stride], stride, &b[0], k, k8)
		if k8 < k {
			tail(dst[i*m:], a[i*stride:], b, m, k, stride, k8)
		}
	}
}

// fewer does fewer than 3 rows or 4 columns with the same kernel, whose block then looks at one row several times. So a result has
// the same bits whether its row came alone or in a batch.
func fewer(dst, a, b []float32, n, m, cols, k, stride int) {
	k8 := k &^ 7
	wide, ldb := 4, k
	if cols < 4 {
		wide, ldb = 1, 0
	}
	var out [12]float32
	for i := range n {
		x := a[i*stride : i*stride+k]
		for c := 0; c < cols; c += wide {
			block(&out[0], 4, &x[0], 0, &b[c*k], ldb, k8)
			for e := range wide {
				dst[i*m+c+e] = rest(out[e], x, b[(c+e)*k:(c+e)*k+k], k8)
			}
		}
	}
}

// widened holds four rows of weights made float32.
var widened = sync.Pool{New: func() any { return new([]float32) }}

// MulQ is Mul with b as 8-bit integers: row j of the weights is scale[j] times b[j*k:(j+1)*k].
//
// Four rows of weights at a time are made float32, for all rows of a: to do that in the kernel, again for each three rows of a, takes a
// quarter of its time.
func MulQ(dst, a []float32, b []int8, scale []float32, n, m, k int) {
	if !fits(len(dst), len(a), len(b), n, m, k, k) {
		return
	}
	scale = scale[:m]
	k8 := k &^ 7
	if !fast || k8 == 0 {
		mulQGo(dst, a, b, scale, n, m, k)
		return
	}
	buf := widened.Get().(*[]float32)
	defer widened.Put(buf)
	if cap(*buf) < 4*k {
		*buf = make([]float32, 4*k)
	}
	w := (*buf)[:4*k]
	for j := 0; j < m; j += 4 {
		j := min(j, max(0, m-4))
		cols := min(4, m-j)
		for c := range cols {
			row, to := b[(j+c)*k:(j+c+1)*k], w[c*k:(c+1)*k]
			widen8(&to[0], &row[0], k8)
			for t := k8; t < k; t++ {
				to[t] = float32(row[t])
			}
		}
		columns(dst[j:], a, w, n, m, cols, k, k)
		if cols == 4 {
			s := (*[4]float32)(scale[j:])
			for i := range n {
				d := (*[4]float32)(dst[i*m+j:])
				d[0] *= s[0]
				d[1] *= s[1]
				d[2] *= s[2]
				d[3] *= s[3]
			}
			continue
		}
		for i := range n {
			for c, s := range scale[j : j+cols] {
				dst[i*m+j+c] *= s
			}
		}
	}
}

// Exp makes each x of a row e to the power of scale*(x-shift), which must be at most 0; right to a relative 1e-5, and what is below e to the
// power of -87 is that. It is what a softmax is made of: shift is then the largest of the row.
func Exp(x []float32, scale, shift float32) {
	n := 0
	if fastExp && len(x) >= 8 {
		n = len(x) &^ 7
		exp8(&x[0], scale, shift, n)
	}
	expGo(x[n:], scale, shift)
}

// Axpy adds alpha times x to y, over the length of x.
func Axpy(y []float32, alpha float32, x []float32) {
	y = y[:len(x)]
	i := 0
	if fast && len(x) >= 8 {
		i = len(x) &^ 7
		axpy8(&y[0], alpha, &x[0], i)
	}
	for ; i < len(x); i++ {
		y[i] += alpha * x[i]
	}
}

// fits checks the sizes, once, so that the kernels need no bounds; false where there is nothing to do.
func fits(dst, a, b, n, m, k, stride int) bool {
	if n < 0 || m < 0 || k < 0 || stride < 0 {
		panic("vec: a size is below zero")
	}
	if n == 0 || m == 0 {
		return false
	}
	if dst < n*m || a < (n-1)*stride+k || b < m*k {
		panic("vec: a slice is shorter than its sizes say")
	}
	return true
}

// rest adds the elements from k8 on to a dot product.
func rest(s float32, a, b []float32, k8 int) float32 {
	for t := k8; t < len(a); t++ {
		s += a[t] * b[t]
	}
	return s
}

// tail adds the elements from k8 on to a block of 3 by 4.
func tail(dst, a, b []float32, m, k, stride, k8 int) {
	for r := range 3 {
		for c := range 4 {
			dst[r*m+c] = rest(dst[r*m+c], a[r*stride:r*stride+k], b[c*k:c*k+k], k8)
		}
	}
}
