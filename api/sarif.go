// SPDX-License-Identifier: Apache-2.0

package api

import (
	"encoding/json"
	"io"
	"net/url"
	"path/filepath"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"chaperone/rulebook"
)

// Located is a result with the file it belongs to, for the formats that speak of files.
type Located struct {
	Result
	Data  []byte // the whole file, to count lines
	Fault string // why the file, or its line, could not be checked; then the rest of Result is empty
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
	Version         string      `json:"version"`
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

	Properties map[string]any `json:"properties,omitempty"`
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
	StartLine   int  `json:"startLine"`
	StartColumn int  `json:"startColumn,omitempty"`
	EndLine     int  `json:"endLine,omitempty"`
	EndColumn   int  `json:"endColumn,omitempty"`
	ByteOffset  *int `json:"byteOffset,omitempty"`
	ByteLength  *int `json:"byteLength,omitempty"`
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

// SARIF collects results for one SARIF 2.1.0 log. The words of a post are let go as soon as it was added.
type SARIF struct {
	results []sarifResult
	notes   []sarifNotification
	failed  bool
}

// Add takes one result or fault into the log.
func (s *SARIF) Add(l *Located) {
	if l.Fault != "" {
		s.failed = true
		s.notes = append(s.notes, sarifNotification{"error", sarifText{visible(l.Fault)}, []sarifLocation{l.location(l.line())}})
		return
	}
	for _, f := range l.Findings {
		r := sarifResult{RuleID: f.Rule, Level: sarifLevels[f.Level], Message: sarifText{visible(sentence(f.Title) + " " + f.Message + citeWords(f))}, Locations: l.locations(f.Spans)}
		if len(f.Why) > 0 {
			r.Properties = map[string]any{"why": f.Why}
		}
		for _, x := range f.Fixes {
			if l.Line > 0 || len(x.Edits) == 0 {
				break // a record's words are escaped in their file: no region of it can be replaced by plain words
			}
			fix := sarifFix{Description: sarifText{visible(x.Title)}, ArtifactChanges: []sarifChange{{ArtifactLocation: l.artifact()}}}
			for _, e := range x.Edits {
				fix.ArtifactChanges[0].Replacements = append(fix.ArtifactChanges[0].Replacements, sarifReplacement{l.region(e), &sarifText{e.Text}})
			}
			r.Fixes = append(r.Fixes, fix)
		}
		s.results = append(s.results, r)
	}
	for _, q := range l.Questions {
		s.results = append(s.results, sarifResult{RuleID: q.Rule, Level: "none", Kind: "review", Message: sarifText{visible(q.Text)}, Locations: l.locations(q.Spans)})
	}
	for _, f := range l.Failed {
		s.notes = append(s.notes, sarifNotification{"warning", sarifText{"The check " + f.Rule + " couldn't run: " + visible(f.Why)}, []sarifLocation{l.location(l.line())}})
	}
}

// Write writes the log.
func (s *SARIF) Write(w io.Writer, book *rulebook.Book, version string) error {
	run := sarifRun{ColumnKind: "utf16CodeUnits", Results: []sarifResult{}, Invocations: []sarifInvocation{{ExecutionSuccessful: !s.failed, ToolExecutionNotifications: s.notes}}}
	run.Tool.Driver = sarifDriver{Name: "Chaperone", Version: version, Rules: []sarifRule{}}
	if strings.HasPrefix(version, "v") {
		run.Tool.Driver.SemanticVersion = version[1:]
	}
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
	for _, r := range s.results {
		r.RuleIndex = index[r.RuleID]
		run.Results = append(run.Results, r)
	}
	e := json.NewEncoder(w)
	e.SetIndent("", " ")
	e.SetEscapeHTML(false)
	return e.Encode(sarifLog{Schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json", Version: "2.1.0", Runs: []sarifRun{run}})
}

// visible takes out characters that could steer a terminal or hide words in a log: a message may repeat words of a post.
func visible(s string) string {
	return strings.Map(func(r rune) rune {
		if r != '\n' && r != '\t' && (unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)) {
			return -1
		}
		return r
	}, s)
}

// sentence ends a title that does not end itself.
func sentence(s string) string {
	if strings.HasSuffix(s, "?") || strings.HasSuffix(s, ".") {
		return s
	}
	return s + "."
}

func plainTitle(s string) string {
	s = strings.NewReplacer("‘{words}’", "this", "{words}", "this", "{note} ", "", " {note}", "").Replace(s)
	if strings.HasPrefix(s, "this ") {
		s = "T" + s[1:]
	}
	return s
}

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
	name := filepath.ToSlash(l.artifactName())
	u := url.URL{Path: name}
	if filepath.IsAbs(name) {
		u.Scheme = "file"
		if !strings.HasPrefix(name, "/") { // C:/posts
			u.Path = "/" + name
		}
	}
	return sarifArtifact{u.String()}
}

// line is the region of a fault or record that is known by its line only; nil where there is none.
func (l *Located) line() *sarifRegion {
	if l.Line == 0 {
		return nil
	}
	return &sarifRegion{StartLine: l.Line}
}

func (l *Located) location(r *sarifRegion) sarifLocation {
	return sarifLocation{sarifPhysical{l.artifact(), r}}
}

func (l *Located) locations(spans []Span) []sarifLocation {
	if l.Line > 0 || len(spans) == 0 {
		return []sarifLocation{l.location(l.line())}
	}
	out := []sarifLocation{}
	for _, s := range spans {
		r := l.region(s)
		out = append(out, l.location(&r))
	}
	return out
}

func (l *Located) region(s Span) sarifRegion {
	a, b := s.Start, s.End
	at, n := a+l.TextAt, b-a
	line, col := l.Place(a)
	endLine, endCol := l.Place(b)
	return sarifRegion{StartLine: line, StartColumn: col, EndLine: endLine, EndColumn: endCol, ByteOffset: &at, ByteLength: &n}
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
