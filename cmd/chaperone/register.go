// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"chaperone/practice"
	"chaperone/register"

	"github.com/goccy/go-yaml"
)

type registerCmd struct {
	List        registerList        `cmd:"" default:"withargs" help:"What is on record, by register."`
	Show        registerShow        `cmd:"" help:"One entry with its whole history, and the posts that lean on it."`
	Add         registerAdd         `cmd:"" help:"Add an entry: its fields as in the author's file, from FILE or -."`
	Change      registerChange      `cmd:"" help:"Give an entry a new version; earlier ones stay."`
	End         registerEnd         `cmd:"" help:"End an entry on a day. Published posts that lean on it get a second look."`
	Withdraw    registerWithdraw    `cmd:"" help:"A person has changed their mind: their consent ends for ever, and posts that rest on it come down."`
	Review      registerReview      `cmd:"" help:"You looked at an entry again and it stands."`
	Attach      registerAttach      `cmd:"" help:"Keep a file with an entry: a signed form, a policy, an e-mail."`
	File        registerFile        `cmd:"" help:"Write out a file that is kept with an entry."`
	Due         registerDue         `cmd:"" help:"Reviews and last days that are near or past."`
	Find        registerFind        `cmd:"" help:"Entries in which some words stand."`
	Retractions registerRetractions `cmd:"" help:"Hold the evidence on record against a list of retractions (Retraction Watch's CSV)."`
	Keep        registerKeep        `cmd:"" help:"What is past the time it is kept; --erase erases it, --months sets the time of a register."`
	Hold        registerHold        `cmd:"" help:"Keep entries, posts or persons from being erased while a legal matter is open."`
	Lift        registerLift        `cmd:"" help:"End a legal hold."`
	Erase       registerErase       `cmd:"" help:"Erase a person: their words are gone, and posts that rest on their consent come down."`
	Import      registerImport      `cmd:"" help:"Take over an author's file (the one --profile takes). Twice is the same as once."`
	Export      registerExport      `cmd:"" help:"Write the author's file."`
}

type registerList struct {
	dataFlags
	Register string `arg:"" optional:"" help:"Only this one: consents, interests, permissions, evidence, cover, credentials."`
	All      bool   `help:"Also what has ended."`
}

// Run implements the command.
func (c *registerList) Run(e env) error {
	var only register.Name
	if c.Register != "" {
		var err error
		if only, err = registerNamed(c.Register); err != nil {
			return err
		}
	}
	return c.use(e, false, func(ctx context.Context, o *practice.Office) error {
		rs, err := o.Registers(ctx)
		if err != nil {
			return err
		}
		p, now, shown := newPainter(e.out, c.NoColor), o.Now(), 0
		for _, n := range register.Names {
			if only != "" && n != only {
				continue
			}
			var lines []string
			for _, x := range rs.Entries {
				if x.Register == n && (c.All || x.Live(now)) {
					lines = append(lines, entryLine(x, now))
				}
			}
			if len(lines) == 0 {
				continue
			}
			fmt.Fprintln(e.out, p.style(string(n), bold))
			for _, l := range lines {
				fmt.Fprintln(e.out, "  "+harmless(l))
			}
			shown += len(lines)
		}
		if shown == 0 {
			fmt.Fprintln(e.out, "Nothing is on record here yet. chaperone register import practice.yaml takes over an author's file; add makes one entry.")
		}
		return nil
	})
}

// entryLine shows an entry in a list: never whom a consent is from.
func entryLine(x *register.Entry, now time.Time) string {
	v, _ := x.Value()
	what := ""
	switch {
	case v.Consent != nil:
		what = "consent"
		if len(v.Consent.Platforms) > 0 {
			what += " for " + strings.Join(v.Consent.Platforms, ", ")
		}
		if !v.Consent.Given.IsZero() {
			what += ", given " + v.Consent.Given.String()
		}
	case v.Interest != nil:
		what = v.Interest.Party + " (" + v.Interest.Kind + ")"
	case v.Permission != nil:
		what = v.Permission.From + ": " + strings.Join(v.Permission.For, ", ")
	case v.Evidence != nil:
		what = v.Evidence.Claim
	case v.Cover != nil:
		what = v.Cover.Provider
	case v.Credential != nil:
		what = v.Credential.Title
	}
	state := ""
	switch {
	case x.Erased != nil:
		what, state = "erased", "erased "+day(x.Erased.At)
	case x.Withdrawn():
		state = "withdrawn " + day(x.Ended.At)
	case !x.Live(now):
		state = "over"
	case !v.Until().IsZero():
		state = "until " + v.Until().String()
	}
	if !v.Review().IsZero() && x.Live(now) {
		state = strings.TrimPrefix(state+", review "+v.Review().String(), ", ")
	}
	if state != "" {
		state = "  [" + state + "]"
	}
	return x.ID + "  " + short(what, 60) + state
}

