// SPDX-License-Identifier: Apache-2.0

package seal

import (
	"bytes"
	"errors"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"filippo.io/age"
	"filippo.io/age/armor"

	"chaperone/record"
)

func TestAnExportedKeyComesBackWithItsPassphrase(t *testing.T) {
	k := newPractice(t)
	var b bytes.Buffer
	if err := Export(&b, k, "kept in the safe — süß"); err != nil {
		t.Fatal(err)
	}
	text := b.String()
	if strings.Contains(text, k.encodedKey()) || !strings.HasPrefix(text, "-----BEGIN AGE ENCRYPTED FILE-----\n") {
		t.Error("not an armoured age file")
	}
	got, err := Import(strings.NewReader("\r\n  "+strings.ReplaceAll(text, "\n", "\r\n")+"\r\n\r\n"), "kept in the safe — su\u0308ß") // as an e-mail or an editor leaves it
	if err != nil || !bytes.Equal(got.key, k.key) {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), FileName)
	if err := Save(ctx, path, got, Lock{}); err != nil {
		t.Fatal(err)
	}
	if again, err := Open(ctx, path, Lock{}); err != nil || again.ID() != k.ID() {
		t.Error(err)
	}
	if err := Save(ctx, path, newPractice(t), Lock{}); !errors.Is(err, record.ErrExists) {
		t.Errorf("over another key: %v", err)
	}
	if _, err := Import(strings.NewReader(text), "kept in the save"); !errors.Is(err, record.ErrWrongKey) || !strings.Contains(err.Error(), "Caps Lock") {
		t.Errorf("another passphrase: %v", err)
	}
	mid := len(text) / 2
	for what, bad := range map[string]string{
		"nothing":      "",
		"other text":   "dear colleague, here is the key",
		"half of it":   text[:mid],
		"a letter off": text[:mid] + string('A'+(text[mid]-'A'+1)%26) + text[mid+1:],
		"more after":   text + "and more",
	} {
		if _, err := Import(strings.NewReader(bad), "kept in the safe — süß"); !errors.Is(err, record.ErrCorrupt) && !errors.Is(err, record.ErrWrongKey) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// light makes an armoured passphrase file at little cost, holding any text.
func light(t testing.TB, passphrase, text string) string {
	t.Helper()
	to, err := age.NewScryptRecipient(passphrase)
	if err != nil {
		t.Fatal(err)
	}
	to.SetWorkFactor(4)
	var b bytes.Buffer
	a := armor.NewWriter(&b)
	w, err := age.Encrypt(a, to)
	if err == nil {
		_, err = io.WriteString(w, text)
	}
	if err = errors.Join(err, w.Close(), a.Close()); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestOnlyAnExportIsImported(t *testing.T) {
	k := newPractice(t)
	good := exportFormat + "\n" + k.ID() + "\n" + k.encodedKey() + "\n"
	if got, err := Import(strings.NewReader(light(t, "p", good)), "p"); err != nil || got.ID() != k.ID() {
		t.Fatal(err)
	}
	for what, c := range map[string]struct {
		text string
		want error
	}{
		"another practice's id": {exportFormat + "\n" + newPractice(t).ID() + "\n" + k.encodedKey() + "\n", record.ErrCorrupt},
		"no key":                {exportFormat + "\n" + k.ID() + "\n\n", record.ErrCorrupt},
		"more lines":            {good + "more\n", record.ErrCorrupt},
		"something else":        {"shopping list", record.ErrCorrupt},
		"far too much":          {strings.Repeat("x", 1<<20), record.ErrCorrupt},
		"a newer one":           {strings.Replace(good, "v1", "v2", 1), record.ErrNewer},
	} {
		if _, err := Import(strings.NewReader(light(t, "p", c.text)), "p"); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, err := Import(io.MultiReader(strings.NewReader(light(t, "p", good)[:100]), broken{}), "p"); !errors.Is(err, errBroken) {
		t.Errorf("a disk that fails: %v", err)
	}
}

var errBroken = errors.New("the disk makes a noise")

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errBroken }

func FuzzImport(f *testing.F) {
	k := fixedPractice(f)
	f.Add(light(f, "p", exportFormat+"\n"+k.ID()+"\n"+k.encodedKey()+"\n"))
	f.Fuzz(func(t *testing.T, text string) {
		// A file may ask for much work before it is opened; that isn't what is looked for here.
		b, _ := io.ReadAll(armor.NewReader(strings.NewReader(strings.TrimSpace(text))))
		if lines := bytes.SplitN(b, []byte("\n"), 3); len(lines) < 3 || bytes.HasPrefix(lines[1], []byte("-> scrypt")) && !bytes.HasSuffix(lines[1], []byte(" 4")) {
			return
		}
		got, err := Import(strings.NewReader(text), "p")
		switch {
		case err == nil && got.ID() != k.ID():
			t.Fatal("another key")
		case err != nil && !errors.Is(err, record.ErrCorrupt) && !errors.Is(err, record.ErrWrongKey) && !errors.Is(err, record.ErrNewer):
			t.Fatalf("an error of another kind: %v", err)
		}
	})
}
