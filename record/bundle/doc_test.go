// SPDX-License-Identifier: Apache-2.0

package bundle

import (
	"bytes"
	"io"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"
)

func TestThePageNamesEveryFieldOfAStory(t *testing.T) {
	page, err := os.ReadFile("../../doc/bundle.md")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	seen := map[reflect.Type]bool{}
	var walk func(x reflect.Type)
	walk = func(x reflect.Type) {
		switch x.Kind() {
		case reflect.Slice, reflect.Pointer:
			walk(x.Elem())
		case reflect.Struct:
			if x == reflect.TypeFor[time.Time]() || seen[x] {
				return
			}
			seen[x] = true
			for i := range x.NumField() {
				tag, _, _ := strings.Cut(x.Field(i).Tag.Get("json"), ",")
				if n++; !bytes.Contains(page, []byte("`"+tag+"`")) {
					t.Errorf("doc/bundle.md doesn't name %s of %s", tag, x.Name())
				}
				walk(x.Field(i).Type)
			}
		}
	}
	walk(reflect.TypeFor[Story]())
	walk(reflect.TypeFor[proofs]())
	if n < 100 {
		t.Errorf("%d fields were looked for: the walk is broken", n)
	}
}

func BenchmarkMake(b *testing.B) {
	s, e := whole(b)
	for b.Loop() {
		if err := Make(io.Discard, s, e); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkVerify(b *testing.B) {
	s, e := whole(b)
	z := made(b, s, e)
	b.SetBytes(int64(len(z)))
	for _, skip := range []bool{false, true} {
		name := "with pages"
		if skip {
			name = "without pages"
		}
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if !verified(b, z, Options{SkipPages: skip}).Holds() {
					b.Fatal("doesn't hold")
				}
			}
		})
	}
}
