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

	"chaperone/practice"
	"chaperone/record"
	"chaperone/register"
)

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
		if err := free(c.File); err != nil {
			return err
		}
		data, err := o.ExportProfile(ctx, me)
		if err != nil {
			return err
		}
		if err := give(e, c.File, data); err != nil || c.File == "" || c.File == "-" {
			return err
		}
		fmt.Fprintln(e.out, newPainter(e.out, c.NoColor).wrap(c.File+" holds the registers, other people's personal data among them: keep it where only you can read it.", ""))
		return nil
	})
}

// free says, before anything is put on record or made, why a file couldn't be written under a name: what is on record as taken out should have been.
func free(name string) error {
	if name == "" || name == "-" {
		return nil
	}
	if _, err := os.Lstat(name); err == nil {
		return fmt.Errorf("%s is there already and stays as it is; name another file", name)
	}
	dir := filepath.Dir(name)
	if st, err := os.Stat(dir); err != nil || !st.IsDir() {
		return fmt.Errorf("%s: there is no folder %s; make it, or name another file", name, dir)
	}
	return nil
}

// writeNew writes a file that isn't there yet, for its owner alone: what the record gives out may name people.
func writeNew(name string, data []byte) error {
	if err := free(name); err != nil {
		return err
	}
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
			if err := free(c.To); err != nil {
				return err
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
