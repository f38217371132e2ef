// SPDX-License-Identifier: Apache-2.0

package names

import (
	_ "embed"
	"fmt"
	"strings"

	"chaperone/fact/model/tag"
	"chaperone/post"
)

//go:embed groups.txt
var groupList string

//go:embed frames.txt
var frameList string

// Group is a list of full names of one origin.
type Group struct {
	Name  string
	Names []string
}

// Groups gives the names to measure by.
func Groups() []Group {
	var out []Group
	for _, line := range lines(groupList) {
		name, list, _ := strings.Cut(line, ": ")
		out = append(out, Group{name, strings.Split(list, ", ")})
	}
	return out
}

// Words gives every word of those names in small letters: no training may see them.
func Words() map[string]bool {
	out := map[string]bool{}
	for _, g := range Groups() {
		for _, n := range g.Names {
			for _, w := range strings.FieldsFunc(strings.ToLower(n), func(r rune) bool { return r == ' ' || r == '-' }) {
				out[w] = true
			}
		}
	}
	return out
}

// Frames gives the sentences to measure with.
func Frames() []string { return lines(frameList) }

func lines(s string) []string {
	var out []string
	for _, l := range strings.Split(s, "\n") {
		if l != "" && l[0] != '#' {
			out = append(out, l)
		}
	}
	return out
}

// Fill puts a name into a sentence.
func Fill(frame, name string) (Text, error) {
	words := strings.Fields(name)
	for slot, n := range map[string]string{"{p}": name, "{g}": words[0], "{f}": words[len(words)-1]} {
		if before, after, ok := strings.Cut(frame, slot); ok {
			s := post.Span{Start: len(before), End: len(before) + len(n)}
			return Text{Text: before + n + after, Spans: []Span{{s, tag.BPerson}}}, nil
		}
	}
	return Text{}, fmt.Errorf("no slot for a name in %q", frame)
}
