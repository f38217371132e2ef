// SPDX-License-Identifier: Apache-2.0

package storetest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	"chaperone/record"
)

// RunBlobs tests a store of files. open gives a new, empty one each time.
func RunBlobs(t *testing.T, open func(t *testing.T) record.Blobs) {
	put := func(t *testing.T, b record.Blobs, data string) string {
		t.Helper()
		digest, size, err := b.Put(t.Context(), strings.NewReader(data))
		must(t, err)
		if want := fmt.Sprintf("%x", sha256.Sum256([]byte(data))); digest != want || size != int64(len(data)) {
			t.Fatalf("%s of %d bytes, want %s of %d", digest, size, want, len(data))
		}
		return digest
	}
	list := func(t *testing.T, b record.Blobs) (out []string) {
		t.Helper()
		must(t, b.List(t.Context(), func(digest string, size int64) error {
			out = append(out, fmt.Sprintf("%s %d", digest, size))
			return nil
		}))
		return out
	}
	get := func(t *testing.T, b record.Blobs, digest string) string {
		t.Helper()
		r, err := b.Open(t.Context(), digest)
		must(t, err)
		defer r.Close()
		data, err := io.ReadAll(r)
		must(t, err)
		return string(data)
	}
	t.Run("what was put is given back", func(t *testing.T) {
		b := open(t)
		for _, data := range []string{"", "x", strings.Repeat("long ", 100_000)} {
			if got := get(t, b, put(t, b, data)); got != data {
				t.Errorf("%d bytes came back of %d", len(got), len(data))
			}
		}
	})
	t.Run("parts are read where they stand", func(t *testing.T) {
		b := open(t)
		data := strings.Repeat("0123456789", 10_000)
		digest := put(t, b, data)
		f, err := b.OpenAt(t.Context(), digest)
		must(t, err)
		defer f.Close()
		if f.Size() != int64(len(data)) {
			t.Errorf("it has %d bytes of %d", f.Size(), len(data))
		}
		for _, at := range []int64{99_990, 3, 50_007, 0} {
			got := make([]byte, 10)
			if n, err := f.ReadAt(got, at); n != 10 || err != nil && err != io.EOF || string(got) != data[at:at+10] {
				t.Errorf("at %d stands %q: %v", at, got[:n], err)
			}
		}
		if _, err := f.ReadAt(make([]byte, 1), f.Size()); err != io.EOF {
			t.Errorf("behind its end: %v", err)
		}
		must(t, b.Drop(t.Context(), digest))
		_, err = b.OpenAt(t.Context(), digest)
		mustBe(t, err, record.ErrDamaged)
		_, err = b.OpenAt(t.Context(), "../"+digest[3:])
		mustBe(t, err, record.ErrDamaged)
	})
	t.Run("the same bytes are kept once", func(t *testing.T) {
		b := open(t)
		put(t, b, "x")
		digest := put(t, b, "x")
		if got := list(t, b); len(got) != 1 || got[0] != digest+" 1" {
			t.Errorf("%q", got)
		}
	})
	t.Run("a list is in order and stops where it is told to", func(t *testing.T) {
		b := open(t)
		if got := list(t, b); len(got) != 0 {
			t.Errorf("a new store lists %q", got)
		}
		for i := range 40 {
			put(t, b, fmt.Sprint(i))
		}
		got := list(t, b)
		if len(got) != 40 || !slices.IsSorted(got) {
			t.Errorf("%d files: %q", len(got), got)
		}
		enough := errors.New("enough")
		if err := b.List(t.Context(), func(string, int64) error { return enough }); err != enough {
			t.Errorf("gave %v, not the caller's error", err)
		}
	})
	t.Run("what is gone is damage, and dropping it again is no error", func(t *testing.T) {
		b := open(t)
		digest, other := put(t, b, "x"), put(t, b, "y")
		must(t, b.Drop(t.Context(), digest))
		must(t, b.Drop(t.Context(), digest))
		_, err := b.Open(t.Context(), digest)
		mustBe(t, err, record.ErrDamaged)
		if get(t, b, other) != "y" || len(list(t, b)) != 1 {
			t.Error("another one went, too")
		}
		put(t, b, "x")
		if get(t, b, digest) != "x" {
			t.Error("it can't be put again")
		}
	})
	t.Run("what is no digest is refused", func(t *testing.T) {
		b := open(t)
		digest := put(t, b, "x")
		for _, d := range []string{"", "x", "..", "../" + digest[3:], strings.ToUpper(digest), digest + "0", digest[:63] + "/", digest[:63] + "\x00"} {
			if strings.ToUpper(digest) == digest {
				t.Fatal("a digest without letters")
			}
			_, err := b.Open(t.Context(), d)
			mustBe(t, err, record.ErrDamaged)
			if b.Drop(t.Context(), d) == nil {
				t.Errorf("%q was dropped", d)
			}
		}
	})
	t.Run("what can't be read to its end leaves nothing", func(t *testing.T) {
		b := open(t)
		broken := errors.New("broken")
		_, _, err := b.Put(t.Context(), io.MultiReader(strings.NewReader("half"), iotest.ErrReader(broken)))
		mustBe(t, err, broken)
		ctx, cancel := context.WithCancel(t.Context())
		_, _, err = b.Put(ctx, io.MultiReader(strings.NewReader("half"), readFunc(func([]byte) (int, error) { cancel(); return 0, io.EOF }), strings.NewReader("rest")))
		mustBe(t, err, context.Canceled)
		_, _, err = b.Put(ctx, strings.NewReader("whole"))
		mustBe(t, err, context.Canceled)
		if got := list(t, b); len(got) != 0 {
			t.Errorf("left %q", got)
		}
	})
	t.Run("many at once", func(t *testing.T) {
		b := open(t)
		var wg sync.WaitGroup
		for i := range 8 {
			wg.Go(func() {
				for n := range 10 {
					data := bytes.Repeat([]byte{byte(n)}, 1000*(n+1)+i%2) // four write the same
					digest, _, err := b.Put(t.Context(), bytes.NewReader(data))
					if err != nil {
						t.Error(err)
						return
					}
					r, err := b.Open(t.Context(), digest)
					if err != nil {
						t.Error(err)
						return
					}
					got, err := io.ReadAll(r)
					if r.Close(); err != nil || !bytes.Equal(got, data) {
						t.Errorf("%d bytes came back of %d: %v", len(got), len(data), err)
					}
				}
			})
		}
		wg.Wait()
		if n := len(list(t, b)); n != 20 {
			t.Errorf("%d files, want 20", n)
		}
	})
}

type readFunc func([]byte) (int, error)

func (f readFunc) Read(p []byte) (int, error) { return f(p) }
