// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"chaperone/cmd/cases"
	"chaperone/fact/jigsaw/link"
	"chaperone/text"
)

// stems writes fact/jigsaw/link/words.txt: in how many posts each word stands, counted over the extra texts and the study part. Words that
// fewer than four hold are left out: they are rare.
//
//	go run ./cmd/train stems
func stems(w io.Writer, args []string) error {
	fs := flag.NewFlagSet("stems", flag.ContinueOnError)
	dir := fs.String("cases", "testdata/cases", "folder of labelled cases; of them only extra and the study part are read")
	out := fs.String("out", "fact/jigsaw/link/words.txt", "file to write")
	if err := fs.Parse(args); err != nil {
		return err
	}
	in := map[string]int{}
	posts := 0
	for _, part := range []string{"seen", "extra"} {
		files, err := filepath.Glob(filepath.Join(*dir, part, "*.jsonl"))
		if err != nil || len(files) == 0 {
			return fmt.Errorf("no cases under %s/%s", *dir, part)
		}
		slices.Sort(files)
		for _, name := range files {
			n, err := countStems(name, part == "seen", in)
			if err != nil {
				return err
			}
			posts += n
		}
	}
	var rows []string
	for s, n := range in {
		if n >= 4 {
			rows = append(rows, fmt.Sprintf("%s %d\n", s, n))
		}
	}
	slices.SortFunc(rows, func(a, b string) int {
		x, _, _ := strings.Cut(a, " ")
		y, _, _ := strings.Cut(b, " ")
		return strings.Compare(x, y)
	})
	head := fmt.Sprintf("# In how many posts a word stands, without its ending; words of fewer than four posts are left out.\n"+
		"# source: testdata/cases/extra and the study part of testdata/cases/seen   licence: Apache-2.0   rebuild: go run ./cmd/train stems\n# posts: %d\n", posts)
	fmt.Fprintf(w, "%d words of %d posts\n", len(rows), posts)
	return os.WriteFile(*out, []byte(head+strings.Join(rows, "")), 0o644)
}

// countStems counts the words of one file of cases, each once a post.
func countStems(name string, studyOnly bool, in map[string]int) (posts int, err error) {
	f, err := os.Open(name)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<22)
	for lines.Scan() {
		var r struct{ ID, Series, Text string }
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			return posts, fmt.Errorf("%s: %w", name, err)
		}
		if studyOnly && cases.Part(cases.Key(r.Series, r.ID)) != cases.Study {
			continue
		}
		posts++
		seen := map[string]bool{}
		for _, t := range text.Read(r.Text).Tokens {
			if s := link.Stem(t.Fold); t.Class == text.Word && s != "" && !seen[s] {
				seen[s] = true
				in[s]++
			}
		}
	}
	return posts, lines.Err()
}
