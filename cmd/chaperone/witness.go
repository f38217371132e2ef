// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"chaperone/practice"
	"chaperone/record"
	"chaperone/record/ledger"
	"chaperone/record/seal"
	"chaperone/record/witness"
)

// maxCheckpoint bounds what is read as a checkpoint, with what a log hands to a witness beside it.
const maxCheckpoint = 64 << 10

type recordCosign struct {
	dataFlags
	Checkpoint string `arg:"" help:"What another practice sent you: a checkpoint of its log."`
	File       string `arg:"" optional:"" help:"Where the countersigned one goes; standard output if not given."`
	Log        string `placeholder:"KEY" help:"That practice's public key, known from elsewhere: the line, or a file that holds it. Needed the first time."`
	Name       string `help:"The name that stands on your signature. Needed the first time."`
}

// Run implements the command.
func (c *recordCosign) Run(e env) error {
	data, err := readText(e, c.Checkpoint, maxCheckpoint)
	if err != nil {
		return err
	}
	key, err := keyOf("--log", c.Log)
	if err != nil {
		return err
	}
	w, dir, err := c.witness(e, c.Name)
	if err != nil {
		return recordFault(err)
	}
	s, err := witness.Cosign(context.Background(), dir, w, data, key, time.Now())
	if err != nil {
		return cosignFault(err, c.Checkpoint, filepath.Join(dir, witness.FileName))
	}
	if err := give(e, c.File, s.Checkpoint); err != nil {
		return err
	}
	how := "This is the first of that log you signed"
	switch {
	case s.Old == s.Size:
		how = "It is what you signed before"
	case s.Old > 0:
		how = fmt.Sprintf("It goes on from the %d you signed before", s.Old)
	}
	fmt.Fprintf(e.err, "Countersigned as %s: %s had %d entries. %s. Send it back; there, chaperone record witness keep FILE keeps it.\n", w.Name(), harmless(s.Origin), s.Size, how)
	return nil
}

// witness opens the key somebody countersigns with, which comes from their own practice's key; it is made where there is none yet.
func (f *dataFlags) witness(e env, name string) (ledger.Witness, string, error) {
	var w ledger.Witness
	dir, err := f.dir()
	if err != nil {
		return w, dir, err
	}
	known, err := witness.Load(dir)
	if err != nil {
		return w, dir, fmt.Errorf("%w. Without it nobody can tell what you signed before: bring back a copy of it, or ask each practice to count from a new key", err)
	}
	switch {
	case name == "" && known.Name == "":
		return w, dir, errors.New("which name should stand on your signature? Say it once with --name, in letters without a space, such as --name dr-anna-lee")
	case name == "":
		name = known.Name
	case known.Name != "" && known.Name != name:
		return w, dir, fmt.Errorf("you have signed as %s before, and others know you by that name", known.Name)
	}
	path := filepath.Join(dir, seal.FileName)
	ctx := context.Background()
	keys, err := f.keys(ctx, e, path)
	if errors.Is(err, record.ErrNotFound) {
		keys, err = f.begin(ctx, e, dir, path)
	}
	if err != nil {
		return w, dir, err
	}
	defer keys.Close()
	if w, err = ledger.NewWitness(name, keys.WitnessSeed()); err != nil || strings.ContainsFunc(name, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return w, dir, fmt.Errorf("--name: %q can't stand on a signature; letters, digits, dots and hyphens can, a space can't", name)
	}
	return w, dir, nil
}

// cosignFault says why nothing was signed.
func cosignFault(err error, file, memory string) error {
	var gap *witness.Gap
	switch {
	case errors.As(err, &gap):
		return fmt.Errorf("nothing was signed: you signed this log at %d entries before, and %s doesn't show that it goes on from there. Ask for one that does: chaperone record checkpoint FILE --since %d", gap.Seen, file, gap.Seen)
	case errors.Is(err, witness.ErrUnknown):
		return errors.New("nothing was signed: you don't know this log yet. Ask the practice for its public key (chaperone permit key), by another way than this file, and name it with --log KEY")
	case errors.Is(err, witness.ErrOtherKey):
		return errors.New("nothing was signed: that isn't the key this log had when you signed it before. Ask the practice what happened, by another way than its files")
	case errors.Is(err, ledger.ErrOtherLog):
		return fmt.Errorf("nothing was signed: this isn't how the log you signed before goes on. Entries that stood in it then were changed or taken out, or an older copy was restored. Keep %s and a copy of %s: together they prove it", file, memory)
	case errors.Is(err, ledger.ErrSignature):
		return fmt.Errorf("nothing was signed: %s isn't signed by the key of that log", file)
	case errors.Is(err, record.ErrFull), errors.Is(err, record.ErrReadOnly), errors.Is(err, record.ErrBusy):
		return recordFault(err)
	case errors.Is(err, record.ErrCorrupt):
		return fmt.Errorf("nothing was signed: %s isn't a checkpoint of a log as chaperone record checkpoint writes it (%w)", file, err)
	}
	return err
}

