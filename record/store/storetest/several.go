// SPDX-License-Identifier: Apache-2.0

package storetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"testing"
	"time"

	"chaperone/record"
)

// RunCopy tests that what Copy writes is one moment of the store, and that restore gives a store that holds it.
func RunCopy(t *testing.T, open func(t *testing.T) record.Store, restore func(t *testing.T, r io.Reader) record.Store) {
	t.Run("a copy holds everything", func(t *testing.T) {
		s := open(t)
		defer s.Close()
		update(t, s, func(tx record.Tx) error {
			return errors.Join(fill(tx, 0), fill(tx, 1), tx.DestroyKey("person/0", time.Now()))
		})
		want, err := Dump(t.Context(), s)
		must(t, err)
		var b bytes.Buffer
		must(t, s.Copy(t.Context(), &b))
		update(t, s, func(tx record.Tx) error { return fill(tx, 2) })
		r := restore(t, &b)
		defer r.Close()
		got, err := Dump(t.Context(), r)
		must(t, err)
		if got != want {
			t.Errorf("restored:\n%s\nwant\n%s", got, want)
		}
		update(t, r, func(tx record.Tx) error { return fill(tx, 2) })
	})
	t.Run("a copy of an empty store", func(t *testing.T) {
		s := open(t)
		defer s.Close()
		var b bytes.Buffer
		must(t, s.Copy(t.Context(), &b))
		r := restore(t, &b)
		defer r.Close()
		if n := sizeOf(t, r); n != 0 {
			t.Errorf("%d events", n)
		}
	})
	t.Run("a copy is one moment while updates go on", func(t *testing.T) {
		s := open(t)
		defer s.Close()
		ctx, cancel := context.WithCancel(t.Context())
		var wg sync.WaitGroup
		count := func(tx record.Tx, n int) error {
			return errors.Join(Append(tx, "k", "a", bytes.Repeat([]byte{byte(n)}, 900)), tx.PutState("count", "", fmt.Append(nil, n+1)))
		}
		update(t, s, func(tx record.Tx) error {
			for i := range 200 {
				must(t, count(tx, i))
			}
			return nil
		})
		wg.Go(func() {
			for n := 200; ctx.Err() == nil; n++ {
				if err := s.Update(t.Context(), func(tx record.Tx) error { return count(tx, n) }); err != nil {
					t.Errorf("an update during a copy: %v", err)
					return
				}
			}
		})
		for range 3 {
			least := sizeOf(t, s)
			var b bytes.Buffer
			must(t, s.Copy(t.Context(), &b))
			most := sizeOf(t, s)
			r := restore(t, &b)
			look(t, r, func(v record.View) {
				n, err := CheckHashes(v)
				must(t, err)
				c, err := v.State("count", "")
				must(t, err)
				if string(c) != fmt.Sprint(n) || n < least || n > most {
					t.Errorf("a copy with %d events and a count of %s, made between %d and %d", n, c, least, most)
				}
			})
			must(t, r.Close())
		}
		cancel()
		wg.Wait()
	})
	t.Run("a copy that can't be written says so", func(t *testing.T) {
		s := open(t)
		defer s.Close()
		update(t, s, func(tx record.Tx) error { return fill(tx, 0) })
		full := errors.New("no more room")
		mustBe(t, s.Copy(t.Context(), writer(func([]byte) (int, error) { return 0, full })), full)
		update(t, s, func(tx record.Tx) error { return fill(tx, 1) })
	})
}

type writer func([]byte) (int, error)

func (w writer) Write(p []byte) (int, error) { return w(p) }

// RunShared tests two stores over the same data, as two processes have them.
func RunShared(t *testing.T, open func(t *testing.T) (a, b record.Store)) {
	t.Run("what one writes the other sees", func(t *testing.T) {
		a, b := open(t)
		defer a.Close()
		defer b.Close()
		for i := range 6 {
			update(t, a, func(tx record.Tx) error { return fill(tx, i) })
			a, b = b, a
			if n := sizeOf(t, a); n != int64(i+1) {
				t.Fatalf("the other sees %d events, want %d", n, i+1)
			}
		}
		update(t, a, func(tx record.Tx) error { return tx.DestroyKey("person/0", time.Now()) })
		look(t, b, func(v record.View) {
			_, err := v.Key("person/0")
			mustBe(t, err, record.ErrErased)
		})
		must(t, a.Close())
		update(t, b, func(tx record.Tx) error { return fill(tx, 6) })
	})
	t.Run("both at once lose nothing", func(t *testing.T) {
		a, b := open(t)
		defer a.Close()
		defer b.Close()
		const each = 30
		var wg sync.WaitGroup
		for i, s := range []record.Store{a, b} {
			update(t, s, func(tx record.Tx) error {
				for k := range 5 {
					must(t, tx.PutKey(fmt.Sprintf("person/%d/%d", i, k), []byte("w")))
				}
				return nil
			})
			wg.Go(func() {
				for n := range each {
					err := s.Update(t.Context(), func(tx record.Tx) error {
						if n%6 == 5 {
							if err := tx.DestroyKey(fmt.Sprintf("person/%d/%d", i, n/6), time.Now()); err != nil {
								return err
							}
						}
						return Append(tx, "k", fmt.Sprint(i), fmt.Append(nil, n))
					})
					if err != nil {
						t.Errorf("update: %v", err)
					}
				}
			})
			wg.Go(func() {
				for range each {
					if err := s.View(t.Context(), func(v record.View) error { _, err := CheckHashes(v); return err }); err != nil {
						t.Errorf("view: %v", err)
					}
				}
			})
		}
		wg.Wait()
		look(t, a, func(v record.View) {
			n, err := CheckHashes(v)
			must(t, err)
			if n != 2*each {
				t.Errorf("%d events, want %d", n, 2*each)
			}
		})
	})
}
