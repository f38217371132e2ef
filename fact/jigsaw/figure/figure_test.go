// SPDX-License-Identifier: Apache-2.0

package figure

import (
	"math"
	"slices"
	"strings"
	"testing"

	"chaperone/fact/jigsaw"
)

// The format, as the package comment describes and shows it.
func TestATableReadsAsThePackageCommentSays(t *testing.T) {
	x := open("a test", "# People on two islands\nisland\tpeople (people)\tsource\nbute\t6047\tcensus\nmuck\t38\tcensus\n")
	defer delete(tables, "a test")
	if x.about != "People on two islands" || x.col("people") != 1 || x.col("source") != 2 || x.col("sheep") != -1 {
		t.Errorf("read %+v", x)
	}
	for key, want := range map[string]float64{"bute": 6047, "muck": 38} {
		if r, ok := x.find(key); !ok || r.count(1) != want || r.source() != "census" {
			t.Errorf("%s: %q %v", key, r.line, ok)
		}
	}
	for _, key := range []string{"", "b", "bute\t", "butez", "eigg", "muc", "muck ", "z"} {
		if _, ok := x.find(key); ok {
			t.Errorf("found a row %q", key)
		}
	}
}

func TestEveryTableKeepsItsForm(t *testing.T) {
	if len(tables) < 23 {
		t.Fatalf("%d tables", len(tables))
	}
	size := 0
	for name, x := range tables {
		size += len(x.rows)
		cols := strings.Count(x.heads, "\t")
		if x.about == "" || !strings.HasSuffix(x.heads, "\tsource") || !strings.HasSuffix(x.rows, "\n") {
			t.Errorf("%s begins %q %q or does not end in a newline", name, x.about, x.heads)
		}
		last := ""
		for line := range strings.Lines(x.rows) {
			line = strings.TrimSuffix(line, "\n")
			key := keyOf(line)
			if key <= last {
				t.Errorf("%s: %q stands behind %q", name, key, last)
			}
			if r, ok := x.find(key); !ok || r.line != line {
				t.Errorf("%s: %q is not found", name, key)
			}
			if last = key; strings.Count(line, "\t") != cols {
				t.Errorf("%s: row %s has not %d fields", name, key, cols+1)
			}
			if s, ok := SourceOf(line[strings.LastIndexByte(line, '\t')+1:]); !ok || s.Body == "" || s.Title == "" || s.Period == "" || s.Licence == "" || s.Where == "" {
				t.Errorf("%s: row %s comes from nowhere: %+v", name, key, s)
			}
		}
	}
	if size > 3<<19 {
		t.Errorf("the tables hold %d bytes", size)
	}
}

func near(t *testing.T, what string, f jigsaw.Figure, want, within float64) {
	t.Helper()
	if math.Abs(f.Value-want) > within*math.Abs(want) {
		t.Errorf("%s is %.6g, want %.6g", what, f.Value, want)
	}
	s, err := Trace(f)
	if err != nil || s.Body != f.Source || s.Period != f.Year || s.Licence != f.Licence || f.Unit == "" {
		t.Errorf("%s comes from nowhere: %+v, %v", what, f, err)
	}
}

