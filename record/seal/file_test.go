// SPDX-License-Identifier: Apache-2.0

package seal

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"chaperone/record"
)

var ctx = context.Background()

func TestAPracticeOpensWithWhatItWasMadeWith(t *testing.T) {
	for name, lock := range map[string]Lock{
		"in the clear": {},
		"passphrase":   {Passphrase: "  four wörds, with  spaces and 漢字 "},
		"outside":      {Outside: newVault(t)},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), FileName)
			made, err := Create(ctx, path, rand.Reader, lock)
			if err != nil {
				t.Fatal(err)
			}
			opened, err := Open(ctx, path, lock)
			if err != nil || !bytes.Equal(opened.key, made.key) {
				t.Fatalf("another key, %v", err)
			}
			p, id, err := ProtectionOf(path)
			if err != nil || p != lock.protection() || id != made.ID() {
				t.Errorf("%s, %s, %v", p, id, err)
			}
			st, err := os.Stat(path)
			if err != nil || runtime.GOOS != "windows" && st.Mode() != 0o600 {
				t.Errorf("mode %v, %v", st.Mode(), err)
			}
			data, err := os.ReadFile(path)
			if err != nil || name != "in the clear" && bytes.Contains(data, []byte(opened.encodedKey())) {
				t.Error("the file holds the key in the clear")
			}
			if left, _ := os.ReadDir(filepath.Dir(path)); len(left) != 1 {
				t.Errorf("left beside it: %v", left)
			}
		})
	}
}

func (k *PracticeKey) encodedKey() string {
	f, err := lockKey(ctx, k, Lock{})
	if err != nil {
		panic(err)
	}
	_, rest, _ := strings.Cut(string(f.encode()), `"key":"`)
	key, _, _ := strings.Cut(rest, `"`)
	return key
}

func TestAnotherPassphraseDoesNotOpenAndSaysWhatToDo(t *testing.T) {
	path := filepath.Join(t.TempDir(), FileName)
	if _, err := Create(ctx, path, rand.Reader, Lock{Passphrase: "Red fox at noon"}); err != nil {
		t.Fatal(err)
	}
	for _, p := range []string{"red fox at noon", "Red fox at noon ", "Red  fox at noon", "RED FOX AT NOON"} {
		_, err := Open(ctx, path, Lock{Passphrase: p})
		const says = "that passphrase doesn't open this practice. Nothing is lost. Check Caps Lock. We hold no copy and can't reset it"
		if !errors.Is(err, record.ErrWrongKey) || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: %v", p, err)
		}
	}
	for _, l := range []Lock{{}, {Outside: newVault(t)}} {
		if _, err := Open(ctx, path, l); !errors.Is(err, record.ErrWrongKey) {
			t.Errorf("%v: %v", l, err)
		}
	}
}

// Two keyboards can write the same words in different bytes: é as one character or two, a space that doesn't break.
func TestTheSameWordsInOtherBytesOpen(t *testing.T) {
	path := filepath.Join(t.TempDir(), FileName)
	if _, err := Create(ctx, path, rand.Reader, Lock{Passphrase: "cafe\u0301 au\u00a0lait"}); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(ctx, path, Lock{Passphrase: "caf\u00e9 au lait"}); err != nil {
		t.Error(err)
	}
	if _, err := Open(ctx, path, Lock{Passphrase: "cafe au lait"}); !errors.Is(err, record.ErrWrongKey) {
		t.Errorf("without the accent: %v", err)
	}
}

func TestWhatCanNotBeAPassphraseIsRefusedBeforeAnythingIsMade(t *testing.T) {
	path := filepath.Join(t.TempDir(), FileName)
	for _, p := range []string{"with a line end\n", "tab\there", "\xff\xfe", strings.Repeat("long ", 300)} {
		if _, err := Create(ctx, path, rand.Reader, Lock{Passphrase: p}); !errors.Is(err, ErrPassphrase) {
			t.Errorf("%.20q: %v", p, err)
		}
	}
	if CheckPassphrase("") == nil {
		t.Error("an empty passphrase is taken")
	}
	if _, err := Create(ctx, path, rand.Reader, Lock{Passphrase: "one", Outside: newVault(t)}); err == nil {
		t.Error("two locks at once are taken")
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("a file was made")
	}
}

