// SPDX-License-Identifier: Apache-2.0

package seal

import (
	"archive/tar"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"filippo.io/age"
	"pgregory.net/rapid"

	"chaperone/record"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 123456789, time.UTC)

func backUp(t testing.TB, k *PracticeKey, passphrase string, files map[string][]byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := SealBackup(&b, k, passphrase, noon)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if err := w.Add(name, int64(len(files[name])), bytes.NewReader(files[name])); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func readAll(b *BackupReader) (map[string][]byte, error) {
	files := map[string][]byte{}
	for {
		name, size, err := b.Next()
		if err == io.EOF {
			return files, nil
		}
		if err != nil {
			return nil, err
		}
		data, err := io.ReadAll(b)
		if err != nil {
			return nil, err
		}
		if int64(len(data)) != size {
			return nil, fmt.Errorf("%s has %d bytes, %d were announced", name, len(data), size)
		}
		files[name] = data
	}
}

func restore(data []byte, k *PracticeKey, passphrase string) (map[string][]byte, error) {
	b, err := OpenBackup(bytes.NewReader(data), k, passphrase)
	if err != nil {
		return nil, err
	}
	return readAll(b)
}

var some = map[string][]byte{"record.db": noise(300_000), "blobs/ab/abcd": []byte("a picture"), "blobs/ff/empty": {}}

func same(a, b map[string][]byte) bool { return maps.EqualFunc(a, b, bytes.Equal) }

func TestABackupIsRestoredOnAnotherMachineWithItsPassphraseAlone(t *testing.T) {
	k := newPractice(t)
	data := backUp(t, k, "on the fridge", some)
	b, err := OpenBackup(bytes.NewReader(data), nil, "on the fridge")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(b.Key().key, k.key) || !b.At().Equal(noon.Truncate(time.Second)) {
		t.Error("another key or time")
	}
	got, err := readAll(b)
	if err != nil || !same(got, some) {
		t.Errorf("other files, %v", err)
	}
	if _, err := OpenBackup(bytes.NewReader(data), nil, "on the frigde"); !errors.Is(err, record.ErrWrongKey) || !strings.Contains(err.Error(), "Caps Lock") {
		t.Errorf("another passphrase: %v", err)
	}
	if _, err := OpenBackup(bytes.NewReader(data), k, ""); !errors.Is(err, record.ErrWrongKey) || !strings.Contains(err.Error(), "none was given") {
		t.Errorf("with the key and no passphrase: %v", err)
	}
	if p, _, err := ProtectionOfBackup(bytes.NewReader(data)); p != UnderPassphrase {
		t.Errorf("%s, %v", p, err)
	}

	// and should Chaperone be no more: the age program and tar
	id, err := age.NewScryptIdentity("on the fridge")
	if err != nil {
		t.Fatal(err)
	}
	in, err := age.Decrypt(bytes.NewReader(data), id)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for r := tar.NewReader(in); ; {
		h, err := r.Next()
		if err != nil {
			break
		}
		names = append(names, h.Name)
	}
	if want := []string{"backup.json", "practice.key", "blobs/ab/abcd", "blobs/ff/empty", "record.db", "manifest.json"}; !slices.Equal(names, want) {
		t.Errorf("age and tar find %v", names)
	}
}

func TestABackupWithoutAPassphraseOpensWithThePracticeKey(t *testing.T) {
	k := newPractice(t)
	data := backUp(t, k, "", some)
	got, err := restore(data, k, "")
	if err != nil || !same(got, some) {
		t.Fatalf("other files, %v", err)
	}
	for what, c := range map[string]struct {
		k    *PracticeKey
		pass string
		says string
	}{
		"another practice's key": {newPractice(t), "", "another practice"},
		"a passphrase":           {nil, "on the fridge", "import the exported key"},
		"nothing":                {nil, "", "with the practice's key"},
	} {
		if _, err := OpenBackup(bytes.NewReader(data), c.k, c.pass); !errors.Is(err, record.ErrWrongKey) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if p, id, err := ProtectionOfBackup(bytes.NewReader(data)); p != UnderPracticeKey || id != k.ID() {
		t.Errorf("%s, %s, %v", p, id, err)
	}
	for _, other := range []string{"", "PK\x03\x04", "age-encryption.org/v1\n"} {
		if _, _, err := ProtectionOfBackup(strings.NewReader(other)); !errors.Is(err, record.ErrCorrupt) {
			t.Errorf("%q: %v", other, err)
		}
		if _, err := OpenBackup(strings.NewReader(other), k, ""); !errors.Is(err, record.ErrCorrupt) {
			t.Errorf("%q: %v", other, err)
		}
	}
}

func TestABackupCutOrChangedAnywhereIsNoticed(t *testing.T) {
	k := newPractice(t)
	data := backUp(t, k, "", map[string][]byte{"record.db": noise(1000)})
	for i := range data {
		b := bytes.Clone(data)
		b[i] ^= 1 << (i % 8)
		if _, err := restore(b, k, ""); !errors.Is(err, record.ErrCorrupt) && !errors.Is(err, record.ErrWrongKey) { // the id in the head may read as another practice's
			t.Fatalf("byte %d changed: %v", i, err)
		}
		if _, err := restore(data[:i], k, ""); !errors.Is(err, record.ErrCorrupt) {
			t.Fatalf("cut to %d: %v", i, err)
		}
	}
	large := backUp(t, k, "", map[string][]byte{"record.db": noise(500_000)})
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, len(large)-1).Draw(t, "cut")
		if _, err := restore(large[:n], k, ""); !errors.Is(err, record.ErrCorrupt) {
			t.Fatalf("cut to %d: %v", n, err)
		}
	})
	if _, err := restore(append(bytes.Clone(data), 0), k, ""); !errors.Is(err, record.ErrCorrupt) {
		t.Errorf("and one more: %v", err)
	}
	b, err := OpenBackup(io.MultiReader(bytes.NewReader(large[:200_000]), broken{}), k, "")
	if err == nil {
		_, err = readAll(b)
	}
	if !errors.Is(err, errBroken) || errors.Is(err, record.ErrCorrupt) {
		t.Errorf("a disk that fails: %v", err)
	}
}

