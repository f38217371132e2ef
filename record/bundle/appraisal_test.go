// SPDX-License-Identifier: Apache-2.0

package bundle

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"chaperone/record/paper"
)

func titlesOf(rule string) string {
	return map[string]string{"case-group-small": "A story that fits very few people", "claim-without-evidence": "A claim has a source"}[rule]
}

func rendered(t testing.TB, d paper.Doc) (html, pdf, md []byte) {
	t.Helper()
	var h, p, m bytes.Buffer
	if d.HTML(&h) != nil || d.PDF(&p) != nil || d.Markdown(&m) != nil {
		t.Fatal("not rendered")
	}
	return h.Bytes(), p.Bytes(), m.Bytes()
}

func TestTheSummaryForAnAppraisalLooksAsItDid(t *testing.T) {
	s, _ := whole(t)
	day := func(m time.Month, d int) time.Time { return time.Date(2026, m, d, 0, 0, 0, 0, time.UTC) }
	a := AppraisalOf(day(1, 1), day(12, 31), []Story{s, s}, titlesOf)
	a.Made, a.Author, a.Practice = day(12, 31), nameOf(member), "Calloway & Partners"
	a.Reviewed, a.RuleChanges = []Count{{"evidence", 3}}, []RuleChange{{day(6, 1), "Guide for medical influencers"}}
	a.Reflections = []Reflection{{day(12, 30), "I used to count on a changed age to hide a patient. I now leave the town out first."}}
	html, pdf, md := rendered(t, a.Document())
	golden(t, "appraisal.html", html)
	golden(t, "appraisal.md", md)
	if dir := os.Getenv("BUNDLE_OUT"); dir != "" {
		_ = os.WriteFile(filepath.Join(dir, "appraisal.html"), html, 0o644)
		_ = os.WriteFile(filepath.Join(dir, "appraisal.pdf"), pdf, 0o644)
	}
	if want := (PostCounts{Begun: 2, Checks: 4, SignedOff: 2, Published: 2, TakenDown: 2}); a.Posts != want {
		t.Errorf("counted %+v", a.Posts)
	}
	if len(a.Areas) != 3 || a.Areas[0] != (AreaCount{Area: "confidentiality", Stop: 2, Fixed: 2}) || len(a.Ways) != 2 || a.Ways[0] != (Count{"fixed", 2}) {
		t.Errorf("areas %+v, ways %+v", a.Areas, a.Ways)
	}
	if len(a.Asked) != 1 || a.Asked[0] != (AskedCount{Form: "patient", Asked: 2, Agreed: 2}) || len(a.Due) != 1 || a.Due[0].N != 2 || a.Due[0].Open != 0 {
		t.Errorf("asked %+v, due %+v", a.Asked, a.Due)
	}
}

func TestOnlyThePeriodCounts(t *testing.T) {
	s, _ := whole(t)
	day := time.Date(2026, 11, 12, 0, 0, 0, 0, time.UTC)
	one := AppraisalOf(day, day, []Story{s}, titlesOf)
	next := AppraisalOf(day.AddDate(0, 0, 1), day.AddDate(0, 0, 1), []Story{s}, titlesOf)
	if one.Posts != (PostCounts{Begun: 1, Checks: 2}) || next.Posts != (PostCounts{SignedOff: 1, Published: 1, TakenDown: 1}) {
		t.Errorf("%+v, then %+v", one.Posts, next.Posts)
	}
	later := AppraisalOf(day.AddDate(1, 0, 0), day.AddDate(1, 1, 0), []Story{s}, titlesOf)
	if later.Posts != (PostCounts{}) || len(later.Areas)+len(later.Rules)+len(later.Ways)+len(later.Asked)+len(later.Due)+len(later.Published) != 0 {
		t.Errorf("%+v", later)
	}
}

// plant puts a name into every text of a value, wherever it stands.
func plant(v reflect.Value, name string) int {
	n := 0
	switch v.Kind() {
	case reflect.String:
		if v.CanSet() {
			v.SetString(name)
			n++
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			return 0
		}
		for i := range v.NumField() {
			n += plant(v.Field(i), name)
		}
	case reflect.Slice:
		for i := range v.Len() {
			n += plant(v.Index(i), name)
		}
	case reflect.Pointer:
		if !v.IsNil() {
			n += plant(v.Elem(), name)
		}
	}
	return n
}

func TestNoWordOfAPostReachesAnAppraisal(t *testing.T) {
	for _, name := range []string{"Quillfeather Bartlemy", "bartlemy"} { // the second looks like the name of a rule or a platform
		nothingReaches(t, name)
	}
}

func nothingReaches(t *testing.T, name string) {
	s, _ := whole(t)
	kinds := map[int]string{}
	for i, m := range s.TimeLine {
		kinds[i] = m.Kind
	}
	if n := plant(reflect.ValueOf(&s).Elem(), name); n < 100 {
		t.Fatalf("the name was planted in %d places only", n)
	}
	for i := range s.TimeLine {
		s.TimeLine[i].Kind = kinds[i] // or no check would be counted
	}
	day := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	a := AppraisalOf(day, day.AddDate(0, 1, 0), []Story{s}, func(string) string { return "" })
	if a.Posts.Published != 1 || a.Posts.Checks != 2 || len(a.Rules) != 1 {
		t.Fatalf("nothing was counted: %+v", a)
	}
	html, _, md := rendered(t, a.Document())
	for _, part := range append(strings.Fields(name), strings.ToLower(name)) {
		if strings.Contains(fmt.Sprintf("%#v", a), part) || bytes.Contains(html, []byte(part)) || bytes.Contains(md, []byte(part)) {
			t.Errorf("%q reached the summary", part)
		}
	}
}
