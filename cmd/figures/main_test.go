// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
)

var update = flag.Bool("update", false, "write testdata/want anew; read the difference before it is committed")

// The files in testdata are made up, of the form of the publishers'.
func from() fs.FS { return os.DirFS("testdata/from") }
func made() fs.FS { return os.DirFS("testdata/own") }

func TestTablesComeOutOfTheFilesByteForByte(t *testing.T) {
	tables, err := build(from(), made())
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		for name, data := range tables {
			if err := os.WriteFile(filepath.Join("testdata/want", name+".tsv"), data, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	want, _ := filepath.Glob("testdata/want/*.tsv")
	if len(want) != len(tables) || len(want) < 20 {
		t.Errorf("%d tables, want %d", len(tables), len(want))
	}
	for _, path := range want {
		data, err := os.ReadFile(path)
		name := strings.TrimSuffix(filepath.Base(path), ".tsv")
		if err != nil || !bytes.Equal(data, tables[name]) {
			t.Errorf("%s is (%v)\n%swant\n%s", name, err, tables[name], data)
		}
	}
	for range 3 { // maps go round in another order each time
		again, err := build(from(), made())
		if err != nil {
			t.Fatal(err)
		}
		for name := range tables {
			if !bytes.Equal(again[name], tables[name]) {
				t.Errorf("%s comes out differently from the same files", name)
			}
		}
	}
}

func TestRowsSayWhatTheFilesSay(t *testing.T) {
	tables, err := build(from(), made())
	if err != nil {
		t.Fatal(err)
	}
	for name, lines := range map[string][]string{
		// 2030 is whole; January 2031 makes a newer run of twelve, April and May are alone.
		"trust":         {"RX9\tFigton and Wick NHS Trust\tFigton\t1200\t12078\t12\tnhse-ae", "RZ7\tPlum and Quince NHS Trust\tPlum\t60\t600\t11\tnhse-ae", "RZ6\tTwo Months NHS Trust\tPlum\t\t\t\tnhs-ods", "RY8\tSt Odo's Community NHS Trust\tWick-on-Sea\t0\t7278\t12\tnhse-ae"},
		"hospital":      {"RX901\tFigton Hospital\tFigton\tengland\tRX9\tnhs", "RX902\tWick Hospital\tWick\tengland\tRX9\tnhs", "RX904\tWell Named Hospital\tWick\tengland\tRX9\tnhs", "Z901H\tFig Bay Hospital\tFigport\tscotland\t\town"},
		"attendance":    {"Z901H\t360\t90\t30\t60\t80\t40\t50\tphs-ae", "Z902H\t24\t\t\t\t\t\t\tphs-ae", "scotland\t384\t90\t30\t60\t80\t40\t50\tphs-ae", "wales\t132\t\t\t\t\t\t\twales-ae", "ni-fig-miu\t84\t\t\t\t\t\t\tni-ae"},
		"sources":       {"nhse-ae\tNHS England\tA&E attendances and emergency admissions, by provider\t12 months 2030-02 to 2031-01\tOGL v3\tengland.nhs.uk/statistics; ae_england_trust_month.csv\tnhse-ae"},
		"icd10":         {"A000\t2\thes", "X330\t2\thes"},
		"authority-sex": {"N09000901\t260\t240\tnisra-authority"},
		"town":          {"figton/11\t\twales\t10218\t51.77\t-3.78\tgeo", "stoke on fig/13\tStoke-on-Fig\tnorthern-ireland\t41\t52.5\t0.1\tgeo"},
		"orphanet":      {"901\t\t10-90\t\t\t\t\t<1\t\t\torpha", "902\t\t\t\t\t\t>1000\t\t\t\torpha"},
		"orphanet-name": {"fd/901\torpha", "fd/902\torpha", "plum chorea/901\torpha"},
		"qof":           {"E06000902\t0.01\tqof", "england\t0.018\tqof"},
		"given-name":    {"*/f\t1000\t900\tnames", "figgy/f\t100\t120\tnames", "plum-lee/m\t\t101\tnames"},
		"census":        {"*\t12\tcensus", "sex=f\t6\tcensus", "age=25-34/occupation=soc2\t8\tcensus"},
		"fact":          {"population_90_plus\t55\tpeople\tUK\tmid-2031\tons-old"},
	} {
		for _, line := range lines {
			if !strings.Contains(string(tables[name]), "\n"+line+"\n") {
				t.Errorf("%s has no line %q:\n%s", name, line, tables[name])
			}
		}
	}
	for name, none := range map[string]string{"hospital": "Private", "icd10": "X331", "census": "age=35-44/", "town": "Nowhere", "trust": "RW1", "orphanet-name": "very long", "sources": "derived"} {
		if strings.Contains(string(tables[name]), none) {
			t.Errorf("%s holds %q", name, none)
		}
	}
}

// with gives the made-up files with one changed; "" takes it away.
func with(t *testing.T, dir fs.FS, name, change, to string) fs.FS {
	t.Helper()
	files := fstest.MapFS{}
	names, err := fs.ReadDir(dir, ".")
	if err != nil {
		t.Fatal(err)
	}
	hit := false
	for _, e := range names {
		data, err := fs.ReadFile(dir, e.Name())
		if err != nil {
			t.Fatal(err)
		}
		if e.Name() == name {
			if hit = true; change == "" {
				continue
			}
			if !bytes.Contains(data, []byte(change)) {
				t.Fatalf("%s holds no %q", name, change)
			}
			data = bytes.Replace(data, []byte(change), []byte(to), 1)
		}
		files[e.Name()] = &fstest.MapFile{Data: data}
	}
	if !hit {
		t.Fatalf("there is no file %s", name)
	}
	return files
}

func TestBadFilesGiveAClearError(t *testing.T) {
	for _, c := range []struct{ name, change, to, says string }{
		{"facts.csv", "", "", "0 files match facts.csv"},
		{"facts.csv", "population_90_plus,55", "population_90_plus,many", "no number"},
		{"facts.csv", "population_90_plus", "population_91_plus", "no row population_90_plus"},
		{"ae_england_trust_month.csv", "attendances", "visits", "no column attendances"},
		{"ae_england_trust_month.csv", "RX9,2030-05", "RX9,2030-5", "no month"},
		{"ae_england_trust_month.csv", "RX9,2030-05,1005", "RX9,2030-05,lots", "cannot be read"},
		{"england_trusts_ods_2022.csv", "RY8", "RY7", "no name"},
		{"ae_scotland_hospital_age_outcome_2030.csv", "", "", "0 files match"},
		{"ae_wales_hospital_month.csv", "7A9", "7B9", "own/hospital.tsv does not say"},
		{"icd10_code_episodes_england.csv", "A010", "A01", "no ICD-10 code"},
		{"icd10_code_episodes_england.csv", "episodes_2030_31", "episodes_2031_32", "same year"},
		{"icd10_code_episodes_england.csv", "A010", "A000", "two rows"},
		{"opcs4_procedures_england_2030_31.csv", "R182", "caesarean", "no OPCS-4 code"},
		{"towns_gb_geonames.csv", "WLS", "FRA", "unknown country"},
		{"orphanet_prevalence.csv", "1-9 / 100 000", "some", "unknown class"},
		{"census2031_microdata_14.csv", "H,2,1,1,3", "H,2,1,7,3", "has no code"},
		{"population_country_age_sex_2031.csv", "ENGLAND,5,", "ENGLAND,95,", "no age"},
		{"population_country_age_sex_2031.csv", "ENGLAND,5,", "ENGLAND,6,", "90 ages"},
		{"la_ethnicity_ew_2031.csv", "White: Roma", "Green", "unknown ethnic group"},
		{"given_names_uk_cohort.csv", "M,2030", "M,1930", "cannot be read"},
		{"qof_prevalence_la_2029_30.csv", "DM,50", "DM,x", "cannot be read"},
	} {
		tables, err := build(with(t, from(), c.name, c.change, c.to), made())
		if err == nil || !strings.Contains(err.Error(), c.says) || tables != nil {
			t.Errorf("%s with %q gives %v, want a word of %q", c.name, c.to, err, c.says)
		}
	}
	for _, c := range []struct{ name, change, to, says string }{
		{"source.tsv", "nhse-ae\t", "nhse-aa\t", "no source"},
		{"alias.tsv", "RX901,Z901H", "RX901,Z909H", "no hospital or trust Z909H"},
		{"alias.tsv", "fgh", "The FGH", "write"},
		{"ae-site.tsv", "RX9", "RX8", "no trust"},
		{"successor.tsv", "RX9\t2020", "RZ7\t2020\nRZ7\tRX9\t2021", "goes on"},
		{"default.tsv", "0.6", "half", "no number"},
		{"default.tsv", "\tratio", "", "fields"},
	} {
		if _, err := build(from(), with(t, made(), c.name, c.change, c.to)); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s with %q gives %v, want a word of %q", c.name, c.to, err, c.says)
		}
	}
}

func TestTheNewestTwelveMonthsInARowAreTaken(t *testing.T) {
	months := map[string]bool{}
	if _, err := lastRun(months); err == nil {
		t.Error("twelve of no months")
	}
	for _, m := range []string{"2023-12", "2024-01", "2024-02", "2024-03", "2024-04", "2024-05", "2024-06", "2024-07", "2024-08", "2024-09", "2024-10", "2024-11", "2025-01"} {
		months[m] = true
	}
	if run, err := lastRun(months); err != nil || run[0] != "2023-12" || run[11] != "2024-11" {
		t.Errorf("%v, %v", run, err)
	}
	if _, err := lastYear(months); err == nil {
		t.Error("2024 lacks December")
	}
	months["2024-12"] = true
	if run, err := lastRun(months); err != nil || run[0] != "2024-02" || run[11] != "2025-01" {
		t.Errorf("%v, %v", run, err)
	}
	if y, err := lastYear(months); err != nil || y != "2024" {
		t.Errorf("%s, %v", y, err)
	}
}

func TestRunWritesAndSaysWhatIsMissing(t *testing.T) {
	var out bytes.Buffer
	if err := run([]string{"--from", ""}, &out); err == nil || !strings.Contains(err.Error(), "--from is missing") {
		t.Error(err)
	}
	if err := run([]string{"--from", t.TempDir()}, &out); err == nil || !strings.Contains(err.Error(), "0 files match") {
		t.Error(err)
	}
}

func TestWriteFillsAFolder(t *testing.T) {
	var out bytes.Buffer
	dir := t.TempDir()
	if err := write(map[string][]byte{"b": []byte("bb"), "a": []byte("aaa")}, dir, &out); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(filepath.Join(dir, "b.tsv"))
	if err != nil || string(data) != "bb" || !strings.HasSuffix(out.String(), "5  bytes in 2 tables\n") || strings.Index(out.String(), "a\n") > strings.Index(out.String(), "b\n") {
		t.Errorf("wrote %q (%v) and said\n%s", data, err, &out)
	}
	if err := write(map[string][]byte{"a": nil}, filepath.Join(dir, "nowhere"), &out); err == nil {
		t.Error("wrote into a folder that does not exist")
	}
}

// What own/ says is what the shipped tables say: whoever edits the one has to run the command.
func TestShippedTablesFollowOurOwnFiles(t *testing.T) {
	b := &builder{own: ours(), period: map[string]string{}, used: map[string]bool{}, tables: map[string][]byte{}}
	if err := defaults(b); err != nil {
		t.Fatal(err)
	}
	shipped := func(name string) string {
		data, err := os.ReadFile(filepath.Join("../../fact/jigsaw/figure/table", name+".tsv"))
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	if string(b.tables["a-default"]) != shipped("a-default") {
		t.Error("own/default.tsv was changed and the tables not written anew")
	}
	for name, columns := range map[string]int{"alias": 2, "ae-site": 3, "qof-register": 3} {
		lines, err := b.hand(name, columns)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range lines {
			if !strings.Contains(shipped(name), "\n"+strings.Join(f, "\t")+"\town\n") {
				t.Errorf("own/%s.tsv was changed (%s) and the tables not written anew", name, f[0])
			}
		}
	}
	lines, err := b.hand("source", 6)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range lines {
		if !strings.Contains(shipped("sources"), "\n"+f[0]+"\t"+f[1]+"\t"+f[2]+"\t") {
			t.Errorf("source %s is not used, or own/source.tsv was changed and the tables not written anew", f[0])
		}
	}
}
