// SPDX-License-Identifier: Apache-2.0

package jigsaw

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// stories gives problems of exactly n clues.
func stories(n, clues int) []*Problem {
	r := rand.New(rand.NewPCG(9, 9))
	var w *world
	out := make([]*Problem, n)
	for i := range out {
		if i%25 == 0 {
			w = newWorld(r, 14)
		}
		out[i] = w.story(r, clues)
	}
	return out
}

// One estimate in one frame, guard included.
func BenchmarkEstimate(b *testing.B) {
	for _, clues := range []int{4, 8, 12, 16} {
		var ms []*Model
		for _, p := range stories(200, clues) {
			p.Frames = p.Frames[:1]
			ms = append(ms, Prepare(p))
		}
		b.Run(fmt.Sprint(clues, "-clues"), func(b *testing.B) {
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				m := ms[i%len(ms)]
				m.estimate(&m.at)
			}
		})
	}
}

func BenchmarkPrepare(b *testing.B) {
	ps := stories(200, 12)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		Prepare(ps[i%len(ps)])
	}
}
