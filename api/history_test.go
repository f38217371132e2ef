// SPDX-License-Identifier: Apache-2.0

package api_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"chaperone/api"
	"chaperone/practice"
	"chaperone/rulebook"

	"pgregory.net/rapid"
)

// shipped checks with the rules that ship: linking reads facts of the real lists.
func shipped(t testing.TB) *practice.Checker {
	book, err := rulebook.Load(rulebook.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return &practice.Checker{Book: book, Now: func() time.Time { return time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC) }}
}

// linked runs lines through a stream and gives what each id links to.
func linked(t interface{ Fatal(...any) }, s *api.Stream, lines []string) map[string][]string {
	var out bytes.Buffer
	if _, err := s.Run(strings.NewReader(strings.Join(lines, "\n")), &out); err != nil {
		t.Fatal(err)
	}
	got := map[string][]string{}
	for line := range strings.Lines(out.String()) {
		var r struct {
			ID     string
			Jigsaw struct {
				Linked []struct {
					Posts []string
					As    string
				}
			}
		}
		if err := json.Unmarshal([]byte(line), &r); err != nil {
			t.Fatal(err)
		}
		got[r.ID] = nil
		for _, l := range r.Jigsaw.Linked {
			got[r.ID] = append(got[r.ID], l.As+" "+strings.Join(l.Posts, " "))
		}
	}
	return got
}

var tales = []string{"A farmer came in last night with his hand in the baler, eight fingers to go home with.",
	"Update on the farmer: he went home today.", "The hedges are lovely.", "Remember the lady with the parrot? She sent us a feather.", "Sat with a lady of 93 this morning, parrot on her shoulder.",
	"He went home today. I cried in the car.", "Day 12 for our longest stayer.", "Day 14. Off the vent."}

// issue 4: what a post links to depends on its account's earlier lines, not on whose lines stand between them, nor on how the stream is cut.
func TestOtherAccountsLinesDoNotMatter(t *testing.T) {
	check := shipped(t)
	rapid.Check(t, func(t *rapid.T) {
		accounts := []string{"@jo", "@Ann", "", "@kim"}
		var lines [][]string // by account
		for a, name := range accounts {
			var ls []string
			for i := range rapid.IntRange(0, 6).Draw(t, "posts") {
				ls = append(ls, fmt.Sprintf(`{"id":"%d-%d","account":%q,"posted_at":"2026-11-%02dT20:00:00Z","text":%q}`, a, i, name, 1+2*i, rapid.SampledFrom(tales).Draw(t, "tale")))
			}
			lines = append(lines, ls)
		}
		alone := map[string][]string{}
		for _, ls := range lines {
			for id, l := range linked(t, &api.Stream{Check: check}, ls) {
				alone[id] = l
			}
		}
		var mixed []string
		for slices.ContainsFunc(lines, func(ls []string) bool { return len(ls) > 0 }) {
			a := rapid.IntRange(0, len(lines)-1).Draw(t, "next")
			if len(lines[a]) > 0 {
				mixed, lines[a] = append(mixed, lines[a][0]), lines[a][1:]
			}
		}
		got := linked(t, &api.Stream{Check: check}, mixed)
		for id, want := range alone {
			if !slices.Equal(got[id], want) {
				t.Fatalf("%s: among others it links to %q, alone to %q", id, got[id], want)
			}
			if strings.HasPrefix(id, "2-") && len(want) > 0 {
				t.Fatalf("%s: has no account and links to %q", id, want)
			}
		}
	})
}

