// SPDX-License-Identifier: Apache-2.0

package jigsaw

import (
	"fmt"
	"math"
	"slices"
	"testing"
	"time"
)

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

// slowest runs a piece of work on many stories, three times each, and reports how long the slowest hundredth take at least. Of the three
// the fastest counts: the others tell of what else the machine does.
func slowest(b *testing.B, ps []*Problem, work func(*Problem)) {
	took := make([]float64, 0, len(ps))
	for b.Loop() {
		took = took[:0]
		for _, p := range ps {
			best := math.Inf(1)
			for range 3 {
				start := time.Now()
				work(p)
				best = min(best, float64(time.Since(start).Microseconds()))
			}
			took = append(took, best)
		}
	}
	slices.Sort(took)
	b.ReportMetric(took[len(took)/2], "p50-us")
	b.ReportMetric(took[len(took)*99/100], "p99-us")
	b.ReportMetric(0, "ns/op")
}

func BenchmarkSolve(b *testing.B) {
	for _, clues := range []int{4, 8, 12} {
		ps := stories(1000, clues)
		b.Run(fmt.Sprint(clues, "-clues/estimate-explain-greedy"), func(b *testing.B) {
			slowest(b, ps, func(p *Problem) {
				m := Prepare(p)
				e := m.Estimate(nil)
				m.explain(e)
				m.plan(m.wordings(), FewestWords, e, DefaultPolicy().Ordinary, 0)
			})
		})
		b.Run(fmt.Sprint(clues, "-clues/greedy-plans"), func(b *testing.B) {
			slowest(b, ps, func(p *Problem) {
				m := Prepare(p)
				m.explain(m.Estimate(nil))
				m.Plans(DefaultPolicy(), 0)
			})
		})
		b.Run(fmt.Sprint(clues, "-clues/whole"), func(b *testing.B) {
			slowest(b, ps, func(p *Problem) { Solve(p, Policy{}) })
		})
		b.Run(fmt.Sprint(clues, "-clues/max-nodes"), func(b *testing.B) {
			slowest(b, ps, func(p *Problem) { Prepare(p).Plans(DefaultPolicy(), MaxNodes) })
		})
	}
}

// How often a bounded search finds the cheapest plan there is, and what it costs more on average where it doesn't stop at the cheapest.
func BenchmarkPlanQuality(b *testing.B) {
	for _, clues := range []int{6, 8, 10, 12} {
		ps := stories(1000, clues)
		for _, nodes := range []int{0, QuickNodes, MaxNodes} {
			b.Run(fmt.Sprint(clues, "-clues/", nodes, "-nodes"), func(b *testing.B) {
				var found, best, proven, extra float64
				for b.Loop() {
					found, best, proven, extra = 0, 0, 0, 0
					for _, p := range ps {
						m := Prepare(p)
						s := newSearch(m, m.wordings(), FewestWords, true)
						if s == nil || m.estimate(&m.at).Lo >= 20 {
							continue
						}
						s.nodes = 1 << 30
						exact, ok := s.reach(math.Log(19))
						if !ok {
							continue
						}
						least := s.total(&exact)
						s.nodes = nodes
						lv, _ := s.reach(math.Log(19))
						found++
						extra += s.total(&lv)/least - 1
						if s.total(&lv) <= least+1e-9 {
							best++
						}
						if s.proven {
							proven++
						}
					}
				}
				b.ReportMetric(found, "plans")
				b.ReportMetric(100*best/found, "%cheapest")
				b.ReportMetric(100*extra/found, "%extra")
				b.ReportMetric(100*proven/found, "%proven")
				b.ReportMetric(0, "ns/op")
			})
		}
	}
}
