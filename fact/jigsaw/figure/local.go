// SPDX-License-Identifier: Apache-2.0

package figure

import (
	_ "embed"
	"strings"

	"chaperone/fact/jigsaw"
)

//go:embed table/qof.tsv
var qofText string

//go:embed table/qof-register.tsv
var qofRegisterText string

//go:embed table/ethnicity.tsv
var ethnicityText string

var (
	qof          = open("qof", qofText)
	qofRegisters = open("qof-register", qofRegisterText)
	ethnicities  = open("ethnicity", ethnicityText)
)

// Registered gives the part of the patients of general practices in an authority of England, or in all England ("england"), who are on a
// register of the Quality and Outcomes Framework ("DM" for diabetes; RegisterFor names them). Unit: share.
func Registered(code, register string) (jigsaw.Figure, bool) {
	r, ok := qof.find(code)
	i := qof.col(register)
	if !ok || i < 1 || i > strings.Count(qof.heads, "\t")-1 {
		return jigsaw.Figure{}, false
	}
	x, ok := r.num(i)
	return r.figure(x, "share"), ok
}

// RegisterFor gives the register that holds ICD-10 codes and the name of its condition. False unless one register holds all of them.
// The register can be of more than the codes: of diabetes, not of its first type.
func RegisterFor(codes string) (register, name string, ok bool) {
	for r := range qofRegisters.from("") {
		all := true
		for part := range strings.SplitSeq(codes, ",") {
			first, last, ok := ends(part)
			all = all && ok && covers(r.field(2), first, last)
		}
		if all {
			return r.key(), r.field(1), true
		}
	}
	return "", "", false
}

// covers tells whether one of several ranges holds the codes from first to last.
func covers(ranges, first, last string) bool {
	for part := range strings.SplitSeq(ranges, ",") {
		if from, to, ok := ends(part); ok && from <= first && (last <= to || strings.HasPrefix(last, to)) {
			return true
		}
	}
	return false
}

// Ethnic gives the part of the people of an authority, or of a country (one of Countries but Scotland), who are of an ethnic group: one
// of the census's 19 ("asian-indian", "white-british"; the headings of the table ethnicity) or of its five ("asian", "black", "mixed",
// "white", "other"). False where the census of that country does not tell the group apart. Unit: share.
func Ethnic(code, group string) (jigsaw.Figure, bool) {
	r, ok := ethnicities.find(code)
	if !ok || group == "" {
		return jigsaw.Figure{}, false
	}
	wide := strings.IndexByte(group, '-') < 0
	some, all, known := 0.0, 0.0, false
	heads, rest := ethnicities.heads, r.line
	for {
		var head, field string
		var more bool
		head, heads, more = strings.Cut(heads, "\t")
		field, rest, _ = strings.Cut(rest, "\t")
		if !more {
			break
		}
		name, _, _ := strings.Cut(head, " (")
		if name == "code" {
			continue
		}
		n := number(field)
		all += n
		if field != "" && (name == group || wide && strings.HasPrefix(name, group) && len(name) > len(group) && name[len(group)] == '-') {
			some += n
			known = true
		}
	}
	if !known || all == 0 {
		return jigsaw.Figure{}, false
	}
	return r.figure(some/all, "share"), true
}
