// SPDX-License-Identifier: Apache-2.0

package form

import (
	_ "embed"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

//go:embed en.txt
var englishText string

var english = mustRead(englishText)

// words are the words of one language, by name.
type words map[string]string

// readWords reads a file of words: a name, " = ", the words; empty lines and lines that begin with # say nothing.
func readWords(text string) (words, error) {
	out := words{}
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		name, says, ok := strings.Cut(line, " = ")
		switch {
		case !ok:
			return nil, fmt.Errorf("line %d: a name, then ' = ', then the words", i+1)
		case out[name] != "":
			return nil, fmt.Errorf("line %d: %s stands there twice", i+1, name)
		}
		out[name] = strings.TrimSpace(says)
	}
	return out, nil
}

func mustRead(text string) words {
	w, err := readWords(text)
	if err != nil {
		panic(err) // a file of this package; words_test.go reads it
	}
	return w
}

// ErrEmpty says that a page has a gap nobody filled.
var ErrEmpty = errors.New("the page isn't complete")

var brace = regexp.MustCompile(`\{[A-Za-z]+\}`)

// fill puts values into the braces; a capital in the brace begins a sentence. What is filled in is never read for braces again.
func fill(says string, values map[string]string) (string, error) {
	var missing string
	out := brace.ReplaceAllStringFunc(says, func(b string) string {
		name := b[1 : len(b)-1]
		v, ok := values[strings.ToLower(name[:1])+name[1:]]
		if !ok {
			missing = b
		}
		if unicode.IsUpper(rune(name[0])) {
			v = begin(v)
		}
		return v
	})
	if missing != "" {
		return "", fmt.Errorf("%w: nobody said what stands for %s", ErrEmpty, missing)
	}
	return strings.TrimSpace(tidy.ReplaceAllString(out, " ")), nil
}

var tidy = regexp.MustCompile(` {2,}`)

// begin gives words as they begin a sentence.
func begin(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + s[n:]
}

// and lists names: "a", "a and b", "a, b and c".
func and(list []string) string {
	if len(list) < 2 {
		return strings.Join(list, "")
	}
	return strings.Join(list[:len(list)-1], ", ") + " and " + list[len(list)-1]
}
