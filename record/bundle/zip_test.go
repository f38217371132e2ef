// SPDX-License-Identifier: Apache-2.0

package bundle

import (
	"archive/zip"
	"bytes"
	"io"
	"testing"
	"time"
)

// entry is a file of a zip made by hand.
type entry struct {
	name   string
	data   []byte
	method uint16
}

func entriesOf(t testing.TB, z []byte) []entry {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(z), int64(len(z)))
	if err != nil {
		t.Fatal(err)
	}
	var out []entry
	for _, f := range r.File {
		rc, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(rc)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, entry{name: f.Name, data: b})
	}
	return out
}

func fileOf(t testing.TB, z []byte, name string) []byte {
	t.Helper()
	for _, e := range entriesOf(t, z) {
		if e.name == name {
			return e.data
		}
	}
	t.Fatalf("no %s", name)
	return nil
}

func zipOf(t testing.TB, es []entry) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, e := range es {
		f, err := w.CreateHeader(&zip.FileHeader{Name: e.name, Method: e.method, Modified: time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write(e.data); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// change gives the bundle with some of its files changed, its list of files made to fit, its signature taken out: what a forger without
// the key can do.
func change(t testing.TB, z []byte, files map[string]func([]byte) []byte) []byte {
	t.Helper()
	var out []entry
	var sums []byte
	for _, e := range entriesOf(t, z) {
		if e.name == "signature.txt" {
			continue
		}
		if f := files[e.name]; f != nil {
			before := e.data
			if e.data = f(bytes.Clone(before)); bytes.Equal(before, e.data) {
				t.Fatalf("%s wasn't changed", e.name)
			}
		}
		if e.name == "SHA256SUMS" {
			e.data = sums
		} else {
			sums = append(sums, digestOf(e.data)[len("sha256:"):]+"  "+e.name+"\n"...)
		}
		out = append(out, e)
	}
	return zipOf(t, out)
}
