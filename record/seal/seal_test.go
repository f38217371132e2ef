// SPDX-License-Identifier: Apache-2.0

package seal

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"chaperone/record"
)

// keys is a store of wrapped keys as small as it can be.
type keys struct {
	wrapped map[string][]byte
	erased  map[string]bool
}

func newKeys() *keys { return &keys{map[string][]byte{}, map[string]bool{}} }

func (k *keys) get(id string) ([]byte, error) {
	switch {
	case k.erased[id]:
		return nil, record.ErrErased
	case k.wrapped[id] == nil:
		return nil, record.ErrNotFound
	}
	return bytes.Clone(k.wrapped[id]), nil
}

func (k *keys) add(t testing.TB, p *PracticeKey, id string) {
	t.Helper()
	w, err := p.NewKey(rand.Reader, id)
	if err != nil {
		t.Fatal(err)
	}
	k.wrapped[id] = w
}

func newPractice(t testing.TB) *PracticeKey {
	t.Helper()
	k, err := NewPracticeKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// fixedPractice is always the same: the processes of a fuzzing run have to agree on it.
func fixedPractice(t testing.TB) *PracticeKey {
	t.Helper()
	c := counting(0)
	k, err := NewPracticeKey(&c)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// counting is randomness that is always the same: 0, 1, 2 …
type counting byte

func (c *counting) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(*c)
		*c++
	}
	return len(p), nil
}

// What was sealed by a released version must open for ever: these values come from the first version and from HKDF computed elsewhere
// (doc/sealing.md says how).
func TestDerivedKeysNeverChange(t *testing.T) {
	k := fixedPractice(t)
	for what, got := range map[string]string{
		"ID":                 k.ID(),
		"DatabaseKey":        hex.EncodeToString(k.DatabaseKey()),
		"SignerSeed":         hex.EncodeToString(k.SignerSeed()),
		"WitnessSeed":        hex.EncodeToString(k.WitnessSeed()),
		"WrapKey":            hex.EncodeToString(k.WrapKey()),
		"key of a box":       hex.EncodeToString(derive(k.key, labelBox, 32)),
		"key of a stream":    hex.EncodeToString(derive(k.key, labelStream, 32)),
		"key of the backups": hex.EncodeToString(k.must(labelBackup, 32)),
	} {
		if want := derived[what]; got != want {
			t.Errorf("%s is %s, was %s", what, got, want)
		}
	}
	if n := len(ed25519.NewKeyFromSeed(k.SignerSeed())); n != ed25519.PrivateKeySize {
		t.Errorf("signer has %d bytes", n)
	}
}

func TestABoxOfTheFirstVersionOpens(t *testing.T) {
	ring := fixedPractice(t).Ring(func(string) ([]byte, error) { return unhex(t, firstWrapped), nil })
	got, err := ring.Open(record.Box{Key: "person/ab", Data: unhex(t, firstBox)}, Place("register.added", "entry/cd"))
	if err != nil || string(got) != "Priya, 07700 900123" {
		t.Fatalf("%q, %v", got, err)
	}
}

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestABoxOpensOnlyWhereItWasPut(t *testing.T) {
	k, store := newPractice(t), newKeys()
	store.add(t, k, "person/a")
	store.add(t, k, "person/b")
	ring := k.Ring(store.get)
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.SliceOf(rapid.Byte()).Draw(t, "text")
		kind, about := rapid.String().Draw(t, "kind"), rapid.String().Draw(t, "about")
		box, err := ring.Seal("person/a", Place(kind, about), text)
		if err != nil {
			t.Fatal(err)
		}
		got, err := k.Ring(store.get).Open(box, Place(kind, about))
		if err != nil || !bytes.Equal(got, text) || got == nil {
			t.Fatalf("%x, %v", got, err)
		}
		if len(text) > 3 && bytes.Contains(box.Data, text) {
			t.Fatal("the box holds its text")
		}
		for what, try := range map[string]struct {
			box record.Box
			aad []byte
		}{
			"another kind":         {box, Place(kind+"x", about)},
			"a shifted boundary":   {box, Place(kind+about+"x", "")},
			"nowhere":              {box, nil},
			"another's key":        {record.Box{Key: "person/b", Data: box.Data}, Place(kind, about)},
			"a flipped bit":        {record.Box{Key: "person/a", Data: flip(t, box.Data)}, Place(kind, about)},
			"a piece":              {record.Box{Key: "person/a", Data: box.Data[:rapid.IntRange(0, len(box.Data)-1).Draw(t, "n")]}, Place(kind, about)},
			"something at the end": {record.Box{Key: "person/a", Data: append(bytes.Clone(box.Data), 0)}, Place(kind, about)},
		} {
			if got, err := ring.Open(try.box, try.aad); !errors.Is(err, record.ErrCorrupt) || got != nil {
				t.Fatalf("%s: %x, %v", what, got, err)
			}
		}
	})
}

