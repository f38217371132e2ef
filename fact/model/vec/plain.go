// SPDX-License-Identifier: Apache-2.0

package vec

import "math"

// mulGo is the reference: four outputs at a time, so that a row of a is read once for the four.
func mulGo(dst, a, b []float32, n, m, k, stride int) {
	for i := range n {
		x := a[i*stride : i*stride+k]
		y := dst[i*m : i*m+m]
		j := 0
		for ; j+4 <= m; j += 4 {
			w0, w1, w2, w3 := b[j*k:][:len(x)], b[(j+1)*k:][:len(x)], b[(j+2)*k:][:len(x)], b[(j+3)*k:][:len(x)]
			var s0, s1, s2, s3 float32
			for t, v := range x {
				s0 += v * w0[t]
				s1 += v * w1[t]
				s2 += v * w2[t]
				s3 += v * w3[t]
			}
			y[j], y[j+1], y[j+2], y[j+3] = s0, s1, s2, s3
		}
		for ; j < m; j++ {
			y[j] = rest(0, x, b[j*k:j*k+k], 0)
		}
	}
}

// mulQGo is the reference for 8-bit weights: four rows of weights are widened a piece at a time, for all rows of a, since widening costs
// more than multiplying.
func mulQGo(dst, a []float32, b []int8, scale []float32, n, m, k int) {
	const piece = 256
	var wide [4][piece]float32
	for j := 0; j < m; j += 4 {
		cols := min(4, m-j)
		for i := range n {
			clear(dst[i*m+j : i*m+j+cols])
		}
		for from := 0; from < k; from += piece {
			to := min(k, from+piece)
			for c := range cols {
				for t, v := range b[(j+c)*k+from : (j+c)*k+to] {
					wide[c][t] = float32(v)
				}
			}
			for i := range n {
				x := a[i*k+from : i*k+to]
				w0, w1, w2, w3 := wide[0][:len(x)], wide[1][:len(x)], wide[2][:len(x)], wide[3][:len(x)]
				var s [4]float32
				for t, v := range x {
					s[0] += v * w0[t]
					s[1] += v * w1[t]
					s[2] += v * w2[t]
					s[3] += v * w3[t]
				}
				y := dst[i*m+j : i*m+j+cols]
				for c := range y {
					y[c] += s[c]
				}
			}
		}
		for i := range n {
			y := dst[i*m+j : i*m+j+cols]
			for c := range y {
				y[c] *= scale[j+c]
			}
		}
	}
}

// expGo is the reference for Exp: 2 to the whole part of the power of 2 by its bits, e to the rest by a series.
func expGo(x []float32, scale, shift float32) {
	for i, v := range x {
		t := max((v-shift)*scale, -87) * math.Log2E
		whole := float32(math.Floor(float64(t)))
		f := (t - whole) * math.Ln2
		p := 1 + f*(1+f*(1.0/2+f*(1.0/6+f*(1.0/24+f*(1.0/120+f*(1.0/720+f*(1.0/5040)))))))
		x[i] = p * math.Float32frombits(uint32(127+int32(whole))<<23)
	}
}
