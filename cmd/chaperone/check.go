// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"chaperone/api"
	"chaperone/fact"
	"chaperone/fact/jigsaw/link"
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
	History string   `placeholder:"FILE" help:"Earlier posts of the account (JSON lines): what they tell of the same patient, and of the author, counts for the posts checked."`
	Packs   []string `placeholder:"DIR" help:"Further rule packs." sep:"none"`
	Format  string   `enum:"text,json,jsonl,sarif,github" default:"text" help:"Form of the output: ${enum}."`
	FailOn  string   `enum:"advise,decide,stop" default:"stop" help:"Leave with 1 when anything reaches this level: ${enum}."`
	Fix     bool     `help:"Make the changes that can be made unseen. Files are rewritten; standard input goes to standard output."`
	Diff    bool     `help:"Show those changes instead of making them."`
	Explain bool     `help:"Say what each finding rests on, and show what was read, about whom and how surely."`
	Readers bool     `help:"Show the post as others may see it: patient, relative, colleague, neighbour, journalist, regulator, employer."`
	Encoder *bool    `negatable:"" help:"Read with the sentence encoder, too: right more often, some 20 to 40 ms a post. By default on for posts and folders, off for JSON lines."`
	AsOf    string   `placeholder:"DATE" help:"Read the rules as of this day (2026-11-22); today if not given."`
	Data    string   `placeholder:"DIR" help:"Where records are kept. Checking keeps none."`
	Quiet   bool     `short:"q" help:"One line a post."`
	NoColor bool     `help:"No colours, even at a terminal."`
}

// checking is one run of the command.
type checking struct {
	*checkCmd
	e         env
	checker   *practice.Checker
	base      *register.Practice
	failOn    rulebook.Level
	out       *bufio.Writer
	paint     *painter
	many      bool // more than one post: text output names them
	posts     int
	bad       int
	packsLeft bool // a pack could not be used
	highest   rulebook.Level
	sarif     api.SARIF // written at the end
	listed    int       // objects of a JSON list written so far
	verdict   map[string]int
	past      *api.Past                // of --history; nil without
	badPast   int                      // lines of it that could not be read
	warned    bool                     // that it is another account's
	histories *api.Histories           // of records that don't stream, and of a post by itself
	follows   map[string]*link.Outcome // by file, where several are checked: what each follows
}

// Run implements the command.
func (c *checkCmd) Run(e env) error {
	k := checking{checkCmd: c, e: e, out: bufio.NewWriterSize(e.out, 32<<10), verdict: map[string]int{}}
	err := k.run()
	if e := k.out.Flush(); e != nil && (err == nil || errors.Is(err, errFound) || errors.Is(err, errBad)) {
		err = fmt.Errorf("the answer couldn't be written: %w", plain(e))
	}
	return err
}

func (k *checking) run() error {
	c, e := k.checkCmd, k.e
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
	k.histories = api.NewHistories(k.past)
	if k.many {
		k.linkFiles(c.Posts)
	}
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
		if k.badPast > 0 {
			fmt.Fprintf(k.e.err, "chaperone: %s left out of %s, see above. What stands there was not counted.\n", count(k.badPast, "line was", "lines were"), harmless(k.History))
		}
		if n := k.bad - k.badPast; n > 0 && k.posts > 0 && (k.Format != "text" || k.Diff || !k.many) {
			fmt.Fprintf(k.e.err, "chaperone: %s not checked, see above. The other %s.\n", count(n, "post was", "posts were"), count(k.posts, "was", "were"))
		}
		return errBad
	case k.packsLeft:
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
			return fmt.Errorf("--as-of: %q isn't a day; write it as 2026-11-22", k.AsOf)
		}
		now = func() time.Time { return t.Add(12 * time.Hour) }
	}
	book, err := loadBook(k.Packs, false)
	if errors.Is(err, rulebook.ErrInvalid) { // the built-in rules still hold; checking goes on with the packs that can be used
		fmt.Fprintf(k.e.err, "chaperone: %v\n", err)
		k.packsLeft = true
		var good []string
		for _, p := range k.Packs {
			if _, err := loadBook(append(good[:len(good):len(good)], p), false); err == nil {
				good = append(good, p)
			}
		}
		if book, err = loadBook(good, false); err == nil {
			fmt.Fprintf(k.e.err, "chaperone: %s left out; posts are checked against %s alone. chaperone rules test DIR says when it is mended.\n", count(len(k.Packs)-len(good), "pack is", "packs are"), bookName(book))
		}
	}
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
			return fmt.Errorf("%s: %w. Nothing was checked, since what is on record may change every answer", k.Profile, err)
		}
	}
	return k.readHistory()
}

func loadBook(packs []string, examples bool) (*rulebook.Book, error) {
	o := rulebook.Options{Examples: examples}
	for _, p := range packs {
		info, err := os.Stat(p)
		if err != nil {
			return nil, fmt.Errorf("--packs: %s: %w", p, plain(err))
		}
		if !info.IsDir() {
			return nil, fmt.Errorf("--packs: %s is a file; name the folder that holds pack.yaml", p)
		}
		o.Packs = append(o.Packs, rulebook.Dir(p))
	}
	return rulebook.Load(o)
}

