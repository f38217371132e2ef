// SPDX-License-Identifier: Apache-2.0

package seal

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"runtime"
	"testing"

	"pgregory.net/rapid"

	"chaperone/record"
)

func ringWith(t testing.TB, ids ...string) *Ring {
	t.Helper()
	k, store := newPractice(t), newKeys()
	for _, id := range ids {
		store.add(t, k, id)
	}
	return k.Ring(store.get)
}

// Any part of a sealed file is what it is in the whole; a piece that was changed, exchanged or cut off gives nothing.
func TestPartsOfASealedFileAreReadWhereTheyStand(t *testing.T) {
	r := ringWith(t, "post/p")
	rapid.Check(t, func(rt *rapid.T) {
		text := make([]byte, rapid.SampledFrom([]int{0, 1, 65535, 65536, 65537, 200_000}).Draw(rt, "size"))
		rand.NewChaCha8([32]byte{7}).Read(text)
		sealed := sealStream(t, r, "post/p", text)
		at, n, err := r.ReaderAt("post/p", bytes.NewReader(sealed), int64(len(sealed)))
		if err != nil || n != int64(len(text)) {
			rt.Fatalf("%d bytes, %v", n, err)
		}
		from := rapid.IntRange(0, len(text)).Draw(rt, "from")
		to := rapid.IntRange(from, len(text)).Draw(rt, "to")
		got := make([]byte, to-from)
		if m, err := at.ReadAt(got, int64(from)); m != len(got) || err != nil && err != io.EOF || !bytes.Equal(got, text[from:to]) {
			rt.Fatalf("%d to %d: %d bytes, %v", from, to, m, err)
		}
		if len(text) < 100_000 {
			return
		}
		bad := bytes.Clone(sealed)
		bad[len(bad)-150_000] ^= 1 // in the second of four pieces, or thereabouts
		at, _, err = r.ReaderAt("post/p", bytes.NewReader(bad), int64(len(bad)))
		if err != nil {
			rt.Fatal(err)
		}
		if _, err := io.Copy(io.Discard, io.NewSectionReader(at, 0, n)); !errors.Is(err, record.ErrCorrupt) {
			rt.Fatalf("a changed piece gives %v", err)
		}
		if _, _, err := r.ReaderAt("post/p", bytes.NewReader(sealed[:len(sealed)-70_000]), int64(len(sealed)-70_000)); !errors.Is(err, record.ErrCorrupt) {
			rt.Fatalf("a file cut off gives %v", err)
		}
	})
	broken := errors.New("the disk is gone")
	if _, _, err := r.ReaderAt("post/p", brokenAt{broken}, 500); !errors.Is(err, broken) {
		t.Errorf("a disk that can't be read gives %v", err)
	}
	if _, _, err := r.ReaderAt("post/q", bytes.NewReader(nil), 0); !errors.Is(err, record.ErrNotFound) {
		t.Errorf("a key that isn't there gives %v", err)
	}
}

type brokenAt struct{ err error }

func (b brokenAt) ReadAt([]byte, int64) (int, error) { return 0, b.err }

