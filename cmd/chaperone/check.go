// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"chaperone/api"
	"chaperone/finding"
	"chaperone/post"
	"chaperone/practice"
	"chaperone/register"
	"chaperone/rulebook"

	"github.com/rogpeppe/go-internal/diff"
)

type checkCmd struct {
	Posts   []string `arg:"" optional:"" help:"Posts to check: text or Markdown files, folders of them, JSON lines, or - for standard input."`
	Profile string   `placeholder:"FILE" help:"The author's file (YAML): who publishes, and what is on record."`
	Packs   []string `placeholder:"DIR" help:"Further rule packs." sep:"none"`
	Format  string   `enum:"text,json,jsonl,sarif,github" default:"text" help:"Form of the output: ${enum}."`
	FailOn  string   `enum:"advise,decide,stop" default:"stop" help:"Leave with 1 when anything reaches this level: ${enum}."`
	Fix     bool     `help:"Make the changes that can be made unseen. Files are rewritten; standard input goes to standard output."`
	Diff    bool     `help:"Show those changes instead of making them."`
	Explain bool     `help:"Show the facts that were read, too."`
	AsOf    string   `placeholder:"DATE" help:"Read the rules as of this day (2026-11-22); today if not given."`
	Data    string   `placeholder:"DIR" help:"Where records are kept. Checking keeps none."`
	Quiet   bool     `short:"q" help:"One line a post."`
	NoColor bool     `help:"No colours, even at a terminal."`
}

// checking is one run of the command.
type checking struct {
	*checkCmd
	e       env
	checker *practice.Checker
	base    *register.Practice
	failOn  rulebook.Level
	out     *bufio.Writer
	paint   *painter
	many    bool // more than one post: text output names them
	posts   int
	bad     int
	highest rulebook.Level
	all     []api.Located // sarif and json are written at the end
	verdict map[string]int
}

// Run implements the command.
func (c *checkCmd) Run(e env) error {
	k := checking{checkCmd: c, e: e, out: bufio.NewWriterSize(e.out, 32<<10), verdict: map[string]int{}}
	defer k.out.Flush()
	k.failOn, _ = rulebook.ParseLevel(c.FailOn)
	k.paint = newPainter(e.out, c.NoColor)
	if err := k.prepare(); err != nil {
		return err
	}
	if len(c.Posts) == 0 {
		if f, ok := e.in.(*os.File); ok && isTerminal(f) {
			return fmt.Errorf("nothing to check. Name a file, or pipe a post in: chaperone check post.md")
		}
		c.Posts = []string{"-"}
	}
	for _, name := range c.Posts {
		if name != "-" {
			if info, err := os.Stat(name); err == nil && info.IsDir() {
				k.many = true
			}
		}
	}
	k.many = k.many || len(c.Posts) > 1
	for _, name := range c.Posts {
		if err := k.path(name); err != nil {
			return err
		}
	}
	if err := k.finish(); err != nil {
		return err
	}
	switch {
	case k.bad > 0:
		return errBad
	case k.highest >= k.failOn:
		return errFound
	}
	return nil
}

// prepare loads rulebook and author's file, at the same time.
func (k *checking) prepare() error {
	now := time.Now
	if k.AsOf != "" {
		t, err := time.Parse("2006-01-02", k.AsOf)
		if err != nil {
			return fmt.Errorf("--as-of: %q is not a day; write it as 2026-11-22", k.AsOf)
		}
		now = func() time.Time { return t.Add(12 * time.Hour) }
	}
	book, err := loadBook(k.Packs, false)
	if err != nil {
		return err
	}
	k.checker = &practice.Checker{Book: book, Now: now}
	if k.Profile != "" {
		data, err := readBounded(k.Profile, register.MaxBytes)
		if err != nil {
			return err
		}
		if k.base, err = register.Load(data); err != nil {
			return fmt.Errorf("%s: %w", k.Profile, err)
		}
	}
	return nil
}

func loadBook(packs []string, examples bool) (*rulebook.Book, error) {
	o := rulebook.Options{Examples: examples}
	for _, p := range packs {
		info, err := os.Stat(p)
		if err != nil {
			return nil, fmt.Errorf("--packs: %w", plain(err))
		}
		if !info.IsDir() {
			return nil, fmt.Errorf("--packs: %s is a file; name the folder that holds pack.yaml", p)
		}
		o.Packs = append(o.Packs, rulebook.Dir(p))
	}
	return rulebook.Load(o)
}

