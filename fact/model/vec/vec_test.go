// SPDX-License-Identifier: Apache-2.0

package vec

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// exact is the answer in float64, the slow and obvious way.
func exact(a, b []float32, i, j, k, stride int) (sum, size float64) {
	for t := range k {
		p := float64(a[i*stride+t]) * float64(b[j*k+t])
		sum += p
		size += math.Abs(p)
	}
	return sum, size
}

func near(got float32, sum, size float64) bool { return math.Abs(float64(got)-sum) <= 1e-5*size+1e-6 }

func random(r *rand.Rand, n int) []float32 {
	out := make([]float32, n)
	for i := range out {
		out[i] = float32(r.NormFloat64())
	}
	return out
}

func random8(r *rand.Rand, n int) []int8 {
	out := make([]int8, n)
	for i := range out {
		out[i] = int8(r.IntN(256) - 128)
	}
	return out
}

// check compares what is chosen here and plain Go with the exact answer for one shape.
func check(t *testing.T, r *rand.Rand, n, m, k, stride int) {
	t.Helper()
	a, b := random(r, max(0, (n-1)*stride+k)), random(r, m*k)
	dst, ref := make([]float32, n*m+1), make([]float32, n*m+1)
	dst[n*m], ref[n*m] = 42, 42
	MulRows(dst, a, b, n, m, k, stride)
	mulGo(ref, a, b, n, m, k, stride)
	for i := range n {
		for j := range m {
			sum, size := exact(a, b, i, j, k, stride)
			if !near(dst[i*m+j], sum, size) || !near(ref[i*m+j], sum, size) {
				t.Fatalf("%s %dx%dx%d stride %d: at %d,%d got %g, plain %g, want %g", Name(), n, m, k, stride, i, j, dst[i*m+j], ref[i*m+j], sum)
			}
			one := make([]float32, 1)
			Mul(one, a[i*stride:i*stride+k], b[j*k:j*k+k], 1, 1, k)
			if one[0] != dst[i*m+j] {
				t.Fatalf("%s %dx%dx%d: at %d,%d %g in the batch, %g alone", Name(), n, m, k, i, j, dst[i*m+j], one[0])
			}
		}
	}
	if dst[n*m] != 42 || ref[n*m] != 42 {
		t.Fatalf("%dx%dx%d: wrote behind the end", n, m, k)
	}
	if stride != k {
		return
	}
	q, scale := random8(r, m*k), random(r, m)
	bq := make([]float32, m*k)
	for j := range m {
		for x := range k {
			bq[j*k+x] = float32(q[j*k+x]) * scale[j]
		}
	}
	MulQ(dst, a, q, scale, n, m, k)
	for i := range n {
		one := make([]float32, m)
		if MulQ(one, a[i*k:(i+1)*k], q, scale, 1, m, k); !slices.Equal(one, dst[i*m:(i+1)*m]) {
			t.Fatalf("%s 8-bit %dx%dx%d: row %d is another in the batch than alone", Name(), n, m, k, i)
		}
	}
	mulQGo(ref, a, q, scale, n, m, k)
	for i := range n {
		for j := range m {
			sum, size := exact(a, bq, i, j, k, k)
			if !near(dst[i*m+j], sum, size) || !near(ref[i*m+j], sum, size) {
				t.Fatalf("%s 8-bit %dx%dx%d: at %d,%d got %g, plain %g, want %g", Name(), n, m, k, i, j, dst[i*m+j], ref[i*m+j], sum)
			}
		}
	}
	if dst[n*m] != 42 || ref[n*m] != 42 {
		t.Fatalf("8-bit %dx%dx%d: wrote behind the end", n, m, k)
	}
	x, y := random(r, k), random(r, k)
	z := append([]float32(nil), y...)
	Axpy(z, 0.37, x)
	for i := range z {
		if !near(z[i], float64(y[i])+float64(float32(0.37))*float64(x[i]), 1) {
			t.Fatalf("axpy of %d: at %d got %g", k, i, z[i])
		}
	}
}

func TestAllWaysAgreeOnEveryShape(t *testing.T) {
	t.Log("chosen here:", Name())
	everyShape(t)
}

