// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"chaperone/post"
	"chaperone/practice"
	"chaperone/record"
	"chaperone/register"
)

// valueOf gives the one value that is set.
func valueOf(v register.Value) any {
	switch {
	case v.Consent != nil:
		return v.Consent
	case v.Interest != nil:
		return v.Interest
	case v.Permission != nil:
		return v.Permission
	case v.Evidence != nil:
		return v.Evidence
	case v.Cover != nil:
		return v.Cover
	}
	return v.Credential
}

// readValue reads one entry's fields as the author's file writes them.
func readValue(e env, n register.Name, file string) (register.Value, error) {
	data, err := readText(e, file, register.MaxBytes)
	if err != nil {
		return register.Value{}, err
	}
	name := file
	if file == "-" {
		name = "standard input"
	}
	// One entry is an author's file with nothing else in it: the same strict reader, the same messages.
	var b strings.Builder
	fmt.Fprintf(&b, "%s:\n", n)
	lead := "  - "
	for line := range strings.Lines(string(data)) {
		b.WriteString(lead + line)
		lead = "    "
	}
	p, err := register.Load([]byte(b.String()))
	var at *post.LineError
	if errors.As(err, &at) { // counted in what the person wrote, which begins without the register's name
		return register.Value{}, fmt.Errorf("%s, line %d: %w", name, max(1, at.Line-1), at.Err)
	}
	if err != nil {
		return register.Value{}, fmt.Errorf("%s: %w", name, err)
	}
	v := entryIn(n, p)
	if v.Register() == "" || !slices.ContainsFunc(n.Fields(), func(f register.Field) bool { return len(v.Said(f.Name)) > 0 }) {
		return register.Value{}, fmt.Errorf("%s says nothing an entry could hold; write a field a line, such as %s", name, firstField[n])
	}
	return v, nil
}

// firstField shows how an entry of each register may begin.
var firstField = map[register.Name]string{register.Consents: "‘who: Mrs Example’", register.Interests: "‘party: Acme Health’", register.Permissions: "‘from: Moor Lane Surgery’",
	register.Evidences: "‘claim: Steam scalds children’", register.Covers: "‘provider: A defence body’", register.Credentials: "‘title: MRCGP’"}

// entryIn gives the one entry an author's file holds; an empty value where it holds none.
func entryIn(n register.Name, p *register.Practice) register.Value {
	count := map[register.Name]int{register.Consents: len(p.Consents), register.Interests: len(p.Interests), register.Permissions: len(p.Permissions),
		register.Evidences: len(p.Evidence), register.Covers: len(p.Cover), register.Credentials: len(p.Credentials)}
	if count[n] == 0 {
		return register.Value{}
	}
	switch n {
	case register.Consents:
		return register.Value{Consent: &p.Consents[0]}
	case register.Interests:
		return register.Value{Interest: &p.Interests[0]}
	case register.Permissions:
		return register.Value{Permission: &p.Permissions[0]}
	case register.Evidences:
		return register.Value{Evidence: &p.Evidence[0]}
	case register.Covers:
		return register.Value{Cover: &p.Cover[0]}
	}
	return register.Value{Credential: &p.Credentials[0]}
}

type registerAdd struct {
	dataFlags
	Register string `arg:"" help:"consents, interests, permissions, evidence, cover or credentials."`
	File     string `arg:"" help:"The entry's fields, a line each (party: Acme Health); - for standard input."`
	Person   string `placeholder:"ID" help:"A consent of somebody who is on record already: the id of the person."`
	Why      string `help:"A note on why it is added."`
}

// Run implements the command.
func (c *registerAdd) Run(e env) error {
	n, err := registerNamed(c.Register)
	if err != nil {
		return err
	}
	v, err := readValue(e, n, c.File)
	if err != nil {
		return err
	}
	return c.use(e, true, func(ctx context.Context, o *practice.Office) error {
		id, err := o.AddEntry(ctx, me, register.New{Value: v, Person: c.Person, Why: c.Why})
		if err != nil {
			return err
		}
		fmt.Fprintf(e.out, "%s is on record in %s.\n", id, n)
		return nil
	})
}

type registerChange struct {
	dataFlags
	ID   string `arg:"" help:"The entry."`
	File string `arg:"" help:"All its fields as they are now; - for standard input."`
	Why  string `required:"" help:"What has changed."`
}

// Run implements the command.
func (c *registerChange) Run(e env) error {
	return c.use(e, false, func(ctx context.Context, o *practice.Office) error {
		rs, err := o.Registers(ctx)
		if err != nil {
			return err
		}
		x := rs.Entry(c.ID)
		if x == nil {
			return noEntry(c.ID)
		}
		v, err := readValue(e, x.Register, c.File)
		if err != nil {
			return err
		}
		return c.done(e, ctx, o, c.ID, "has a new version; the earlier ones stay.", o.ChangeEntry(ctx, me, c.ID, c.Why, v))
	})
}

// done says what was done to an entry, and which posts that concerns.
func (f *dataFlags) done(e env, ctx context.Context, o *practice.Office, id, what string, err error) error {
	if errors.Is(err, record.ErrNotFound) {
		return noEntry(id)
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(e.out, "%s %s\n", id, what)
	return dueNow(e, ctx, o, "entry", id)
}

type registerEnd struct {
	dataFlags
	ID   string        `arg:"" help:"The entry."`
	Last register.Date `placeholder:"DATE" help:"The last day it holds (2026-11-22); yesterday if not given."`
	Why  string        `required:"" help:"Why it ends."`
}

// Run implements the command.
func (c *registerEnd) Run(e env) error {
	return c.use(e, false, func(ctx context.Context, o *practice.Office) error {
		return c.done(e, ctx, o, c.ID, "has ended.", o.EndEntry(ctx, me, c.ID, c.Last, c.Why))
	})
}

type registerWithdraw struct {
	dataFlags
	ID   string `arg:"" help:"The consent."`
	Said string `help:"What the person said, if they did. Nobody needs a reason."`
}

// Run implements the command.
func (c *registerWithdraw) Run(e env) error {
	return c.use(e, false, func(ctx context.Context, o *practice.Office) error {
		return c.done(e, ctx, o, c.ID, "is withdrawn, from now on and for ever.", o.WithdrawConsent(ctx, me, c.ID, c.Said))
	})
}

type registerReview struct {
	dataFlags
	ID   string        `arg:"" help:"The entry."`
	Next register.Date `placeholder:"DATE" help:"When to look again (2027-11-22); never if not given."`
	Note string        `help:"What you found."`
}

// Run implements the command.
func (c *registerReview) Run(e env) error {
	return c.use(e, false, func(ctx context.Context, o *practice.Office) error {
		return c.done(e, ctx, o, c.ID, "was looked at again and stands.", o.ReviewEntry(ctx, me, c.ID, c.Next, c.Note))
	})
}
