// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"mime"
	"os"
	"path/filepath"
	"strings"
	"time"

	"chaperone/post"
	"chaperone/practice"
	"chaperone/record"
	"chaperone/record/permit"
)

type permitCmd struct {
	Issue    permitIssue    `cmd:"" help:"Sign a statement that a post's wording was checked and signed off."`
	Verify   permitVerify   `cmd:"" help:"Hold a permit against a post. Needs nothing but the permit; knows more with the practice's key and status list."`
	Withdraw permitWithdraw `cmd:"" help:"Take a permit back."`
	Status   permitStatus   `cmd:"" help:"Sign the list of permits that no longer hold, for whoever checks them."`
	Key      permitKey      `cmd:"" help:"Print the public key that checks this practice's permits and checkpoints."`
}

type permitIssue struct {
	postID
	File string `arg:"" optional:"" help:"Where to; standard output if not given."`
	Name string `help:"Your name, if it is to stand on the permit."`
}

// Run implements the command.
func (c *permitIssue) Run(e env) error {
	return c.use(e, false, func(ctx context.Context, o *practice.Office) error {
		if err := free(c.File); err != nil {
			return err
		}
		data, err := o.IssuePermit(ctx, me, c.ID, c.Name)
		if err != nil {
			return postFault(err)
		}
		if err := give(e, c.File, data); err != nil || c.File == "" || c.File == "-" {
			return err
		}
		fmt.Fprintln(e.out, newPainter(e.out, c.NoColor).wrap(fmt.Sprintf("%s says, signed, that this wording of post %s was checked and signed off. Anybody can check it: chaperone permit verify %s --post FILE", c.File, c.ID, c.File), ""))
		return nil
	})
}

// give writes what a command hands out: to a new file, or to standard output.
func give(e env, file string, data []byte) error {
	if file == "" || file == "-" {
		_, err := e.out.Write(data)
		return err
	}
	return writeNew(file, data)
}

type permitVerify struct {
	Permit         string   `arg:"" help:"The permit."`
	Post           string   `placeholder:"FILE" help:"The post as published: its words, and what its front matter says."`
	Media          []string `placeholder:"FILE" help:"Its pictures and films, in order." sep:"none"`
	Platform       string   `help:"Where it is published."`
	Account        string   `help:"The account it is published by."`
	Audience       string   `help:"Who can see it."`
	Key            string   `placeholder:"KEY" help:"The practice's public key, known from elsewhere: the line, or a file that holds it."`
	Status         []string `placeholder:"FILE" help:"Status lists of the practice." sep:"none"`
	At             string   `placeholder:"DATE" help:"Whether it held on this day; today if not given."`
	Data           string   `placeholder:"DIR" help:"The practice that issued it: then its own record counts, too."`
	NoColor        bool     `help:"No colours, even at a terminal."`
	PassphraseFile string   `placeholder:"FILE" help:"Read the practice's passphrase from this file instead of asking."`
}

// Run implements the command.
func (c *permitVerify) Run(e env) error {
	data, err := readText(e, c.Permit, 1<<20)
	if err != nil {
		return err
	}
	ev, err := c.evidence(e)
	if err != nil {
		return err
	}
	r := permit.Verify(data, ev)
	if c.Data != "" {
		d := dataFlags{Data: c.Data, PassphraseFile: c.PassphraseFile}
		err := d.use(e, false, func(ctx context.Context, o *practice.Office) error {
			r, err = o.CheckPermit(ctx, data, ev)
			return err
		})
		if err != nil {
			return err
		}
	}
	p := newPainter(e.out, c.NoColor)
	for i, s := range r.Sentences() {
		if i == 0 {
			fmt.Fprintln(e.out, p.style(harmless(s), bold))
			continue
		}
		fmt.Fprintln(e.out, p.wrap(harmless(s), ""))
	}
	if !r.Holds() {
		return errFound
	}
	return nil
}

func (c *permitVerify) evidence(e env) (permit.Evidence, error) {
	ev := permit.Evidence{Platform: c.Platform, Account: c.Account, Audience: c.Audience, Now: time.Now()}
	if c.At != "" {
		t, err := time.Parse(time.DateOnly, c.At)
		if err != nil {
			return ev, fmt.Errorf("--at: %q is not a day; write it as 2026-11-22", c.At)
		}
		ev.Now = t
	}
	var err error
	if ev.Key, err = keyOf("--key", c.Key); err != nil {
		return ev, err
	}
	if c.Post != "" {
		data, err := readText(e, c.Post, post.MaxBytes)
		if err != nil {
			return ev, err
		}
		f, err := post.Parse(data)
		if err != nil {
			return ev, fmt.Errorf("%s: %w", c.Post, err)
		}
		ev.Text = &f.Text
		ev.Platform, ev.Account, ev.Audience = either(ev.Platform, string(f.Platform)), either(ev.Account, f.Account), either(ev.Audience, string(f.Audience))
		if len(f.Media) == 0 && len(c.Media) == 0 {
			ev.Media = []permit.Media{}
		}
	}
	for _, name := range c.Media {
		f, err := os.Open(name)
		if err != nil {
			return ev, fmt.Errorf("%s: %w", name, plain(err))
		}
		m, err := permit.File(f)
		f.Close()
		if err != nil {
			return ev, fmt.Errorf("%s: %w", name, err)
		}
		m.Type, _, _ = mime.ParseMediaType(mime.TypeByExtension(filepath.Ext(name)))
		ev.Media = append(ev.Media, m)
	}
	for _, name := range c.Status {
		data, err := readBounded(name, 64<<20)
		if err != nil {
			return ev, fmt.Errorf("--status: %w", err)
		}
		ev.Lists = append(ev.Lists, data)
	}
	return ev, nil
}

func either(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

type permitWithdraw struct {
	postID
	Permit string `arg:"" help:"The permit: its file, or its id as it stands on it."`
}

// Run implements the command.
func (c *permitWithdraw) Run(e env) error {
	return c.use(e, false, func(ctx context.Context, o *practice.Office) error {
		id := c.Permit
		if data, err := readBounded(id, 1<<20); err == nil { // the file it was given out as
			p, err := permit.Parse(data)
			if err != nil {
				return fmt.Errorf("%s: %w", c.Permit, err)
			}
			id = p.ID
		}
		if _, err := o.WithdrawPermit(ctx, me, c.ID, id); err != nil {
			return postFault(err)
		}
		fmt.Fprintf(e.out, "Permit %s no longer holds. chaperone permit status FILE makes the list that says so to others.\n", id)
		return nil
	})
}

type permitStatus struct {
	dataFlags
	File string `arg:"" optional:"" help:"Where to; standard output if not given."`
}

// Run implements the command.
func (c *permitStatus) Run(e env) error {
	return c.use(e, false, func(ctx context.Context, o *practice.Office) error {
		data, err := o.PermitStatus(ctx)
		if errors.Is(err, record.ErrNotFound) {
			return errors.New("nothing was signed off yet, so there is no permit to say anything about")
		}
		if err != nil {
			return err
		}
		if err := give(e, c.File, data); err != nil || c.File == "" || c.File == "-" {
			return err
		}
		fmt.Fprintf(e.out, "%s says which permits no longer hold, signed. Whoever checks one names it: --status %s\n", c.File, c.File)
		return nil
	})
}

type permitKey struct{ dataFlags }

// Run implements the command.
func (c *permitKey) Run(e env) error {
	return c.use(e, false, func(_ context.Context, o *practice.Office) error {
		fmt.Fprintln(e.out, strings.TrimSpace(o.PublicKey()))
		return nil
	})
}
