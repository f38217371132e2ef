// SPDX-License-Identifier: Apache-2.0

// Command build writes the generated lexicons of people and places, name.txt and place.txt, from a folder of public
// figures (CSV) and the hand-written lists beside it. Run it from the root of the repository:
//
//	go run ./fact/detect/lexicon/build FIGURES [POSTS.jsonl]
//
// A second argument, posts one JSON object a line, rewrites common.txt: words that stand in lower case three times or more.
package main

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"sort"
	"strconv"
	"strings"
)

const lexicon = "fact/detect/lexicon"

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: build FIGURES [POSTS.jsonl]")
		os.Exit(2)
	}
	if len(os.Args) > 2 {
		check(writeCommon(os.Args[2]))
	}
	common := map[string]bool{}
	for _, line := range lines("common.txt") {
		common[line] = true
	}
	check(writeNames(os.Args[1], common))
	check(writePlaces(os.Args[1], common))
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "build:", err)
		os.Exit(1)
	}
}

var lower = regexp.MustCompile(`[A-Za-z]+('[a-z]+)?`)

func writeCommon(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	noise := regexp.MustCompile(`https?:\S*|[@#]\w+`)
	count := map[string]int{}
	in := bufio.NewScanner(f)
	in.Buffer(nil, 1<<24)
	for in.Scan() {
		var post struct{ Text string }
		if err := json.Unmarshal(in.Bytes(), &post); err != nil {
			return err
		}
		for _, w := range lower.FindAllString(noise.ReplaceAllString(post.Text, " "), -1) {
			if w == strings.ToLower(w) {
				count[w]++
			}
		}
	}
	var words []string
	for w, n := range count {
		if n >= 3 && len(w) > 1 {
			words = append(words, w)
		}
	}
	sort.Strings(words)
	head := "# Words that stand in lower case three times or more in ordinary posts: a name that is one of them is ambiguous.\n" +
		"# source: emerging_entities_17 (WNUT-17) raw posts, commit e52a2d2a71ac   licence: CC BY 4.0   date: 2022-05-09\n"
	return os.WriteFile(filepath.Join(lexicon, "build", "common.txt"), []byte(head+strings.Join(words, "\n")+"\n"), 0o644)
}

// lines reads a hand-written list of this folder, without comments and empty lines.
func lines(name string) []string {
	text, err := os.ReadFile(filepath.Join(lexicon, "build", name))
	check(err)
	var out []string
	for _, line := range strings.Split(string(text), "\n") {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			out = append(out, line)
		}
	}
	return out
}

// table reads a CSV as maps from column to value.
func table(dir, name string) ([]map[string]string, error) {
	f, err := os.Open(filepath.Join(dir, name))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	var out []map[string]string
	for _, row := range rows[1:] {
		m := map[string]string{}
		for i, v := range row {
			m[rows[0][i]] = v
		}
		out = append(out, m)
	}
	return out, nil
}

var plain = strings.NewReplacer("à", "a", "á", "a", "â", "a", "ä", "a", "ç", "c", "è", "e", "é", "e", "ê", "e", "ë", "e", "ì", "i", "í", "i",
	"î", "i", "ï", "i", "ñ", "n", "ò", "o", "ó", "o", "ô", "o", "ö", "o", "ù", "u", "ú", "u", "û", "u", "ü", "u", "ŵ", "w", "ŷ", "y", "ÿ", "y",
	"’", "'", "-", " ", "–", " ", ".", " ", ",", " ", "/", " ", "&", " and ", "+", " and ")
var odd = regexp.MustCompile(`[^a-z0-9' ]+`)
var possessive = regexp.MustCompile(`'s\b`)

// phrases gives a name as the matcher writes it: lower case, no accents, the possessive a word of its own, and a
// second spelling without the apostrophe.
func phrases(name string) []string {
	s := odd.ReplaceAllString(plain.Replace(strings.ToLower(name)), " ")
	s = strings.Join(strings.Fields(s), " ")
	if !possessive.MatchString(s) {
		return []string{s}
	}
	return []string{strings.Join(strings.Fields(possessive.ReplaceAllString(s, " 's")), " "), possessive.ReplaceAllString(s, "s")}
}

// list keeps one value per phrase.
type list map[string]string

