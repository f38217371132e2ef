// SPDX-License-Identifier: Apache-2.0

package figure

import (
	"math"
	"slices"
	"strings"
	"testing"
)

func TestRareDiseases(t *testing.T) {
	hd := RareOf("ORPHA:399")
	if len(hd) != 2 || hd[0].Measure != Living || hd[0].Area != "United Kingdom" || hd[1].Measure != NewCases {
		t.Fatalf("Huntington's: %+v", hd)
	}
	near(t, "Huntington's in the United Kingdom", hd[0].Share, 3e-5, 1e-9)
	if math.Abs(hd[0].Lo-1e-5) > 1e-12 || math.Abs(hd[0].Hi-9e-5) > 1e-12 || hd[0].Share.Default {
		t.Errorf("class 1-9 in 100,000 is %g to %g", hd[0].Lo, hd[0].Hi)
	}
	// Case 1 of the design: Whitehaven, and nothing of the disease but its class, has variance 0.8228 with 0.088 for the floor.
	if math.Abs(hd[0].Var+0.088-0.8228) > 0.001 {
		t.Errorf("variance %g", hd[0].Var)
	}
	if n := hd[0].Share.Value * Towns("Whitehaven")[0].People.Value; math.Abs(n-0.747) > 0.001 {
		t.Errorf("%g people with Huntington's in Whitehaven", n)
	}
	for _, name := range []string{"Huntington disease", "huntington chorea", "HUNTINGTON CHOREA"} {
		if got := RareNamed(name); !slices.Equal(got, []string{"399"}) {
			t.Errorf("%s is %v", name, got)
		}
	}
	for _, none := range []string{"", "flu", "huntington", "/"} {
		if got := RareNamed(none); len(got) > 0 {
			t.Errorf("%q is %v", none, got)
		}
	}
	if got := RareOf("0"); got != nil || RareOf("") != nil || RareOf("ORPHA:") != nil {
		t.Errorf("%+v", got)
	}
	for r := range orphanet.from("") {
		for _, x := range RareOf(r.key()) {
			if !(0 < x.Lo && x.Lo < x.Share.Value && x.Share.Value < x.Hi && x.Hi <= 0.01 && x.Var > 0) {
				t.Errorf("%s: %+v", r.key(), x)
			}
			if _, err := Trace(x.Share); err != nil {
				t.Error(err)
			}
		}
	}
	for r := range orphanetNames.from("") {
		_, code, _ := strings.Cut(r.key(), "/")
		if RareOf(code) == nil {
			t.Errorf("%s has no frequency", r.key())
		}
	}
}

func TestRegisters(t *testing.T) {
	for codes, want := range map[string]string{"E10": "DM", "E10-E14": "DM", "E11.9": "DM", "G30": "DEM", "F01,G30": "DEM", "I63": "STIA", "J45": "AST", "E10,J45": "", "S72": "", "": "", "C50": "CAN", "I20-I26": ""} {
		if got, name, ok := RegisterFor(codes); got != want || ok != (want != "") || ok && name == "" {
			t.Errorf("%s is on register %q, want %q", codes, got, want)
		}
	}
	dm, ok := Registered("england", "DM")
	near(t, "diabetes in England, of patients aged 17 and over", dm, 0.0707, 0.001)
	leeds, _ := AuthorityNamed("Leeds")
	here, ok2 := Registered(leeds.Code, "DM")
	if !ok || !ok2 || here.Value == dm.Value {
		t.Errorf("Leeds: %+v", here)
	}
	if north, ok := Registered("E06000061", "DM"); !ok || north.Value < 0.04 {
		t.Errorf("North Northamptonshire, merged of four: %+v", north)
	}
	for _, bad := range [][2]string{{"england", "XX"}, {"england", "code"}, {"england", "source"}, {"", "DM"}, {"W06000015", "DM"}} {
		if f, ok := Registered(bad[0], bad[1]); ok {
			t.Errorf("%v: %+v", bad, f)
		}
	}
}

func TestEthnicGroups(t *testing.T) {
	for _, code := range []string{"england", "wales", "northern-ireland", "E08000035"} {
		sum := 0.0
		for _, g := range []string{"asian", "black", "mixed", "other", "white"} {
			f, ok := Ethnic(code, g)
			if !ok {
				t.Errorf("%s has no group %s", code, g)
			}
			sum += f.Value
		}
		if math.Abs(sum-1) > 1e-9 {
			t.Errorf("%s: the five groups are %g of all", code, sum)
		}
	}
	roma, _ := Ethnic("england", "white-roma")
	near(t, "Roma in England", roma, 99122.0/56490048, 0.001)
	for _, bad := range [][2]string{{"scotland", "white"}, {"northern-ireland", "white-british"}, {"england", "green"}, {"england", ""}, {"england", "code"}, {"england", "whit"}} {
		if f, ok := Ethnic(bad[0], bad[1]); ok {
			t.Errorf("%v: %+v", bad, f)
		}
	}
}

