// SPDX-License-Identifier: Apache-2.0

// Package vec multiplies matrices for the small models that read a post: float32 rows against rows of weights, which may be 8-bit
// integers with one scale a row. It is chosen once, at start, how: AVX2 with FMA on amd64, NEON on arm64, plain Go elsewhere and under
// the build tag purego. The plain way is the reference; the others differ from it by rounding only. All ways allocate nothing, and give
// the same bits for the same input on one machine, whatever else stands in the batch.
//
// Weights lie as one row for each output ("dot layout"): each result is the dot product of a row of a and a row of b. A convolution is
// the same thing on rows that overlap: see MulRows.
package vec

// Each way has three kernels, in its file: dot and dotQ do blocks of 3 rows of a by 4 rows of b, and write each row of results ldd
// elements after the last; lda and ldb are row lengths in elements and may be 0 (the same row again). axpy8 is Axpy. In all of them the
// length is a multiple of 8 above 0. They are called directly, not through variables, so that nothing they are given escapes to the heap.

// Name says which way the sums are done here: "avx2", "neon" or "go".
func Name() string {
	if fast {
		return way
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
	if n < 3 || m < 4 {
		mulSmall(dst, a, b, n, m, k, stride)
		return
	}
	// Weights outside, rows inside: four rows of weights stay in the nearest cache while the whole sequence passes by. The last block
	// of each side may go over results that are there already; it writes the same bits again.
	for j := 0; j < m; j += 4 {
		j := min(j, m-4)
		for i := 0; i < n; i += 3 {
			i := min(i, n-3)
			dot(&dst[i*m+j], m, &a[i*stride], stride, &b[j*k], k, k8)
			if k8 < k {
				tail(dst[i*m+j:], a[i*stride:], b[j*k:], m, k, stride, k8)
			}
		}
	}
}

// MulQ is Mul with b as 8-bit integers: row j of the weights is scale[j] times b[j*k:(j+1)*k].
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
	if n < 3 || m < 4 {
		mulQSmall(dst, a, b, scale, n, m, k)
		return
	}
	for j := 0; j < m; j += 4 {
		j := min(j, m-4)
		s := (*[4]float32)(scale[j:])
		for i := 0; i < n; i += 3 {
			i := min(i, n-3)
			dotQ(&dst[i*m+j], m, &a[i*k], k, &b[j*k], k, k8)
			if k8 < k {
				tailQ(dst[i*m+j:], a[i*k:], b[j*k:], m, k, k8)
			}
			for r := range 3 {
				d := (*[4]float32)(dst[(i+r)*m+j:])
				d[0] *= s[0]
				d[1] *= s[1]
				d[2] *= s[2]
				d[3] *= s[3]
			}
		}
	}
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

// mulSmall does fewer than 3 rows or 4 columns with the same kernel, whose block then looks at one row several times. So a result has
// the same bits whether its row came alone or in a batch.
func mulSmall(dst, a, b []float32, n, m, k, stride int) {
	k8 := k &^ 7
	wide, ldb := narrow(m, k)
	var out [12]float32
	for j := 0; j < m; j += wide {
		j := min(j, m-wide)
		for i := range n {
			dot(&out[0], 4, &a[i*stride], 0, &b[j*k], ldb, k8)
			for c := range wide {
				dst[i*m+j+c] = rest(out[c], a[i*stride:i*stride+k], b[(j+c)*k:(j+c)*k+k], k8)
			}
		}
	}
}

func mulQSmall(dst, a []float32, b []int8, scale []float32, n, m, k int) {
	k8 := k &^ 7
	wide, ldb := narrow(m, k)
	var out [12]float32
	for j := 0; j < m; j += wide {
		j := min(j, m-wide)
		for i := range n {
			dotQ(&out[0], 4, &a[i*k], 0, &b[j*k], ldb, k8)
			for c := range wide {
				dst[i*m+j+c] = restQ(out[c], a[i*k:i*k+k], b[(j+c)*k:(j+c)*k+k], k8) * scale[j+c]
			}
		}
	}
}

// narrow gives how many columns a block of mulSmall may do, and how far apart its rows of weights lie.
func narrow(m, k int) (wide, ldb int) {
	if m < 4 {
		return 1, 0
	}
	return 4, k
}

// rest adds the elements from k8 on to a dot product.
func rest(s float32, a, b []float32, k8 int) float32 {
	for t := k8; t < len(a); t++ {
		s += a[t] * b[t]
	}
	return s
}

func restQ(s float32, a []float32, b []int8, k8 int) float32 {
	for t := k8; t < len(a); t++ {
		s += a[t] * float32(b[t])
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

func tailQ(dst, a []float32, b []int8, m, k, k8 int) {
	for r := range 3 {
		for c := range 4 {
			dst[r*m+c] = restQ(dst[r*m+c], a[r*k:r*k+k], b[c*k:c*k+k], k8)
		}
	}
}
