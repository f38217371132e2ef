// SPDX-License-Identifier: Apache-2.0

package register

import (
	"errors"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"
)

func example(t testing.TB) []byte {
	t.Helper()
	data, err := os.ReadFile("testdata/practice.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestTheExampleCanBeCopied(t *testing.T) {
	p, err := Load(example(t))
	if err != nil {
		t.Fatal(err)
	}
	if p.Country() != "GB" || len(p.Consents) != 1 || len(p.Interests) != 1 || len(p.Permissions) != 1 || len(p.Evidence) != 1 || len(p.Cover) != 1 || len(p.Credentials) != 1 {
		t.Errorf("something in the example was not read: %+v", p)
	}
	if at, ok := p.Author.AtWork(time.Date(2026, 11, 17, 13, 30, 0, 0, time.UTC)); at || !ok {
		t.Errorf("half past one is lunch in the example: %v, %v", at, ok)
	}
	if !p.Permissions[0].Until.Live(time.Date(2027, 3, 31, 23, 0, 0, 0, time.UTC)) || p.Permissions[0].Until.Live(time.Date(2027, 4, 2, 0, 0, 0, 0, time.UTC)) {
		t.Error("a permission lives to the end of its last day")
	}
}

// A field nobody is told of is a field nobody fills in.
func TestExampleAndPageNameEveryField(t *testing.T) {
	page, err := os.ReadFile("../doc/practice-file.md")
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"testdata/practice.yaml": string(example(t)), "doc/practice-file.md": string(page)} {
		for _, f := range fieldNames(reflect.TypeFor[Practice]()) {
			want := f + ":"
			if strings.HasSuffix(name, ".md") {
				want = "`" + f + "`"
			}
			if !strings.Contains(text, want) {
				t.Errorf("%s does not name %s", name, f)
			}
		}
	}
}

func fieldNames(t reflect.Type) []string {
	var out []string
	for t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct || t == reflect.TypeFor[Date]() {
		return nil
	}
	for i := range t.NumField() {
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("yaml"), ",")
		out = append(append(out, name), fieldNames(t.Field(i).Type)...)
	}
	return out
}

func TestNotGivenIsNotEmpty(t *testing.T) {
	p, err := Load([]byte("author: {role: GP}\npermissions: []\n"))
	if err != nil {
		t.Fatal(err)
	}
	if p.Permissions == nil || p.Cover != nil {
		t.Errorf("permissions %v, cover %v: an empty register and a missing one are not the same", p.Permissions, p.Cover)
	}
}

func TestFaultsOfTheFileSayWhere(t *testing.T) {
	for _, c := range []struct{ file, want string }{
		{"author:\n  roll: GP\n", "roll"},
		{"author: {hours: whenever}", "author.hours"},
		{"author: {hours: Mon-Fri}", "author.hours"},
		{"author: {time_zone: Atlantis}", "Europe/London"},
		{"permissions:\n  - {from: Trust, for: [premisses]}", "premisses"},
		{"permissions:\n  - {from: Trust, until: tomorrow}", "tomorrow"},
		{"consent: []", "consent"},
		{"\tauthor", ""},
		{"a: &a [*a]", ""},
		{strings.Repeat("#", MaxBytes+1), "4 MiB"},
	} {
		_, err := Load([]byte(c.file))
		if !errors.Is(err, ErrInvalid) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%.40q: %v, want words with %q", c.file, err, c.want)
		}
	}
}

func FuzzLoad(f *testing.F) {
	f.Add(example(f))
	for _, s := range []string{"", "author: {hours: Mon-Fri 08:00-18:00}", "permissions: []", "author:\n  role: [", "cover: ~", "interests:\n  - party: 1\n", "author: {country: uk}", "consents: [{given: 2026-13-01}]"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := Load(data)
		if (p == nil) == (err == nil) {
			t.Fatal("neither a file nor an error, or both")
		}
		if err != nil {
			if !errors.Is(err, ErrInvalid) {
				t.Fatalf("an error without a kind: %v", err)
			}
			return
		}
		p.Country()
		if _, ok := p.Author.AtWork(time.Date(2026, 11, 4, 3, 12, 0, 0, time.UTC)); !ok && p.Author.Hours != "" && strings.TrimSpace(p.Author.Hours) != "" {
			t.Fatalf("hours %q passed Load and can't be read", p.Author.Hours)
		}
		var l logged
		im, err := l.r.Import(p, l.as())
		if err != nil {
			if !errors.Is(err, ErrInvalid) && !errors.Is(err, ErrRefused) {
				t.Fatalf("an error without a kind: %v", err)
			}
			return
		}
		for _, e := range im.Events {
			l.do(t, e, nil)
		}
		if len(im.Refused) > 0 {
			return
		}
		if got, err := l.r.File(""); err != nil || !same(p, got) {
			t.Fatalf("%v: %s came out as %s", err, asJSON(p), asJSON(got))
		}
		if out, err := l.r.Export(""); err == nil {
			if again, err := Load(out); err != nil || !same(p, again) {
				t.Fatalf("%v: exported as %s", err, out)
			}
		}
	})
}
