// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"mime"
	"os"
	"path/filepath"
	"strings"
	"time"

	"chaperone/practice"
	"chaperone/record"
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
		if only, err = register.ParseName(c.Register); err != nil {
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
			out, err := yaml.Marshal(valueOf(v))
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
	// One entry is an author's file with nothing else in it: the same strict reader, the same messages.
	var b strings.Builder
	fmt.Fprintf(&b, "%s:\n", n)
	lead := "  - "
	for line := range strings.Lines(string(data)) {
		b.WriteString(lead + line)
		lead = "    "
	}
	p, err := register.Load([]byte(b.String()))
	if err != nil {
		return register.Value{}, fmt.Errorf("%s: %w", file, err)
	}
	switch n {
	case register.Consents:
		return register.Value{Consent: &p.Consents[0]}, nil
	case register.Interests:
		return register.Value{Interest: &p.Interests[0]}, nil
	case register.Permissions:
		return register.Value{Permission: &p.Permissions[0]}, nil
	case register.Evidences:
		return register.Value{Evidence: &p.Evidence[0]}, nil
	case register.Covers:
		return register.Value{Cover: &p.Cover[0]}, nil
	}
	return register.Value{Credential: &p.Credentials[0]}, nil
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
	n, err := register.ParseName(c.Register)
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

type registerImport struct {
	dataFlags
	File string `arg:"" help:"The author's file (YAML)."`
}

// Run implements the command.
func (c *registerImport) Run(e env) error {
	data, err := readText(e, c.File, register.MaxBytes)
	if err != nil {
		return err
	}
	p, err := register.Load(data)
	if err != nil {
		return fmt.Errorf("%s: %w", c.File, err)
	}
	return c.use(e, true, func(ctx context.Context, o *practice.Office) error {
		in, err := o.ImportProfile(ctx, me, p)
		if err != nil {
			return err
		}
		fmt.Fprintf(e.out, "%s: %d new, %d changed, %d as they were.\n", c.File, len(in.Added), len(in.Changed), in.Same)
		if len(in.Older) > 0 {
			fmt.Fprintf(e.out, "The record has a newer version of %s; these stay as they are.\n", strings.Join(in.Older, ", "))
		}
		if len(in.Missing) > 0 {
			fmt.Fprintf(e.out, "On record but not in the file, and left alone: %s. chaperone register end ID ends one.\n", strings.Join(in.Missing, ", "))
		}
		for _, r := range in.Refused {
			fmt.Fprintf(e.err, "chaperone: %s, %s %d: %v.\n", c.File, r.Register, r.Index, r.Err)
		}
		if len(in.Refused) > 0 {
			return errBad
		}
		return nil
	})
}

type registerExport struct {
	dataFlags
	File string `arg:"" optional:"" help:"Where to; standard output if not given. A file that is there is not overwritten."`
}

// Run implements the command.
func (c *registerExport) Run(e env) error {
	return c.use(e, false, func(ctx context.Context, o *practice.Office) error {
		data, err := o.ExportProfile(ctx)
		if err != nil {
			return err
		}
		if c.File == "" || c.File == "-" {
			_, err = e.out.Write(data)
			return err
		}
		return writeNew(c.File, data)
	})
}

// writeNew writes a file that isn't there yet, for its owner alone: what the record gives out may name people.
func writeNew(name string, data []byte) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, os.ErrExist) {
		return fmt.Errorf("%s is there already and stays as it is; name another file", name)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", name, plain(err))
	}
	_, err = f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	if c := f.Close(); err == nil {
		err = c
	}
	if err != nil {
		os.Remove(name) // half a file is worse than none
		return fmt.Errorf("%s: %w", name, plain(err))
	}
	return nil
}

type registerAttach struct {
	dataFlags
	ID   string `arg:"" help:"The entry."`
	File string `arg:"" help:"The file."`
}

// Run implements the command.
func (c *registerAttach) Run(e env) error {
	f, err := openFile(c.File)
	if err != nil {
		return err
	}
	defer f.Close()
	kind := mime.TypeByExtension(filepath.Ext(c.File))
	if kind == "" {
		kind = "application/octet-stream"
	}
	return c.use(e, false, func(ctx context.Context, o *practice.Office) error {
		x, err := o.AttachFile(ctx, me, c.ID, filepath.Base(c.File), kind, f)
		if errors.Is(err, record.ErrNotFound) {
			return noEntry(c.ID)
		}
		if err != nil {
			return err
		}
		fmt.Fprintf(e.out, "%s is kept with %s, sealed (%d bytes).\n", x.Name, c.ID, x.Size)
		return nil
	})
}

// openFile opens a file that can be kept: no folder, no pipe.
func openFile(name string) (*os.File, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, plain(err))
	}
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		f.Close()
		return nil, fmt.Errorf("%s: this is no file", name)
	}
	return f, nil
}

type registerFile struct {
	dataFlags
	ID   string `arg:"" help:"The entry."`
	Name string `arg:"" help:"The file's name, as register show gives it."`
	To   string `arg:"" help:"Where to."`
}

// Run implements the command.
func (c *registerFile) Run(e env) error {
	return c.use(e, false, func(ctx context.Context, o *practice.Office) error {
		rs, err := o.Registers(ctx)
		if err != nil {
			return err
		}
		x := rs.Entry(c.ID)
		if x == nil {
			return noEntry(c.ID)
		}
		for _, f := range x.Attached() {
			if f.Name != c.Name {
				continue
			}
			var b bytes.Buffer
			err := o.OpenFile(ctx, c.ID, f.Digest, &b)
			if errors.Is(err, record.ErrDamaged) || errors.Is(err, record.ErrCorrupt) {
				return fmt.Errorf("%s is missing from the practice's files, or damaged. A backup made since it was attached has it", c.Name)
			}
			if err != nil {
				return err
			}
			return writeNew(c.To, b.Bytes())
		}
		return fmt.Errorf("no file called %q is kept with %s", c.Name, c.ID)
	})
}