func flip(t *rapid.T, b []byte) []byte {
	b = bytes.Clone(b)
	b[rapid.IntRange(0, len(b)-1).Draw(t, "byte")] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
	return b
}

func TestAWrappedKeyOpensOnlyUnderItsOwnName(t *testing.T) {
	k := newPractice(t)
	w, err := k.NewKey(rand.Reader, "person/a")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := k.unwrap("person/b", w); !errors.Is(err, record.ErrCorrupt) {
		t.Errorf("under another name: %v", err)
	}
	if _, err := newPractice(t).unwrap("person/a", w); !errors.Is(err, record.ErrWrongKey) {
		t.Errorf("under another practice key: %v", err)
	}
	for i := range w {
		for bit := range 8 {
			bad := bytes.Clone(w)
			bad[i] ^= 1 << bit
			if _, err := k.unwrap("person/a", bad); err == nil {
				t.Fatalf("bit %d of byte %d flipped: it opens", bit, i)
			}
		}
		if _, err := k.unwrap("person/a", w[:i]); err == nil {
			t.Fatalf("cut to %d bytes: it opens", i)
		}
	}
	newer := append([]byte{2}, w[1:]...)
	if _, err := k.unwrap("person/a", newer); !errors.Is(err, record.ErrNewer) {
		t.Errorf("a wrapping of version 2: %v", err)
	}
}

func TestRewrappedKeysOpenTheSameBoxes(t *testing.T) {
	old, next, store := newPractice(t), newPractice(t), newKeys()
	store.add(t, old, "post/1")
	box, err := old.Ring(store.get).Seal("post/1", nil, []byte("draft"))
	if err != nil {
		t.Fatal(err)
	}
	if store.wrapped["post/1"], err = old.Rewrap("post/1", store.wrapped["post/1"], next); err != nil {
		t.Fatal(err)
	}
	if got, err := next.Ring(store.get).Open(box, nil); err != nil || string(got) != "draft" {
		t.Errorf("under the new key: %q, %v", got, err)
	}
	if _, err := old.Ring(store.get).Open(box, nil); !errors.Is(err, record.ErrWrongKey) {
		t.Errorf("under the old key: %v", err)
	}
}