// report writes one result in the asked form.
func (k *checking) report(r *practice.Report, l api.Located) error {
	k.posts++
	done := false
	if k.Fix || k.Diff {
		var err error
		if r, done, err = k.mend(r, &l); err != nil {
			return err
		}
	}
	k.highest = max(k.highest, l.Highest())
	k.verdict[l.Verdict]++
	if done {
		return nil
	}
	if k.Explain {
		l.AddFacts(r)
	}
	if k.Readers {
		l.AddReaders(r)
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
		return k.json(l.Result)
	case "sarif":
		k.sarif.Add(&l)
		return nil
	case "github":
		return api.WriteGitHub(k.out, &l)
	}
	k.text(r, &l)
	return nil
}

// mend makes or shows the safe fixes. It says whether that was all the output this post gets. Where words were rewritten, what is
// reported is what the new words still need.
func (k *checking) mend(r *practice.Report, l *api.Located) (now *practice.Report, done bool, err error) {
	fixed, made := finding.Apply(r.Post.Text, r.Findings)
	l.AddFixed(r)
	whole := string(l.Data[:l.TextAt]) + fixed
	switch {
	case k.Diff:
		if k.Format == "text" {
			k.out.Write(diff.Diff(where(l), l.Data, where(l)+" (fixed)", []byte(whole)))
			return r, true, nil
		}
		return r, false, nil
	case l.File == "" && k.Format != "text":
		return r, false, nil
	case len(made) > 0 && l.File != "":
		if err := rewrite(l.File, l.Data, []byte(whole)); err != nil {
			return r, false, k.fault(l.File, err)
		}
	}
	if len(made) > 0 {
		p := *r.Post
		p.Text = fixed
		d, err := k.checkerFor(false).Read(&p, k.base)
		if err != nil {
			return r, false, err
		}
		if r.Linked != nil {
			d.Follow(r.Linked.With(d.Tell()))
		}
		r = k.checker.Judge(d)
		res := api.FromReport(r)
		res.File, res.TextAt, res.Fixed = l.File, l.TextAt, &fixed
		*l = api.Located{Result: res, Data: []byte(whole)}
	}
	if k.Format != "text" {
		return r, false, nil
	}
	if l.File == "" {
		_, err = k.out.WriteString(whole)
		return r, true, err
	}
	if len(made) > 0 {
		k.out.Flush()
		fmt.Fprintf(k.e.err, "chaperone: %s: %s made. Read it again before it goes out.\n", harmless(l.File), count(len(made), "change", "changes"))
	}
	return r, false, nil
}

// fault notes that something could not be checked, and goes on.
func (k *checking) fault(name string, err error) error {
	k.bad++
	msg := strings.TrimRight(err.Error(), ".\n")
	where := shown(name)
	l := api.Located{Result: api.Result{File: name}, Fault: msg}
	if at := (*post.LineError)(nil); errors.As(err, &at) {
		l.Line = at.Line
		where = fmt.Sprintf("%s, line %d", where, at.Line)
		msg = strings.Replace(msg, fmt.Sprintf("line %d: ", at.Line), "", 1)
		l.Fault = msg
	}
	switch k.Format {
	case "jsonl", "json":
		f := api.FileFault{File: shown(name), Line: l.Line, Error: where + ": " + msg}
		if k.Format == "json" {
			return k.json(f)
		}
		b, err := json.Marshal(f)
		if err != nil {
			return err
		}
		_, err = k.out.Write(append(b, '\n'))
		return err
	case "sarif":
		k.sarif.Add(&l)
	case "github":
		return api.WriteGitHub(k.out, &l)
	}
	k.out.Flush()
	fmt.Fprintf(k.e.err, "chaperone: %s: %s.\n", harmless(where), harmless(strings.TrimSuffix(msg, ".")))
	return nil
}

// checkerFor gives the checker for one post by itself, for one of many, or for records: where there are many, the encoder is asked only
// where the quick models leave it open.
func (k *checking) checkerFor(records bool) *practice.Checker {
	c := *k.checker
	switch {
	case k.Encoder != nil && !*k.Encoder, k.Encoder == nil && records:
		c.Depth = fact.Quick
	case k.many:
		c.Depth = fact.Unsettled
	default:
		c.Depth = fact.Deep
	}
	return &c
}

// finish writes what is only known at the end.
func (k *checking) finish() error {
	switch k.Format {
	case "sarif":
		return k.sarif.Write(k.out, k.checker.Book, version())
	case "json":
		switch {
		case k.many && k.listed == 0:
			k.out.WriteString("[]\n")
		case k.many:
			k.out.WriteString("\n]\n")
		default:
			k.out.WriteString("\n")
		}
	case "text":
		if k.many && !k.Diff {
			k.summary()
		}
	}
	return nil
}

// json writes one object for one post, and a list for several.
func (k *checking) json(v any) error {
	b, err := api.Indented(v)
	if err != nil {
		return err
	}
	b = bytes.TrimRight(b, "\n")
	if k.many {
		sep := ",\n"
		if k.listed == 0 {
			sep = "[\n"
		}
		k.out.WriteString(sep)
	}
	k.listed++
	_, err = k.out.Write(b)
	return err
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
