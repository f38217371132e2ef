// SPDX-License-Identifier: Apache-2.0

package figure

import (
	_ "embed"

	"chaperone/fact/jigsaw"
)

//go:embed table/trust.tsv
var trustText string

//go:embed table/hospital.tsv
var hospitalText string

//go:embed table/attendance.tsv
var attendanceText string

//go:embed table/ae-site.tsv
var siteText string

var (
	trusts      = open("trust", trustText)
	hospitals   = open("hospital", hospitalText)
	attendances = open("attendance", attendanceText)
	sites       = open("ae-site", siteText)
)

// Unit is a hospital or, in England, an NHS trust. What it takes in is known by trust in England and by hospital elsewhere; a figure that
// is not known has no Row.
type Unit struct {
	Code     string // ODS code of the trust or hospital; in Scotland and Wales the code of the national statistics; in Northern Ireland "ni-" and the name
	Name     string
	Town     string
	Country  string // one of Countries
	Hospital bool   // false: the trust as a whole
	Trust    string // England: the trust that files for it now, its own code if it is one

	Emergency   jigsaw.Figure // emergency admissions a year, of the trust; England only
	Attendances jigsaw.Figure // A&E attendances a year: of the trust in England, of the hospital elsewhere
	Sites       jigsaw.Figure // emergency departments the trust's figures cover; 1 outside England
}

// Known tells whether any number of patients is known for the unit. Mental health and community trusts file none.
func (u Unit) Known() bool { return u.Emergency.Row != "" || u.Attendances.Row != "" }

// UnitOf gives a hospital or trust by its code.
func UnitOf(code string) (Unit, bool) {
	if r, ok := trusts.find(code); ok && code != "england" {
		u := Unit{Code: code, Name: r.field(1), Town: r.field(2), Country: "england", Trust: code}
		u.fill(r)
		return u, true
	}
	r, ok := hospitals.find(code)
	if !ok {
		return Unit{}, false
	}
	u := Unit{Code: code, Name: r.field(1), Town: r.field(2), Country: r.field(3), Hospital: true, Trust: r.field(4)}
	if t, ok := trusts.find(u.Trust); ok {
		u.fill(t)
		return u, true
	}
	u.Sites = Assumed("one-site")
	if a, ok := attendances.find(code); ok {
		u.Attendances = a.figure(a.count(1), "attendances a year")
	}
	return u, true
}

func (u *Unit) fill(trust row) {
	if n, ok := trust.num(3); ok {
		u.Emergency = trust.figure(n, "admissions a year")
	}
	if n, ok := trust.num(4); ok {
		u.Attendances = trust.figure(n, "attendances a year")
	}
	u.Sites = Assumed("one-site")
	if s, ok := sites.find(u.Trust); ok {
		u.Sites = s.figure(s.count(1), "sites")
		u.Sites.Default = true
	}
}

// EnglandEmergency gives the emergency admissions of all trusts of England in a year, EnglandAttendances their A&E attendances.
func EnglandEmergency() jigsaw.Figure {
	r, _ := trusts.find("england")
	return r.figure(r.count(3), "admissions a year")
}

// EnglandAttendances gives the A&E attendances at all trusts of England in a year.
func EnglandAttendances() jigsaw.Figure {
	r, _ := trusts.find("england")
	return r.figure(r.count(4), "attendances a year")
}

// CountryAttendances gives the A&E attendances at all hospitals of a country in a year.
func CountryAttendances(country string) (jigsaw.Figure, bool) {
	if country == "england" {
		return EnglandAttendances(), true
	}
	r, ok := attendances.find(country)
	if !ok {
		return jigsaw.Figure{}, false
	}
	return r.figure(r.count(1), "attendances a year"), true
}

// bands of ages in the table attendance, first column 2.
var attendanceBands = [...][2]int{{0, 17}, {18, 24}, {25, 39}, {40, 64}, {65, 74}, {75, 120}}

// AttendanceAgeShare gives the part of a Scottish hospital's A&E attendances, or of all Scotland's ("scotland"), by people aged lo to hi.
// Bands reached in part are parted as the people of Scotland are. Attendances without an age count as none of them. Unit: share.
func AttendanceAgeShare(code string, lo, hi int) (jigsaw.Figure, bool) {
	r, ok := attendances.find(code)
	if !ok || r.field(2) == "" || r.count(1) == 0 {
		return jigsaw.Figure{}, false
	}
	n := 0.0
	for i, b := range attendanceBands {
		if from, to := max(b[0], lo), min(b[1], hi); from <= to {
			n += r.count(2+i) * within("scotland", "", b[0], b[1], from, to)
		}
	}
	return r.figure(n/r.count(1), "share"), true
}

// within gives the part of the people aged lo to hi who are aged from to to.
func within(country, sex string, lo, hi, from, to int) float64 {
	if from <= lo && to >= hi {
		return 1
	}
	some, all := 0.0, 0.0
	for _, s := range [2]string{"f", "m"} {
		if p := pyramids()[country+"/"+s]; p != nil && (sex == "" || sex == s) {
			some += p.people(s, from, to)
			all += p.people(s, lo, hi)
		}
	}
	if all == 0 {
		return 0
	}
	return some / all
}