func TestAnUnfinishedBackupIsNone(t *testing.T) {
	k := newPractice(t)
	var b bytes.Buffer
	w, err := SealBackup(&b, k, "", noon)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Add("record.db", 5, strings.NewReader("four")); err == nil {
		t.Fatal("a file that shrank is taken")
	}
	if w.Add("other", 0, strings.NewReader("")) == nil || w.Close() == nil {
		t.Error("it goes on all the same")
	}
	if _, err := restore(b.Bytes(), k, ""); !errors.Is(err, record.ErrCorrupt) {
		t.Errorf("restored: %v", err)
	}
	for what, add := range map[string]func(*BackupWriter) error{
		"a file that grew":      func(w *BackupWriter) error { return w.Add("a", 3, strings.NewReader("four")) },
		"a disk that fails":     func(w *BackupWriter) error { return w.Add("a", 3, broken{}) },
		"a name twice":          func(w *BackupWriter) error { return errors.Join(w.Add("a", 0, zeros{}), w.Add("A", 0, zeros{})) },
		"the manifest's name":   func(w *BackupWriter) error { return w.Add("Manifest.JSON", 0, zeros{}) },
		"the key file's name":   func(w *BackupWriter) error { return w.Add("practice.key", 0, zeros{}) },
		"a size below nothing":  func(w *BackupWriter) error { return w.Add("a", -1, zeros{}) },
		"a name that climbs":    func(w *BackupWriter) error { return w.Add("../a", 0, zeros{}) },
		"closed, and once more": func(w *BackupWriter) error { _ = w.Close(); return w.Close() },
	} {
		w, err := SealBackup(io.Discard, k, "", noon)
		if err != nil {
			t.Fatal(err)
		}
		if add(w) == nil || w.Close() == nil {
			t.Errorf("%s is taken", what)
		}
	}
	if _, err := SealBackup(full{}, k, "", noon); !errors.Is(err, record.ErrFull) {
		w, _ := SealBackup(full{}, k, "", noon)
		if err := w.Add("a", 1<<20, bytes.NewReader(noise(1<<20))); !errors.Is(err, record.ErrFull) {
			t.Errorf("a full disk: %v", err)
		}
	}
}

func TestNamesStayBelowTheirFolder(t *testing.T) {
	for _, n := range []string{"", ".", "..", "/a", "a/", "a//b", "a/../b", "../a", "a/..", `a\b`, `C:\a`, "C:a", "a\x00", "a b", "é", ".hidden", "a/.b", "a.", "con", "NUL.txt", "a/com1", strings.Repeat("a", 201)} {
		if checkName(n) == nil {
			t.Errorf("%q is taken", n)
		}
	}
	for _, n := range []string{"a", "record.db", "blobs/ab/ab12", "a-b_c.d.e", "com", "console", strings.Repeat("a", 200)} {
		if err := checkName(n); err != nil {
			t.Error(err)
		}
	}
}

