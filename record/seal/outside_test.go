// SPDX-License-Identifier: Apache-2.0

package seal

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"chaperone/record"
)

// vault is a key service in this process.
type vault struct{ key []byte }

func newVault(t testing.TB) vault {
	t.Helper()
	key := make([]byte, 32)
	if _, err := rand.Read(key); err != nil {
		t.Fatal(err)
	}
	return vault{key}
}

func (v vault) Wrap(_ context.Context, key []byte) ([]byte, error) {
	return gcm(v.key).Seal(nil, nil, key, nil), nil
}

func (v vault) Unwrap(_ context.Context, wrapped []byte) ([]byte, error) {
	return gcm(v.key).Open(nil, nil, wrapped, nil)
}

var shippedWork int

func TestWhatIsShippedCostsAGuesserASecond(t *testing.T) {
	if shippedWork != 18 || kdfTime*kdfMemory < 3*64<<10 {
		t.Errorf("scrypt 2^%d, Argon2id %d passes over %d KiB", shippedWork, kdfTime, kdfMemory)
	}
}

// TestMain makes passphrases cheap for the tests, and plays the configured program when a test starts this binary again.
func TestMain(m *testing.M) {
	mode := os.Getenv("SEAL_TEST_SERVICE")
	if mode == "" {
		shippedWork, scryptWork = scryptWork, 8
		os.Exit(m.Run())
	}
	in, _ := io.ReadAll(os.Stdin)
	for i := range in {
		in[i] ^= 0x5a
	}
	switch mode {
	case "raw":
		os.Stdout.Write(in)
	case "text":
		fmt.Println(base64.StdEncoding.EncodeToString(in))
	case "short":
		os.Stdout.Write(in[:len(in)-1])
	case "chatty":
		os.Stdout.Write(bytes.Repeat(in, 4096))
	case "refuses":
		fmt.Fprintln(os.Stderr, "AccessDenied: no role for this key")
		os.Exit(3)
	case "hangs":
		time.Sleep(time.Minute)
	}
	os.Exit(0)
}

func TestAProgramOutsideUnwrapsTheKey(t *testing.T) {
	me, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), FileName)
	service := Exec{UnwrapCommand: []string{me}, WrapCommand: []string{me}}
	t.Setenv("SEAL_TEST_SERVICE", "raw")
	k, err := Create(ctx, path, rand.Reader, Lock{Outside: service})
	if err != nil {
		t.Fatal(err)
	}
	for _, mode := range []string{"raw", "text"} {
		t.Setenv("SEAL_TEST_SERVICE", mode)
		got, err := Open(ctx, path, Lock{Outside: service})
		if err != nil || got.ID() != k.ID() {
			t.Errorf("%s: %v", mode, err)
		}
	}
	for mode, want := range map[string]string{"short": "31 bytes", "refuses": "AccessDenied", "chatty": "more than", "hangs": "no answer within"} {
		t.Setenv("SEAL_TEST_SERVICE", mode)
		service.Timeout = 0
		if mode == "hangs" {
			service.Timeout = 300 * time.Millisecond
		}
		_, err := Open(ctx, path, Lock{Outside: service})
		if !errors.Is(err, ErrService) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", mode, err)
		}
	}
	for _, command := range [][]string{nil, {""}, {filepath.Join(t.TempDir(), "missing")}} {
		if _, err := Open(ctx, path, Lock{Outside: Exec{UnwrapCommand: command}}); !errors.Is(err, ErrService) {
			t.Errorf("%q: %v", command, err)
		}
	}
	if _, err := Open(ctx, path, Lock{Outside: another{}}); !errors.Is(err, record.ErrWrongKey) {
		t.Errorf("a service with another key: %v", err)
	}
}

// another gives a key, but not this practice's.
type another struct{}

func (another) Unwrap(context.Context, []byte) ([]byte, error) {
	return bytes.Repeat([]byte{7}, 32), nil
}

// forgetful wraps what it can't unwrap any more.
type forgetful struct{ another }

func (forgetful) Wrap(context.Context, []byte) ([]byte, error) { return []byte("wrapped"), nil }

// open hands the key back as it is.
type open struct{ another }

func (open) Wrap(_ context.Context, key []byte) ([]byte, error) { return key, nil }

func TestAPracticeIsNotLeftWithAServiceThatCanNotGiveItsKeyBack(t *testing.T) {
	path := filepath.Join(t.TempDir(), FileName)
	for _, s := range []Unwrapper{another{}, forgetful{}, open{}} {
		if _, err := Create(ctx, path, rand.Reader, Lock{Outside: s}); err == nil {
			t.Errorf("%T is taken", s)
		}
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("a key file was made all the same")
	}
}