// The inputs of the design's worked examples (doc/jigsaw.md), which it gives to three or four figures.
func TestInputsOfTheWorkedExamplesComeOutOfTheTables(t *testing.T) {
	towns := Towns("Whitehaven")
	if len(towns) != 1 || towns[0].Country != "england" {
		t.Fatalf("Whitehaven: %+v", towns)
	}
	near(t, "Whitehaven", towns[0].People, 24900, 0)
	england, _ := Population("england", "", 0, 200)
	near(t, "England", england, 57690323, 0)
	uk, _ := Population(UK, "", 0, 200)
	near(t, "the United Kingdom", uk, 68265209, 0)
	age, _ := AgeShare(UK, "", 34, 34)
	near(t, "aged 34", age, 0.01384, 0.001)
	thirties, _ := AgeShare(UK, "", 30, 39)
	near(t, "thirties", thirties, 0.137, 0.005)
	child, _ := AttendanceAgeShare("Z102H", 0, 17)
	near(t, "under 18 at Gilbert Bain", child, 0.1794, 0.001)
	six, _ := AgeShare(UK, "", 6, 6)
	minors, _ := AgeShare(UK, "", 0, 17)
	near(t, "six among children", jigsaw.Figure{Table: six.Table, Row: six.Row, Value: six.Value / minors.Value, Unit: "share", Source: six.Source, Year: six.Year, Licence: six.Licence}, 0.0552, 0.001)
	girl, _ := SexShare(UK, "f", 6, 6)
	near(t, "girls among those aged six", girl, 0.488, 0.002)
	near(t, "England's emergency admissions", EnglandEmergency(), 6571013, 0)
	near(t, "England's attendances", EnglandAttendances(), 25916101, 0)

	kettering, _ := UnitOf("RNQ")
	near(t, "Kettering", kettering.Emergency, 26569, 0)
	leeds, _ := UnitOf("RR8")
	near(t, "Leeds", leeds.Emergency, 59260, 0)
	near(t, "sites in Leeds", leeds.Sites, 2, 0)
	if share := leeds.Emergency.Value / EnglandEmergency().Value; math.Abs(share-0.00902) > 0.00001 {
		t.Errorf("Leeds has %g of England's emergency admissions", share)
	}
	lerwick, _ := UnitOf("Z102H")
	near(t, "Gilbert Bain", lerwick.Attendances, 8411, 0)
	glasgow, _ := UnitOf("G513H")
	near(t, "the Glasgow children's hospital", glasgow.Attendances, 75710, 0)

	chest, _ := BlockOf("J18.9")
	near(t, "chest infections", chest.Emergency(), 284700, 0)
	seventies, _ := chest.AgeShare(70, 79)
	near(t, "seventies with chest infections", seventies, 0.245, 0.02)
	woman, _ := chest.SexShare("f")
	near(t, "women with chest infections", woman, 0.503, 0.005)
	flu, _ := EmergencyFor("J09-J11")
	if share := flu.Value / 284700; math.Abs(share-0.071) > 0.001 {
		t.Errorf("flu is %g of chest infections", share)
	}
	hip, _ := EmergencyFor("S72")
	if n := hip.Value * kettering.Emergency.Value / EnglandEmergency().Value; math.Abs(n-258) > 0.02*258 {
		t.Errorf("%g broken hips a year in Kettering, want about 258", n)
	}
	block, _ := BlockOf("S72")
	ninety, _ := block.AgeShare(90, 120)
	near(t, "90 and over with broken hips", ninety, 0.197, 0.01)
	old, _ := Fact("population_100_plus")
	all, _ := Fact("population_90_plus")
	near(t, "100 and over", old, 16140, 0)
	if share := OldShare("", 100, 120); math.Abs(share-old.Value/all.Value) > 1e-9 {
		t.Errorf("%g of those over 90 are over 100", share)
	}
	if share := OldShare("", 104, 104) / OldShare("", 100, 120); math.Abs(share-0.05) > 0.003 {
		t.Errorf("%g of those over 100 are 104", share)
	}
	lightning, _ := Mentions("X33")
	near(t, "lightning", lightning, 14, 0)
	twins, _ := Mentions("Z37.2")
	near(t, "twins", twins, 7162, 0)
	single, _ := Mentions("Z370")
	if n := single.Value * 0.00902; math.Abs(n-4770) > 0.001*4770 {
		t.Errorf("%g births a year in Leeds, want about 4770", n)
	}
	swallowed, _ := BlockOf("T18")
	every, _ := BlockOf("all")
	if share := swallowed.Emergency().Value / every.Emergency().Value; math.Abs(share-0.0023) > 0.0001 {
		t.Errorf("foreign bodies are %g of emergency admissions", share)
	}
	if r := every.Episodes().Value / every.Admissions().Value; math.Abs(r-Assumed("episodes-per-stay").Value) > 0.01 {
		t.Errorf("%g episodes for each admission", r)
	}
}

