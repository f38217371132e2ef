// SPDX-License-Identifier: Apache-2.0

package rulebook

import (
	"bytes"
	"io"
	"io/fs"
	"strconv"
	"time"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// packFile is pack.yaml. A small pack may be this one file: its sources and rules stand in it, each rule with its area.
type packFile struct {
	Pack    `yaml:",inline"`
	Sources []Source    `yaml:"sources"`
	Rules   []ruleEntry `yaml:"rules"`
}

// OneFile makes a pack of the text of a pack.yaml that holds everything, under a name that faults are told by.
func OneFile(name string, text []byte) fs.FS { return oneFile{name, text} }

type oneFile struct {
	name string
	text []byte
}

// Name gives the name faults are told by.
func (f oneFile) Name() string { return f.name }

// Open knows pack.yaml only.
func (f oneFile) Open(name string) (fs.File, error) {
	if name != packName {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return &openedText{bytes.NewReader(f.text)}, nil
}

// ReadDir lists pack.yaml, so that nothing else is looked for.
func (f oneFile) ReadDir(string) ([]fs.DirEntry, error) { return nil, nil }

type openedText struct{ *bytes.Reader }

func (o *openedText) Stat() (fs.FileInfo, error) { return textInfo{o.Size()}, nil }
func (o *openedText) Close() error               { return nil }

type textInfo struct{ size int64 }

func (textInfo) Name() string       { return packName }
func (i textInfo) Size() int64      { return i.size }
func (textInfo) Mode() fs.FileMode  { return 0o400 }
func (textInfo) ModTime() time.Time { return time.Time{} }
func (textInfo) IsDir() bool        { return false }
func (textInfo) Sys() any           { return nil }

var _ io.Reader = (*openedText)(nil)

// entryLines says where an entry of a list stands: the entry, its fields, and for a rule its examples ("example 1").
type entryLines struct {
	line   int
	fields map[string]int
}

// of gives the line of what a fault begins with ("when: …", "example 2: …"), or of the entry.
func (e entryLines) of(words string) int {
	for i := range len(words) {
		if words[i] == ':' {
			if n := e.fields[words[:i]]; n > 0 {
				return n
			}
			break
		}
	}
	return e.line
}

// listLines finds where the entries of a list at the top of a YAML text stand; nil where it can't be read.
func listLines(data []byte, list string) (out []entryLines) {
	defer func() {
		if recover() != nil { // a fault of the reader: lines are a help, no more
			out = nil
		}
	}()
	file, err := parser.ParseBytes(data, 0)
	if err != nil || len(file.Docs) == 0 {
		return nil
	}
	seq, ok := valueOf(file.Docs[0].Body, list).(*ast.SequenceNode)
	if !ok {
		return nil
	}
	for _, v := range seq.Values {
		e := entryLines{fields: map[string]int{}}
		for _, kv := range pairsOf(v) {
			line := kv.Key.GetToken().Position.Line
			if e.line == 0 || line < e.line {
				e.line = line
			}
			e.fields[kv.Key.String()] = line
		}
		if e.line == 0 {
			e.line = v.GetToken().Position.Line
		}
		if examples, ok := valueOf(v, "examples").(*ast.SequenceNode); ok {
			for i, x := range examples.Values {
				line := x.GetToken().Position.Line
				if p := pairsOf(x); len(p) > 0 {
					line = p[0].Key.GetToken().Position.Line
				}
				e.fields["example "+strconv.Itoa(i+1)] = line
			}
		}
		out = append(out, e)
	}
	return out
}

func pairsOf(n ast.Node) []*ast.MappingValueNode {
	switch x := n.(type) {
	case *ast.MappingNode:
		return x.Values
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{x}
	}
	return nil
}

func valueOf(n ast.Node, key string) ast.Node {
	for _, kv := range pairsOf(n) {
		if kv.Key.String() == key {
			return kv.Value
		}
	}
	return nil
}
