// SPDX-License-Identifier: Apache-2.0

package register

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// ErrList marks a list of retractions that can't be read; the error says line and way out.
var ErrList = errors.New("the list of retractions can't be read")

// Retractions is what a list of retractions says of the evidence on file.
type Retractions struct {
	Rows    int          // papers in the list
	Matches []Retracting // by entry in the order of the register, then by day
	Skipped int          // rows too short to be looked up
	Line    int          // line of the first of them
}

// Retracting is a row of the list that is about a paper an entry rests on.
type Retracting struct {
	Entry  string
	Title  string // of the paper, as the list has it
	Notice Notice
}

// The columns of Retraction Watch's list (Crossref, retraction_watch.csv) that are read, in letters and digits alone. All others may be there or not.
const (
	colRecord = iota
	colTitle
	colDate
	colNoticeDOI
	colNoticePMID
	colPaperDOI
	colPaperPMID
	colNature
	colReason
	columns
)

var columnNames = [columns]string{"recordid", "title", "retractiondate", "retractiondoi", "retractionpubmedid", "originalpaperdoi", "originalpaperpubmedid", "retractionnature", "reason"}

// ReadRetractions looks up in Retraction Watch's list what the register of evidence rests on. The list is read row by row; memory does not
// grow with it. Papers are known by DOI or PMID.
func (r *Registers) ReadRetractions(list io.Reader) (*Retractions, error) {
	s := newCSV(list)
	where, err := retractionColumns(s)
	if err != nil {
		return nil, err
	}
	byDOI, byPMID, order := r.papers()
	out := &Retractions{}
	need := max(where[colPaperDOI], where[colPaperPMID], where[colNature])
	for {
		row, err := s.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrList, err)
		}
		if len(row) <= need {
			if out.Skipped++; out.Skipped == 1 {
				out.Line = s.start
			}
			continue
		}
		out.Rows++
		cell := func(c int) []byte {
			if i := where[c]; i >= 0 && i < len(row) {
				return bytes.TrimSpace(row[i])
			}
			return nil
		}
		var hits []string
		var paper []string
		if d := cell(colPaperDOI); plainDOI(d) {
			if ids := byDOI[string(lowerASCII(d))]; len(ids) > 0 { // most rows: nothing is allocated for them
				hits, paper = append(hits, ids...), append(paper, "doi:"+string(d))
			}
		} else {
			for _, d := range rowDOIs(d) {
				if ids := byDOI[d]; len(ids) > 0 {
					hits, paper = append(hits, ids...), append(paper, "doi:"+d)
				}
			}
		}
		if p := cell(colPaperPMID); isPMID(p) {
			if ids := byPMID[string(bytes.TrimLeft(p, "0"))]; len(ids) > 0 {
				hits, paper = append(hits, ids...), append(paper, "pmid:"+string(p))
			}
		}
		slices.Sort(hits)
		for _, id := range slices.Compact(hits) {
			out.Matches = append(out.Matches, Retracting{Entry: id, Title: clip(cell(colTitle)), Notice: notice(cell, paper, s.start)})
		}
	}
	if out.Rows == 0 && out.Skipped > 0 {
		return nil, fmt.Errorf("%w: line %d: no row has as many columns as the first line names; fetch the list again", ErrList, out.Line)
	}
	slices.SortStableFunc(out.Matches, func(a, b Retracting) int {
		if x := order[a.Entry] - order[b.Entry]; x != 0 {
			return x
		}
		return a.Notice.On.Compare(b.Notice.On.Time)
	})
	return out, nil
}

// Noted decides what a list's matches add to the evidence on file: what is on file already adds nothing.
func (r *Registers) Noted(at time.Time, by string, list *Retractions) ([]Event, error) {
	var out []Event
	seen := map[string][]Notice{}
	for _, m := range list.Matches {
		e := r.Entry(m.Entry)
		if e == nil {
			return nil, fmt.Errorf("%w: %s", ErrUnknown, m.Entry)
		}
		if (&Entry{Notices: seen[m.Entry]}).noted(m.Notice) {
			continue
		}
		ev, err := e.Note(at, by, m.Notice)
		switch {
		case errors.Is(err, ErrTaken):
			continue
		case err != nil:
			return nil, err
		}
		seen[m.Entry] = append(seen[m.Entry], m.Notice)
		out = append(out, ev)
	}
	return out, nil
}

// papers gives which entries rest on which paper, and the order of the entries.
func (r *Registers) papers() (byDOI, byPMID map[string][]string, order map[string]int) {
	byDOI, byPMID, order = map[string][]string{}, map[string][]string{}, map[string]int{}
	for _, e := range r.Entries {
		v := e.public().Evidence
		if v == nil {
			continue
		}
		order[e.ID] = e.Order
		dois, pmids := Papers(v.Source)
		for _, d := range dois {
			byDOI[d] = append(byDOI[d], e.ID)
		}
		for _, p := range pmids {
			byPMID[p] = append(byPMID[p], e.ID)
		}
	}
	return byDOI, byPMID, order
}

