// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"chaperone/text"
)

// rareKinds are the kinds of Orphanet entries that are conditions somebody has; the others are groups and findings.
var rareKinds = map[string]bool{"Disease": true, "Malformation syndrome": true, "Clinical subtype": true, "Clinical syndrome": true, "Morphological anomaly": true,
	"Etiological subtype": true, "Histopathological subtype": true}

// frequent are the classes of prevalence that are too frequent to narrow a crowd.
var frequent = map[string]bool{"1-5 / 10 000": true, "6-9 / 10 000": true, ">1 / 1000": true}

// readableName are names as people write them: no commas, brackets, chromosome bands or gene names.
var readableName = regexp.MustCompile(`^[A-Za-z][A-Za-zàâäáéèêëïíîñôöóøúûüç' -]+$`)

// notACase are rare in this country and talked of all day, or words of their own.
var notACase = map[string]bool{"plague": true, "cholera": true, "rabies": true, "tetanus": true, "leprosy": true, "typhoid": true, "polio": true, "poliomyelitis": true,
	"measles": true, "mumps": true, "rubella": true, "smallpox": true, "anthrax": true, "ebola": true, "zika": true, "scurvy": true, "malaria": true, "mpox": true, "zika virus disease": true,
	"covid": true, "ebola virus disease": true, "diphtheria": true, "yellow fever": true, "dengue fever": true, "trauma": true, "stroke": true, "botulism": true, "situs": true}

func rareConditions(in *gazetteerInput) (rows, error) {
	known, err := in.section("condition")
	if err != nil {
		return nil, err
	}
	common, err := in.common()
	if err != nil {
		return nil, err
	}
	prevalence, err := in.table("orphanet_prevalence.csv")
	if err != nil {
		return nil, err
	}
	often, counted := map[string]bool{}, map[string]bool{}
	for _, r := range prevalence {
		counted[r["orphacode"]] = true
		if frequent[r["class"]] {
			often[r["orphacode"]] = true
		}
	}
	names, err := in.table("orphanet_names.csv")
	if err != nil {
		return nil, err
	}
	out := rows{}
	for _, r := range names {
		if !rareKinds[r["kind"]] || often[r["orphacode"]] || !counted[r["orphacode"]] {
			continue
		}
		for _, n := range append([]string{r["name"]}, strings.Split(r["synonyms"], "|")...) {
			if !readableName.MatchString(n) || n == strings.ToUpper(n) {
				continue
			}
			for _, p := range placePhrases(n) {
				words := strings.Count(p, " ") + 1
				// One word must be long to be no word of everyday life; more than five nobody writes in a post.
				if words > 5 || words == 1 && (len(p) < 8 || common[p]) || len(p) < 6 || notACase[p] || known[p] {
					continue
				}
				out[p] = "rare"
			}
		}
	}
	return out, nil
}

// section gives the phrases written by hand in the file of a list.
func (in *gazetteerInput) section(name string) (map[string]bool, error) {
	ls, err := os.ReadFile(filepath.Join(in.lexicon, gazetteerFolder, name+".txt"))
	if err != nil {
		return nil, err
	}
	out := map[string]bool{}
	for l := range strings.SplitSeq(string(ls), "\n") {
		p, _, _ := strings.Cut(l, " = ")
		out[strings.TrimSpace(p)] = true
	}
	return out, nil
}

var (
	lowerWord = regexp.MustCompile(`[A-Za-z]+('[a-z]+)?`)
	notWords  = regexp.MustCompile(`https?:\S*|[@#]\w+`)
)

// minSeen is how often a word stands in small letters before it counts as a common one.
const minSeen = 3

// commonWords counts words in small letters in posts, one JSON object a line.
func commonWords(in *gazetteerInput) (rows, error) {
	count := map[string]int{}
	for _, path := range in.from {
		f, err := os.Open(path)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		s := bufio.NewScanner(f)
		s.Buffer(nil, 1<<24)
		for s.Scan() {
			var post struct{ Text string }
			if err := json.Unmarshal(s.Bytes(), &post); err != nil {
				return nil, fmt.Errorf("%s: %w", path, err)
			}
			for _, w := range lowerWord.FindAllString(notWords.ReplaceAllString(post.Text, " "), -1) {
				if w == strings.ToLower(w) {
					count[w]++
				}
			}
		}
		if err := s.Err(); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
	}
	out := rows{}
	for w, n := range count {
		if n >= minSeen && len(w) > 1 {
			out[w] = ""
		}
	}
	return out, nil
}

// minTexts is in how many texts a word stands before it says nothing of whose story it is.
const minTexts = 5

// storyCommon counts in how many texts a word stands, and adds the words common in ordinary posts. Texts are files of JSON objects, one a
// line, or folders of such files.
func storyCommon(in *gazetteerInput) (rows, error) {
	count := map[string]int{}
	for _, path := range in.from {
		files := []string{path}
		if st, err := os.Stat(path); err == nil && st.IsDir() {
			if files, err = filepath.Glob(filepath.Join(path, "*.jsonl")); err != nil {
				return nil, err
			}
		}
		for _, name := range files {
			data, err := os.ReadFile(name)
			if err != nil {
				return nil, err
			}
			for line := range bytes.Lines(data) {
				var post struct{ Text string }
				if err := json.Unmarshal(line, &post); err != nil {
					return nil, fmt.Errorf("%s: %w", name, err)
				}
				seen := map[string]bool{}
				for _, t := range text.Read(post.Text).Tokens {
					if w := t.Fold; t.Class == text.Word && !seen[w] && lowerWord.FindString(w) == w {
						seen[w] = true
						count[w]++
					}
				}
			}
		}
	}
	out := rows{}
	for w, n := range count {
		if n >= minTexts && len(w) > 1 {
			out[w] = ""
		}
	}
	ordinary, err := in.common()
	if err != nil {
		return nil, err
	}
	for w := range ordinary {
		out[w] = ""
	}
	return out, nil
}

// ordinaryWords finds the words of a dictionary that would be read as misspellings of a medicine or illness.
func ordinaryWords(in *gazetteerInput) (rows, error) {
	files := map[string]string{}
	for _, glob := range []string{"*.txt", gazetteerFolder + "/*.txt"} {
		paths, err := filepath.Glob(filepath.Join(in.lexicon, glob))
		if err != nil {
			return nil, err
		}
		for _, p := range paths {
			if filepath.Base(p) == "ordinary-word.txt" {
				continue // else the words would be known, and none be left
			}
			data, err := os.ReadFile(p)
			if err != nil {
				return nil, err
			}
			files[p] = string(data)
		}
	}
	x, err := text.Compile(files)
	if err != nil {
		return nil, err
	}
	out := rows{}
	for _, path := range in.from {
		f, err := os.Open(path)
		if err != nil {
			return nil, fmt.Errorf("open dictionary: %w", err)
		}
		defer f.Close()
		s := bufio.NewScanner(f)
		for s.Scan() {
			w := text.Fold(strings.TrimSpace(s.Text()))
			if n := x.Near(w); n != "" && !sameWord(w, n) {
				out[w] = ""
			}
		}
		if err := s.Err(); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
	}
	return out, nil
}

// sameWord tells two spellings or numbers of one word: oedema and edema, fracture and fractures. The dictionary knows both, and the
// list means both.
func sameWord(a, b string) bool {
	if a+"s" == b || b+"s" == a {
		return true
	}
	one := strings.NewReplacer("ae", "e", "oe", "e", "ph", "f", "our", "or", "yse", "yze", "ise", "ize")
	return one.Replace(a) == one.Replace(b)
}