// registerNamed reads the name of a register; one letter too few or too many at its end is no fault.
func registerNamed(s string) (register.Name, error) {
	s = strings.ToLower(strings.TrimSpace(s))
	for _, n := range register.Names {
		if strings.TrimSuffix(string(n), "s") == strings.TrimSuffix(s, "s") {
			return n, nil
		}
	}
	return "", fmt.Errorf("there is no register %q; there are consents, interests, permissions, evidence, cover and credentials", s)
}

type registerShow struct {
	dataFlags
	ID string `arg:"" help:"The entry; chaperone register list shows them."`
}

// Run implements the command.
func (c *registerShow) Run(e env) error {
	return c.use(e, false, func(ctx context.Context, o *practice.Office) error {
		rs, err := o.Registers(ctx)
		if err != nil {
			return err
		}
		x := rs.Entry(c.ID)
		if x == nil {
			return noEntry(c.ID)
		}
		if _, whole := x.Value(); whole && x.Register.Sealed() && x.Erased == nil { // it names somebody
			if err := o.EntryOpened(ctx, me, x.ID, false); err != nil {
				return err
			}
		}
		fmt.Fprintln(e.out, harmless(entryLine(x, o.Now())))
		for i, v := range x.Versions {
			fmt.Fprintf(e.out, "  %s  %s by %s", day(v.At), strings.TrimPrefix(v.What, "register."), v.By)
			if d := x.Differences(i); len(d) > 0 {
				fmt.Fprintf(e.out, ": %s", strings.Join(d, ", "))
			}
			if v.Why != "" {
				fmt.Fprintf(e.out, " (%s)", harmless(v.Why))
			}
			fmt.Fprintln(e.out)
		}
		if x.Ended != nil {
			how := "ended"
			if x.Ended.Withdrawn {
				how = "withdrawn"
			}
			fmt.Fprintf(e.out, "  %s  %s by %s\n", day(x.Ended.At), how, x.Ended.By)
		}
		for _, f := range x.Attached() {
			fmt.Fprintf(e.out, "  file: %s, %s, %d bytes\n", harmless(f.Name), f.Type, f.Size)
		}
		if v, whole := x.Value(); whole && x.Erased == nil {
			out, err := yaml.MarshalWithOptions(valueOf(v), yaml.OmitEmpty())
			if err != nil {
				return err
			}
			fmt.Fprintf(e.out, "\n%s", harmless(string(out)))
		}
		ps, err := o.LeaningOn(ctx, c.ID)
		if err != nil {
			return err
		}
		for _, l := range ps {
			fmt.Fprintf(e.out, "\nPost %s leans on it. %s\n", l.Post, harmless(l.Why))
		}
		return nil
	})
}

func noEntry(id string) error {
	return fmt.Errorf("there is no entry %q on record. chaperone register list --all shows them", id)
}

type registerDue struct {
	dataFlags
	Within span `default:"60d" help:"How far ahead to look: 60d, 8w."`
}

// Run implements the command.
func (c *registerDue) Run(e env) error {
	return c.use(e, false, func(ctx context.Context, o *practice.Office) error {
		rs, err := o.Registers(ctx)
		if err != nil {
			return err
		}
		list := rs.Due(o.Now(), time.Duration(c.Within))
		for _, r := range list {
			fmt.Fprintf(e.out, "%s  %s  %-12s %s\n", r.On, r.Entry, r.Register, harmless(r.Why))
		}
		if len(list) == 0 {
			fmt.Fprintln(e.out, "Nothing on record ends or wants a review in that time.")
		}
		return nil
	})
}

type registerFind struct {
	dataFlags
	Words string `arg:"" help:"Words to look for."`
}

// Run implements the command.
func (c *registerFind) Run(e env) error {
	return c.use(e, false, func(ctx context.Context, o *practice.Office) error {
		rs, err := o.Registers(ctx)
		if err != nil {
			return err
		}
		list := rs.Find(c.Words, o.Now())
		for _, x := range list {
			fmt.Fprintf(e.out, "%-12s %s\n", x.Register, harmless(entryLine(x, o.Now())))
		}
		if len(list) == 0 {
			fmt.Fprintf(e.out, "Nothing for ‘%s’.\n", harmless(c.Words))
		}
		return nil
	})
}
