// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"chaperone/practice"
	"chaperone/record"
	"chaperone/record/bundle"
	"chaperone/record/ledger"
	"chaperone/record/seal"
	"chaperone/register"
)

type recordCmd struct {
	Verify     recordVerify     `cmd:"" help:"Compute the whole record anew and say in words what that proves."`
	Log        recordLog        `cmd:"" help:"What happened, in order; with a post or entry, only what is about it."`
	Export     recordExport     `cmd:"" help:"One post's whole story with its proofs, for a lawyer or an adviser (zip)."`
	Appraisal  recordAppraisal  `cmd:"" help:"A summary of a period for an appraisal: counts and days, no patient data (HTML, PDF or Markdown)."`
	Passphrase recordPassphrase `cmd:"" help:"Protect the practice's key with a passphrase, change it, or take it off."`
	Key        recordKey        `cmd:"" help:"The practice's key under a passphrase, to keep elsewhere."`
	Checkpoint recordCheckpoint `cmd:"" help:"A signed statement of the log as it stands, for somebody else to keep or countersign."`
	Witness    recordWitness    `cmd:"" help:"Who outside countersigns your checkpoints, and what they signed."`
	Cosign     recordCosign     `cmd:"" help:"Countersign another practice's checkpoint, if its log goes on from what you signed before."`
}

type recordVerify struct {
	dataFlags
	Against []string `placeholder:"FILE" help:"A checkpoint that somebody else kept; the log has to go on from it." sep:"none"`
	Witness []string `placeholder:"KEY" help:"A witness's public key, known from elsewhere: the line, or a file that holds it." sep:"none"`
	Bundle  string   `placeholder:"FILE" help:"Check this bundle instead of the record. Needs no practice."`
	Key     string   `placeholder:"KEY" help:"With --bundle: the practice's public key, known from elsewhere: the line, or a file that holds it."`
}

// Run implements the command.
func (c *recordVerify) Run(e env) error {
	var kept [][]byte
	for _, name := range c.Against {
		data, err := readBounded(name, 64<<10)
		if err != nil {
			return fmt.Errorf("--against: %w", err)
		}
		kept = append(kept, data)
	}
	if c.Bundle != "" {
		return c.bundle(e, kept)
	}
	var known []string
	for _, s := range c.Witness {
		key, err := keyOf("--witness", s)
		if err == nil {
			_, err = ledger.NewWitnessVerifier(key)
		}
		if err != nil {
			return fmt.Errorf("--witness: %q isn't the key of a witness; chaperone record witness key prints it on their machine", s)
		}
		known = append(known, key)
	}
	return c.use(e, false, func(ctx context.Context, o *practice.Office) error {
		v, err := o.Verify(ctx, kept, known...)
		if err != nil {
			return err
		}
		p := newPainter(e.out, c.NoColor)
		for _, s := range v.Sentences() {
			fmt.Fprintln(e.out, p.wrap(harmless(s), ""))
		}
		if !v.Holds() {
			return errFound
		}
		return nil
	})
}

type recordLog struct {
	dataFlags
	About string `arg:"" optional:"" help:"A post's or an entry's id."`
}

// Run implements the command.
func (c *recordLog) Run(e env) error {
	return c.use(e, false, func(ctx context.Context, o *practice.Office) error {
		n := 0
		err := o.Log(ctx, c.About, func(l practice.LogLine) error {
			n++
			_, err := fmt.Fprintf(e.out, "%6d  %s  %-24s %-18s %s\n", l.Seq+1, day(l.At), l.Kind, l.About, l.By)
			return err
		})
		if err == nil && n == 0 {
			what := "From the first entry, every step is kept so that a change would show. There is none yet."
			if c.About != "" {
				what = fmt.Sprintf("The log says nothing about %q. chaperone post list and register list show what there is.", c.About)
			}
			fmt.Fprintln(e.out, what)
		}
		return err
	})
}

type recordCheckpoint struct {
	dataFlags
	File  string `arg:"" optional:"" help:"Where to; standard output if not given."`
	For   string `placeholder:"WITNESS" xor:"since" help:"To be countersigned by this witness: with the proof that the log goes on from what they signed before."`
	Since int64  `placeholder:"N" xor:"since" help:"The same, from so many entries: what a witness asks for."`
}