func TestAgesAboveNinetySumToAll(t *testing.T) {
	for _, sex := range []string{"", "f", "m"} {
		sum := 0.0
		for age := 90; age <= 119; age++ {
			one := OldShare(sex, age, age)
			if one <= 0 || age < 110 && age > 90 && one >= OldShare(sex, age-1, age-1) && age != 100 {
				t.Errorf("%q: aged %d are %g", sex, age, one)
			}
			sum += one
		}
		if math.Abs(sum-1) > 1e-4 || math.Abs(OldShare(sex, 0, 200)-1) > 1e-9 || OldShare(sex, 3, 80) != 0 {
			t.Errorf("%q: ages 90 to 125 are %g of all, 0 to 200 %g", sex, sum, OldShare(sex, 0, 200))
		}
	}
	some, _ := Population(UK, "", 95, 95)
	if !some.Default || some.Value < 30000 || some.Value > 60000 {
		t.Errorf("aged 95: %+v", some)
	}
	if f, _ := Population(UK, "", 80, 120); f.Default {
		t.Error("nothing was parted, and yet it is called a default")
	}
}

func TestCodesAndRangesAddUp(t *testing.T) {
	for _, same := range [][2]string{{"S72.0-S72.2", "S72.0,S72.1,S72.2"}, {"J10-J11", "J10,J11"}, {"S72", "S720-S729"}, {"I60-I62", "I60,I61,I62"}, {"Z37.2", "Z372"}} {
		a, ok1 := Mentions(same[0])
		b, ok2 := Mentions(same[1])
		if !ok1 || !ok2 || a.Value != b.Value || a.Value == 0 {
			t.Errorf("%s is %g, %s is %g", same[0], a.Value, same[1], b.Value)
		}
		near(t, same[0], a, b.Value, 0)
		near(t, same[1], b, a.Value, 0)
	}
	for _, bad := range []string{"", "flu", "S7", "72.0", "J11-J10", "S72.0-", "U999", "S72.01", "ORPHA:399"} {
		if f, ok := Mentions(bad); ok {
			t.Errorf("%q is mentioned %g times", bad, f.Value)
		}
	}
	if f, ok := Procedures("R17-R18"); !ok || f.Value < 125889 {
		t.Errorf("caesareans: %+v", f)
	}
}