// retractionColumns reads the first line.
func retractionColumns(s *csvScanner) (where [columns]int, err error) {
	if head, _ := s.in.Peek(512); bytes.HasPrefix(bytes.ToLower(bytes.TrimSpace(head)), []byte("<")) {
		return where, fmt.Errorf("%w: this is a web page; save the CSV file itself", ErrList)
	} else if line, _, _ := bytes.Cut(head, []byte("\n")); !bytes.Contains(line, []byte(",")) {
		for _, c := range []byte(";\t") {
			if bytes.IndexByte(line, c) >= 0 {
				s.comma = c
			}
		}
	}
	row, err := s.next()
	if errors.Is(err, io.EOF) {
		return where, fmt.Errorf("%w: it is empty", ErrList)
	}
	if err != nil {
		return where, fmt.Errorf("%w: %w", ErrList, err)
	}
	for c := range where {
		where[c] = -1
	}
	for i, cell := range row {
		name := strings.Map(func(r rune) rune {
			if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
				return r
			}
			return -1
		}, strings.ToLower(string(cell)))
		if c := slices.Index(columnNames[:], name); c >= 0 && where[c] < 0 {
			where[c] = i
		}
	}
	if where[colNature] < 0 || where[colPaperDOI] < 0 && where[colPaperPMID] < 0 {
		return where, fmt.Errorf("%w: the first line doesn't name RetractionNature and OriginalPaperDOI or OriginalPaperPubMedID; take Retraction Watch's retraction_watch.csv as it is", ErrList)
	}
	return where, nil
}

// plainDOI tells whether a cell is a DOI and nothing else, with nothing in it that Papers would take off or turn.
func plainDOI(cell []byte) bool {
	slash := bytes.IndexByte(cell, '/')
	if !bytes.HasPrefix(cell, []byte("10.")) || slash < 7 || slash > 12 {
		return false
	}
	for i, c := range cell[3:] {
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '-' || c == '_' || c == '.' || c == '/'
		if digit := c >= '0' && c <= '9'; !digit && !(letter && i+3 >= slash) {
			return false
		}
	}
	last := cell[len(cell)-1]
	return last != '.' && last != '/' && last != '-' && last != '_'
}

// lowerASCII lowers the letters in place.
func lowerASCII(b []byte) []byte {
	for i, c := range b {
		if c >= 'A' && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return b
}

// rowDOIs reads a cell that should hold one DOI.
func rowDOIs(cell []byte) []string {
	if !bytes.Contains(cell, []byte("10.")) {
		return nil // "", "0", "unavailable"
	}
	dois, _ := Papers(string(cell))
	return dois
}

func isPMID(cell []byte) bool {
	return len(bytes.TrimLeft(cell, "0")) > 0 && numShape.Match(cell)
}

func notice(cell func(int) []byte, paper []string, line int) Notice {
	n := Notice{On: listDay(string(cell(colDate))), Paper: paper, Source: "Retraction Watch " + clip(cell(colRecord))}
	if len(cell(colRecord)) == 0 {
		n.Source = fmt.Sprintf("list of retractions, line %d", line)
	}
	if d := rowDOIs(cell(colNoticeDOI)); len(d) > 0 {
		n.DOI = d[0]
	}
	if p := cell(colNoticePMID); isPMID(p) {
		n.PMID = string(bytes.TrimLeft(p, "0"))
	}
	nature := strings.ToLower(clip(cell(colNature)))
	switch {
	case strings.Contains(nature, "reinstat"):
		n.Nature = Reinstatement
	case strings.Contains(nature, "retract"), strings.Contains(nature, "withdraw"), strings.Contains(nature, "removal"):
		n.Nature = Retraction
	case strings.Contains(nature, "correct"), strings.Contains(nature, "corrigend"), strings.Contains(nature, "errat"):
		n.Nature = Correction
	default: // an expression of concern, or something nobody knew when this was written: a person looks
		n.Nature = Concern
	}
	for _, reason := range strings.Split(clip(cell(colReason)), ";") {
		if reason = strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(reason), "+")); reason != "" {
			n.Reasons = append(n.Reasons, reason)
		}
	}
	return n
}

// listDay reads the list's dates: 1/31/2024 0:00 (month first), or 2024-01-31. Anything else is not known.
func listDay(s string) Date {
	s, _, _ = strings.Cut(strings.TrimSpace(s), " ")
	s, _, _ = strings.Cut(s, "T")
	for _, layout := range []string{"1/2/2006", "2006-1-2"} {
		if t, err := time.Parse(layout, s); err == nil {
			return Date{t}
		}
	}
	return Date{}
}

// clip gives a cell as text of bounded length.
func clip(cell []byte) string {
	const most = 1000
	if len(cell) > most {
		cell = cell[:most]
		for len(cell) > 0 && !utf8.RuneStart(cell[len(cell)-1]) {
			cell = cell[:len(cell)-1]
		}
		if len(cell) > 0 && cell[len(cell)-1] >= utf8.RuneSelf {
			cell = cell[:len(cell)-1]
		}
	}
	return strings.ToValidUTF8(string(cell), "\ufffd")
}