// path checks one argument. Only writing can fail it: bad content is reported and the rest goes on.
func (k *checking) path(name string) error {
	if name == "-" {
		return k.stream("", bufio.NewReaderSize(k.e.in, 64<<10))
	}
	info, err := os.Stat(name)
	if err != nil {
		return k.fault(name, plain(err))
	}
	if !info.IsDir() {
		return k.file(name)
	}
	seen := 0
	err = filepath.WalkDir(name, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return k.fault(path, plain(err))
		}
		if d.IsDir() {
			if path != name && strings.HasPrefix(d.Name(), ".") {
				return filepath.SkipDir
			}
			return nil
		}
		if !slices.Contains([]string{".md", ".markdown", ".txt", ".jsonl"}, strings.ToLower(filepath.Ext(path))) || !d.Type().IsRegular() {
			return nil
		}
		seen++
		return k.file(path)
	})
	if err == nil && seen == 0 {
		return k.fault(name, errors.New("no posts in this folder: files that end in .md, .txt or .jsonl are read"))
	}
	return err
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
	return k.stream(name, bufio.NewReaderSize(f, 64<<10))
}

// stream checks what comes from one reader: one post, or records if its first byte is "{".
func (k *checking) stream(name string, in *bufio.Reader) error {
	head, err := in.Peek(1)
	if err != nil && err != io.EOF {
		return k.fault(name, plain(err))
	}
	if api.IsRecord(head) {
		return k.records(name, in)
	}
	data, err := io.ReadAll(io.LimitReader(in, post.MaxBytes+post.MaxFrontMatter+1))
	if err != nil {
		return k.fault(name, plain(err))
	}
	f, err := post.Parse(data)
	if err != nil {
		return k.fault(name, err)
	}
	for _, n := range f.Notes {
		fmt.Fprintf(k.e.err, "chaperone: %s: %s.\n", shown(name), n)
	}
	r, err := k.checker.CheckDraft(&f.Post, k.base)
	if err != nil {
		return err
	}
	res := api.FromReport(r)
	res.File, res.TextAt = name, f.TextAt
	return k.report(r, api.Located{Result: res, Data: data})
}

// records checks JSON lines. As jsonl they stream through in parallel; in the other forms each record is reported like a file.
func (k *checking) records(name string, in *bufio.Reader) error {
	if k.Format == "jsonl" {
		s := api.Stream{Check: k.checker, Base: k.base, Fix: k.Fix || k.Diff}
		t, err := s.Run(in, k.out)
		k.posts += t.Posts
		k.bad += t.Faults
		k.highest = max(k.highest, t.Highest)
		return err
	}
	k.many = true
	if k.Fix {
		return errors.New("--fix can't rewrite records; use --format jsonl, which gives the fixed text of each as \"fixed\"")
	}
	n := 0
	lines := bufio.NewScanner(in)
	lines.Buffer(make([]byte, 0, 64<<10), api.MaxLine)
	for lines.Scan() {
		n++
		line := bytes.TrimSpace(lines.Bytes())
		if len(line) == 0 {
			continue
		}
		where := fmt.Sprintf("%s:%d", shown(name), n)
		p, author, err := api.Decode(line, k.base)
		if err != nil {
			if err := k.fault(where, err); err != nil {
				return err
			}
			continue
		}
		r, err := k.checker.CheckDraft(p, author)
		if err != nil {
			return err
		}
		res := api.FromReport(r)
		res.File = where
		if err := k.report(r, api.Located{Result: res, Data: []byte(p.Text)}); err != nil {
			return err
		}
	}
	if err := lines.Err(); err != nil {
		return k.fault(fmt.Sprintf("%s:%d", shown(name), n+1), fmt.Errorf("a line longer than %d bytes: %w", api.MaxLine, err))
	}
	return nil
}

// report writes one result in the asked form.
func (k *checking) report(r *practice.Report, l api.Located) error {
	k.posts++
	k.highest = max(k.highest, l.Highest())
	k.verdict[l.Verdict]++
	if k.Fix || k.Diff {
		done, err := k.mend(r, &l)
		if done || err != nil {
			return err
		}
	}
	switch k.Format {
	case "jsonl":
		b, err := l.Marshal()
		if err != nil {
			return err
		}
		_, err = k.out.Write(b)
		return err
	case "json":
		l.Data = nil
		k.all = append(k.all, l)
		return nil
	case "sarif":
		k.all = append(k.all, l)
		return nil
	case "github":
		return api.WriteGitHub(k.out, &l)
	}
	k.text(r, &l)
	return nil
}

