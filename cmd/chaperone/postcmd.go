// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"fmt"
	"io"
	"mime"
	"path/filepath"
	"strings"

	"chaperone/decision/signoff"
	"chaperone/post"
	"chaperone/practice"
)

type postCmd struct {
	List      postList      `cmd:"" default:"withargs" help:"Everything written, and what each post waits for."`
	New       postNew       `cmd:"" help:"Begin a post from a file; it is checked at once."`
	Revise    postRevise    `cmd:"" help:"Put other words in its place. A sign-off of the earlier ones ends."`
	Show      postShow      `cmd:"" help:"One post: its words, what was found, what is still open and the ways out."`
	Check     postCheck     `cmd:"" help:"Check it again, by today's rulebook and registers."`
	Answer    postAnswer    `cmd:"" help:"Answer a rule's question, for this post."`
	Justify   postJustify   `cmd:"" help:"Keep what a finding points at, with a reason in your own words."`
	Attach    postAttach    `cmd:"" help:"Attach a register entry as the way out of a finding."`
	Misread   postMisread   `cmd:"" help:"Say what the words of a finding mean instead."`
	Looked    postLooked    `cmd:"" help:"You looked yourself at what a check couldn't look at."`
	SignOff   postSignOff   `cmd:"" name:"sign-off" help:"Sign this wording off. Refused with a list while anything is open."`
	Unsign    postUnsign    `cmd:"" help:"Take a sign-off back before the post is out."`
	Published postPublished `cmd:"" help:"Note where it went out."`
	TakeDown  postTakeDown  `cmd:"" name:"take-down" help:"It has to come down."`
	TakenDown postTakenDown `cmd:"" name:"taken-down" help:"It came down: who looked, or an export that no longer holds it."`
	Throw     postThrow     `cmd:"" help:"Throw a draft away."`
	Recheck   postRecheck   `cmd:"" help:"Look at all published posts again: at the registers and the rulebook as they stand today."`
	Erase     postErase     `cmd:"" help:"Destroy the words of a post that isn't public. What happened, and when, stays."`
}

// revisionOf reads a post's file as a revision.
func revisionOf(e env, file string, platforms, alts []string) (signoff.Revision, []practice.Medium, error) {
	data, err := readText(e, file, post.MaxBytes)
	if err != nil {
		return signoff.Revision{}, nil, err
	}
	f, err := post.Parse(data)
	if err != nil {
		return signoff.Revision{}, nil, fmt.Errorf("%s: %w", file, err)
	}
	for _, n := range f.Notes {
		fmt.Fprintf(e.err, "chaperone: %s: %s.\n", file, harmless(n))
	}
	r := signoff.Revision{Text: f.Text, Account: f.Account, Audience: f.Audience, Kind: f.Kind, Paid: f.Paid, Series: f.Series, ReplyTo: f.Reply}
	if f.Platform != "" {
		r.Platforms = append(r.Platforms, f.Platform)
	}
	for _, name := range platforms {
		p, ok := post.ParsePlatform(name)
		if !ok {
			return r, nil, unknownPlatform("--platform: ", name)
		}
		r.Platforms = append(r.Platforms, p)
	}
	if len(alts) > len(f.Media) {
		return r, nil, fmt.Errorf("--alt: %d alternative texts for %d pictures", len(alts), len(f.Media))
	}
	var media []practice.Medium
	for i, name := range f.Media {
		path := name
		if !filepath.IsAbs(path) && file != "-" {
			path = filepath.Join(filepath.Dir(file), name)
		}
		m := practice.Medium{Name: filepath.Base(name), Type: mediaType(name), Open: func() (io.ReadCloser, error) { return openFile(path) }}
		if i < len(alts) {
			m.Alt = alts[i]
		}
		media = append(media, m)
	}
	if len(media) > 0 {
		fmt.Fprintf(e.err, "chaperone: %s names pictures or films. They are kept with the post; nobody has looked at them, so look yourself.\n", file)
	}
	return r, media, nil
}

func unknownPlatform(where, name string) error {
	return fmt.Errorf("%snobody here knows a platform %q; write instagram, tiktok, youtube, facebook, x, threads, linkedin, bluesky, mastodon or other", where, name)
}

// mediaType goes by a file's name.
func mediaType(name string) string {
	t, _, err := mime.ParseMediaType(mime.TypeByExtension(filepath.Ext(name)))
	if err != nil {
		return "application/octet-stream"
	}
	return t
}

type postNew struct {
	dataFlags
	File     string   `arg:"" help:"The post; - for standard input."`
	Platform []string `placeholder:"NAME" help:"Where it goes, besides what the file says."`
	Alt      []string `placeholder:"WORDS" help:"Alternative texts of its pictures, in order." sep:"none"`
}

// Run implements the command.
func (c *postNew) Run(e env) error {
	r, media, err := revisionOf(e, c.File, c.Platform, c.Alt)
	if err != nil {
		return err
	}
	return c.use(e, true, func(ctx context.Context, o *practice.Office) error {
		p, err := o.DraftPost(ctx, me, r, media...)
		return c.tellAll(ctx, e, o, p, err)
	})
}

type postList struct {
	dataFlags
	Status string `placeholder:"STATUS" help:"Only these: draft, waiting, signed-off, published, re-check-due, take-down-due, taken-down."`
}