type registerDue struct {
	dataFlags
	Within time.Duration `default:"1440h" help:"How far ahead to look (1440h: 60 days)."`
}

// Run implements the command.
func (c *registerDue) Run(e env) error {
	return c.use(e, false, func(ctx context.Context, o *practice.Office) error {
		rs, err := o.Registers(ctx)
		if err != nil {
			return err
		}
		list := rs.Due(o.Now(), c.Within)
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

type registerRetractions struct {
	dataFlags
	File string `arg:"" help:"The list, as Retraction Watch publishes it (CSV)."`
}

// Run implements the command.
func (c *registerRetractions) Run(e env) error {
	f, err := os.Open(c.File)
	if err != nil {
		return fmt.Errorf("%s: %w", c.File, plain(err))
	}
	defer f.Close()
	return c.use(e, false, func(ctx context.Context, o *practice.Office) error {
		list, err := o.ImportRetractions(ctx, me, func(rs *register.Registers) (*register.Retractions, error) { return rs.ReadRetractions(f) })
		if err != nil {
			return fmt.Errorf("%s: %w", c.File, err)
		}
		fmt.Fprintf(e.out, "%d papers in the list; %d of them on record here.\n", list.Rows, len(list.Matches))
		if list.Skipped > 0 {
			fmt.Fprintf(e.err, "chaperone: %s: %d lines are too short to be looked up; the first is line %d.\n", c.File, list.Skipped, list.Line)
		}
		for _, m := range list.Matches {
			fmt.Fprintf(e.out, "%s: %s of %s\n", m.Entry, m.Notice.Nature, m.Notice.On)
			if err := dueNow(e, ctx, o, "entry", m.Entry); err != nil {
				return err
			}
		}
		return nil
	})
}

type registerHold struct {
	dataFlags
	About []string `arg:"" help:"What: entry/ID, post/ID or person/ID."`
	Why   string   `required:"" help:"The matter. It is kept sealed."`
}

// Run implements the command.
func (c *registerHold) Run(e env) error {
	return c.use(e, false, func(ctx context.Context, o *practice.Office) error {
		id, err := o.HoldFor(ctx, me, c.About, c.Why)
		if err != nil {
			return err
		}
		fmt.Fprintf(e.out, "Held as %s: none of it is erased until chaperone register lift %s.\n", id, id)
		return nil
	})
}

type registerLift struct {
	dataFlags
	ID  string `arg:"" help:"The hold."`
	Why string `required:"" help:"Why it ends."`
}

// Run implements the command.
func (c *registerLift) Run(e env) error {
	return c.use(e, false, func(ctx context.Context, o *practice.Office) error {
		if err := o.LiftHold(ctx, me, c.ID, c.Why); err != nil {
			return err
		}
		fmt.Fprintf(e.out, "Hold %s is lifted.\n", c.ID)
		return nil
	})
}

type registerErase struct {
	dataFlags
	ID  string `arg:"" help:"A consent of the person, or the person's own id."`
	Yes bool   `help:"Yes, for ever: nothing can bring it back."`
}

// Run implements the command.
func (c *registerErase) Run(e env) error {
	if !c.Yes {
		return errors.New("erasing can't be undone: what is on record of this person is gone for ever, and posts that rest on their consent come down. Say --yes if that is meant")
	}
	return c.use(e, false, func(ctx context.Context, o *practice.Office) error {
		rs, err := o.Registers(ctx)
		if err != nil {
			return err
		}
		person := c.ID
		if x := rs.Entry(c.ID); x != nil {
			person = x.Person
		}
		entries := rs.OfPerson(person)
		if person == "" || len(entries) == 0 {
			return noEntry(c.ID)
		}
		if err := o.ErasePerson(ctx, me, person); err != nil {
			return err
		}
		fmt.Fprintln(e.out, "Erased: their words are gone here and from every backup made from now on. Backups made before still hold them; throw those away, or restore none of them.")
		for _, x := range entries {
			if err := dueNow(e, ctx, o, "entry", x.ID); err != nil {
				return err
			}
		}
		return nil
	})
}

type registerKeep struct {
	dataFlags
	Register string `arg:"" optional:"" help:"With --months: the register."`
	Months   int    `help:"How many months entries are kept once they are over."`
	Erase    bool   `help:"Erase the words of all that is past its time. Nothing can bring them back."`
}

// Run implements the command.
func (c *registerKeep) Run(e env) error {
	if (c.Months != 0) != (c.Register != "") {
		return errors.New("name the register and --months together: chaperone register keep consents --months 96")
	}
	return c.use(e, false, func(ctx context.Context, o *practice.Office) error {
		if c.Months != 0 {
			n, err := register.ParseName(c.Register)
			if err != nil {
				return err
			}
			if err := o.SetKeeping(ctx, me, n, c.Months); err != nil {
				return err
			}
			fmt.Fprintf(e.out, "Entries of %s are kept for %d months once they are over.\n", n, c.Months)
			return nil
		}
		list, err := o.PastKeeping(ctx)
		if err != nil {
			return err
		}
		for _, x := range list {
			fmt.Fprintf(e.out, "%s  %-12s over since %s, kept until %s\n", x.Entry, x.Register, x.Ended, x.Kept)
			if c.Erase && x.Erase {
				if err := o.EraseExpired(ctx, me, x.Entry); err != nil {
					return err
				}
				fmt.Fprintln(e.out, "  erased")
			}
		}
		if len(list) == 0 {
			fmt.Fprintln(e.out, "Nothing is past the time it is kept.")
		}
		return nil
	})
}