// mend makes or shows the safe fixes. It says whether that was all the output this post gets.
func (k *checking) mend(r *practice.Report, l *api.Located) (done bool, err error) {
	fixed, made := finding.Apply(r.Post.Text, r.Findings)
	l.AddFixed(r)
	whole := string(l.Data[:l.TextAt]) + fixed
	switch {
	case k.Diff:
		if k.Format == "text" {
			k.out.Write(diff.Diff(shown(l.File), l.Data, shown(l.File)+" (fixed)", []byte(whole)))
			return true, nil
		}
	case l.File == "":
		if k.Format == "text" {
			_, err = k.out.WriteString(whole)
			return true, err
		}
	case len(made) > 0:
		if err := rewrite(l.File, []byte(whole)); err != nil {
			return false, k.fault(l.File, err)
		}
		if k.Format == "text" {
			fmt.Fprintf(k.e.err, "%s: %s made. Read it again before it goes out.\n", l.File, count(len(made), "change", "changes"))
		}
	}
	return false, nil
}

// fault notes that something could not be checked, and goes on.
func (k *checking) fault(name string, err error) error {
	k.bad++
	msg := strings.TrimRight(err.Error(), "\n")
	switch k.Format {
	case "jsonl":
		b, e := json.Marshal(map[string]string{"file": shown(name), "error": shown(name) + ": " + msg})
		if e != nil {
			return e
		}
		_, e = k.out.Write(append(b, '\n'))
		return e
	case "json":
		k.all = append(k.all, api.Located{Result: api.Result{File: shown(name)}, Fault: shown(name) + ": " + msg})
	case "sarif":
		k.all = append(k.all, api.Located{Result: api.Result{File: name}, Fault: msg})
	case "github":
		return api.WriteGitHub(k.out, &api.Located{Result: api.Result{File: name}, Fault: msg})
	}
	k.out.Flush()
	fmt.Fprintf(k.e.err, "chaperone: %s: %s.\n", shown(name), strings.TrimSuffix(msg, "."))
	return nil
}

// finish writes what is only known at the end.
func (k *checking) finish() error {
	switch k.Format {
	case "sarif":
		return api.WriteSARIF(k.out, k.checker.Book, version(), k.all)
	case "json":
		return k.json()
	case "text":
		if k.many && !k.Diff {
			k.summary()
		}
	}
	return nil
}

// json writes one object for one post, and a list for several.
func (k *checking) json() error {
	e := json.NewEncoder(k.out)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	out := make([]any, 0, len(k.all))
	for _, l := range k.all {
		if l.Fault != "" {
			out = append(out, map[string]string{"file": l.File, "error": l.Fault})
			continue
		}
		out = append(out, l.Result)
	}
	if len(out) == 1 && !k.many {
		return e.Encode(out[0])
	}
	return e.Encode(out)
}

func shown(name string) string {
	if name == "" || name == "-" {
		return "stdin"
	}
	return name
}

// plain takes the operation out of a path error: "open x: no such file" is said of x already.
func plain(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return errors.New("there is no such file")
		case errors.Is(err, fs.ErrPermission):
			return errors.New("may not be read; check its permissions")
		}
		return p.Err
	}
	return err
}

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

// rewrite replaces a file whole or not at all: a new file beside it, flushed to disk, then renamed over it.
func rewrite(name string, data []byte) error {
	info, err := os.Stat(name)
	if err != nil {
		return fmt.Errorf("not changed: %w", plain(err))
	}
	tmp, err := os.CreateTemp(filepath.Dir(name), ".chaperone-*")
	if err != nil {
		return fmt.Errorf("not changed: %w", plain(err))
	}
	_, err = tmp.Write(data)
	err = errors.Join(err, tmp.Chmod(info.Mode().Perm()), tmp.Sync(), tmp.Close())
	if err == nil {
		err = os.Rename(tmp.Name(), name)
	}
	if err != nil {
		os.Remove(tmp.Name())
		return fmt.Errorf("not changed: %w", plain(err))
	}
	if runtime.GOOS != "windows" { // make the rename itself durable
		if dir, err := os.Open(filepath.Dir(name)); err == nil {
			_ = dir.Sync()
			dir.Close()
		}
	}
	return nil
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
