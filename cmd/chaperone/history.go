// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"chaperone/api"
	"chaperone/fact"
	"chaperone/fact/jigsaw/link"
	"chaperone/post"
	"chaperone/practice"
	"chaperone/register"
)

// readHistory reads the earlier posts of --history. Lines that are not valid are named and left out; the exit status says so.
func (k *checking) readHistory() error {
	if k.History == "" {
		return nil
	}
	f, err := os.Open(k.History)
	if err != nil {
		return fmt.Errorf("--history: %s: %w", k.History, plain(err))
	}
	defer f.Close()
	c := *k.checker
	c.Depth = fact.Quick
	past, faults, err := api.ReadPast(f, &c, k.base)
	if err != nil {
		return fmt.Errorf("--history: %s: %w", k.History, plain(err))
	}
	none := past.NoPosts()
	for i, x := range faults {
		k.bad++
		k.badPast++
		if none != nil && i > 0 { // another sort of file: its first line says enough
			continue
		}
		fmt.Fprintf(k.e.err, "chaperone: %s, line %d: %s.\n", harmless(k.History), x.Line, harmless(x.Err.Error()))
	}
	if none != nil {
		return fmt.Errorf("--history: %s: %w", k.History, none)
	}
	k.past = past
	return nil
}

// unlike says once that the earlier posts are another account's.
func (k *checking) unlike(name, key string) {
	if k.past != nil && !k.past.Fits(key) && !k.warned {
		k.warned = true
		fmt.Fprintf(k.e.err, "chaperone: %s names another account than %s, so those earlier posts don't count for it.\n", harmless(shown(name)), harmless(k.History))
	}
}

// next checks a post in its place in its account's history.
func (k *checking) next(name string, c *practice.Checker, p *post.Post, author *register.Practice) (*practice.Report, error) {
	d, err := c.Read(p, author)
	if err != nil {
		return nil, err
	}
	if key := api.HistoryKey(p, author); !p.Received && (key != "" || k.past != nil) {
		t := d.Tell()
		t.Name(name)
		d.Follow(k.histories.Link(key, t))
	}
	return c.Judge(d), nil
}

// checkFile checks a post that stands in a file of its own.
func (k *checking) checkFile(name string, p *post.Post) (*practice.Report, error) {
	c := k.checkerFor(false)
	k.unlike(name, api.HistoryKey(p, k.base))
	o, linked := k.follows[name]
	if !linked {
		return k.next(name, c, p, k.base)
	}
	d, err := c.Read(p, k.base)
	if err != nil {
		return nil, err
	}
	d.Follow(o.With(d.Tell()))
	return c.Judge(d), nil
}

// linkFiles puts the posts of each account in order of time, whatever their files are called, and notes what each follows. What cannot be
// read is passed over: it is named when its turn comes.
func (k *checking) linkFiles(names []string) {
	type dated struct {
		path string
		key  string
		tell *link.Telling
	}
	var all []dated
	c := *k.checker
	c.Depth = fact.Quick
	visit := func(path string) error {
		f, err := postOf(path)
		if err != nil || f == nil || f.Received {
			return nil
		}
		key := api.HistoryKey(&f.Post, k.base)
		if key == "" && k.past == nil {
			return nil
		}
		d, err := c.Read(&f.Post, k.base)
		if err != nil {
			return nil
		}
		t := d.Tell()
		t.Name(path)             // what a reader of the answer can find it by
		if f.PostedAt.IsZero() { // the drafts come last
			t.At = c.Now().Add(time.Nanosecond)
		}
		all = append(all, dated{path, key, t})
		return nil
	}
	for _, name := range names {
		if name == "-" {
			continue
		}
		if info, err := os.Stat(name); err == nil && info.IsDir() {
			_ = walk(name, visit, func(string, error) error { return nil })
		} else {
			_ = visit(name)
		}
	}
	slices.SortStableFunc(all, func(a, b dated) int { return a.tell.At.Compare(b.tell.At) })
	k.follows = make(map[string]*link.Outcome, len(all))
	for _, d := range all {
		if o := k.histories.Link(d.key, d.tell); o != nil {
			k.follows[d.path] = o
		}
	}
}

// postOf reads the post of a file; nil where it holds records or is no regular file.
func postOf(path string) (*post.File, error) {
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() {
		return nil, err
	}
	data, err := readBounded(path, post.MaxBytes)
	if err != nil {
		return nil, err
	}
	if records, err := isRecords(path, bufio.NewReader(bytes.NewReader(data))); err != nil || records {
		return nil, err
	}
	f, err := post.Parse(data)
	if err != nil {
		return nil, err
	}
	return &f, nil
}

// linked says which earlier posts this one carries on, and by what readers can tell.
func (k *checking) linked(r *practice.Report) {
	if r.Linked == nil || len(r.Linked.Links) == 0 {
		return
	}
	for _, l := range r.Linked.Links {
		var words []string
		for _, g := range l.Grounds {
			w := "‘" + harmless(g.Of(r.Post.Text)) + "’"
			if !g.Empty() && g.Weight > 0 && len(words) < 3 && !slices.Contains(words, w) {
				words = append(words, w)
			}
		}
		var posts []string
		for _, id := range l.Posts {
			posts = append(posts, harmless(id))
		}
		from := strings.Join(posts[max(0, len(posts)-3):], ", ")
		s := fmt.Sprintf("Goes on from %s: readers put both together, so the clues of both count", from)
		if l.As == link.Maybe {
			s = fmt.Sprintf("Same patient as in %s? Then readers can put both together, and the clues of both count", from)
		}
		if len(words) > 0 {
			s += " (by " + strings.Join(words, ", ") + ")"
		}
		fmt.Fprintf(k.out, "\n%s\n", k.paint.wrap(s+".", ""))
	}
}
