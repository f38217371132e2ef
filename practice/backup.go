// SPDX-License-Identifier: Apache-2.0

package practice

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"chaperone/record"
	"chaperone/record/seal"
)

// Names of what a backup holds.
const (
	BackupStore = "store"  // what record.Store.Copy wrote
	backupFiles = "files/" // and the digest: attached files, sealed as they are kept
)

// LeastPassphrase is the fewest characters the passphrase of a backup may have.
const LeastPassphrase = seal.LeastPassphrase

// CheckPassphrase says why a passphrase can't protect a backup, in words for people; nil where it can.
func CheckPassphrase(p string) error { return seal.CheckLeaving(p) }

// Backup writes the whole practice, as of one moment, while work goes on. With a passphrase the backup carries the practice's key under it and can
// be restored anywhere; without, it is worth nothing without that key. temp is a folder for a file as large as the database, sealed as that is.
func (o *Office) Backup(ctx context.Context, w io.Writer, temp, passphrase string) (err error) {
	b, err := seal.SealBackup(w, o.keys, passphrase, o.clock())
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(temp, "copy-*")
	if err != nil {
		return fmt.Errorf("a place for a copy of the database: %w", err)
	}
	defer os.Remove(f.Name())
	defer f.Close()
	// The files come after the database: what it names was there before it was copied, and files are never overwritten.
	if err := o.store.Copy(ctx, f); err != nil {
		return err
	}
	size, err := f.Seek(0, io.SeekEnd)
	if err == nil {
		_, err = f.Seek(0, io.SeekStart)
	}
	if err != nil {
		return err
	}
	if err := b.Add(BackupStore, size, f); err != nil {
		return err
	}
	if o.blobs != nil {
		err := o.blobs.List(ctx, func(digest string, size int64) error {
			r, err := o.blobs.Open(ctx, digest)
			if errors.Is(err, record.ErrDamaged) { // dropped since it was listed
				return nil
			}
			if err != nil {
				return err
			}
			defer r.Close()
			return b.Add(backupFiles+digest, size, r)
		})
		if err != nil {
			return err
		}
	}
	return b.Close()
}

// RestoreBackup reads a backup's parts: the copy of the store goes to store, each file into blobs. Only when it returns nil is all of it there;
// restore into a new folder, and give that its name then.
func RestoreBackup(ctx context.Context, b *seal.BackupReader, store func(io.Reader) error, blobs record.Blobs) error {
	found := false
	for {
		name, _, err := b.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		digest, isFile := strings.CutPrefix(name, backupFiles)
		switch {
		case name == BackupStore && !found:
			found = true
			if err := store(b); err != nil {
				return err
			}
		case isFile:
			got, _, err := blobs.Put(ctx, b)
			if err != nil {
				return err
			}
			if got != digest {
				return fmt.Errorf("%w: the file %s of the backup", record.ErrCorrupt, digest)
			}
		default:
			return fmt.Errorf("%w: the backup holds something called %q", record.ErrNewer, name)
		}
	}
	if !found {
		return fmt.Errorf("%w: the backup holds no practice", record.ErrCorrupt)
	}
	return nil
}
