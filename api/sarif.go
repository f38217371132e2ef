// SPDX-License-Identifier: Apache-2.0

package api

import (
	"encoding/json"
	"io"
	"net/url"
	"path/filepath"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"chaperone/rulebook"
)

// Located is a result with the file it belongs to, for the formats that speak of files.
type Located struct {
	Result
	Data  []byte // the whole file, to count lines
	Fault string // why the file could not be checked; then Result is empty
	Line  int    // of the fault, 0 where there is none
}

// The SARIF 2.1.0 types, as far as they are used (OASIS standard, 27 March 2020).
type sarifLog struct {
	Schema  string     `json:"$schema"`
	Version string     `json:"version"`
	Runs    []sarifRun `json:"runs"`
}

type sarifRun struct {
	Tool        sarifTool         `json:"tool"`
	ColumnKind  string            `json:"columnKind"`
	Results     []sarifResult     `json:"results"`
	Invocations []sarifInvocation `json:"invocations"`
}

type sarifTool struct {
	Driver sarifDriver `json:"driver"`
}

type sarifDriver struct {
	Name            string      `json:"name"`
	SemanticVersion string      `json:"semanticVersion,omitempty"`
	Rules           []sarifRule `json:"rules"`
}

type sarifRule struct {
	ID                   string         `json:"id"`
	ShortDescription     sarifText      `json:"shortDescription"`
	FullDescription      *sarifText     `json:"fullDescription,omitempty"`
	HelpURI              string         `json:"helpUri,omitempty"`
	Help                 *sarifText     `json:"help,omitempty"`
	DefaultConfiguration sarifConfig    `json:"defaultConfiguration"`
	Properties           map[string]any `json:"properties,omitempty"`
}

type sarifConfig struct {
	Level string `json:"level"`
}

type sarifText struct {
	Text string `json:"text"`
}

type sarifResult struct {
	RuleID    string          `json:"ruleId"`
	RuleIndex int             `json:"ruleIndex"`
	Level     string          `json:"level"`
	Kind      string          `json:"kind,omitempty"`
	Message   sarifText       `json:"message"`
	Locations []sarifLocation `json:"locations"`
	Fixes     []sarifFix      `json:"fixes,omitempty"`
}

type sarifLocation struct {
	PhysicalLocation sarifPhysical `json:"physicalLocation"`
}

type sarifPhysical struct {
	ArtifactLocation sarifArtifact `json:"artifactLocation"`
	Region           *sarifRegion  `json:"region,omitempty"`
}

type sarifArtifact struct {
	URI string `json:"uri"`
}

type sarifRegion struct {
	StartLine   int `json:"startLine"`
	StartColumn int `json:"startColumn"`
	EndLine     int `json:"endLine"`
	EndColumn   int `json:"endColumn"`
	ByteOffset  int `json:"byteOffset"`
	ByteLength  int `json:"byteLength"`
}

type sarifFix struct {
	Description     sarifText     `json:"description"`
	ArtifactChanges []sarifChange `json:"artifactChanges"`
}

type sarifChange struct {
	ArtifactLocation sarifArtifact      `json:"artifactLocation"`
	Replacements     []sarifReplacement `json:"replacements"`
}

type sarifReplacement struct {
	DeletedRegion   sarifRegion `json:"deletedRegion"`
	InsertedContent *sarifText  `json:"insertedContent,omitempty"`
}

type sarifInvocation struct {
	ExecutionSuccessful        bool                `json:"executionSuccessful"`
	ToolExecutionNotifications []sarifNotification `json:"toolExecutionNotifications,omitempty"`
}

type sarifNotification struct {
	Level     string          `json:"level"`
	Message   sarifText       `json:"message"`
	Locations []sarifLocation `json:"locations,omitempty"`
}

// sarifLevels maps our levels to SARIF's: what stops is an error, what needs a decision a warning, advice a note.
var sarifLevels = map[string]string{"stop": "error", "decide": "warning", "advise": "note"}

