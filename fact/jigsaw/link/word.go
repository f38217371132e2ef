// SPDX-License-Identifier: Apache-2.0

package link

import (
	_ "embed"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"
)

// words.txt holds how many of so many posts by clinicians a word stands in, for the words that are not rare; "go run ./cmd/train stems"
// writes it. It is read when the first post is linked.
//
//go:embed words.txt
var wordTable string

// shares gives the share of posts each word of the table stands in.
var shares = sync.OnceValue(func() map[string]float32 {
	posts := 10000.0
	m := make(map[string]float32, strings.Count(wordTable, "\n"))
	for line := range strings.Lines(wordTable) {
		line = strings.TrimSuffix(line, "\n")
		if n, ok := strings.CutPrefix(line, "# posts: "); ok {
			if x, err := strconv.ParseFloat(n, 64); err == nil {
				posts = x
			}
		}
		w, n, _ := strings.Cut(line, " ")
		if x, err := strconv.ParseFloat(n, 64); err == nil {
			m[w] = float32(x / posts)
		}
	}
	return m
})

// rareShare is the share of posts a word stands in that the table doesn't hold.
const rareShare = 0.0003

// CommonFrom is the share of posts from which a word says nothing of whom a post speaks of.
const CommonFrom = 0.02

// wordShare is the share of clinicians' posts a word stands in.
func wordShare(stem string) float64 {
	if p, ok := shares()[stem]; ok {
		return float64(p)
	}
	return rareShare
}

// Stem takes the ending of a plural or genitive off a folded word; "" where the word is none that could tell whom a post is about.
func Stem(fold string) string {
	w := strings.TrimSuffix(strings.TrimSuffix(fold, "'s"), "'")
	if utf8.RuneCountInString(w) < 3 || len(w) > 32 || strings.ContainsAny(w, "'’.@/#") {
		return ""
	}
	for _, c := range w {
		if c >= '0' && c <= '9' {
			return ""
		}
	}
	switch {
	case strings.HasSuffix(w, "ies") && len(w) > 5:
		return w[:len(w)-3] + "y"
	case strings.HasSuffix(w, "sses"), strings.HasSuffix(w, "ches"), strings.HasSuffix(w, "shes"), strings.HasSuffix(w, "xes"):
		return w[:len(w)-2]
	case strings.HasSuffix(w, "s") && !strings.HasSuffix(w, "ss") && !strings.HasSuffix(w, "us") && !strings.HasSuffix(w, "is") && len(w) > 3:
		return w[:len(w)-1]
	}
	return w
}

// Common tells whether a stem stands in so many posts that it says nothing.
func Common(stem string) bool { return wordShare(stem) >= CommonFrom }