func everyShape(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for n := range 8 {
		for m := range 10 {
			for _, k := range []int{0, 1, 7, 8, 9, 15, 16, 24, 31, 100, 168} {
				check(t, r, n, m, k, k)
			}
		}
	}
	for _, s := range [][4]int{{60, 96, 840, 168}, {60, 96, 288, 96}, {5, 7, 9, 2}, {4, 5, 24, 8}, {1, 1, 24, 0}, {7, 6, 515, 515}, {5, 9, 1536, 1536}} {
		check(t, r, s[0], s[1], s[2], s[3])
	}
}

func TestExpIsThatOfTheLibrary(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for _, n := range []int{0, 1, 7, 8, 9, 60, 128} {
		x := make([]float32, n+1)
		for i := range x {
			x[i] = float32(-r.ExpFloat64() * 20)
		}
		x[n] = 42
		got, ref := slices.Clone(x), slices.Clone(x)
		Exp(got[:n], 0.3, 2)
		expGo(ref[:n], 0.3, 2)
		for i := range n {
			want := math.Exp(max(-87, float64(float32(x[i]-2)*0.3)))
			if math.Abs(float64(got[i])-want) > 2e-5*want || math.Abs(float64(ref[i])-want) > 2e-5*want {
				t.Fatalf("%s: e to %g is %g, plain %g, want %g", Name(), (x[i]-2)*0.3, got[i], ref[i], want)
			}
		}
		if got[n] != 42 {
			t.Fatal("wrote behind the end")
		}
	}
}

func FuzzShapes(f *testing.F) {
	f.Add(uint64(1), uint8(3), uint8(4), uint16(8), uint16(8))
	f.Add(uint64(2), uint8(5), uint8(3), uint16(27), uint16(9))
	f.Fuzz(func(t *testing.T, seed uint64, n, m uint8, k, stride uint16) {
		check(t, rand.New(rand.NewPCG(seed, 7)), int(n%20), int(m%20), int(k%300), int(stride%300))
	})
}

func TestShortSlicesPanicAndNeverWrite(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("a short slice was accepted: the kernels would read behind it")
		}
	}()
	Mul(make([]float32, 12), make([]float32, 23), make([]float32, 32), 3, 4, 8)
}

func TestNothingIsAllocated(t *testing.T) {
	if raced {
		t.Skip("the race detector empties pools at random; the run without it measures")
	}
	r := rand.New(rand.NewPCG(1, 2))
	a, b, q, s, dst := random(r, 60*100), random(r, 33*100), random8(r, 33*100), random(r, 33), make([]float32, 60*33)
	for _, n := range []int{1, 2, 60} {
		if got := testing.AllocsPerRun(20, func() {
			Mul(dst, a, b, n, 33, 100)
			MulQ(dst, a, q, s, n, 33, 100)
			Mul(dst, a, b, n, 2, 100)
			MulQ(dst, a, q, s, n, 2, 100)
			Axpy(dst, 2, a[:33])
			Exp(dst[:33], 0, 0)
		}); got != 0 {
			t.Errorf("%d rows: %v allocations", n, got)
		}
	}
}

func Benchmark(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, s := range [][3]int{{60, 96, 840}, {60, 96, 288}, {30, 1536, 512}, {30, 512, 1536}, {1, 512, 512}} {
		n, m, k := s[0], s[1], s[2]
		x, w, q, sc, dst := random(r, n*k), random(r, m*k), random8(r, m*k), random(r, m), make([]float32, n*m)
		for _, way := range []struct {
			name string
			run  func()
		}{
			{Name(), func() { Mul(dst, x, w, n, m, k) }},
			{Name() + "-int8", func() { MulQ(dst, x, q, sc, n, m, k) }},
			{"plain", func() { mulGo(dst, x, w, n, m, k, k) }},
			{"plain-int8", func() { mulQGo(dst, x, q, sc, n, m, k) }},
		} {
			b.Run(fmt.Sprintf("%dx%dx%d/%s", n, m, k, way.name), func(b *testing.B) {
				for b.Loop() {
					way.run()
				}
				b.ReportMetric(2*float64(n*m*k)*float64(b.N)/b.Elapsed().Seconds()/1e9, "GFLOP/s")
			})
		}
	}
}
