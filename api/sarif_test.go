// SPDX-License-Identifier: Apache-2.0

package api_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"chaperone/api"
	"chaperone/post"
	"chaperone/practice"
	"chaperone/rulebook"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

func checker(t testing.TB) *practice.Checker {
	t.Helper()
	book, err := rulebook.Load(rulebook.Options{Packs: pack()})
	if err != nil {
		t.Fatal(err)
	}
	return &practice.Checker{Book: book, Now: func() time.Time { return time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC) }}
}

func located(t testing.TB, c *practice.Checker, name, file string) *api.Located {
	t.Helper()
	f, err := post.Parse([]byte(file))
	if err != nil {
		t.Fatal(err)
	}
	r, err := c.CheckDraft(&f.Post, nil)
	if err != nil {
		t.Fatal(err)
	}
	res := api.FromReport(r)
	res.File, res.TextAt = name, f.TextAt
	return &api.Located{Result: res, Data: []byte(file)}
}

// issue 2: SARIF 2.1.0 that validates against its schema. Names, stdin, faults and records are all in one log.
func TestSARIFIsValidAndPlacesWords(t *testing.T) {
	c := checker(t)
	var log api.SARIF
	const file = "---\nkind: post\n---\nRota 👩‍⚕️🙂 out:\nmail 🙂jo@example.org\x1b[2J today"
	log.Add(located(t, c, "a name/wärd.md", file))
	log.Add(located(t, c, "", "Write to jo@example.org\u202e today"))
	log.Add(located(t, c, "a:b.md", "Write to jo@example.org today"))
	log.Add(located(t, c, "/tmp/x.md", "Write to jo@example.org today"))
	rec := located(t, c, "posts.jsonl", "Write to jo@example.org today")
	rec.Line = 17
	log.Add(rec)
	log.Add(&api.Located{Result: api.Result{File: "bad.md", Line: 3}, Fault: "this isn't UTF-8 text"})
	log.Add(&api.Located{Result: api.Result{File: "none.md"}, Fault: "there is no such file"})
	failed := located(t, c, "f.md", "Hello")
	failed.Failed = []api.FailedOut{{Rule: "x", Why: "it broke"}}
	failed.Questions = []api.QuestionOut{{Rule: "script-email", Area: "attention", Text: "Who?", Spans: []api.Span{}}}
	log.Add(failed)
	var b bytes.Buffer
	if err := log.Write(&b, c.Book, "v1.2.3"); err != nil {
		t.Fatal(err)
	}
	schema, err := jsonschema.NewCompiler().Compile("testdata/sarif-schema-2.1.0.json")
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(b.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(doc); err != nil {
		t.Errorf("%v", err)
	}
	var out struct {
		Runs []struct {
			ColumnKind string
			Results    []struct {
				RuleID    string
				RuleIndex int
				Level     string
				Kind      string
				Message   struct{ Text string }
				Locations []struct {
					PhysicalLocation struct {
						ArtifactLocation struct{ URI string }
						Region           *struct{ StartLine, StartColumn, EndLine, EndColumn, ByteOffset, ByteLength int }
					}
				}
				Fixes []struct {
					ArtifactChanges []struct {
						Replacements []struct {
							DeletedRegion struct{ ByteOffset, ByteLength int }
						}
					}
				}
			}
			Invocations []struct {
				ExecutionSuccessful        bool
				ToolExecutionNotifications []struct{ Level string }
			}
		}
	}
	if err := json.Unmarshal(b.Bytes(), &out); err != nil {
		t.Fatal(err)
	}
	run := out.Runs[0]
	if strings.ContainsAny(b.String(), "\x1b\u202e") || strings.Contains(b.String(), `\u001b`) {
		t.Error("a control character of the post is repeated")
	}
	if run.ColumnKind != "utf16CodeUnits" || run.Invocations[0].ExecutionSuccessful || len(run.Invocations[0].ToolExecutionNotifications) != 3 {
		t.Errorf("the run says %+v", run.Invocations)
	}
	uris := map[string]bool{}
	mails := 0
	for _, r := range run.Results {
		if c.Book.Rules[r.RuleIndex].ID != r.RuleID {
			t.Errorf("ruleIndex of %s leads to %s", r.RuleID, c.Book.Rules[r.RuleIndex].ID)
		}
		at := r.Locations[0].PhysicalLocation
		uris[at.ArtifactLocation.URI] = true
		if r.RuleID != "script-email" || r.Kind != "" {
			continue
		}
		mails++
		switch at.ArtifactLocation.URI {
		case "a%20name/w%C3%A4rd.md":
			start := strings.Index(file, "jo@")
			if g := at.Region; g.StartLine != 5 || g.StartColumn != 8 || g.EndColumn != 22 || g.ByteOffset != start || g.ByteLength != 14 {
				t.Errorf("region %+v", g)
			}
			if d := r.Fixes[0].ArtifactChanges[0].Replacements[0].DeletedRegion; file[d.ByteOffset:d.ByteOffset+d.ByteLength] != "jo@example.org" {
				t.Errorf("the fix takes out %+v", d)
			}
		case "posts.jsonl":
			if at.Region.StartLine != 17 || at.Region.StartColumn != 0 || r.Fixes != nil {
				t.Errorf("a record is known by its line only, not %+v", at.Region)
			}
		}
	}
	if mails != 5 {
		t.Errorf("%d mails found, not 5", mails)
	}
	for _, want := range []string{"a%20name/w%C3%A4rd.md", "stdin", "./a:b.md", "file:///tmp/x.md", "posts.jsonl"} {
		if !uris[want] {
			t.Errorf("no result in %s; there are %v", want, uris)
		}
	}
}

// issue 2: annotations can't be broken out of.
func TestAnnotationsAreEscaped(t *testing.T) {
	var b bytes.Buffer
	l := &api.Located{Result: api.Result{File: "a,b:c%.md", Findings: []api.FindingOut{{Rule: "x", Level: "stop", Title: "one: two, three", Message: "50%\n::error::no\r\x1b[2J"}},
		Questions: []api.QuestionOut{{Text: "Who?", Holds: true}, {Text: "Where?"}}, Failed: []api.FailedOut{{Rule: "y", Why: "it broke"}}}, Data: []byte("hello")}
	if err := api.WriteGitHub(&b, l); err != nil {
		t.Fatal(err)
	}
	want := "::error file=a%2Cb%3Ac%25.md,title=one%3A two%2C three::50%25%0A::error::no[2J\n" +
		"::warning file=a%2Cb%3Ac%25.md,title=A question::Who?\n::notice file=a%2Cb%3Ac%25.md,title=A question::Where?\n" +
		"::warning file=a%2Cb%3Ac%25.md,title=One check couldn't run::y: it broke\n"
	if b.String() != want {
		t.Errorf("got\n%s\nwant\n%s", b.String(), want)
	}
}
