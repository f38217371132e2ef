// SPDX-License-Identifier: Apache-2.0

package register

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestPapersAreFoundInWhatPeopleWrite(t *testing.T) {
	for _, c := range []struct{ source, dois, pmids string }{
		{"doi:10.1000/AbC", "10.1000/abc", ""},
		{"https://doi.org/10.1000/abc.", "10.1000/abc", ""},
		{"https://dx.doi.org/10.1000%2Fabc", "10.1000/abc", ""},
		{"(see 10.1016/S0140-6736(97)11096-0)", "10.1016/s0140-6736(97)11096-0", ""},
		{"10.1002/(SICI)1097-0142(19990715)86:2<262::AID-CNCR9>3.0.CO;2-1", "10.1002/(sici)1097-0142(19990715)86:2<262::aid-cncr9>3.0.co;2-1", ""},
		{"https://www.nejm.example/doi/full/10.1056/NEJMoa1?query=x#top", "10.1056/nejmoa1", ""},
		{"https://journal.example/content/10.1136/bmj.1.full.pdf", "10.1136/bmj.1", ""},
		{"https://journal.example/10.1000/abc/abstract", "10.1000/abc", ""},
		{"https://doi.org/10.1000/abc.full", "10.1000/abc.full", ""},
		{"PMID: 0012345, and PMID 6", "", "12345 6"},
		{"https://pubmed.ncbi.nlm.nih.gov/12345678/", "", "12345678"},
		{"https://www.ncbi.nlm.nih.gov/pubmed/345", "", "345"},
		{"12345678", "", "12345678"},
		{"PMC1234567", "", ""},
		{"NICE NG12, section 1.2", "", ""},
		{"version 110.1000/abc", "", ""},
		{"10.1000/", "", ""},
		{"0", "", ""},
		{"100%", "", ""},
		{"", "", ""},
		{"doi:10.1000/a; doi:10.1000/B; doi:10.1000/a", "10.1000/a 10.1000/b", ""},
	} {
		dois, pmids := Papers(c.source)
		if strings.Join(dois, " ") != c.dois || strings.Join(pmids, " ") != c.pmids {
			t.Errorf("%q gives %q and %q, want %q and %q", c.source, dois, pmids, c.dois, c.pmids)
		}
	}
}

func evidence(sources ...string) []Value {
	var out []Value
	for _, s := range sources {
		out = append(out, Value{Evidence: &Evidence{Claim: "c", Source: s}})
	}
	return out
}