// inside makes what is inside a backup from any entries: what nobody but us could seal, and what we must not believe all the same.
func inside(t testing.TB, k *PracticeKey, entries ...tar.Header) []byte {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	head, err := json.Marshal(headForm{backupFormat, 1, UnderPracticeKey, k.id, noon})
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range append([]tar.Header{{Typeflag: tar.TypeReg, Name: backupHead, Linkname: string(head)}}, entries...) {
		text := h.Linkname
		if h.Typeflag == tar.TypeReg {
			h.Size, h.Linkname = int64(len(text)), ""
		}
		if err := w.WriteHeader(&h); err != nil {
			t.Fatal(err)
		}
		if h.Typeflag == tar.TypeReg {
			_, _ = io.WriteString(w, text)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func restoreInside(k *PracticeKey, data []byte) (map[string][]byte, error) {
	src := &watched{Reader: bytes.NewReader(data)}
	b, err := readBackup(src, src, k, "")
	if err != nil {
		return nil, err
	}
	return readAll(b)
}

func TestOnlyPlainFilesThatAreListedAreRestored(t *testing.T) {
	k := newPractice(t)
	file := func(name, text string) tar.Header {
		return tar.Header{Typeflag: tar.TypeReg, Name: name, Linkname: text}
	}
	const digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" // of "abc"
	list := func(s string) tar.Header { return file(backupManifest, `{"files":[`+s+`]}`) }
	good := list(`{"name":"a","size":3,"sha256":"` + digest + `"}`)
	if got, err := restoreInside(k, inside(t, k, file("a", "abc"), good)); err != nil || string(got["a"]) != "abc" {
		t.Fatal(err)
	}
	for what, entries := range map[string][]tar.Header{
		"no list":             {file("a", "abc")},
		"another digest":      {file("a", "abd"), good},
		"another name":        {file("b", "abc"), good},
		"one too few":         {good},
		"one too many":        {file("a", "abc"), file("b", ""), good},
		"after the list":      {file("a", "abc"), good, file("b", "")},
		"twice":               {file("a", "abc"), file("a", "abc"), good},
		"a link":              {{Typeflag: tar.TypeSymlink, Name: "a", Linkname: "/etc/passwd"}, good},
		"a folder":            {{Typeflag: tar.TypeDir, Name: "a/"}, good},
		"a device":            {{Typeflag: tar.TypeChar, Name: "a"}, good},
		"a name that climbs":  {file("../a", "abc"), list(`{"name":"../a","size":3,"sha256":"` + digest + `"}`)},
		"an absolute name":    {file("/a", "abc"), list(`{"name":"/a","size":3,"sha256":"` + digest + `"}`)},
		"a key file":          {file(FileName, "abc"), list(`{"name":"practice.key","size":3,"sha256":"` + digest + `"}`)},
		"a list in disguise":  {file("a", "abc"), list(`{"name":"a","size":3,"sha256":"` + digest + `","more":1}`)},
		"two heads":           {file(backupHead, "abc"), good},
		"records of its own":  {{Typeflag: tar.TypeReg, Name: "a", Linkname: "abc", PAXRecords: map[string]string{"CHAPERONE.x": "y"}}, good},
		"a list that is huge": {list(strings.Repeat(" ", 100_000))},
	} {
		if _, err := restoreInside(k, inside(t, k, entries...)); !errors.Is(err, record.ErrCorrupt) {
			t.Errorf("%s: %v", what, err)
		}
	}
	newer := bytes.Replace(inside(t, k, good), []byte(`"v":1`), []byte(`"v":2`), 1)
	if _, err := restoreInside(k, newer); !errors.Is(err, record.ErrNewer) {
		t.Errorf("version 2: %v", err)
	}
}

func FuzzBackup(f *testing.F) {
	k := fixedPractice(f)
	f.Add(inside(f, k, tar.Header{Typeflag: tar.TypeReg, Name: "a", Linkname: "abc"},
		tar.Header{Typeflag: tar.TypeReg, Name: backupManifest, Linkname: `{"files":[{"name":"a","size":3,"sha256":"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"}]}`}))
	f.Add(inside(f, k, tar.Header{Typeflag: tar.TypeReg, Name: backupManifest, Linkname: `{"files":null}`}))
	f.Fuzz(func(t *testing.T, data []byte) {
		files, err := restoreInside(k, data)
		if err != nil && !errors.Is(err, record.ErrCorrupt) && !errors.Is(err, record.ErrNewer) {
			t.Fatalf("an error of another kind: %v", err)
		}
		for name := range files {
			if checkName(name) != nil || reserved(name) {
				t.Fatalf("%q is restored", name)
			}
		}
	})
}

func BenchmarkBackup(b *testing.B) { // 1 GB, as a database of 256 MB and 768 media files of 1 MB
	k := newPractice(b)
	b.SetBytes(1 << 30)
	for b.Loop() {
		w, err := SealBackup(io.Discard, k, "", noon)
		if err != nil {
			b.Fatal(err)
		}
		if err := w.Add("record.db", 256<<20, io.LimitReader(zeros{}, 256<<20)); err != nil {
			b.Fatal(err)
		}
		for i := range 768 {
			if err := w.Add(fmt.Sprintf("blobs/%d", i), 1<<20, io.LimitReader(zeros{}, 1<<20)); err != nil {
				b.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkRestore(b *testing.B) {
	k := newPractice(b)
	var data bytes.Buffer
	w, err := SealBackup(&data, k, "", noon)
	if err == nil {
		err = w.Add("record.db", 256<<20, io.LimitReader(zeros{}, 256<<20))
	}
	if err = errors.Join(err, w.Close()); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(256 << 20)
	for b.Loop() {
		r, err := OpenBackup(bytes.NewReader(data.Bytes()), k, "")
		for err == nil {
			_, _, err = r.Next()
		}
		if err != io.EOF {
			b.Fatal(err)
		}
	}
}
