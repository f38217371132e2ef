// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"slices"
	"strings"
	"time"

	"chaperone/register"
)

// registersScreen is what a practice has on file and what leans on it.
var registersScreen = screen{Name: "Registers", Path: "/registers", Routes: []route{
	{Pattern: "GET /registers", May: readers, Do: (*call).registers},
	{Pattern: "GET /registers/new", May: keeper, Do: (*call).entryNew},
	{Pattern: "POST /registers/new", May: keeper, Do: (*call).entryAdd},
	{Pattern: "POST /registers/keep", May: keeper, Do: (*call).registerKeep},
	{Pattern: "GET /registers/files", May: keeper, Do: (*call).registerFiles},
	{Pattern: "POST /registers/import", May: keeper, Do: (*call).registerImport, Stream: true, Body: register.MaxBytes + formBytes},
	{Pattern: "POST /registers/export", May: keeper, Do: (*call).registerExport},
	{Pattern: "POST /registers/retractions", May: keeper, Do: (*call).registerRetractions, Stream: true, Body: maxList},
	{Pattern: "GET /registers/{entry}", May: readers, Do: (*call).entry},
	{Pattern: "GET /registers/{entry}/change", May: keeper, Do: (*call).entryForm},
	{Pattern: "POST /registers/{entry}/change", May: keeper, Do: (*call).entryChange},
	{Pattern: "GET /registers/{entry}/end", May: keeper, Do: (*call).entryEnding},
	{Pattern: "POST /registers/{entry}/end", May: keeper, Do: (*call).entryEnd},
	{Pattern: "POST /registers/{entry}/withdraw", May: keeper, Do: (*call).entryWithdraw},
	{Pattern: "POST /registers/{entry}/review", May: keeper, Do: (*call).entryReview},
	{Pattern: "POST /registers/{entry}/files", May: keeper, Do: (*call).entryAttach, Stream: true, Body: maxAttached},
	{Pattern: "GET /registers/{entry}/files/{digest}", May: keeper, Do: (*call).entryFile},
	{Pattern: "POST /registers/{entry}/files/{digest}/remove", May: keeper, Do: (*call).entryDetach},
}}

// readers may see the registers: authors and reviewers what a post can lean on, keepers also whose consent it is.
const readers = author | reviewer | keeper

// soon is how long before its day an entry is spoken of.
const soon = 30 * 24 * time.Hour

// registerNames are the registers as the desk calls them, and one entry of each.
var registerNames = map[register.Name][2]string{register.Consents: {"Consents", "consent"}, register.Interests: {"Interests", "interest"}, register.Permissions: {"Permissions", "permission"},
	register.Evidences: {"Evidence", "piece of evidence"}, register.Covers: {"Cover", "cover"}, register.Credentials: {"Credentials", "credential"}}

// onFile gives the registers as the member may see them: whose consents they are, and what was written with them, is for keepers.
func (c *call) onFile() (*register.Registers, error) {
	rs, err := c.office.Registers(c.ctx()) // loaded for this call alone
	if err != nil || rolesOf(c.me)&keeper != 0 {
		return rs, err
	}
	for _, e := range rs.Of(register.Consents) {
		conceal(e)
	}
	return rs, nil
}

// conceal takes out of an entry what is sealed.
func conceal(e *register.Entry) {
	for i := range e.Versions {
		e.Versions[i].Whole, e.Versions[i].Why = nil, ""
	}
	for i := range e.Files {
		e.Files[i].Name, e.Files[i].Plain = "", ""
	}
	if e.Ended != nil {
		e.Ended.Why, e.Ended.Said = "", ""
	}
}

// standing is how an entry stands, as the desk shows it: a shape and a word.
func standing(e *register.Entry, now time.Time) (shape, word string) {
	v, _ := e.Value()
	switch s := e.State(now, soon); s {
	case register.StateWithdrawn, register.StateRetracted:
		return "stop", capital(string(s))
	case register.StateErased, register.StateEnded:
		return "none", capital(string(s))
	case register.StateSuperseded, register.StateDoubted:
		return "decide", capital(string(s))
	case register.StateNotYet:
		return "ask", "Not in force yet"
	case register.StateReview:
		if v.Review().Past(now) {
			return "decide", "Review overdue"
		}
		return "decide", "Review in " + days(now, v.Review())
	case register.StateEnds:
		if d := days(now, v.Until()); d != "0 days" {
			return "decide", "Ends in " + d
		}
		return "decide", "Ends today"
	}
	return "clear", "In force"
}

// days says how far a day lies ahead.
func days(now time.Time, d register.Date) string {
	return count(int(d.Sub(register.Day(now).Time).Hours()/24), "day", "days")
}

// headline says what an entry is in a few words, and a line beneath. A consent names nobody here.
func headline(e *register.Entry) (title, more string) {
	v, _ := e.Value()
	or := func(s, instead string) string {
		if strings.TrimSpace(s) == "" {
			return instead
		}
		return shorten(s, 90)
	}
	switch {
	case v.Consent != nil:
		title = "Consent"
		if !v.Consent.Given.IsZero() {
			title += ", given " + dayOf(v.Consent.Given)
		}
		return title, joined(placeNames(v.Consent.Platforms), v.Consent.Purpose)
	case v.Interest != nil:
		return or(v.Interest.Party, "An interest"), joined(register.ChoiceName("kind", v.Interest.Kind), v.Interest.Value)
	case v.Permission != nil:
		return or(v.Permission.From, "A permission"), strings.Join(v.Permission.For, ", ")
	case v.Evidence != nil:
		return or(v.Evidence.Claim, "A claim"), joined(shorten(v.Evidence.Title, 70), v.Evidence.Grade)
	case v.Cover != nil:
		return or(v.Cover.Provider, "A cover"), strings.Join(v.Cover.Covers, ", ")
	case v.Credential != nil:
		return or(v.Credential.Title, "A credential"), v.Credential.Body
	}
	return "An entry", ""
}

// joined puts what there is of some words in a line.
func joined(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), " · ")
}

func placeNames(list []string) string {
	var out []string
	for _, s := range list {
		out = append(out, register.ChoiceName("platforms", s))
	}
	return strings.Join(out, ", ")
}

// dayOf writes a calendar day, wherever this machine is.
func dayOf(d register.Date) string { return d.UTC().Format("2 Jan 2006") }