func TestAKeyFileIsNeverOverwrittenByAnother(t *testing.T) {
	path := filepath.Join(t.TempDir(), FileName)
	var wg sync.WaitGroup
	made := make([]*PracticeKey, 8)
	for i := range made {
		wg.Go(func() {
			k, err := Create(ctx, path, rand.Reader, Lock{})
			if err != nil && !errors.Is(err, record.ErrExists) {
				t.Error(err)
			}
			made[i] = k
		})
	}
	wg.Wait()
	var winners int
	kept, err := Open(ctx, path, Lock{})
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range made {
		if k != nil {
			winners++
			if k.ID() != kept.ID() {
				t.Error("somebody was told of a key that isn't in the file")
			}
		}
	}
	if winners != 1 {
		t.Errorf("%d made a key file", winners)
	}
}

func TestAChangedLockKeepsTheKey(t *testing.T) {
	path := filepath.Join(t.TempDir(), FileName)
	k, err := Create(ctx, path, rand.Reader, Lock{})
	if err != nil {
		t.Fatal(err)
	}
	vault := newVault(t)
	locks := []Lock{{}, {Passphrase: "first of all"}, {Passphrase: "and another"}, {Outside: vault}, {}}
	for i := 1; i < len(locks); i++ {
		if locks[i-1].protection() != InClear {
			if err := ChangePassphrase(ctx, path, Lock{Passphrase: "not this one"}, locks[i]); !errors.Is(err, record.ErrWrongKey) {
				t.Errorf("changed by a stranger: %v", err)
			}
		}
		if err := ChangePassphrase(ctx, path, locks[i-1], locks[i]); err != nil {
			t.Fatal(err)
		}
		got, err := Open(ctx, path, locks[i])
		if err != nil || got.ID() != k.ID() {
			t.Fatalf("step %d: %v", i, err)
		}
		if locks[i].protection() != InClear {
			if _, err := Open(ctx, path, locks[i-1]); !errors.Is(err, record.ErrWrongKey) {
				t.Errorf("step %d: the old lock: %v", i, err)
			}
		}
	}
}

func TestAKeyFileOthersCanReadIsRefused(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no such bits")
	}
	path := filepath.Join(t.TempDir(), FileName)
	if _, err := Create(ctx, path, rand.Reader, Lock{}); err != nil {
		t.Fatal(err)
	}
	for _, m := range []os.FileMode{0o644, 0o640, 0o604, 0o620, 0o601} {
		if err := os.Chmod(path, m); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(ctx, path, Lock{}); !errors.Is(err, ErrExposed) || !strings.Contains(err.Error(), "chmod 600") {
			t.Errorf("%o: %v", m, err)
		}
	}
	if err := os.Chmod(path, 0o400); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(ctx, path, Lock{}); err != nil {
		t.Errorf("read-only for its owner: %v", err)
	}
}

func TestAnyChangedByteOfAKeyFileIsNoticed(t *testing.T) {
	for name, l := range map[string]Lock{"clear": {}, "passphrase": {Passphrase: "p q r"}, "outside": {Outside: newVault(t)}} {
		t.Run(name, func(t *testing.T) {
			f, err := lockKey(ctx, newPractice(t), l)
			if err != nil {
				t.Fatal(err)
			}
			data := f.encode()
			if _, err := decodeKeyFile(data); err != nil {
				t.Fatal(err)
			}
			bad := func(what string, b []byte) {
				if _, err := decodeKeyFile(b); !errors.Is(err, record.ErrCorrupt) && !errors.Is(err, record.ErrNewer) {
					t.Fatalf("%s: %v", what, err)
				}
			}
			for i := range data {
				for bit := range 8 {
					b := bytes.Clone(data)
					b[i] ^= 1 << bit
					bad("flipped", b)
				}
				bad("cut", data[:i])
			}
			bad("twice", append(bytes.Clone(data), data...))
			bad("a space", append(bytes.Clone(data), ' '))
		})
	}
	newer := strings.Replace(string(mustEncode(t)), `"v":1`, `"v":2`, 1)
	if _, err := decodeKeyFile([]byte(newer)); !errors.Is(err, record.ErrNewer) {
		t.Errorf("version 2: %v", err)
	}
}

