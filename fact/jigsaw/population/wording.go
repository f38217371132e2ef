// SPDX-License-Identifier: Apache-2.0

package population

import (
	"strings"

	"chaperone/post"
)

// replace is the edit that puts words at text[start:end]; an article before them is made to fit ("a 74-year-old", "an older").
func replace(text string, start, end int, words string) post.Edit {
	if words != "" && end < len(text) && start > 0 {
		for _, article := range []string{"a ", "an ", "A ", "An "} {
			if !strings.HasSuffix(text[:start], article) || start > len(article) && isLetter(text[start-len(article)-1]) {
				continue
			}
			fit := article[:1]
			if strings.ContainsRune("aeiouAEIOU", rune(words[0])) {
				fit += "n"
			}
			if fit += " "; fit != article {
				return post.Edit{Span: post.Span{Start: start - len(article), End: end}, Text: fit + words}
			}
		}
	}
	if start == 0 && words != "" {
		words = strings.ToUpper(words[:1]) + words[1:]
	}
	return post.Edit{Span: post.Span{Start: start, End: end}, Text: words}
}

// leaveOut is the edit that takes words out with what would be left hanging: a neighbouring space, a comma that only set them off, and, where
// they began a sentence, the small letter that now begins it.
func leaveOut(text string, start, end int) post.Edit {
	for start > 0 && text[start-1] == ' ' {
		start--
	}
	tail := text[end:]
	sentence := start == 0 || strings.ContainsRune(".!?\n", rune(text[start-1]))
	switch {
	case sentence:
		n := len(tail) - len(strings.TrimLeft(tail, ",: "))
		end += n
		if end < len(text) && text[end] >= 'a' && text[end] <= 'z' {
			first := strings.ToUpper(text[end : end+1])
			if start > 0 && text[start-1] != '\n' {
				first = " " + first
			}
			return post.Edit{Span: post.Span{Start: start, End: end + 1}, Text: first}
		}
		if start > 0 && end < len(text) && n > 0 && text[start-1] != '\n' {
			return post.Edit{Span: post.Span{Start: start, End: end}, Text: " "}
		}
	case strings.HasPrefix(tail, ",") && start > 0 && text[start-1] == ',':
		end++
	}
	return post.Edit{Span: post.Span{Start: start, End: end}}
}

func isLetter(b byte) bool { return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' }

// withPreposition widens a place or time to the small words that only lead to it: "from Whitehaven", "at the Royal", "in the village of".
func withPreposition(text string, start int) int {
	for range 3 {
		head := strings.TrimRight(text[:start], " ")
		i := strings.LastIndexAny(head, " \n(,.") + 1
		switch strings.ToLower(head[i:]) {
		case "from", "in", "at", "of", "the", "on", "near", "outside", "to", "into", "over", "during", "since":
			start = i
		default:
			return start
		}
	}
	return start
}