func sealStream(t testing.TB, r *Ring, id string, text []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := r.Writer(id, &b)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func openStream(r *Ring, id string, sealed []byte) ([]byte, error) {
	in, err := r.Reader(id, bytes.NewReader(sealed))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(in)
}

func noise(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.NewChaCha8([32]byte{1}).Read(b)
	return b
}

func TestAStreamOfAnySizeComesBackAndNoPieceOfItCanBeLostOrChanged(t *testing.T) {
	ring := ringWith(t, "post/1", "post/2")
	const chunk, sealedChunk = 64 << 10, 64<<10 + 16
	for _, n := range []int{0, 1, 100, chunk - 1, chunk, chunk + 1, 3*chunk - 1, 3 * chunk} {
		text := noise(n)
		sealed := sealStream(t, ring, "post/1", text)
		if got, err := openStream(ring, "post/1", sealed); err != nil || !bytes.Equal(got, text) {
			t.Fatalf("%d bytes: %d came back, %v", n, len(got), err)
		}
		if n > 16 && bytes.Contains(sealed, text[:16]) {
			t.Fatalf("%d bytes: in clear", n)
		}
		head := len(sealed) - n - 16*max(1, (n+chunk-1)/chunk)
		cuts := []int{0, 1, head - 1, head, head + 1, len(sealed) - 1}
		for c := head + sealedChunk; c < len(sealed); c += sealedChunk { // between pieces: the cut that only the mark of the last one shows
			cuts = append(cuts, c)
		}
		for _, c := range cuts {
			if _, err := openStream(ring, "post/1", sealed[:c]); !errors.Is(err, record.ErrCorrupt) {
				t.Fatalf("%d bytes, cut to %d of %d: %v", n, c, len(sealed), err)
			}
		}
		if _, err := openStream(ring, "post/1", append(bytes.Clone(sealed), 0)); !errors.Is(err, record.ErrCorrupt) {
			t.Fatalf("%d bytes and one more: %v", n, err)
		}
		if _, err := openStream(ring, "post/2", sealed); !errors.Is(err, record.ErrCorrupt) {
			t.Fatalf("under another's key: %v", err)
		}
		if n == 3*chunk { // two pieces changed about
			b := bytes.Clone(sealed)
			copy(b[head:], sealed[head+sealedChunk:head+2*sealedChunk])
			copy(b[head+sealedChunk:], sealed[head:head+sealedChunk])
			if _, err := openStream(ring, "post/1", b); !errors.Is(err, record.ErrCorrupt) {
				t.Fatalf("changed about: %v", err)
			}
		}
	}
}

func TestAnyChangedByteOfAStreamIsNoticed(t *testing.T) {
	ring := ringWith(t, "post/1")
	sealed := sealStream(t, ring, "post/1", []byte("a short film"))
	for i := range sealed {
		for bit := range 8 {
			b := bytes.Clone(sealed)
			b[i] ^= 1 << bit
			if _, err := openStream(ring, "post/1", b); !errors.Is(err, record.ErrCorrupt) {
				t.Fatalf("byte %d, bit %d: %v", i, bit, err)
			}
		}
	}
}

func TestAStreamWrittenInAnyStepsIsTheSame(t *testing.T) {
	ring := ringWith(t, "post/1")
	text := noise(200_000)
	rapid.Check(t, func(t *rapid.T) {
		var b bytes.Buffer
		w, err := ring.Writer("post/1", &b)
		if err != nil {
			t.Fatal(err)
		}
		left := text[:rapid.IntRange(0, len(text)).Draw(t, "size")]
		want := left
		for len(left) > 0 {
			n := min(len(left), rapid.IntRange(1, 100_000).Draw(t, "step"))
			if _, err := w.Write(left[:n]); err != nil {
				t.Fatal(err)
			}
			left = left[n:]
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		if got, err := openStream(ring, "post/1", b.Bytes()); err != nil || !bytes.Equal(got, want) {
			t.Fatal(err)
		}
	})
}

func TestAnErrorOfTheDiskIsNotTakenForDamage(t *testing.T) {
	ring := ringWith(t, "post/1")
	sealed := sealStream(t, ring, "post/1", noise(200_000))
	for _, at := range []int{0, 10, 150, 100_000} {
		r, err := ring.Reader("post/1", io.MultiReader(bytes.NewReader(sealed[:at]), broken{}))
		if err == nil {
			_, err = io.ReadAll(r)
		}
		if !errors.Is(err, errBroken) || errors.Is(err, record.ErrCorrupt) {
			t.Errorf("after %d bytes: %v", at, err)
		}
	}
	w, err := ring.Writer("post/1", full{})
	if err == nil {
		_, err = w.Write(noise(200_000))
	}
	if !errors.Is(err, record.ErrFull) {
		t.Errorf("a full disk: %v", err)
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, fmt.Errorf("write: %w", record.ErrFull) }

func TestMemoryDoesNotGrowWithTheStream(t *testing.T) {
	ring := ringWith(t, "post/1")
	use := func(size int64) uint64 {
		in, out := io.Pipe()
		go func() {
			w, err := ring.Writer("post/1", out)
			if err == nil {
				_, err = io.CopyN(w, zeros{}, size)
				err = errors.Join(err, w.Close())
			}
			_ = out.CloseWithError(err)
		}()
		r, err := ring.Reader("post/1", in)
		if err != nil {
			t.Fatal(err)
		}
		var most uint64
		for {
			n, err := io.CopyN(io.Discard, r, 32<<20)
			if size -= n; err != nil && err != io.EOF || err == io.EOF && size != 0 {
				t.Fatalf("%d bytes are missing: %v", size, err)
			}
			runtime.GC()
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			if most = max(most, m.HeapAlloc); err == io.EOF {
				return most
			}
		}
	}
	small, large := use(1<<20), use(256<<20)
	if large > small+(4<<20) {
		t.Errorf("1 MB holds %d bytes of memory, 256 MB %d", small, large)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func FuzzReader(f *testing.F) {
	ring := ringWith(f, "post/1")
	text := noise(70_000)
	long, short := sealStream(f, ring, "post/1", text), sealStream(f, ring, "post/1", nil)
	f.Add(short, uint16(len(short)))
	f.Add(long[len(long)-200:], uint16(60_000))
	f.Fuzz(func(t *testing.T, data []byte, at uint16) {
		// the bytes themselves, and put over a sound stream
		over := bytes.Clone(long)
		copy(over[min(int(at), len(over)):], data)
		for _, b := range [][]byte{data, over} {
			got, err := openStream(ring, "post/1", b)
			switch {
			case err == nil && bytes.Equal(b, long) && bytes.Equal(got, text), err == nil && bytes.Equal(b, short) && len(got) == 0:
			case err == nil:
				t.Fatal("a changed stream opens")
			case !errors.Is(err, record.ErrCorrupt):
				t.Fatalf("an error of another kind: %v", err)
			}
		}
	})
}

func BenchmarkSeal(b *testing.B) {
	ring, text := ringWith(b, "person/1"), noise(200)
	for b.Loop() {
		if _, err := ring.Seal("person/1", Place("register.added", "entry/1"), text); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkOpen(b *testing.B) {
	ring, text := ringWith(b, "person/1"), noise(200)
	box, err := ring.Seal("person/1", nil, text)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := ring.Open(box, nil); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkUnwrap(b *testing.B) {
	ring := ringWith(b, "person/1")
	box, err := ring.Seal("person/1", nil, nil)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		ring.Drop("person/1")
		if _, err := ring.Open(box, nil); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkWriter(b *testing.B) {
	ring, text := ringWith(b, "post/1"), noise(64<<20)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		w, err := ring.Writer("post/1", io.Discard)
		if err == nil {
			_, err = w.Write(text)
		}
		if err != nil || w.Close() != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkReader(b *testing.B) {
	ring := ringWith(b, "post/1")
	sealed := sealStream(b, ring, "post/1", noise(64<<20))
	b.SetBytes(64 << 20)
	for b.Loop() {
		r, err := ring.Reader("post/1", bytes.NewReader(sealed))
		if err == nil {
			_, err = io.Copy(io.Discard, r)
		}
		if err != nil {
			b.Fatal(err)
		}
	}
}