// Run implements the command.
func (c *postList) Run(e env) error {
	if _, ok := statusWords[signoff.Status(c.Status)]; c.Status != "" && !ok {
		return fmt.Errorf("no post has the status %q. There are draft, waiting, signed-off, published, re-check-due, take-down-due, taken-down, thrown-away and not-published", c.Status)
	}
	return c.use(e, false, func(ctx context.Context, o *practice.Office) error {
		all, err := o.Posts(ctx)
		if err != nil {
			return err
		}
		shown := 0
		for _, p := range all {
			if c.Status != "" && string(p.Status) != c.Status {
				continue
			}
			shown++
			title := "(erased)"
			if r, ok := p.Text(); ok {
				title = short(r.Text, 44)
			}
			fmt.Fprintf(e.out, "%s  %s  %-32s %s\n", p.ID, p.Begun.Local().Format("2006-01-02"), statusWords[p.Status], harmless(title))
		}
		if shown == 0 {
			fmt.Fprintln(e.out, "Drafts and published posts live here, with what each one waits for. chaperone post new FILE begins one.")
		}
		return nil
	})
}

// postID is a command about one post.
type postID struct {
	dataFlags
	ID string `arg:"" help:"The post; chaperone post list shows them."`
}

func (c *postID) do(e env, f func(ctx context.Context, o *practice.Office) (*signoff.Post, error)) error {
	return c.use(e, false, func(ctx context.Context, o *practice.Office) error {
		p, err := f(ctx, o)
		return c.tellAll(ctx, e, o, p, err)
	})
}

// postFinding is a command about one finding of a post.
type postFinding struct {
	postID
	N int `arg:"" help:"The finding's number; chaperone post show shows them."`
}

type postRevise struct {
	postID
	File     string   `arg:"" help:"The new words; - for standard input."`
	Platform []string `placeholder:"NAME" help:"Where it goes, besides what the file says."`
	Alt      []string `placeholder:"WORDS" help:"Alternative texts of its pictures, in order." sep:"none"`
}

// Run implements the command.
func (c *postRevise) Run(e env) error {
	r, media, err := revisionOf(e, c.File, c.Platform, c.Alt)
	if err != nil {
		return err
	}
	return c.do(e, func(ctx context.Context, o *practice.Office) (*signoff.Post, error) {
		return o.RevisePost(ctx, me, c.ID, r, media...)
	})
}

type postShow struct{ postID }

// Run implements the command.
func (c *postShow) Run(e env) error {
	return c.use(e, false, func(ctx context.Context, o *practice.Office) error {
		p, err := o.Post(ctx, c.ID)
		if err != nil {
			return postFault(err)
		}
		if r, ok := p.Text(); ok {
			for line := range strings.Lines(r.Text) {
				fmt.Fprintln(e.out, strings.TrimRight("  │ "+harmless(line), " \r\n"))
			}
			fmt.Fprintln(e.out)
		}
		story, err := o.Story(ctx, c.ID)
		if err != nil {
			return err
		}
		tellDeeds(e.out, newPainter(e.out, c.NoColor), story.Deeds())
		return c.tellAll(ctx, e, o, p, nil)
	})
}

type postCheck struct{ postID }

// Run implements the command.
func (c *postCheck) Run(e env) error {
	return c.do(e, func(ctx context.Context, o *practice.Office) (*signoff.Post, error) {
		return o.CheckPost(ctx, me, c.ID)
	})
}

type postAnswer struct {
	postID
	Rule  string `arg:"" help:"The rule that asks."`
	Value string `arg:"" help:"Your answer."`
}

// Run implements the command.
func (c *postAnswer) Run(e env) error {
	return c.do(e, func(ctx context.Context, o *practice.Office) (*signoff.Post, error) {
		return o.AnswerQuestion(ctx, me, c.ID, c.Rule, c.Value)
	})
}

type postJustify struct {
	postFinding
	Why string `arg:"" help:"Why it stays."`
}

// Run implements the command.
func (c *postJustify) Run(e env) error {
	return c.do(e, func(ctx context.Context, o *practice.Office) (*signoff.Post, error) {
		return o.Justify(ctx, me, c.ID, c.N, c.Why)
	})
}

type postAttach struct {
	postFinding
	Entry string `arg:"" help:"The register entry."`
}

// Run implements the command.
func (c *postAttach) Run(e env) error {
	return c.do(e, func(ctx context.Context, o *practice.Office) (*signoff.Post, error) {
		return o.AttachRecord(ctx, me, c.ID, c.N, c.Entry)
	})
}

type postMisread struct {
	postFinding
	Means string `arg:"" help:"What the words mean."`
}

// Run implements the command.
func (c *postMisread) Run(e env) error {
	return c.do(e, func(ctx context.Context, o *practice.Office) (*signoff.Post, error) {
		return o.Misread(ctx, me, c.ID, c.N, c.Means)
	})
}

type postLooked struct {
	postFinding
	Note string `help:"What you saw."`
}

// Run implements the command.
func (c *postLooked) Run(e env) error {
	return c.do(e, func(ctx context.Context, o *practice.Office) (*signoff.Post, error) {
		return o.Looked(ctx, me, c.ID, c.N, c.Note)
	})
}