// Run implements the command.
func (c *recordCheckpoint) Run(e env) error {
	return c.use(e, false, func(ctx context.Context, o *practice.Office) error {
		var data []byte
		var err error
		switch {
		case c.Since < 0:
			return errors.New("--since: how many entries there were can't be less than none")
		case c.For != "":
			data, err = o.WitnessRequestFor(ctx, c.For)
			err = witnessMissing(err)
		default:
			data, err = o.WitnessRequest(ctx, c.Since)
			if errors.Is(err, record.ErrNotFound) {
				err = fmt.Errorf("there is no checkpoint to give: the log is empty, or never had %d entries", c.Since)
			}
		}
		if err != nil {
			return err
		}
		if err := give(e, c.File, data); err != nil || c.File == "" || c.File == "-" {
			return err
		}
		if c.For != "" || c.Since > 0 {
			fmt.Fprintf(e.out, "%s is to be countersigned: chaperone record cosign %s on their machine. What comes back, chaperone record witness keep FILE keeps.\nThe key it is signed with: %s\n", c.File, c.File, strings.TrimSpace(o.PublicKey()))
			return nil
		}
		fmt.Fprintf(e.out, "%s says how the log stands now, signed. Give it to somebody else to keep; chaperone record verify --against %s then shows any change to what came before.\nThe key it is signed with: %s\n",
			c.File, c.File, strings.TrimSpace(o.PublicKey()))
		return nil
	})
}

type recordPassphrase struct {
	dataFlags
	New  string `placeholder:"FILE" help:"The new passphrase, in a file. Asked for at a terminal."`
	None bool   `help:"No passphrase any more: whoever has the folder can read everything."`
}

// Run implements the command.
func (c *recordPassphrase) Run(e env) error {
	dir, err := c.dir()
	if err != nil {
		return err
	}
	path := filepath.Join(dir, seal.FileName)
	from, err := c.keyLock(e, path)
	if err != nil {
		return recordFault(err)
	}
	to := seal.Lock{}
	if !c.None {
		if to.Passphrase, err = newPassphrase(e, c.New); err != nil {
			return err
		}
	}
	if err := seal.ChangePassphrase(context.Background(), path, from, to); err != nil {
		return recordFault(err)
	}
	if c.None {
		fmt.Fprintln(e.out, "The practice opens without a passphrase now.")
		return nil
	}
	fmt.Fprintln(e.out, "The new passphrase opens the practice from now on. We hold no copy and can't reset it. Copies of the key file made before still open with what opened them.")
	return nil
}

// newPassphrase reads a new passphrase, twice at a terminal.
func newPassphrase(e env, file string) (string, error) {
	d := dataFlags{PassphraseFile: file}
	if in, ok := e.in.(*os.File); file == "" && (!ok || !isTerminal(in)) {
		return "", errors.New("a new passphrase is wanted; type it at a terminal, or name a file with --new")
	}
	p, err := d.passphrase(e, "New passphrase: ")
	if err != nil {
		return "", err
	}
	if file == "" {
		again, err := d.passphrase(e, "Again: ")
		if err != nil {
			return "", err
		}
		if again != p {
			return "", errors.New("the two aren't the same, so nothing was changed")
		}
	}
	return p, seal.CheckPassphrase(p)
}

type recordKey struct {
	dataFlags
	File string `arg:"" help:"Where to."`
	New  string `placeholder:"FILE" help:"The passphrase for this copy, in a file. Asked for at a terminal."`
}

// Run implements the command.
func (c *recordKey) Run(e env) error {
	dir, err := c.dir()
	if err != nil {
		return err
	}
	k, err := c.keys(context.Background(), e, filepath.Join(dir, seal.FileName))
	if err != nil {
		return recordFault(err)
	}
	defer k.Close()
	pass, err := newPassphrase(e, c.New)
	if err == nil {
		err = seal.CheckLeaving(pass)
	}
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := seal.Export(&b, k, pass); err != nil {
		return err
	}
	if err := writeNew(c.File, b.Bytes()); err != nil {
		return err
	}
	fmt.Fprintf(e.out, "%s holds the practice's key under that passphrase. Keep it away from this machine.\n", c.File)
	return nil
}

