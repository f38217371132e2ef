// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"chaperone/practice"
	"chaperone/record"
	"chaperone/record/seal"
	"chaperone/record/store/files"
	"chaperone/record/store/sqlite"
)

// filesDir is where attached files are kept in the data folder.
const filesDir = "files"

type backupCmd struct {
	dataFlags
	File             string `arg:"" help:"Where to. A file that is there is not overwritten."`
	BackupPassphrase string `placeholder:"FILE" help:"The passphrase that will open the backup, in a file: then it can be restored anywhere. Asked for at a terminal."`
	WithoutKey       bool   `help:"Leave the key out: the backup is worth nothing without the practice.key of this folder."`
}

// Run implements the command.
func (c *backupCmd) Run(e env) error {
	pass := ""
	if !c.WithoutKey {
		d := dataFlags{PassphraseFile: c.BackupPassphrase}
		var err error
		if pass, err = d.passphrase(e, "A passphrase for this backup: "); err != nil {
			if c.BackupPassphrase == "" {
				return errors.New("a backup holds the practice's key and wants a passphrase: type one at a terminal, name a file with --backup-passphrase, or leave the key out with --without-key")
			}
			return err
		}
		if err := practice.CheckPassphrase(pass); err != nil {
			return err
		}
	}
	return c.use(e, false, func(ctx context.Context, o *practice.Office) error {
		if err := free(c.File); err != nil {
			return err
		}
		f, err := os.OpenFile(c.File, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if errors.Is(err, os.ErrExist) {
			return fmt.Errorf("%s is there already and stays as it is; name another file", c.File)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", c.File, plain(err))
		}
		err = o.Backup(ctx, f, filepath.Dir(c.File), pass)
		if err == nil {
			err = f.Sync()
		}
		if x := f.Close(); err == nil {
			err = x
		}
		if err != nil {
			os.Remove(c.File) // half a backup is worse than none
			return fmt.Errorf("no backup was made: %w", err)
		}
		what := "Its passphrase opens it on any machine; we hold no copy of it."
		if c.WithoutKey {
			what = "It can be opened only with the " + seal.FileName + " of this practice: keep a copy of that elsewhere."
		}
		fmt.Fprintf(e.out, "The whole practice is in %s. %s\n", c.File, what)
		return nil
	})
}

type restoreCmd struct {
	File             string `arg:"" help:"The backup."`
	Data             string `required:"" placeholder:"DIR" help:"A new or empty folder."`
	BackupPassphrase string `placeholder:"FILE" help:"The backup's passphrase, in a file. Asked for at a terminal."`
	Key              string `placeholder:"FILE" help:"The practice.key, for a backup made without it."`
	PassphraseFile   string `placeholder:"FILE" help:"The passphrase of that key, in a file."`
}

// Run implements the command.
func (c *restoreCmd) Run(e env) (err error) {
	defer func() { err = restoreFault(c, err) }()
	ctx := context.Background()
	if st, err := os.Lstat(c.Data); err == nil && !st.IsDir() {
		return fmt.Errorf("‘%s’ is a file, so nothing was restored. Name a new or empty folder: chaperone restore FILE --data NEW", c.Data)
	}
	if list, err := os.ReadDir(c.Data); err == nil && len(list) > 0 {
		return record.ErrNotEmpty
	}
	removed, doubtful := clearRestoring(ctx, c.Data)
	tellRestoring(e, removed, doubtful)
	f, err := os.Open(c.File)
	if err != nil {
		return fmt.Errorf("%s: %w", c.File, plain(err))
	}
	defer f.Close()
	b, err := c.openBackup(ctx, e, f)
	if err != nil {
		return fmt.Errorf("%s: %w", c.File, err)
	}
	if err := os.MkdirAll(filepath.Dir(filepath.Clean(c.Data)), 0o700); err != nil {
		return fmt.Errorf("%s: %w", c.Data, plain(err))
	}
	r, err := beginRestoring(ctx, c.Data)
	if err != nil {
		return err
	}
	defer r.end() // gone already once it was renamed
	fresh := r.dir
	blobs, err := files.Open(filepath.Join(fresh, filesDir))
	if err != nil {
		return err
	}
	keys := b.Key()
	dir := filepath.Join(fresh, "store")
	err = practice.RestoreBackup(ctx, b, func(r io.Reader) error { return sqlite.Restore(ctx, r, dir, keys.DatabaseKey()) }, blobs)
	if err != nil {
		return err
	}
	if err := moveUp(dir, fresh); err != nil {
		return err
	}
	if err := seal.Save(ctx, filepath.Join(fresh, seal.FileName), keys, seal.Lock{}); err != nil {
		return err
	}
	if err := os.Remove(c.Data); err != nil && !errors.Is(err, os.ErrNotExist) { // empty: it was looked at
		return record.ErrNotEmpty
	}
	r.unlock()
	if err := os.Rename(fresh, c.Data); err != nil {
		return err
	}
	fmt.Fprintf(e.out, "Restored into %s, as it was on %s. chaperone record verify --data %s proves it. What was erased since that day is there again: erase it anew.\n",
		c.Data, day(b.At()), c.Data)
	return nil
}

// moveUp moves what a folder holds into the one above it.
func moveUp(dir, to string) error {
	list, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, x := range list {
		if err := os.Rename(filepath.Join(dir, x.Name()), filepath.Join(to, x.Name())); err != nil {
			return err
		}
	}
	return os.Remove(dir)
}

func (c *restoreCmd) openBackup(ctx context.Context, e env, f *os.File) (*seal.BackupReader, error) {
	how, _, err := seal.ProtectionOfBackup(f)
	if err == nil {
		_, err = f.Seek(0, io.SeekStart)
	}
	if err != nil {
		return nil, err
	}
	if how == seal.UnderPassphrase {
		d := dataFlags{PassphraseFile: c.BackupPassphrase}
		pass, err := d.passphrase(e, "Passphrase of the backup: ")
		if err != nil {
			return nil, err
		}
		return seal.OpenBackup(f, nil, pass)
	}
	if c.Key == "" {
		return nil, errors.New("this backup was made without its key; name the practice.key it belongs to with --key")
	}
	d := dataFlags{PassphraseFile: c.PassphraseFile}
	k, err := d.keys(ctx, e, c.Key)
	if err != nil {
		return nil, err
	}
	return seal.OpenBackup(f, k, "")
}

func restoreFault(c *restoreCmd, err error) error {
	if errors.Is(err, record.ErrNotEmpty) {
		return fmt.Errorf("‘%s’ isn't empty, so nothing was restored. Choose an empty folder: chaperone restore FILE --data NEW", c.Data)
	}
	if errors.Is(err, record.ErrWrongKey) && c.Key != "" {
		return fmt.Errorf("%s, or its passphrase, doesn't open this backup, and nothing was restored. It wants the practice.key of the practice it was made of", c.Key)
	}
	if errors.Is(err, record.ErrWrongKey) {
		return errors.New("that passphrase doesn't open this backup, and nothing was restored. Check Caps Lock. We hold no copy and can't reset it")
	}
	if errors.Is(err, seal.ErrNoBackup) {
		return fmt.Errorf("%s isn't a backup of ours, or its beginning is damaged, so nothing was restored. Name the file that chaperone backup or the desk made", c.File)
	}
	return recordFault(err)
}