func (l list) write(b *strings.Builder, section string) {
	keys := make([]string, 0, len(l))
	for k := range l {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	fmt.Fprintf(b, "\n[%s]\n", section)
	for _, k := range keys {
		if l[k] == "" {
			fmt.Fprintln(b, k)
		} else {
			fmt.Fprintf(b, "%s = %s\n", k, l[k])
		}
	}
	fmt.Printf("%-18s %5d\n", section, len(l))
}

const namesHead = `# Given names, family names and forms of address.
# source: baby names of ONS, NRS and NISRA 1974-2020 (ukbabynames 199970d), and lists written for Chaperone   licence: OGL v3, own   date: 2026-11-22
# rebuild: go run ./fact/detect/lexicon/build FIGURES
# given-name: m, f or u (both); a second word "ambiguous" where the name is also an ordinary word, month, place or virtue.
# family-name: "ambiguous" in the same sense. honorific: patient-like, or professional.
`

const honorifics = `
[honorific]
mr = patient-like
mrs = patient-like
ms = patient-like
miss = patient-like
mx = patient-like
mister = patient-like
missus = patient-like
master = patient-like
madam = patient-like
madame = patient-like
mme = patient-like
mlle = patient-like
monsieur = patient-like
herr = patient-like
frau = patient-like
senor = patient-like
senora = patient-like
signor = patient-like
signora = patient-like
pan = patient-like
pani = patient-like
sir = patient-like
dame = patient-like
lady = patient-like
lord = patient-like
baroness = patient-like
baron = patient-like
uncle = patient-like
auntie = patient-like
aunty = patient-like
aunt = patient-like
granny = patient-like
grandad = patient-like
grandpa = patient-like
nan = patient-like
little = patient-like
baby = patient-like
young = patient-like
old = patient-like
wee = patient-like
bibi = patient-like
begum = patient-like
haji = patient-like
hajji = patient-like
private = patient-like
corporal = patient-like
lance corporal = patient-like
sergeant = patient-like
sgt = patient-like
captain = patient-like
capt = patient-like
major = patient-like
colonel = patient-like
col = patient-like
pc = patient-like
wpc = patient-like
councillor = patient-like
cllr = patient-like
judge = patient-like
rev = patient-like
revd = patient-like
reverend = patient-like
father = patient-like
fr = patient-like
pastor = patient-like
rabbi = patient-like
imam = patient-like
sheikh = patient-like
canon = patient-like
dr = professional
doctor = professional
doc = professional
prof = professional
professor = professional
sister = professional
matron = professional
nurse = professional
staff nurse = professional
charge nurse = professional
midwife = professional
consultant = professional
`

func writeNames(dir string, common map[string]bool) error {
	rows, err := table(dir, "given_names_uk_cohort.csv")
	if err != nil {
		return err
	}
	born := map[string]map[string]int{}
	for _, r := range rows {
		name := strings.ToLower(r["name"])
		if born[name] == nil {
			born[name] = map[string]int{}
		}
		n, _ := strconv.Atoi(r["n"])
		born[name][r["sex"]] += n
	}
	given := list{}
	for name, by := range born {
		f, m := by["F"], by["M"]
		// Under 500 births in 46 years: spelling variants, mostly. Joined names (Ava-Mae) are found by their halves.
		if f+m < 500 || strings.ContainsAny(name, "- '") || len(name) < 2 {
			continue
		}
		switch {
		case f > 9*m:
			given[name] = "f"
		case m > 9*f:
			given[name] = "m"
		default:
			given[name] = "u"
		}
	}
	ambiguous := map[string]bool{}
	for _, line := range lines("given.txt") {
		sex, names, _ := strings.Cut(line, ":")
		for _, name := range strings.Fields(names) {
			name = phrases(name)[0]
			if len(name) < 2 {
				continue
			}
			if sex == "ambiguous" {
				ambiguous[name] = true
				continue
			}
			if old, ok := given[name]; !ok {
				given[name] = sex
			} else if old != sex && born[name] == nil {
				given[name] = "u"
			}
		}
	}
	for name := range given {
		if ambiguous[name] || common[name] || len(name) == 2 {
			given[name] += " ambiguous"
		}
	}
	family, ambiguous := list{}, map[string]bool{}
	for _, line := range lines("family.txt") {
		origin, names, _ := strings.Cut(line, ":")
		for _, name := range strings.Fields(names) {
			name = strings.ReplaceAll(name, "-", " ")
			if origin == "ambiguous" {
				ambiguous[name] = true
			} else if len(name) > 1 {
				family[name] = ""
			}
		}
	}
	for _, particle := range []string{"de", "da", "di", "der", "van", "van der", "dela", "del", "dos", "al", "abu"} {
		delete(family, particle)
	}
	for name := range family {
		if ambiguous[name] || common[name] || len(name) == 2 {
			family[name] = "ambiguous"
		}
	}
	var b strings.Builder
	b.WriteString(namesHead)
	given.write(&b, "given-name cap")
	family.write(&b, "family-name cap")
	b.WriteString(honorifics)
	return os.WriteFile(filepath.Join(lexicon, "name.txt"), []byte(b.String()), 0o644)
}

const placesHead = `# Towns, regions, hospitals, NHS bodies, and kinds of places that narrow a story.
# source: GeoNames cities500, file of 2023-02; NHS Choices hospital list 2018; NHS ODS trusts 2022; Public Health Scotland and
#   StatsWales A&E tables 2023-25; lists written for Chaperone   licence: CC BY 4.0 (GeoNames), OGL v3, own   date: 2026-11-22
# rebuild: go run ./fact/detect/lexicon/build FIGURES
# town: population, country, and "ambiguous" where the name is also an ordinary word or a person's name (0: not known).
# region, hospital: country, and "ambiguous". trust: part of the UK, or country. venue: few or many live or work in one; road; address.
# care-place: ward, department, service.
`

var (
	funding  = regexp.MustCompile(`(?i)\(.*?\)| - .*|, .*|\bNHS\b.*|\(.*`)
	hospital = regexp.MustCompile(`(?i)hospital|infirmary|ysbyty`)
	former   = regexp.MustCompile(`(?i)^(former|private|hrh|the hospital|day hospital|community hospital)`)
)

func writePlaces(dir string, common map[string]bool) error {
	sections := map[string]list{}
	var section string
	for _, line := range lines("place.txt") {
		if line[0] == '[' {
			section = strings.Trim(line, "[]")
			sections[section] = list{}
			continue
		}
		phrase, value, _ := strings.Cut(line, " = ")
		sections[section][phrase] = value
		if spaced := strings.ReplaceAll(phrase, " 's", "s"); spaced != phrase {
			sections[section][spaced] = value
		}
	}

	names := map[string]bool{}
	for _, file := range []string{"given.txt", "family.txt"} {
		for _, line := range lines(file) {
			_, list, _ := strings.Cut(line, ":")
			for _, name := range strings.Fields(list) {
				names[name] = true
			}
		}
	}
	towns := list{}
	size := map[string]int{}
	rows, err := table(dir, "towns_gb_geonames.csv")
	if err != nil {
		return err
	}
	for _, r := range rows {
		people, _ := strconv.Atoi(r["population"])
		for _, name := range phrases(r["name"]) {
			if len(name) < 3 || size[name] > people {
				continue
			}
			value := fmt.Sprintf("%d GB", people)
			if common[name] || names[name] {
				if people < 8000 { // Street, Mark, Wells: too small to be worth the alarms
					continue
				}
				value += " ambiguous"
			}
			size[name], towns[name] = people, value
		}
	}

	add := func(name string) {
		name = funding.ReplaceAllString(name, "")
		if !hospital.MatchString(name) || former.MatchString(name) {
			return
		}
		for _, p := range phrases(name) {
			if strings.Count(p, " ") > 0 && strings.Count(p, " ") < 7 && sections["hospital cap"][p] == "" {
				sections["hospital cap"][p] = "GB"
			}
		}
	}
	for _, file := range []string{"hospitals_england_2018.csv", "ae_scotland_hospital_month.csv", "ae_wales_hospital_month.csv"} {
		column := "hospital"
		if strings.HasPrefix(file, "hospitals") {
			column = "name"
		}
		rows, err := table(dir, file)
		if err != nil {
			return err
		}
		for _, r := range rows {
			add(r[column])
		}
	}

	rows, err = table(dir, "england_trusts_ods_2022.csv")
	if err != nil {
		return err
	}
	tail := regexp.MustCompile(` (nhs foundation trust|nhs trust|foundation trust)$`)
	for _, r := range rows {
		for _, p := range phrases(r["name"]) {
			sections["trust cap"][p] = "ENG"
			if short := tail.ReplaceAllString(p, ""); strings.Count(short, " ") > 0 && towns[short] == "" {
				sections["trust cap"][short] = "ENG"
			}
		}
	}

	var b strings.Builder
	b.WriteString(placesHead)
	towns.write(&b, "town cap")
	for _, s := range []string{"region cap", "hospital cap", "trust cap", "venue", "care-place"} {
		sections[s].write(&b, s)
	}
	return os.WriteFile(filepath.Join(lexicon, "place.txt"), []byte(b.String()), 0o644)
}
