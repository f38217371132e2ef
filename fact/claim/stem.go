// SPDX-License-Identifier: Apache-2.0

package claim

import "strings"

// stem takes the commonest endings off an English word, so that "reduces", "reduced" and "reducing" are one. It is crude on purpose: all
// that matters is that one word's forms meet, and that two words seldom do.
func stem(w string) string {
	if len(w) < 4 || whole[w] {
		return w
	}
	switch {
	case strings.HasSuffix(w, "ies") && len(w) > 4:
		w = w[:len(w)-3] + "y"
	case strings.HasSuffix(w, "sses"), strings.HasSuffix(w, "shes"), strings.HasSuffix(w, "ches"), strings.HasSuffix(w, "xes"):
		w = w[:len(w)-2]
	case strings.HasSuffix(w, "s") && !strings.HasSuffix(w, "ss") && !strings.HasSuffix(w, "us") && !strings.HasSuffix(w, "is"):
		w = w[:len(w)-1]
	case strings.HasSuffix(w, "ied") && len(w) > 4:
		w = w[:len(w)-3] + "y"
	case strings.HasSuffix(w, "ed") && !strings.HasSuffix(w, "eed") && vowel(w[:len(w)-2]):
		w = undouble(w[:len(w)-2])
	case strings.HasSuffix(w, "ing") && vowel(w[:len(w)-3]):
		w = undouble(w[:len(w)-3])
	}
	if len(w) > 3 && w[len(w)-1] == 'e' {
		w = w[:len(w)-1]
	}
	return w
}

// whole are words whose last letters are no ending, or whose stem would be another word's.
var whole = map[string]bool{}

func init() {
	for _, w := range strings.Fields("news aids testes testing tested herpes rabies measles mumps shingles rickets scabies species feces faeces diabetes during thing nothing something anything everything evening being wedding hearing") {
		whole[w] = true
	}
}

func vowel(s string) bool { return len(s) > 2 && strings.ContainsAny(s, "aeiouy") }

func undouble(s string) string {
	if n := len(s); n > 3 && s[n-1] == s[n-2] && !strings.ContainsRune("lsz", rune(s[n-1])) {
		return s[:n-1]
	}
	return s
}