func TestTheListIsLookedUpByDOIAndPMID(t *testing.T) {
	data, err := os.ReadFile("testdata/retractions.csv")
	if err != nil {
		t.Fatal(err)
	}
	l := held(t, evidence("https://doi.org/10.0000/Example", "PMID 999000222", "doi: 10.0000/Corrected-1", "10.0000/reinstated", "10.0000/fine", "unavailable", "0", "")...)
	got, err := l.r.ReadRetractions(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	if got.Rows != 5 || got.Skipped != 0 || len(got.Matches) != 4 {
		t.Fatalf("%+v", got)
	}
	want := Notice{Nature: Retraction, On: day("2024-01-31"), Paper: []string{"doi:10.0000/example"}, DOI: "10.0000/example.notice",
		Reasons: []string{"Concerns/Issues About Data", "Investigation by Journal/Publisher"}, Source: "Retraction Watch 90001"}
	if !reflect.DeepEqual(got.Matches[0].Notice, want) || got.Matches[0].Title != "Steam and scalds, an invented study" {
		t.Errorf("%+v, want %+v", got.Matches[0], want)
	}
	var natures []string
	for _, m := range got.Matches {
		natures = append(natures, fmt.Sprint(m.Entry, " ", m.Notice.Nature, " ", m.Notice.On))
	}
	if s := strings.Join(natures, ", "); s != "id1 retraction 2024-01-31, id2 concern 2023-12-05, id3 correction 2024-02-29, id4 reinstatement 2022-06-07" {
		t.Error(s)
	}
	evs, err := l.r.Noted(day0, "chaperone", got)
	if err != nil || len(evs) != 4 {
		t.Fatalf("%v, %v", evs, err)
	}
	for _, e := range evs {
		l.do(t, e, nil)
	}
	for i, gone := range []bool{true, false, false, false, false} {
		if v, _ := l.r.Entries[i].Value(); v.Evidence.Retracted != gone {
			t.Errorf("entry %d: retracted %v", i+1, v.Evidence.Retracted)
		}
	}
	if evs, err := l.r.Noted(day0, "chaperone", got); err != nil || len(evs) != 0 {
		t.Errorf("the same list again adds %v, %v", evs, err)
	}
}

func TestAListThatCannotBeReadSaysWhereAndWhy(t *testing.T) {
	const head = "OriginalPaperDOI,RetractionNature,Title\n"
	for _, c := range []struct{ list, want string }{
		{"", "empty"},
		{"\n\n", "empty"},
		{"<!DOCTYPE html><html>", "web page"},
		{"Title,DOI\na,b\n", "OriginalPaperDOI"},
		{head + "10.1/a,Retraction,ok\n10.1/b,Retraction,\"cut off", "line 3"},
		{head + "10.1/a,Retraction,\"x\"y\n", "line 2"},
		{head + strings.Repeat("a,", maxColumns) + "\n", "500 columns"},
		{head + "\"" + strings.Repeat("a", maxRow+1), "1 MiB"},
		{head + "a\nb\n", "line 2"},
	} {
		_, err := (&Registers{}).ReadRetractions(strings.NewReader(c.list))
		if !errors.Is(err, ErrList) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%.60q: %v, want words with %q", c.list, err, c.want)
		}
	}
	got, err := (&Registers{}).ReadRetractions(strings.NewReader("\ufeff\"retraction nature\";\"ORIGINALPAPERPUBMEDID\";Extra\r\nRetraction;1;\r\nshort\r\n\r\nRetraction;2;x"))
	if err != nil || got.Rows != 2 || got.Skipped != 1 || got.Line != 3 {
		t.Errorf("other order, other separator, one short row: %+v, %v", got, err)
	}
}

func TestAFailingFileIsTheFilesError(t *testing.T) {
	broken := errors.New("unplugged")
	_, err := (&Registers{}).ReadRetractions(io.MultiReader(strings.NewReader("OriginalPaperDOI,RetractionNature\n"), failing{broken}))
	if !errors.Is(err, broken) {
		t.Errorf("%v", err)
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// The scanner reads what the standard library's writer writes.
func TestRowsAreReadAsTheyWereWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cell := rapid.OneOf(rapid.StringMatching("[a-z ,;\"\n']{0,8}"), rapid.String())
		rows := rapid.SliceOfN(rapid.SliceOfN(cell, 1, 6), 0, 6).Draw(t, "rows")
		var b bytes.Buffer
		w := csv.NewWriter(&b)
		w.UseCRLF = rapid.Bool().Draw(t, "crlf")
		var want [][]string
		for _, r := range rows {
			for i := range r {
				r[i] = strings.ReplaceAll(r[i], "\r", "")
			}
			if err := w.Write(r); err != nil {
				t.Fatal(err)
			}
			if w.UseCRLF { // the writer turns line breaks inside quotes, too
				for i := range r {
					r[i] = strings.ReplaceAll(r[i], "\n", "\r\n")
				}
			}
			if len(r) > 1 || r[0] != "" {
				want = append(want, r)
			}
		}
		w.Flush()
		data := b.Bytes()
		if bytes.HasPrefix(data, []byte("\ufeff")) {
			return // the mark of the encoding, not a cell
		}
		s := newCSV(bytes.NewReader(data))
		var got [][]string
		for {
			row, err := s.next()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%v in %q", err, data)
			}
			var r []string
			for _, c := range row {
				r = append(r, string(c))
			}
			got = append(got, r)
		}
		if !slices.EqualFunc(got, want, slices.Equal) {
			t.Fatalf("%q was read as %q from %q", want, got, data)
		}
	})
}

// longList gives a list of about the given size without holding it.
type longList struct {
	left, n int
	row     []byte // what is left of the latest row
	whole   []byte
}