// bundle checks a bundle by itself.
func (c *recordVerify) bundle(e env, kept [][]byte) error {
	key, err := keyOf("--key", c.Key)
	if err != nil {
		return err
	}
	f, err := os.Open(c.Bundle)
	if err != nil {
		return fmt.Errorf("%s: %w", c.Bundle, plain(err))
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return fmt.Errorf("%s: %w", c.Bundle, plain(err))
	}
	r, err := bundle.Verify(f, info.Size(), bundle.Options{Key: key, Checkpoints: kept})
	if err != nil {
		return fmt.Errorf("%s: %w", c.Bundle, err)
	}
	p := newPainter(e.out, c.NoColor)
	for i, s := range r.Sentences() {
		if i == 0 {
			fmt.Fprintln(e.out, p.style(p.wrap(harmless(s), ""), bold))
			continue
		}
		fmt.Fprintln(e.out, p.wrap(harmless(s), ""))
	}
	if !r.Holds() {
		return errFound
	}
	return nil
}

// keyOf reads a public key: the line itself, or a file that holds it. of names it in an error.
func keyOf(of, s string) (string, error) {
	s = strings.TrimSpace(s)
	if s == "" || strings.Contains(s, "+") {
		return s, nil
	}
	data, err := readBounded(s, 4<<10)
	if err != nil {
		return "", fmt.Errorf("%s: %w", of, err)
	}
	return strings.TrimSpace(string(data)), nil
}

type recordExport struct {
	dataFlags
	Post string `arg:"" help:"The post; chaperone post list shows them."`
	File string `arg:"" help:"Where to (a zip)."`
	Open bool   `help:"Open sealed words of others in it: names, messages. That is kept in the log."`
}

// Run implements the command.
func (c *recordExport) Run(e env) error {
	return c.use(e, false, func(ctx context.Context, o *practice.Office) error {
		if err := free(c.File); err != nil {
			return err
		}
		var b bytes.Buffer
		if err := o.Bundle(ctx, me, c.Post, c.Open, &b); err != nil {
			return postFault(err)
		}
		if err := writeNew(c.File, b.Bytes()); err != nil {
			return err
		}
		sealed := "Sealed names stay sealed; --open opens them."
		if c.Open {
			sealed = "Names and messages of others are in it in clear: think about who gets it."
		}
		fmt.Fprintf(e.out, "%s tells the story of post %s; index.html and story.pdf in it are for people. %s\nWhoever gets it can check it: %s %s\n", c.File, c.Post, sealed, bundle.Command, c.File)
		return nil
	})
}

type recordAppraisal struct {
	dataFlags
	File        string        `arg:"" help:"Where to: NAME.html, NAME.pdf or NAME.md."`
	From        register.Date `required:"" placeholder:"DATE" help:"The first day."`
	To          register.Date `required:"" placeholder:"DATE" help:"The last day."`
	Reflections string        `placeholder:"FILE" help:"What you have learnt, in your own words: a text file."`
}

// Run implements the command.
func (c *recordAppraisal) Run(e env) error {
	ext := strings.ToLower(filepath.Ext(c.File))
	if !slices.Contains([]string{".html", ".pdf", ".md"}, ext) {
		return fmt.Errorf("%s: name it NAME.html, NAME.pdf or NAME.md", c.File)
	}
	if c.To.Before(c.From.Time) {
		return fmt.Errorf("the last day, %s, is before the first, %s", c.To, c.From)
	}
	var own []bundle.Reflection
	if c.Reflections != "" {
		data, err := readText(e, c.Reflections, 1<<20)
		if err != nil {
			return err
		}
		own = append(own, bundle.Reflection{On: time.Now(), Text: strings.TrimSpace(string(data))})
	}
	return c.use(e, false, func(ctx context.Context, o *practice.Office) error {
		if err := free(c.File); err != nil {
			return err
		}
		a, err := o.Appraisal(ctx, me, c.From.Time, c.To.Time, own)
		if err != nil {
			return err
		}
		var b bytes.Buffer
		d := a.Document()
		switch ext {
		case ".html":
			err = d.HTML(&b)
		case ".pdf":
			err = d.PDF(&b)
		case ".md":
			err = d.Markdown(&b)
		}
		if err != nil {
			return err
		}
		if err := writeNew(c.File, b.Bytes()); err != nil {
			return err
		}
		fmt.Fprintf(e.out, "%s sums up %s to %s: %d published, %d begun. It holds no post's words and no patient's name.\n", c.File, c.From, c.To, len(a.Published), a.Posts.Begun)
		return nil
	})
}