func TestGivenNamesAndBirths(t *testing.T) {
	f, ok := GivenName("Nicola", "f", 1970, 1974)
	near(t, "girls named Nicola from 1970", f, 935.0/34228, 1e-6)
	any, _ := GivenName("nicola", "", 1970, 1974)
	if !ok || any.Row != f.Row {
		t.Errorf("%+v", any)
	}
	if _, ok := GivenName("Nicola", "f", 2020, 2020); ok {
		t.Error("a name of the seventies among the newborn")
	}
	old, _ := GivenName("Nicola", "f", 1910, 1920)
	if old != f {
		t.Errorf("years before the table are not the nearest in it: %+v", old)
	}
	for _, none := range []string{"", "*", "xyzzy", "nicola/f"} {
		if f, ok := GivenName(none, "", 1990, 2000); ok {
			t.Errorf("%q: %+v", none, f)
		}
	}
	twins, _ := Maternities(2)
	near(t, "twins", twins, 7162, 0)
	all, _ := Maternities(0)
	near(t, "all maternities", all, 538414, 0)
	last := math.Inf(1)
	for n := 1; n <= 4; n++ {
		m, ok := Maternities(n)
		if !ok || m.Value >= last || m.Value <= 0 {
			t.Errorf("%d babies: %+v", n, m)
		}
		near(t, "maternities", m, m.Value, 0)
		last = m.Value
	}
	if _, ok := Maternities(5); ok {
		t.Error("quintuplets have a figure")
	}
}

func TestCensusAnswersHangTogether(t *testing.T) {
	prof, ok := Census(Said(QOccupation, "soc2"))
	near(t, "professionals", prof, 1104.0/9834, 1e-9)
	if _, bad := Census(Said(QOccupation, "soc10")); bad || !ok {
		t.Error("a tenth major group")
	}
	// Case 1 and 6 of the design: a professional job in the age band that holds 34 is 0.166.
	age := AgeAnswer(25, 34)
	lift, mi, known := Lift(Said(QOccupation, "soc2"), age)
	if p := prof.Value * math.Exp(lift); !known || math.Abs(p-0.166) > 0.01*0.166 || mi < 0.3 {
		t.Errorf("professionals among those aged 25 to 34: %g, information %g", p, mi)
	}
	back, mi2, _ := Lift(age, Said(QOccupation, "soc2"))
	if back != lift || mi2 != mi {
		t.Error("the order of the answers matters")
	}
	// One in ten of the band, aged 34, has the band's lift: nothing finer is known.
	one, _, _ := Lift(Said(QOccupation, "soc2"), AgeAnswer(34, 34))
	if math.Abs(one-lift) > 1e-9 {
		t.Errorf("lift of one age %g, of its band %g", one, lift)
	}
	if l, _, known := Lift(Said(QActivity, "retired"), AgeAnswer(84, 84)); !known || l < 1 {
		t.Errorf("retired at 84 has lift %g", l)
	}
	if l, _, known := Lift(Said(QMarital, "widowed"), AgeAnswer(5, 5)); !known || l > -3 {
		t.Errorf("widowed at 5 has lift %g", l)
	}
	for _, bad := range [][2]Answer{{Said(QSex, "f"), Said(QSex, "m")}, {Said("shoe", "big"), Said(QSex, "m")}, {Said(QSex, "x"), Said(QAge, "0-15")}, {Said(QSex), Said(QAge, "0-15")}} {
		if l, _, known := Lift(bad[0], bad[1]); known {
			t.Errorf("%v: %g", bad, l)
		}
	}
}

// A pair of all answers to both questions is everybody: its lift is 0, but for the small cells.
func TestLiftsOfAllAnswersVanish(t *testing.T) {
	all := map[string]*Answer{}
	for r := range census.from("") {
		if q, v, ok := strings.Cut(r.key(), "="); ok && !strings.Contains(v, "/") {
			if all[q] == nil {
				all[q] = &Answer{Question: q}
			}
			all[q].Values = append(all[q].Values, Value{v, 1})
		}
	}
	if len(all) != 9 {
		t.Fatalf("%d questions", len(all))
	}
	pairs := 0
	for a := range all {
		for b := range all {
			if a < b {
				lift, mi, known := Lift(*all[a], *all[b])
				if pairs++; !known || math.Abs(lift) > 0.01 || mi < 0 {
					t.Errorf("%s and %s: lift %g, information %g", a, b, lift, mi)
				}
			}
		}
	}
	if pairs != 36 {
		t.Errorf("%d pairs", pairs)
	}
}

func TestTheSampleIsKeptAsCountsOnly(t *testing.T) {
	for r := range census.from("") {
		if strings.Count(r.key(), "=") > 2 {
			t.Errorf("%s tells more than two things of anybody", r.key())
		}
		if strings.Contains(r.key(), "/") && r.count(1) < 5 {
			t.Errorf("%s: %g people", r.key(), r.count(1))
		}
	}
}