func (l *longList) Read(p []byte) (int, error) {
	if l.left <= 0 {
		return 0, io.EOF
	}
	if len(l.row) == 0 {
		l.n++
		if l.n == 1 {
			l.row = []byte("Record ID,Title,Institution,RetractionDate,OriginalPaperDOI,OriginalPaperPubMedID,RetractionNature,Reason\n")
		} else {
			l.whole = fmt.Appendf(l.whole[:0], "%d,\"A title, number %d\",\"%s\",1/31/2024 0:00,10.5555/paper.%d,%d,Retraction,+Data;+More;\n", l.n, l.n, institution, l.n, l.n)
			l.row = l.whole
		}
	}
	n := copy(p, l.row)
	l.row, l.left = l.row[n:], l.left-n
	if l.left <= 0 { // end with a whole row
		l.left = len(l.row)
	}
	return n, nil
}

var institution = strings.Repeat("Department of Invented Studies, University of Nowhere; ", 12)

func TestMemoryStaysFlatHoweverLongTheList(t *testing.T) {
	l := held(t, evidence("10.5555/paper.7", "PMID 9")...)
	used := func(size int) uint64 {
		var before, made, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, _ = io.Copy(io.Discard, &longList{left: size}) // what making the list takes is not what reading it takes
		runtime.ReadMemStats(&made)
		got, err := l.r.ReadRetractions(&longList{left: size})
		runtime.ReadMemStats(&after)
		if err != nil || len(got.Matches) != 2 {
			t.Fatalf("%+v, %v", got, err)
		}
		return after.TotalAlloc - made.TotalAlloc - min(made.TotalAlloc-before.TotalAlloc, after.TotalAlloc-made.TotalAlloc)
	}
	const big = 20 << 20
	if small, large := used(1<<20), used(big); large > big/8 {
		t.Errorf("1 MiB of list takes %d bytes of memory in all, 20 MiB %d", small, large)
	}
}

func BenchmarkRetractionList(b *testing.B) {
	l := held(b, evidence("10.5555/paper.7", "PMID 9")...)
	const size = 100 << 20
	b.SetBytes(size)
	b.ReportAllocs()
	for b.Loop() {
		if got, err := l.r.ReadRetractions(&longList{left: size}); err != nil || len(got.Matches) != 2 {
			b.Fatal(got, err)
		}
	}
}

func FuzzReadRetractions(f *testing.F) {
	data, err := os.ReadFile("testdata/retractions.csv")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add([]byte("RetractionNature;OriginalPaperPubMedID\nRetraction;1"))
	f.Add([]byte("\"RetractionNature\",\"OriginalPaperDOI\"\r\n\"Retraction\",\"10.0000/exam\nple\"\r\n"))
	l := held(f, evidence("10.0000/example", "PMID 1")...)
	f.Fuzz(func(t *testing.T, list []byte) {
		got, err := l.r.ReadRetractions(bytes.NewReader(list))
		if (got == nil) == (err == nil) {
			t.Fatal("neither matches nor an error, or both")
		}
		if err != nil {
			if !errors.Is(err, ErrList) {
				t.Fatalf("an error without a kind: %v", err)
			}
			return
		}
		evs, err := l.r.Noted(day0, "chaperone", got)
		if err != nil || len(evs) > len(got.Matches) {
			t.Fatalf("%d events, %v", len(evs), err)
		}
		for _, e := range evs {
			if _, err := Decode(e.Kind, e.At, e.By, []byte(asJSON(e.Body)), nil); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// The quick way and the careful way to read a DOI agree.
func TestADOIIsReadAlikeQuicklyAndCarefully(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringMatching(`10\.[0-9a.]{3,10}/[A-Za-z0-9._/-]{0,12}`).Draw(t, "doi")
		if !plainDOI([]byte(s)) {
			return
		}
		if got, _ := Papers(s); !slices.Equal(got, []string{string(lowerASCII([]byte(s)))}) {
			t.Fatalf("%q is read as %q", s, got)
		}
	})
}

func FuzzPapers(f *testing.F) {
	f.Add("see https://doi.org/10.1000/abc(1).pdf and PMID: 12")
	f.Fuzz(func(t *testing.T, s string) {
		dois, pmids := Papers(s)
		for _, d := range dois {
			if again, _ := Papers("doi:" + d); !slices.Equal(again, []string{d}) {
				t.Fatalf("%q in %q is read again as %q", d, s, again)
			}
		}
		for _, p := range pmids {
			if _, again := Papers("PMID " + p); !slices.Equal(again, []string{p}) {
				t.Fatalf("%q in %q is read again as %q", p, s, again)
			}
		}
	})
}
