// SPDX-License-Identifier: Apache-2.0

package figure

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestResolveFindsUnitsAsPeopleWriteThem(t *testing.T) {
	for words, want := range map[string]string{
		"Kettering General":                   "RNQ51",
		"Kettering General Hospital":          "RNQ51",
		"KGH":                                 "RNQ51",
		"Leeds General Infirmary":             "RR801",
		"the LGI":                             "RR801",
		"the RVI":                             "RTD02",
		"Royal Victoria Infirmary":            "RTD02",
		"Gilbert Bain":                        "Z102H",
		"Gilbert Bain Hospital, Lerwick":      "Z102H",
		"Lerwick hospital":                    "Z102H",
		"St James's Leeds":                    "RR813",
		"Jimmy's":                             "RR813",
		"Addenbrooke's":                       "RGT01",
		"addenbrookes":                        "RGT01",
		"GOSH":                                "RP401",
		"RR8":                                 "RR8",
		"Leeds Teaching Hospitals NHS Trust":  "RR8",
		"Leeds Teaching Hospitals":            "RR8",
		"Manchester Royal Infirmary":          "R0A02",
		"QEUH":                                "G405H",
		"Queen Elizabeth University Hospital": "G405H",
		"Royal Hospital for Children Glasgow": "G513H",
		"Musgrove Park":                       "RBA11",
		"West Cumberland Hospital":            "RNLBX",
		"Ysbyty Gwynedd":                      "7A17A1AU",
		"the Royal Infirmary of Edinburgh":    "S314H",
		"Daisy Hill":                          "ni-daisy-hill",
		"Guy's and St Thomas' NHS Foundation Trust": "RJ1",
		"Derriford":                "RK950",
		"Yeovil District Hospital": "RA430",
		"Yeovil District Hospital NHS Foundation Trust":      "RA430",
		"Brighton and Sussex University Hospitals NHS Trust": "RYR",
		"Glasgow Royal":               "G107H",
		"Belfast City Hospital":       "ni-belfast-city",
		"University Hospitals Dorset": "R0D",
		"Ninewells":                   "T101H",
	} {
		c := Resolve(words)
		if u, ok := c.One(); !ok || u.Code != want {
			var got []string
			for _, u := range c.Units {
				got = append(got, u.Code+" "+u.Name)
			}
			t.Errorf("%q is %s by %q, want %s", words, strings.Join(got, "; "), c.By, want)
		}
	}
}

func TestResolveSaysWhenItIsAmbiguous(t *testing.T) {
	for words, some := range map[string][]string{
		"King's":                   {"RJZ01", "RK5BC"},
		"St James's":               {"RR813"},
		"St Mary's":                {"RYJ01", "R0A05"},
		"BRI":                      {"RA701", "RAE01"},
		"Queen Elizabeth Hospital": {"RRK15", "RR7EN", "RJ231", "RCX70"},
		"Princess Royal":           {"RXWAT", "RXH09"},
		"Royal Infirmary":          {"RWA01", "RP5DR"},
		"the QE":                   {"RRK15", "G405H"},
	} {
		c := Resolve(words)
		if _, one := c.One(); one && words != "St James's" || words != "St James's" && !c.Ambiguous() {
			t.Errorf("%q is certain: %+v", words, c.Units)
		}
		for _, code := range some {
			found := false
			for _, u := range c.Units {
				found = found || u.Code == code
			}
			if !found {
				t.Errorf("%q can be %s, which was not found", words, code)
			}
		}
		for i := 1; i < len(c.Units); i++ {
			if c.Units[i-1].busy() < c.Units[i].busy() {
				t.Errorf("%q: %s stands before %s", words, c.Units[i-1].Name, c.Units[i].Name)
			}
		}
	}
}

func TestWhatIsNearDecides(t *testing.T) {
	for _, c := range []struct{ words, near, want string }{
		{"Queen Elizabeth Hospital", "Gateshead", "RR7EN"},
		{"Queen Elizabeth Hospital", "Birmingham", "RRK15"},
		{"King's", "London", "RJZ01"},
		{"BRI", "Bradford", "RAE01"},
		{"BRI", "RA7", "RA701"},
		{"the Royal Infirmary", "Edinburgh", "S314H"},
		{"St Mary's Hospital", "Imperial College Healthcare", "RYJ01"},
	} {
		if u, ok := Resolve(c.words, c.near).One(); !ok || u.Code != c.want {
			t.Errorf("%q near %s is %+v, want %s", c.words, c.near, Resolve(c.words, c.near).Units, c.want)
		}
	}
	if a, b := Resolve("St Mary's"), Resolve("St Mary's", "Atlantis"); len(a.Units) != len(b.Units) {
		t.Error("words that are near nothing left some out")
	}
	if u, ok := Resolve("Gilbert Bain", "Leeds").One(); !ok || u.Code != "Z102H" {
		t.Error("a hospital named whole was lost because the author is elsewhere")
	}
}

func TestResolveKnowsNothingOfOtherWords(t *testing.T) {
	for _, words := range []string{"", " ", "the hospital", "our ED", "work", "hospital", "A&E", "NHS", "the trust", "Spire Leeds Hospital", "Nuffield Health Leeds", "my mum's house", strings.Repeat("King's ", 100)} {
		if c := Resolve(words); len(c.Units) > 0 {
			t.Errorf("%q is taken for %s by %s", words, c.Units[0].Name, c.By)
		}
	}
}

func TestAllTrustsOfHospitalsExist(t *testing.T) {
	for r := range hospitals.from("") {
		u, ok := UnitOf(r.key())
		if !ok || u.Name == "" || u.Country == "" {
			t.Errorf("%s: %+v", r.key(), u)
		}
		if u.Country != "england" && r.key()[0] < 'a' && u.Attendances.Row == "" && u.Code != "G516H" { // closed
			t.Errorf("%s: no attendances", u.Name)
		}
		if u.Country == "england" && u.Trust == "" {
			t.Errorf("%s belongs to no trust", u.Name)
		}
	}
	for r := range aliases.from("") {
		if c := Resolve(r.key()); len(c.Units) == 0 || c.By != ByAlias {
			t.Errorf("%s: %+v", r.key(), c)
		}
	}
}

func FuzzResolve(f *testing.F) {
	for _, s := range []string{"Kettering General", "the RVI", "King's", "", "St James\u2019s", "a/b\tc\n", "\xff\xfe", "saintsaint saint", "&&&"} {
		f.Add(s, s)
	}
	f.Fuzz(func(t *testing.T, words, near string) {
		c := Resolve(words, near)
		if (len(c.Units) == 0) != (c.By == "") {
			t.Errorf("%q: %d units by %q", words, len(c.Units), c.By)
		}
		for _, u := range c.Units {
			if v, ok := UnitOf(u.Code); !ok || v.Name != u.Name {
				t.Errorf("%q gives %s, which does not exist", words, u.Code)
			}
		}
		if u, ok := c.One(); ok && u.Code == "" {
			t.Errorf("%q is certain, and nothing", words)
		}
		if len(Resolve(words).Units) < len(c.Units) {
			t.Errorf("%q near %q has more meanings than alone", words, near)
		}
		if k := Fold(words); utf8.ValidString(words) && Fold(k) != k {
			t.Errorf("%q folds to %q, and that to %q", words, k, Fold(k))
		}
		Towns(words)
		Mentions(words)
		Parts(words)
		AuthorityNamed(words)
	})
}
