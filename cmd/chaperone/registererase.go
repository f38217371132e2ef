// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"chaperone/practice"
	"chaperone/record"
	"chaperone/register"
)

type registerHold struct {
	dataFlags
	About []string `arg:"" help:"What: entry/ID, post/ID or person/ID."`
	Why   string   `required:"" help:"The matter. It is kept sealed."`
}

// Run implements the command.
func (c *registerHold) Run(e env) error {
	return c.use(e, false, func(ctx context.Context, o *practice.Office) error {
		id, err := o.HoldFor(ctx, me, c.About, c.Why)
		if errors.Is(err, record.ErrNotFound) {
			return errors.New("there is nothing of that name to hold. chaperone post list and register list show the ids")
		}
		if errors.Is(err, register.ErrRefused) {
			return fmt.Errorf("what is held is written entry/ID, post/ID or person/ID; “%s” isn't", strings.Join(c.About, " "))
		}
		if err != nil {
			return err
		}
		fmt.Fprintf(e.out, "Held as %s: none of it is erased until chaperone register lift %s.\n", id, id)
		return nil
	})
}

type registerLift struct {
	dataFlags
	ID  string `arg:"" help:"The hold, or what it holds: post/ID."`
	Why string `required:"" help:"Why it ends."`
}

// Run implements the command.
func (c *registerLift) Run(e env) error {
	return c.use(e, false, func(ctx context.Context, o *practice.Office) error {
		rs, err := o.Registers(ctx)
		if err != nil {
			return err
		}
		var open []string
		id := ""
		for _, h := range rs.Settings.Holds {
			if h.Lifted == nil {
				open = append(open, h.ID+" ("+strings.Join(h.About, ", ")+")")
				if h.ID == c.ID || slices.Contains(h.About, c.ID) {
					id = h.ID
				}
			}
		}
		if id == "" {
			there := "There is none"
			if len(open) > 0 {
				there = "There is " + strings.Join(open, "; ")
			}
			return fmt.Errorf("nothing called %q is held. %s", c.ID, there)
		}
		if err := o.LiftHold(ctx, me, id, c.Why); err != nil {
			return err
		}
		fmt.Fprintf(e.out, "Hold %s is lifted.\n", id)
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
			n, err := registerNamed(c.Register)
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