// WriteSARIF writes all results as one SARIF 2.1.0 log.
func WriteSARIF(w io.Writer, book *rulebook.Book, version string, all []Located) error {
	run := sarifRun{ColumnKind: "utf16CodeUnits", Results: []sarifResult{}, Invocations: []sarifInvocation{{ExecutionSuccessful: true}}}
	run.Tool.Driver = sarifDriver{Name: "Chaperone", SemanticVersion: version, Rules: []sarifRule{}}
	index := map[string]int{}
	for i, r := range book.Rules {
		index[r.ID] = i
		x := sarifRule{ID: r.ID, ShortDescription: sarifText{plainTitle(r.Title)}, FullDescription: &sarifText{plainTitle(r.Say)},
			DefaultConfiguration: sarifConfig{sarifLevels[r.Level.String()]}, Properties: map[string]any{"area": string(r.Area), "tags": []string{string(r.Area)}}}
		for _, c := range r.Cite {
			if c.Source.URL != "" && x.HelpURI == "" {
				x.HelpURI = c.Source.URL
			}
		}
		run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, x)
	}
	inv := &run.Invocations[0]
	for _, l := range all {
		if l.Fault != "" {
			inv.ExecutionSuccessful = false
			inv.ToolExecutionNotifications = append(inv.ToolExecutionNotifications, sarifNotification{"error", sarifText{l.Fault}, []sarifLocation{l.location(nil)}})
			continue
		}
		for _, f := range l.Findings {
			r := sarifResult{RuleID: f.Rule, RuleIndex: index[f.Rule], Level: sarifLevels[f.Level], Message: sarifText{f.Title + ". " + f.Message + citeWords(f)}, Locations: l.locations(f.Spans)}
			for _, x := range f.Fixes {
				fix := sarifFix{Description: sarifText{x.Title}, ArtifactChanges: []sarifChange{{ArtifactLocation: l.artifact()}}}
				for _, e := range x.Edits {
					fix.ArtifactChanges[0].Replacements = append(fix.ArtifactChanges[0].Replacements, sarifReplacement{l.region(e), &sarifText{e.Text}})
				}
				r.Fixes = append(r.Fixes, fix)
			}
			run.Results = append(run.Results, r)
		}
		for _, q := range l.Questions {
			run.Results = append(run.Results, sarifResult{RuleID: q.Rule, RuleIndex: index[q.Rule], Level: "none", Kind: "review", Message: sarifText{q.Text}, Locations: l.locations(q.Spans)})
		}
		for _, f := range l.Failed {
			inv.ToolExecutionNotifications = append(inv.ToolExecutionNotifications, sarifNotification{"warning", sarifText{"The check " + f.Rule + " couldn't run: " + f.Why}, []sarifLocation{l.location(nil)}})
		}
	}
	e := json.NewEncoder(w)
	e.SetIndent("", " ")
	e.SetEscapeHTML(false)
	return e.Encode(sarifLog{Schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json", Version: "2.1.0", Runs: []sarifRun{run}})
}

func plainTitle(s string) string { return strings.ReplaceAll(s, "{words}", "this") }

func citeWords(f FindingOut) string {
	var out []string
	for _, c := range f.Citations {
		s := c.Title
		if c.Paragraph != "" {
			s += ", " + c.Paragraph
		}
		out = append(out, s)
	}
	if len(out) == 0 {
		return ""
	}
	return " (" + strings.Join(out, "; ") + ")"
}

func (l *Located) artifact() sarifArtifact {
	name := l.File
	if name == "" {
		name = "stdin"
	}
	return sarifArtifact{(&url.URL{Path: filepath.ToSlash(name)}).EscapedPath()}
}

func (l *Located) location(r *sarifRegion) sarifLocation {
	return sarifLocation{sarifPhysical{l.artifact(), r}}
}

func (l *Located) locations(spans []Span) []sarifLocation {
	out := []sarifLocation{}
	for _, s := range spans {
		r := l.region(s)
		out = append(out, l.location(&r))
	}
	if len(out) == 0 {
		out = append(out, l.location(nil))
	}
	return out
}

func (l *Located) region(s Span) sarifRegion {
	a, b := s.Start, s.End
	if s.Text != "" && b < a {
		b = a
	}
	line, col := l.Place(a)
	endLine, endCol := l.Place(b)
	return sarifRegion{StartLine: line, StartColumn: col, EndLine: endLine, EndColumn: endCol, ByteOffset: a + l.TextAt, ByteLength: b - a}
}

// Place gives line and column, from 1, of an offset into the text; columns count UTF-16 units, as editors do.
func (l *Located) Place(at int) (line, col int) {
	at = min(max(at+l.TextAt, 0), len(l.Data))
	line, start := 1, 0
	for i, c := range l.Data[:at] {
		if c == '\n' {
			line++
			start = i + 1
		}
	}
	col = 1
	for p := start; p < at; {
		r, n := utf8.DecodeRune(l.Data[p:])
		col += max(1, utf16.RuneLen(r))
		p += n
	}
	return line, col
}
