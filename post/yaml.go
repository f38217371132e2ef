// SPDX-License-Identifier: Apache-2.0

package post

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/token"
)

// LineError is a fault with the line of the file it stands on, from 1.
type LineError struct {
	Line int
	Err  error
}

// Error gives line and fault.
func (e *LineError) Error() string { return fmt.Sprintf("line %d: %v", e.Line, e.Err) }

// Unwrap gives the fault.
func (e *LineError) Unwrap() error { return e.Err }

// Bounds of YAML from outside. The reader recurses, so that a megabyte of brackets would end the process; nothing here needs a tenth of this.
const (
	maxNesting = 500
	maxOneLine = 100  // block marks ("- - -") on one line
	maxTags    = 1000 // "!x" in a whole file
)

// aliasLike tells whether & or * stands where an anchor or alias could. Reading the file into tokens to be sure costs more than this.
func aliasLike(data []byte) bool {
	for at := 0; ; at++ {
		i := bytes.IndexAny(data[at:], "&*")
		if i < 0 {
			return false
		}
		at += i
		if (at == 0 || bytes.IndexByte([]byte(" \t\r\n[,{:-"), data[at-1]) >= 0) && at+1 < len(data) && data[at+1] > ' ' {
			return true
		}
	}
}

// DecodeYAML reads YAML that somebody else wrote into a value. What could make a few bytes stand for gigabytes, or nest until the
// reader breaks, is refused; so is a key given twice, and, if strict, a field the value doesn't have. Errors are LineErrors.
func DecodeYAML(data []byte, into any, strict bool) (err error) {
	defer func() {
		if recover() != nil { // a fault of the reader is a fault of this file, never of the run
			err = errors.New("this can't be read as YAML")
		}
	}()
	if err := harmlessYAML(data); err != nil {
		return err
	}
	var opts []yaml.DecodeOption
	if strict {
		opts = append(opts, yaml.Strict())
	}
	if err := yaml.UnmarshalWithOptions(data, into, opts...); err != nil {
		return yamlFault(err)
	}
	return nil
}

func harmlessYAML(data []byte) error {
	line, depth, tags := 0, 0, 0
	for l := range bytes.Lines(data) {
		line++
		marks := 0
		for w := range bytes.FieldsSeq(l) {
			switch {
			case len(w) == 1 && (w[0] == '-' || w[0] == '?'):
				marks++
			case w[0] == '!':
				tags++
			}
		}
		depth += bytes.Count(l, []byte("[")) + bytes.Count(l, []byte("{")) - bytes.Count(l, []byte("]")) - bytes.Count(l, []byte("}"))
		depth = max(depth, 0)
		if marks > maxOneLine || depth > maxNesting || tags > maxTags {
			return &LineError{line, errors.New("this is nested too deeply to be read")}
		}
	}
	if !aliasLike(data) {
		return nil
	}
	for _, t := range lexer.Tokenize(string(data)) {
		if t.Type == token.AnchorType || t.Type == token.AliasType || t.Type == token.MergeKeyType {
			return &LineError{t.Position.Line, errors.New("YAML anchors and aliases (& and *) aren't read here; write the value out, or put it in quotes")}
		}
	}
	return nil
}

// yamlWords puts the reader's words into ours.
var yamlWords = strings.NewReplacer(
	"tab character cannot use as a map key directly", "a tab can't indent; use spaces",
	"tab character cannot be used for indentation", "a tab can't indent; use spaces",
	"sequence end token ']' not found", "‘[’ is never closed; add ‘]’",
	"map end token '}' not found", "‘{’ is never closed; add ‘}’",
	"could not find end character of double-quoted text", "a text in quotes (\") is opened and never closed; add the missing quote",
	"could not find end character of single-quoted text", "a text in quotes (') is opened and never closed; add the missing quote, or write '' for an apostrophe",
	"could not find map value", "a value is missing",
	"string was used where mapping is expected", "a field and its value are needed, such as ‘kind: post’",
	"string was used where sequence is expected", "a list is needed, such as [a, b]",
	"int was used where sequence is expected", "a list is needed, such as [a, b]",
	"sequence was used where mapping is expected", "fields are needed, not a list",
	"mapping was used where sequence is expected", "a list is needed, each entry with ‘- ’ before it",
	"mapping was used where string is expected", "a word or text is needed here; put it in quotes if it holds a colon",
	"sequence was used where string is expected", "one word or text is needed, not a list",
)

// yamlFault makes "[2:1] what\nthe source around it" a line and what.
func yamlFault(err error) error {
	msg := yaml.FormatError(err, false, false)
	var line, col int
	if n, _ := fmt.Sscanf(msg, "[%d:%d]", &line, &col); n == 2 {
		if _, rest, ok := strings.Cut(msg, "] "); ok {
			msg = rest
		}
	}
	msg, _, _ = strings.Cut(msg, "\n")
	if f, ok := strings.CutPrefix(msg, "unknown field "); ok {
		msg = "no field is called " + f + "; check the spelling"
	}
	if k, ok := strings.CutPrefix(msg, "mapping key "); ok {
		k, _, _ = strings.Cut(k, " already")
		msg = k + " is given twice; keep one"
	}
	if strings.Contains(msg, "cannot unmarshal") {
		if _, to, ok := strings.Cut(msg, "of type "); ok {
			msg = "this value should be " + typeWords(to)
		} else if _, to, ok := strings.Cut(msg, " into Go "); ok {
			msg = "this value should be " + typeWords(to)
		}
	}
	msg = yamlWords.Replace(msg)
	if line == 0 {
		return errors.New(msg)
	}
	return &LineError{line, errors.New(msg)}
}

func typeWords(goType string) string {
	switch {
	case strings.HasPrefix(goType, "bool"):
		return "true or false"
	case strings.HasPrefix(goType, "string"):
		return "a word or text"
	case strings.HasPrefix(goType, "[]"), strings.HasPrefix(goType, "slice"):
		return "a list, such as [a, b]"
	case strings.HasPrefix(goType, "int"), strings.HasPrefix(goType, "float"):
		return "a number"
	}
	return "something else; see the documentation"
}