type recordWitness struct {
	Add  witnessAdd  `cmd:"" help:"Somebody outside who countersigns your checkpoints, by their public key."`
	List witnessList `cmd:"" help:"Who is expected to countersign, and what they have seen."`
	Drop witnessDrop `cmd:"" help:"No longer count what somebody signs and has signed."`
	Keep witnessKeep `cmd:"" help:"Keep a checkpoint they have countersigned; record verify holds the log against it."`
	Key  witnessMine `cmd:"" help:"Print your own key as a witness of other practices."`
}

type witnessAdd struct {
	dataFlags
	Key string `arg:"" help:"The line that chaperone record witness key prints for them, or a file that holds it."`
}

// Run implements the command.
func (c *witnessAdd) Run(e env) error {
	key, err := keyOf("KEY", c.Key)
	if err != nil {
		return err
	}
	return c.use(e, false, func(ctx context.Context, o *practice.Office) error {
		x, err := o.AddWitness(ctx, me, key)
		if err != nil {
			return err
		}
		fmt.Fprintf(e.out, "%s (key %s) is expected to countersign from now on. chaperone record checkpoint FILE --for %s writes what to send them.\n", x.Name(), x.ID, x.Name())
		return nil
	})
}

type witnessList struct{ dataFlags }

// Run implements the command.
func (c *witnessList) Run(e env) error {
	return c.use(e, false, func(ctx context.Context, o *practice.Office) error {
		all, err := o.Witnesses(ctx)
		if err != nil {
			return err
		}
		if len(all) == 0 {
			fmt.Fprintln(e.out, "Nobody outside countersigns this record yet. chaperone record witness add KEY puts somebody down.")
		}
		for _, x := range all {
			saw := "nothing of theirs was kept yet"
			if x.Checkpoint != "" {
				saw = fmt.Sprintf("countersigned %d entries on %s", x.Size, day(x.At))
			}
			fmt.Fprintf(e.out, "%s  %-24s since %s, %s\n", x.ID, x.Name(), x.Added.Local().Format("2 Jan 2006"), saw)
		}
		return nil
	})
}

type witnessDrop struct {
	dataFlags
	Who string `arg:"" help:"Their name, or the hash of their key."`
}

// Run implements the command.
func (c *witnessDrop) Run(e env) error {
	return c.use(e, false, func(ctx context.Context, o *practice.Office) error {
		x, err := o.DropWitness(ctx, me, c.Who)
		if err != nil {
			return witnessMissing(err)
		}
		fmt.Fprintf(e.out, "%s no longer counts as a witness. What they signed stays in the log.\n", x.Name())
		return nil
	})
}

func witnessMissing(err error) error {
	if errors.Is(err, record.ErrNotFound) {
		return errors.New("there is no such witness. chaperone record witness list shows them")
	}
	return err
}

type witnessKeep struct {
	dataFlags
	File string `arg:"" help:"The checkpoint as it came back."`
}

// Run implements the command.
func (c *witnessKeep) Run(e env) error {
	data, err := readText(e, c.File, maxCheckpoint)
	if err != nil {
		return err
	}
	return c.use(e, false, func(ctx context.Context, o *practice.Office) error {
		kept, err := o.KeepCountersigned(ctx, me, data)
		switch {
		case errors.Is(err, ledger.ErrOtherLog):
			return fmt.Errorf("%s isn't of this log's past, so it wasn't kept with it: this record was written anew since, or an older copy was restored. Don't lose that file", c.File)
		case errors.Is(err, ledger.ErrSignature), errors.Is(err, record.ErrCorrupt):
			return fmt.Errorf("%s wasn't kept: it isn't a checkpoint of this record, or it was changed on its way", c.File)
		case err != nil:
			return err
		}
		for _, x := range kept {
			fmt.Fprintf(e.out, "Kept: %s countersigned %d entries on %s. From now on chaperone record verify shows that none of them was changed.\n", x.Name(), x.Size, day(x.At))
		}
		return nil
	})
}

type witnessMine struct {
	dataFlags
	Name string `help:"The name that stands on your signature. Needed until you have signed once."`
}

// Run implements the command.
func (c *witnessMine) Run(e env) error {
	w, _, err := c.witness(e, c.Name)
	if err != nil {
		return recordFault(err)
	}
	fmt.Fprintln(e.out, w.Key())
	return nil
}
