// SPDX-License-Identifier: Apache-2.0

package names

import (
	"os"
	"path/filepath"
	"testing"

	"chaperone/fact/model/tag"
	"chaperone/text"
)

func TestHandlesAreClearedAndSpansKept(t *testing.T) {
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "c"), 0o755); err != nil {
		t.Fatal(err)
	}
	data := `{"id":"1","text":"@amy met Amy O'Hara in Leeds","official_split":"dev","spans":[{"start":0,"end":4,"type":"PER","handle":true},{"start":1,"end":4,"type":"PER"},{"start":9,"end":19,"type":"PER"},{"start":23,"end":28,"type":"LOC"},{"start":23,"end":99,"type":"LOC"},{"start":5,"end":8,"type":"product"}]}` + "\n"
	if err := os.WriteFile(filepath.Join(dir, "c", "dev.jsonl"), []byte(data), 0o644); err != nil {
		t.Fatal(err)
	}
	texts, err := Read(dir, "c")
	if err != nil || len(texts) != 1 || !texts[0].Held {
		t.Fatal(texts, err)
	}
	got := texts[0].Spans
	if len(got) != 2 || got[0].Of(texts[0].Text) != "Amy O'Hara" || got[1].Kind != tag.BPlace {
		t.Fatalf("%v", got)
	}
	d := text.Read(texts[0].Text)
	spans := Tokens(d, got)
	if len(spans) != 2 || spans[0].First != 2 || spans[0].Last != 3 || spans[1].First != 5 {
		t.Fatalf("%v", spans)
	}
	labels := Labels(len(d.Tokens), spans)
	for i, want := range []tag.Label{tag.O, tag.O, tag.BPerson, tag.IPerson, tag.O, tag.BPlace} {
		if labels[i] != want {
			t.Errorf("word %d: label %d, want %d", i, labels[i], want)
		}
	}
	if _, err := Read(dir, "nowhere"); err == nil {
		t.Error("a corpus that is not there was read")
	}
}

func TestCountsAreExact(t *testing.T) {
	marked := []tag.Span{{First: 0, Last: 1, Kind: tag.BPerson}, {First: 4, Last: 4, Kind: tag.BPlace}}
	found := []tag.Span{{First: 0, Last: 1, Kind: tag.BPerson}, {First: 4, Last: 5, Kind: tag.BPlace}, {First: 7, Last: 7, Kind: tag.BPerson}}
	var all, people Count
	all.Add(found, marked, 0)
	people.Add(found, marked, tag.BPerson)
	if all != (Count{1, 3, 2}) || people != (Count{1, 2, 1}) {
		t.Errorf("%v %v", all, people)
	}
	if f := all.F1(); f != 0.4 {
		t.Errorf("F1 %g", f)
	}
}

func TestEveryFrameTakesEveryName(t *testing.T) {
	for _, f := range Frames() {
		got, err := Fill(f, "Ada Bee")
		if err != nil {
			t.Fatal(err)
		}
		if w := got.Spans[0].Of(got.Text); w != "Ada Bee" && w != "Ada" && w != "Bee" {
			t.Errorf("%q holds %q", got.Text, w)
		}
	}
	if _, err := Fill("no slot", "Ada"); err == nil {
		t.Error("a frame without a slot was filled")
	}
}