func mustEncode(t testing.TB) []byte {
	f, err := lockKey(ctx, newPractice(t), Lock{})
	if err != nil {
		t.Fatal(err)
	}
	return f.encode()
}

func TestMissingAndUnwritablePlacesAreNamed(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, FileName)
	if _, err := Open(ctx, path, Lock{}); !errors.Is(err, record.ErrNotFound) {
		t.Errorf("missing: %v", err)
	}
	if _, err := Open(ctx, dir, Lock{}); !errors.Is(err, record.ErrCorrupt) {
		t.Errorf("a folder: %v", err)
	}
	if _, err := Create(ctx, filepath.Join(dir, "none", FileName), rand.Reader, Lock{}); err == nil {
		t.Error("a folder that isn't there")
	}
	if _, err := Create(ctx, path, bytes.NewReader(make([]byte, 5)), Lock{}); err == nil {
		t.Error("randomness that runs dry")
	}
	if _, err := Create(ctx, path, bytes.NewReader(make([]byte, 32)), Lock{}); !errors.Is(err, record.ErrCorrupt) {
		t.Error("randomness that is all zeros")
	}
	if os.Getuid() != 0 && runtime.GOOS != "windows" { // root may write anywhere
		if err := os.Chmod(dir, 0o500); err != nil {
			t.Fatal(err)
		}
		if _, err := Create(ctx, path, rand.Reader, Lock{}); !errors.Is(err, record.ErrReadOnly) {
			t.Errorf("read-only folder: %v", err)
		}
		_ = os.Chmod(dir, 0o700)
	}
	if left, _ := os.ReadDir(dir); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

func FuzzKeyFile(f *testing.F) {
	for _, l := range []Lock{{}, {Passphrase: "x"}, {Outside: newVault(f)}} {
		k, err := lockKey(ctx, newPractice(f), l)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(k.encode())
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		k, err := decodeKeyFile(data)
		switch {
		case err == nil && !bytes.Equal(k.encode(), data):
			t.Fatal("a file has two forms")
		case err != nil && !errors.Is(err, record.ErrCorrupt) && !errors.Is(err, record.ErrNewer):
			t.Fatalf("an error of another kind: %v", err)
		}
	})
}

// A program that is killed while it writes a key file leaves one beside it, which opens without the passphrase that is set later.
func TestAKeyThatWasLeftHalfWayDoesNotOutliveThePassphrase(t *testing.T) {
	path := filepath.Join(t.TempDir(), FileName)
	if _, err := Create(ctx, path, rand.Reader, Lock{}); err != nil {
		t.Fatal(err)
	}
	leave := func(ago time.Duration) string {
		name := filepath.Join(filepath.Dir(path), "."+FileName+".ABCDEFGH")
		data, err := os.ReadFile(path)
		if err == nil {
			err = os.WriteFile(name, data, 0o600)
		}
		if err == nil {
			err = os.Chtimes(name, time.Time{}, time.Now().Add(-ago))
		}
		if err != nil {
			t.Fatal(err)
		}
		return name
	}
	there := func(name string) bool { _, err := os.Stat(name); return err == nil }
	fresh := leave(time.Second)
	if _, err := Open(ctx, path, Lock{}); err != nil || !there(fresh) {
		t.Fatalf("what another program may be writing just now is gone: %v", err)
	}
	old := leave(time.Hour)
	if _, err := Open(ctx, path, Lock{}); err != nil || there(old) {
		t.Fatalf("what a killed program left is there still, %v", err)
	}
	left := leave(0)
	if err := ChangePassphrase(ctx, path, Lock{}, Lock{Passphrase: "correct horse battery staple"}); err != nil || there(left) {
		t.Fatalf("the key is still there without its passphrase, %v", err)
	}
	if !there(path) {
		t.Fatal("the key itself is gone")
	}
}
