// SPDX-License-Identifier: Apache-2.0

package figure

import (
	_ "embed"
	"strings"

	"chaperone/fact/jigsaw"
)

//go:embed table/icd10.tsv
var icd10Text string

//go:embed table/opcs4.tsv
var opcs4Text string

var (
	icd10 = open("icd10", icd10Text)
	opcs4 = open("opcs4", opcs4Text)
)

// bare takes the points out of a code: "S72.0" is "S720" in the tables.
func bare(code string) string {
	if i := strings.IndexByte(code, '.'); i >= 0 {
		return code[:i] + code[i+1:]
	}
	return code
}

// ends gives the first and last key a code or range of codes stands for, points or not: "S72.0" is S720 to S720~, "I60-I62" is I60 to
// I62~, where ~ is behind all letters and digits. ok is false for what is no code.
func ends(part string) (first, last string, ok bool) {
	a, b, many := strings.Cut(strings.TrimSpace(part), "-")
	a = bare(a)
	if !many {
		b = a
	} else {
		b = bare(b)
	}
	if !isCode(a) || !isCode(b) || b < a && !strings.HasPrefix(a, b) {
		return "", "", false
	}
	return a, b, true
}

func isCode(s string) bool {
	if len(s) < 3 || len(s) > 4 || s[0] < 'A' || s[0] > 'Z' {
		return false
	}
	for _, c := range []byte(s[1:]) {
		if (c < '0' || c > '9') && (c < 'A' || c > 'Z') {
			return false
		}
	}
	return true
}

// add sums a table over codes and ranges, several with a comma, and names the rows it added up.
func add(t *table, codes, unit string) (jigsaw.Figure, bool) {
	var total float64
	var names []string
	var some row
	for part := range strings.SplitSeq(codes, ",") {
		first, last, ok := ends(part)
		if !ok {
			return jigsaw.Figure{}, false
		}
		var from, to string
		for r := range t.from(first) {
			k := r.key()
			if k[:min(len(k), len(last))] > last {
				break
			}
			if from == "" {
				from = k
			}
			to, some = k, r
			total += r.count(1)
		}
		switch {
		case from == "":
		case from == to:
			names = append(names, from)
		default:
			names = append(names, from+".."+to)
		}
	}
	if len(names) == 0 {
		return jigsaw.Figure{}, false
	}
	f := some.figure(total, unit)
	f.Row = strings.Join(names, ",")
	return f, true
}

// Mentions gives the episodes in hospitals of England in a year that name an ICD-10 code in any position: codes of three or four
// characters, with or without the point, and ranges, several with a comma ("S72.0-S72.2", "I60-I62,G45"). An episode that names two of
// them counts twice, and episodes are more than people: it is an upper bound. False if none of them was ever named. Unit: episodes a year.
func Mentions(codes string) (jigsaw.Figure, bool) { return add(icd10, codes, "episodes a year") }

// Procedures gives how often OPCS-4 procedures are done in hospitals of England in a year; codes as for Mentions. Unit: procedures a year.
func Procedures(codes string) (jigsaw.Figure, bool) { return add(opcs4, codes, "procedures a year") }

// Part is what some codes make of one block: which part of the block's mentions is theirs, and with it of its admissions.
type Part struct {
	Block    Block
	Mentions jigsaw.Figure // of these codes, in any position
	Share    float64       // of the block's mentions, 0 to 1
}

// Parts gives the blocks ICD-10 codes lie in, with their part of each; codes as for Mentions. Codes no block holds (V to Y) give none.
func Parts(codes string) []Part {
	var parts []Part
	for code := range strings.SplitSeq(codes, ",") {
		first, last, ok := ends(code)
		if !ok {
			continue
		}
		from := first
		if b, ok := BlockOf(first); ok {
			from = b.Code
		}
		for r := range blocks.from(from) {
			begin, end, many := strings.Cut(r.key(), "-")
			if !many {
				end = begin
			}
			if begin == "all" || begin > last {
				break
			}
			b := Block{r.key(), r}
			if first <= begin && last >= end && len(last) == 3 {
				parts = take(parts, b, b.Mentions())
			} else if m, ok := Mentions(max(first, begin) + "-" + least(last, end)); ok {
				parts = take(parts, b, m)
			}
		}
	}
	return parts
}

// least gives the earlier of two last codes, where "S72" is behind "S720" because it stands for all of its codes.
func least(a, b string) string {
	if strings.HasPrefix(b, a) {
		return b
	}
	if strings.HasPrefix(a, b) {
		return a
	}
	return min(a, b)
}

func take(parts []Part, b Block, m jigsaw.Figure) []Part {
	all := b.Mentions().Value
	for i := range parts {
		if parts[i].Block.Code == b.Code {
			parts[i].Mentions.Value += m.Value
			parts[i].Mentions.Row += "," + m.Row
			parts[i].Share = min(1, parts[i].Mentions.Value/all)
			return parts
		}
	}
	return append(parts, Part{b, m, min(1, m.Value/all)})
}

// EmergencyFor gives the emergency admissions in England in a year with these codes as the reason: for each block, its emergency
// admissions times the codes' part of its mentions, since codes are only published in any position. A code that is mostly named beside
// another reason comes out too high, and others of its block too low; sd-code (table a-default) stands for that.
// False if no block holds them. Unit: admissions a year.
func EmergencyFor(codes string) (jigsaw.Figure, bool) { return reason(codes, Block.Emergency) }

// AdmissionsFor does the same for all admissions, planned ones too.
func AdmissionsFor(codes string) (jigsaw.Figure, bool) { return reason(codes, Block.Admissions) }

// EpisodesFor does the same for finished consultant episodes.
func EpisodesFor(codes string) (jigsaw.Figure, bool) { return reason(codes, Block.Episodes) }

func reason(codes string, of func(Block) jigsaw.Figure) (jigsaw.Figure, bool) {
	parts := Parts(codes)
	if len(parts) == 0 {
		return jigsaw.Figure{}, false
	}
	f := of(parts[0].Block)
	f.Value = 0
	var names []string
	for _, p := range parts {
		f.Value += of(p.Block).Value * p.Share
		names = append(names, p.Block.Code)
	}
	f.Row = strings.Join(names, ",")
	return f, true
}
