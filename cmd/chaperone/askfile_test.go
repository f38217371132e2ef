// SPDX-License-Identifier: Apache-2.0

package main

import (
	"os"
	"reflect"
	"strings"
	"testing"

	"chaperone/post"
)

// doc/requests.md shows a whole file of request ask, and names each of its fields.
func TestTheFileOfRequestAskIsAsDocumented(t *testing.T) {
	doc, err := os.ReadFile("../../doc/requests.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, ok := strings.Cut(string(doc), "```yaml\n")
	example, table, closed := strings.Cut(rest, "```\n")
	if !ok || !closed {
		t.Fatal("there is no example")
	}
	var f askFile
	if err := post.DecodeYAML([]byte(example), &f, true); err != nil {
		t.Fatalf("the example can't be read: %v", err)
	}
	if err := f.missing(false); err != nil {
		t.Errorf("the example isn't whole: %v", err)
	}
	var names func(reflect.Type)
	names = func(ty reflect.Type) {
		for i := range ty.NumField() {
			x := ty.Field(i)
			name := "`" + x.Tag.Get("yaml") + "`"
			if !strings.Contains(table, name) {
				t.Errorf("doc/requests.md doesn't say what %s is", name)
			}
			if x.Type.Kind() == reflect.Struct && x.Type.PkgPath() == "" {
				names(x.Type)
			}
		}
	}
	names(reflect.TypeFor[askFile]())

	_, rest, ok = strings.Cut(table, "```yaml\n")
	example, _, closed = strings.Cut(rest, "```\n")
	if !ok || !closed {
		t.Fatal("there is no example of a decision")
	}
	var d decideFile
	if err := post.DecodeYAML([]byte(example), &d, true); err != nil {
		t.Fatalf("the example of a decision can't be read: %v", err)
	}
	if b := d.BestInterests; b == nil || !b.For || b.Assessed.IsZero() || b.AskAgainBy.IsZero() || b.Consulted != 1 || d.Notes.Judge == "" || d.Notes.Consulted == "" {
		t.Errorf("the example of a decision was read as %+v", d.BestInterests)
	}
}
