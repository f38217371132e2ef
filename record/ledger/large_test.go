// SPDX-License-Identifier: Apache-2.0

package ledger_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"flag"
	"fmt"
	mathrand "math/rand/v2"
	"testing"
	"time"

	"chaperone/record"
	"chaperone/record/ledger"
	"chaperone/record/store/memory"
	"chaperone/record/store/sqlite"

	"golang.org/x/mod/sumdb/tlog"
)

var flipCount = flag.Int("flips", 4, "how many random changes of a large log are tried")

// manyEvents is a log of n events of a usual length, a few hundred bytes, some 300 a day, about a hundredth as many things.
func manyEvents(t testing.TB, n int) *memory.Store {
	t.Helper()
	s := memory.New()
	fill(t, s, n)
	return s
}

func fill(t testing.TB, s record.Store, n int) {
	t.Helper()
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for done := 0; done < n; {
		var events []record.Event
		for range min(500, n-done) {
			at = at.Add(5 * time.Minute)
			events = append(events, record.Event{Version: record.Version, At: at, Kind: "post.checked", About: fmt.Sprintf("post/k%07d", done%(n/100+1)), By: "m-7k2m9q",
				Body: fmt.Appendf(nil, `{"revision":"sha256:%064x","rulebook":"uk 2026-11","found":[{"rule":"patient-name","level":"stop"},{"rule":"ad-label-first","level":"stop"}],"verdict":"stop"}`, done)})
			done++
		}
		err := s.Update(context.Background(), func(tx record.Tx) error {
			_, _, err := ledger.Append(tx, signer(t), events, rand.Reader)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestRandomFlipsInALargeLogAreNoticed(t *testing.T) {
	if testing.Short() {
		t.Skip("verifies a large log several times")
	}
	within(t, manyEvents(t, large), func(v record.View) {
		start := time.Now()
		if r := verified(t, v, ledger.Options{}); !r.Holds() || r.Events != large {
			t.Fatalf("%+v", r.Fault)
		}
		t.Logf("%d entries verified in %v", large, time.Since(start).Round(time.Millisecond))
		seed := uint64(time.Now().UnixNano())
		rnd := mathrand.New(mathrand.NewPCG(seed, 1))
		var sizes []int64
		if err := v.Checkpoints(func(n int64, _ []byte) error { sizes = append(sizes, n); return nil }); err != nil {
			t.Fatal(err)
		}
		for i := range *flipCount {
			bit := byte(1) << rnd.IntN(8)
			seq, index, at := rnd.Int64N(large), rnd.Int64N(tlog.StoredHashCount(large)), rnd.IntN(1<<20)
			size := sizes[rnd.IntN(len(sizes))]
			tv, what := tampered{View: v}, ""
			var part ledger.Part
			switch i % 4 {
			case 0:
				part, what = ledger.PartEvent, fmt.Sprintf("data of %d", seq)
				tv.row = func(r *record.Row) {
					if r.Seq == seq {
						r.Data[at%len(r.Data)] ^= bit
					}
				}
			case 1:
				part, what = ledger.PartEvent, fmt.Sprintf("salt of %d", seq)
				tv.row = func(r *record.Row) {
					if r.Seq == seq {
						r.Salt[at%len(r.Salt)] ^= bit
					}
				}
			case 2:
				part, what = ledger.PartHash, fmt.Sprintf("hash %d", index)
				tv.hash = func(x int64, h *tlog.Hash) {
					if x == index {
						h[at%len(h)] ^= bit
					}
				}
			case 3:
				part, what = ledger.PartCheckpoint, fmt.Sprintf("checkpoint of %d", size)
				tv.checkpoint = func(n int64, b []byte) {
					if n == size {
						b[at%len(b)] ^= bit
					}
				}
			}
			r := verified(t, tv, ledger.Options{})
			if r.Holds() || r.Fault.Part != part || part == ledger.PartEvent && (r.Fault.Seq != seq || r.Fault.Last != seq) {
				t.Errorf("seed %d, %s, byte %d, bit %x: %+v", seed, what, at, bit, r.Fault)
			}
		}
	})
}

// processorTime is what this process has used of the processors, where the system tells; on a machine with other work the clock says little.
var processorTime = func() time.Duration { return 0 }

// BenchmarkVerify verifies 100,000 entries, in memory and in an encrypted SQLite database.
func BenchmarkVerify(b *testing.B) {
	encrypted, err := sqlite.Open(b.TempDir(), bytes.Repeat([]byte{1}, sqlite.KeySize))
	if err != nil {
		b.Fatal(err)
	}
	defer encrypted.Close()
	for _, c := range []struct {
		name  string
		store record.Store
	}{{"memory", memory.New()}, {"sqlite", encrypted}} {
		fill(b, c.store, large)
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			start := processorTime()
			within(b, c.store, func(v record.View) {
				for b.Loop() {
					if r := verified(b, v, ledger.Options{}); !r.Holds() {
						b.Fatal(r.Fault)
					}
				}
			})
			b.ReportMetric((processorTime()-start).Seconds()/float64(b.N), "processor-s/op")
		})
	}
}

// BenchmarkAppend is one event and one signed checkpoint each time, without the store's own cost of a transaction.
func BenchmarkAppend(b *testing.B) {
	s := manyEvents(b, large)
	by, e := signer(b), event(1)
	err := s.Update(context.Background(), func(tx record.Tx) error {
		for b.Loop() {
			if _, _, err := ledger.Append(tx, by, []record.Event{e}, rand.Reader); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
}

func BenchmarkProof(b *testing.B) {
	s := manyEvents(b, large)
	by := signer(b).Verifier()
	within(b, s, func(v record.View) {
		p, err := ledger.Inclusion(v, 4711, large)
		if err != nil {
			b.Fatal(err)
		}
		b.Run("make", func(b *testing.B) {
			for b.Loop() {
				if _, err := ledger.Inclusion(v, 4711, large); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run("check", func(b *testing.B) {
			for b.Loop() {
				if _, _, err := p.Verify(by); err != nil {
					b.Fatal(err)
				}
			}
		})
	})
}