func TestAnErasedKeyOpensNothingAnyMore(t *testing.T) {
	k, store := newPractice(t), newKeys()
	store.add(t, k, "person/a")
	store.add(t, k, "person/b")
	ring := k.Ring(store.get)
	box, err := ring.Seal("person/a", nil, []byte("Priya"))
	if err != nil {
		t.Fatal(err)
	}
	var film bytes.Buffer
	w, err := ring.Writer("person/a", &film)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = w.Write([]byte("moving pictures"))
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	other, err := ring.Seal("person/b", nil, []byte("Sam"))
	if err != nil {
		t.Fatal(err)
	}
	held := ring.open["person/a"] // what the ring remembers

	delete(store.wrapped, "person/a")
	store.erased["person/a"] = true
	for range 2 {
		if _, err := ring.Open(box, nil); !errors.Is(err, record.ErrErased) {
			t.Errorf("box: %v", err)
		}
		if _, err := ring.Reader("person/a", bytes.NewReader(film.Bytes())); !errors.Is(err, record.ErrErased) {
			t.Errorf("stream: %v", err)
		}
		if _, err := ring.Seal("person/a", nil, nil); !errors.Is(err, record.ErrErased) {
			t.Errorf("sealing something new: %v", err)
		}
		if _, err := ring.Writer("person/a", &film); !errors.Is(err, record.ErrErased) {
			t.Errorf("writing something new: %v", err)
		}
	}
	if !bytes.Equal(held.box, make([]byte, 32)) || !bytes.Equal(held.stream, make([]byte, 32)) {
		t.Error("the unwrapped key is still in memory")
	}
	if got, err := ring.Open(other, nil); err != nil || string(got) != "Sam" {
		t.Errorf("another person's box: %q, %v", got, err)
	}
	if _, err := ring.Open(record.Box{Key: "person/c", Data: other.Data}, nil); !errors.Is(err, record.ErrNotFound) {
		t.Errorf("somebody who never had a key: %v", err)
	}
}

func TestAClosedPracticeKeyIsGoneFromMemory(t *testing.T) {
	k, store := newPractice(t), newKeys()
	store.add(t, k, "person/a")
	ring := k.Ring(store.get)
	box, err := ring.Seal("person/a", nil, []byte("x"))
	if err != nil {
		t.Fatal(err)
	}
	held, o := k.key, ring.open["person/a"]
	k.Close()
	if _, err := ring.Open(box, nil); !errors.Is(err, record.ErrClosed) {
		t.Errorf("open: %v", err)
	}
	if _, err := k.NewKey(rand.Reader, "person/b"); !errors.Is(err, record.ErrClosed) {
		t.Errorf("new key: %v", err)
	}
	if !bytes.Equal(held, make([]byte, 32)) || !bytes.Equal(o.box, make([]byte, 32)) {
		t.Error("the key is still there")
	}
}

func TestNothingSecretIsPrinted(t *testing.T) {
	k, store := newPractice(t), newKeys()
	store.add(t, k, "person/a")
	ring := k.Ring(store.get)
	if _, err := ring.Seal("person/a", nil, nil); err != nil {
		t.Fatal(err)
	}
	lock := Lock{Passphrase: "correct horse"}
	for _, v := range []any{k, ring, lock} {
		for _, f := range []string{"%v", "%+v", "%s"} {
			s := fmt.Sprintf(f, v)
			if strings.Contains(s, "horse") || strings.Contains(s, hex.EncodeToString(k.key)) || strings.Contains(s, fmt.Sprint(k.key)) {
				t.Errorf("%s of %T gives it away", f, v)
			}
		}
	}
	if s := fmt.Sprintf("%#v %#v", k, lock); strings.Contains(s, "horse") || strings.Contains(s, "0x") {
		t.Errorf("%%#v gives it away: %s", s)
	}
}

func TestIdsOfKeysAreChecked(t *testing.T) {
	k := newPractice(t)
	for _, id := range []string{"", "person/a b", "person/\n", "person/é", strings.Repeat("a", 201)} {
		if _, err := k.NewKey(rand.Reader, id); err == nil {
			t.Errorf("%q is taken", id)
		}
	}
}

func FuzzOpen(f *testing.F) {
	k, place := fixedPractice(f), Place("register.added", "entry/cd")
	soundBox, soundKey := unhex(f, firstBox), unhex(f, firstWrapped)
	f.Add(soundBox, soundKey, "person/ab")
	f.Fuzz(func(t *testing.T, data, wrapped []byte, id string) {
		same := id == "person/ab" && bytes.Equal(wrapped, soundKey) && bytes.Equal(data, soundBox)
		ring := k.Ring(func(string) ([]byte, error) { return wrapped, nil })
		if _, err := ring.Open(record.Box{Key: id, Data: data}, place); (err == nil) != same {
			t.Fatalf("changed: %v, error: %v", !same, err)
		}
	})
}