func TestPartsOfBlocksNeverExceedThem(t *testing.T) {
	all := Parts("A00-U99")
	if len(all) < 200 {
		t.Errorf("%d blocks", len(all))
	}
	for _, p := range all {
		if p.Share != 1 {
			t.Errorf("%s: all codes are %g of it", p.Block.Code, p.Share)
		}
	}
	for code, want := range map[string]string{"S72.0": "S70-S79", "I60-I62,G45": "I60-I69 G40-G47", "T79": "T79", "N99.4": "N99", "J09-J18": "J09-J18", "J18-J20": "J09-J18 J20-J22", "V01": "", "J19": ""} {
		var got []string
		for _, p := range Parts(code) {
			got = append(got, p.Block.Code)
			if p.Share <= 0 || p.Share > 1 {
				t.Errorf("%s is %g of %s", code, p.Share, p.Block.Code)
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s lies in %v, want %s", code, got, want)
		}
	}
	whole, _ := EmergencyFor("J09-J18")
	near(t, "a whole block", whole, 284700, 1e-9)
	if _, ok := EmergencyFor("X33"); ok {
		t.Error("lightning is a reason for admission")
	}
}

func TestKeptBackAgesAreNotUsed(t *testing.T) {
	b, ok := BlockOf("B20")
	if _, known := b.AgeShare(0, 120); !ok || known {
		t.Error("ages of people with HIV are kept back by the publisher, and yet given")
	}
	if b.Episodes().Value != 3000 {
		t.Errorf("HIV: %+v", b.Episodes())
	}
}

func TestTownsOfOneNameAllComeLargestFirst(t *testing.T) {
	all := Towns("newport")
	if len(all) < 6 || all[0].Country != "wales" || !slices.IsSortedFunc(all, func(a, b Town) int { return int(b.People.Value - a.People.Value) }) {
		t.Errorf("%d Newports: %+v", len(all), all)
	}
	for _, none := range []string{"", "Newpor", "Atlantis", "/", "\n"} {
		if all := Towns(none); len(all) > 0 {
			t.Errorf("%q: %+v", none, all)
		}
	}
	if a, b := Towns("St Ives"), Towns("Saint Ives"); len(a) < 1 || len(a) != len(b) {
		t.Errorf("St Ives %d, Saint Ives %d", len(a), len(b))
	}
}

func TestAuthorities(t *testing.T) {
	leeds, ok := AuthorityNamed("Leeds")
	all, _ := leeds.People(0, 200)
	if !ok || leeds.Code != "E08000035" || leeds.Country() != "england" || math.Abs(all.Value-leeds.Total.Value) > 1e-6*all.Value {
		t.Errorf("Leeds: %+v, its ages %g", leeds, all.Value)
	}
	f, _ := leeds.SexShare("f")
	m, _ := leeds.SexShare("m")
	if math.Abs(f.Value+m.Value-1) > 1e-9 || f.Value < 0.5 || f.Value > 0.53 {
		t.Errorf("women are %g of Leeds", f.Value)
	}
	if a, ok := AuthorityNamed("Shetland Islands"); !ok || a.Country() != "scotland" || a.Total.Source != "NRS" {
		t.Errorf("Shetland: %+v", a)
	}
	belfast, ok := AuthorityNamed("Belfast")
	if _, ages := belfast.People(0, 9); !ok || ages || belfast.Total.Value < 300000 {
		t.Errorf("Belfast: %+v", belfast)
	}
	if a, ok := AuthorityNamed("County Durham"); !ok || a.Name != "County Durham" {
		t.Errorf("%+v", a)
	}
}

func TestAssumptionsHaveNamesAndReasons(t *testing.T) {
	for r := range assumed.from("") {
		f := Assumed(r.key())
		if !f.Default || f.Row == "" || f.Value <= 0 || f.Unit == "" || len(Reason(r.key())) < 15 {
			t.Errorf("%s: %+v because %q", r.key(), f, Reason(r.key()))
		}
		near(t, r.key(), f, f.Value, 0)
	}
	if f := Assumed("no such"); f.Row != "" || f.Value != 0 {
		t.Errorf("%+v", f)
	}
	near(t, "a condition in no table", Assumed("condition-unknown"), fact("unknown_condition_share_default"), 0)
}

func TestTraceRefusesWhatIsNotThere(t *testing.T) {
	for _, f := range []jigsaw.Figure{{}, {Table: "town"}, {Table: "town", Row: "atlantis/1"}, {Table: "icd10", Row: "S720..S719"}, {Table: "icd10", Row: "S720,U99X"}, {Table: "nowhere", Row: "S720"}} {
		if s, err := Trace(f); err == nil {
			t.Errorf("%+v comes from %+v", f, s)
		}
	}
}

func TestFold(t *testing.T) {
	for in, want := range map[string]string{"St. James's": "st jamess", "Saint Ives": "st ives", "saint": "st", "  Guy's &  St Thomas’ ": "guys and st thomas", "Ynys Môn": "ynys mon", "": "", "a b": "a b", "Stoke-on-Trent": "stoke on trent", "Ŵy": "wy"} {
		if got := Fold(in); got != want {
			t.Errorf("%q is folded to %q, want %q", in, got, want)
		}
		if got := Fold(Fold(in)); got != want {
			t.Errorf("%q folded twice is %q", in, got)
		}
	}
}
