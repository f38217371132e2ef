// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"chaperone/api"
	"chaperone/post"
)

// postFiles are the endings by which posts in a folder are known. Files named one by one may be called anything.
var postFiles = []string{".md", ".markdown", ".txt", ".jsonl", ".ndjson"}

// path checks one argument. Only writing can fail it: bad content is reported and the rest goes on.
func (k *checking) path(name string) error {
	if name == "-" {
		return k.stream("", k.e.in)
	}
	info, err := os.Stat(name)
	if err != nil {
		return k.fault(name, plain(err))
	}
	if !info.IsDir() {
		return k.file(name)
	}
	seen := 0
	err = walk(name, func(path string) error { seen++; return k.file(path) }, k.fault)
	if err == nil && seen == 0 {
		return k.fault(name, errors.New("no posts in this folder; files that end in .md, .txt or .jsonl are read"))
	}
	return err
}

// walk calls visit for each post in a folder, in order of names, and fault for what cannot be looked into.
func walk(name string, visit func(path string) error, fault func(path string, err error) error) error {
	root := name
	if real, err := filepath.EvalSymlinks(name); err == nil && real != filepath.Clean(name) {
		root += string(filepath.Separator) // WalkDir does not follow a link, and a link to a folder was asked for
	}
	return filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return fault(path, plain(err))
		}
		if d.IsDir() {
			if path != root && strings.HasPrefix(d.Name(), ".") {
				return filepath.SkipDir
			}
			return nil
		}
		if !slices.Contains(postFiles, strings.ToLower(filepath.Ext(path))) || strings.HasPrefix(d.Name(), ".") {
			return nil
		}
		if d.Type()&fs.ModeSymlink != 0 { // to a file: read it; to a folder: not followed, so that no loop can form
			if info, err := os.Stat(path); err == nil && info.IsDir() {
				return nil
			}
		} else if !d.Type().IsRegular() {
			return nil
		}
		return visit(path)
	})
}

func (k *checking) file(name string) error {
	f, err := os.Open(name)
	if err != nil {
		return k.fault(name, plain(err))
	}
	defer f.Close()
	if info, err := f.Stat(); err == nil && !info.Mode().IsRegular() && info.Mode()&os.ModeNamedPipe == 0 {
		return k.fault(name, errors.New("not a file that can be read as text"))
	}
	return k.stream(name, f)
}

// isRecords tells whether what is read are JSON lines: by the file's ending, or else by its first character.
func isRecords(name string, in *bufio.Reader) (bool, error) {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".jsonl", ".ndjson":
		return true, nil
	case ".md", ".markdown", ".txt":
		return false, nil
	}
	head, err := in.Peek(1)
	if len(head) > 0 && (head[0] <= ' ' || head[0] == 0xef) { // blank lines or a byte order mark may come first
		head, err = in.Peek(max(1, in.Buffered()))
		head = bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n")
	}
	if err == io.EOF {
		err = nil
	}
	return api.IsRecord(head), err
}

// stream checks what comes from one reader: one post, or records.
func (k *checking) stream(name string, r io.Reader) error {
	in := bufio.NewReaderSize(r, 64<<10)
	records, err := isRecords(name, in)
	if err != nil {
		return k.fault(name, plain(err))
	}
	if records {
		return k.records(name, in)
	}
	data, err := io.ReadAll(io.LimitReader(in, post.MaxBytes+1))
	if err != nil {
		return k.fault(name, plain(err))
	}
	f, err := post.Parse(data)
	if err != nil {
		return k.fault(name, err)
	}
	for _, n := range f.Notes {
		fmt.Fprintf(k.e.err, "chaperone: %s, %s.\n", harmless(shown(name)), harmless(n))
	}
	r0, err := k.checkFile(name, &f.Post)
	if err != nil {
		return err
	}
	res := api.FromReport(r0)
	res.File, res.TextAt = name, f.TextAt
	return k.report(r0, api.Located{Result: res, Data: data})
}

// records checks JSON lines. As jsonl they stream through in parallel; in the other forms each record is reported like a file.
func (k *checking) records(name string, in *bufio.Reader) error {
	k.many = true
	if k.Format == "jsonl" {
		s := api.Stream{Check: k.checkerFor(true), Base: k.base, Fix: k.Fix || k.Diff, Facts: k.Explain, Seen: k.Readers, Past: k.past}
		t, err := s.Run(in, k.out)
		k.posts += t.Posts
		k.bad += t.Faults
		k.highest = max(k.highest, t.Highest)
		return err
	}
	if k.Fix {
		return errors.New("--fix can't rewrite records. Use --format jsonl: it gives the mended text of each as \"fixed\"")
	}
	check, lines := k.checkerFor(true), api.NewLines(in)
	for {
		line, n, err := lines.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return k.fault(name, plain(err))
		}
		p, author, err := api.Decode(line, k.base)
		if err != nil {
			if err := k.fault(name, &post.LineError{Line: n, Err: err}); err != nil {
				return err
			}
			continue
		}
		r, err := k.next(fmt.Sprintf("%s:%d", shown(name), n), check, p, author)
		if err != nil {
			return err
		}
		res := api.FromReport(r)
		res.File, res.Line = name, n
		if err := k.report(r, api.Located{Result: res, Data: []byte(p.Text)}); err != nil {
			return err
		}
	}
}

func shown(name string) string {
	if name == "" || name == "-" {
		return "stdin"
	}
	return name
}

// plain takes the operation out of a path error: "open x: no such file" is said of x already.
func plain(err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return errors.New("there is no such file")
	case errors.Is(err, fs.ErrPermission):
		return errors.New("it may not be read; check its permissions")
	case errors.Is(err, syscall.EISDIR):
		return errors.New("this is a folder; name a file in it")
	}
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}

// readBounded reads one byte more than the limit at most; who gets that byte refuses the file.
func readBounded(name string, limit int64) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, plain(err))
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, plain(err))
	}
	return data, nil
}