// issue 4: earlier posts given as a file count as if they stood before, in order of their times.
func TestEarlierPostsStandBefore(t *testing.T) {
	check := shipped(t)
	line := func(i int) string {
		return fmt.Sprintf(`{"id":"%d","account":"jo","posted_at":"2026-11-%02dT20:00:00Z","text":%q}`, i, 1+2*i, tales[i])
	}
	whole := linked(t, &api.Stream{Check: check}, []string{line(0), line(1)})
	past, faults, err := api.ReadPast(strings.NewReader(line(1)+"\n"+line(0)+"\nnope\n"), check, nil)
	if err != nil || len(faults) != 1 || faults[0].Line != 3 || past.Posts() != 2 {
		t.Fatalf("%v, %v", faults, err)
	}
	if got := linked(t, &api.Stream{Check: check, Past: past}, []string{line(1)}); !slices.Equal(got["1"], whole["1"]) || len(got["1"]) != 1 {
		t.Errorf("with the earlier post in a file %q, in the stream %q", got["1"], whole["1"])
	}
	if got := linked(t, &api.Stream{Check: check, Past: past}, []string{strings.Replace(line(1), `"jo"`, `"kim"`, 1)}); len(got["1"]) > 0 {
		t.Errorf("another account links to %q", got["1"])
	}
}

// issue 4: the account that was silent longest is forgotten first.
func TestHistoriesAreBounded(t *testing.T) {
	check := shipped(t)
	first := `{"id":"a","account":"first","posted_at":"2026-11-01T20:00:00Z","text":"` + tales[0] + `"}`
	last := `{"id":"b","account":"first","posted_at":"2026-11-03T20:00:00Z","text":"` + tales[1] + `"}`
	for _, n := range []int{api.MaxHistories - 1, api.MaxHistories} {
		lines := []string{first}
		for i := range n {
			lines = append(lines, fmt.Sprintf(`{"account":"other%d","text":"hello"}`, i))
		}
		if got := linked(t, &api.Stream{Check: check}, append(lines, last)); (len(got["b"]) > 0) != (n < api.MaxHistories) {
			t.Errorf("after %d other accounts it links to %q", n, got["b"])
		}
	}
}

// issue 4: the memory of a long history doesn't grow with it.
func TestALongHistoryStaysSmall(t *testing.T) {
	if testing.Short() {
		t.Skip("takes some seconds")
	}
	check := shipped(t)
	h := api.NewHistories(nil)
	var before, after runtime.MemStats
	for i := range 4000 {
		if i == 500 {
			runtime.GC()
			runtime.ReadMemStats(&before)
		}
		p, author, err := api.Decode(fmt.Appendf(nil, `{"id":"post number %d","account":"jo","posted_at":"%s","text":"%s bed %d, consultant number %d"}`,
			i, time.Date(2020, 1, 1+i, 0, 0, 0, 0, time.UTC).Format(time.RFC3339), tales[i%len(tales)], i, i), nil)
		if err != nil {
			t.Fatal(err)
		}
		d, err := check.Read(p, author)
		if err != nil {
			t.Fatal(err)
		}
		h.Link(api.HistoryKey(p, author), d.Tell())
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); grown > 1<<20 {
		t.Errorf("3,500 further posts of one account hold %d KiB", grown>>10)
	}
	runtime.KeepAlive(h)
}

// issue 4: whatever a file of earlier posts holds, reading it ends, each bad line is named once, and lines that are no posts don't count.
func FuzzReadPast(f *testing.F) {
	for _, s := range []string{"", "nope", `{"text":"hello"}`, "{}\n{\"text\":5}\n\n{\"text\":\"x\",\"posted_at\":\"yesterday\"}", `{"text":"` + tales[0] + `","account":"a","series":"s","posted_at":"2026-11-22"}`, "\xef\xbb\xbf{\"text\":\"\xff\"}",
		`{"text":"x","received":true}`, `{"text":"x","in_reply_to":"x x x x x x x x x x x x x x"}`} {
		f.Add([]byte(s))
	}
	check := shipped(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		past, faults, err := api.ReadPast(bytes.NewReader(data), check, nil)
		if err != nil {
			t.Fatal(err)
		}
		lines := 1 + bytes.Count(data, []byte("\n"))
		if past.Posts()+len(faults) > lines {
			t.Errorf("%d posts and %d faults in %d lines", past.Posts(), len(faults), lines)
		}
		for i, x := range faults {
			if x.Line < 1 || x.Line > lines || x.Err == nil || i > 0 && x.Line <= faults[i-1].Line {
				t.Errorf("fault %+v", x)
			}
		}
		if (past.NoPosts() == nil) != (past.Posts() > 0) {
			t.Error("it says the wrong thing of an empty file")
		}
	})
}
