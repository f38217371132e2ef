// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"chaperone/record"
	"chaperone/record/lock"
)

// A restore fills a folder beside the one named, which takes its name when all of it is there. Whoever fills one holds a lock in it, which the
// system frees when the program is killed: so the next restore knows what nobody will finish. It holds the practice and its key, in clear.
const (
	restoringMark = ".restoring-"
	restoringLock = "restoring.lock"
)

// restoring is a folder that is being filled.
type restoring struct {
	dir string
	l   *lock.Lock
}

// beginRestoring makes a folder to fill beside a target, whose folder has to be there.
func beginRestoring(ctx context.Context, target string) (*restoring, error) {
	tag := make([]byte, 4)
	if _, err := rand.Read(tag); err != nil {
		return nil, err
	}
	r := &restoring{dir: filepath.Clean(target) + restoringMark + hex.EncodeToString(tag)}
	if err := os.Mkdir(r.dir, 0o700); err != nil {
		return nil, fmt.Errorf("%s: %w", r.dir, plain(err))
	}
	var err error
	path := filepath.Join(r.dir, restoringLock)
	if r.l, err = lock.Open(path); err == nil {
		if err = r.l.Take(ctx, true, 0); err == nil {
			if _, err = os.Stat(path); err != nil { // another restore took it for left over before it was locked
				err = fmt.Errorf("%s: %w", r.dir, record.ErrBusy)
			}
		}
	}
	if err != nil {
		r.end()
		return nil, err
	}
	return r, nil
}

// end gives the folder up: without its lock, and away if it still has its own name.
func (r *restoring) end() {
	r.unlock()
	os.RemoveAll(r.dir)
}

// unlock takes the lock out of the folder.
func (r *restoring) unlock() {
	if r.l != nil {
		r.l.Close()
		r.l = nil
	}
	os.Remove(filepath.Join(r.dir, restoringLock))
	os.Remove(filepath.Join(r.dir, restoringLock+".turn"))
}

var restoringTag = regexp.MustCompile(`^[0-9a-f]{8}$`)

// clearRestoring removes what restores into the same target have left that were cut short, and gives the folders it removed. Those that another
// program is filling stay, and so do those of which nobody can tell (of an earlier version): they are given as doubtful.
func clearRestoring(ctx context.Context, target string) (removed, doubtful []string) {
	target = filepath.Clean(target)
	list, err := os.ReadDir(filepath.Dir(target))
	if err != nil {
		return nil, nil // there is nothing yet, or what comes next says what is wrong
	}
	for _, x := range list {
		tag, ok := strings.CutPrefix(x.Name(), filepath.Base(target)+restoringMark)
		if !ok || !x.IsDir() || !restoringTag.MatchString(tag) {
			continue
		}
		dir := filepath.Join(filepath.Dir(target), x.Name())
		path := filepath.Join(dir, restoringLock)
		if _, err := os.Lstat(path); err != nil {
			doubtful = append(doubtful, dir)
			continue
		}
		l, err := lock.Open(path)
		if err == nil {
			if err = l.Take(ctx, true, 0); err == nil {
				os.Remove(path) // whoever was about to lock it sees that it is gone
			}
			l.Close()
		}
		if errors.Is(err, record.ErrBusy) {
			continue
		}
		if err == nil {
			err = os.RemoveAll(dir)
		}
		if err != nil {
			doubtful = append(doubtful, dir)
			continue
		}
		removed = append(removed, dir)
	}
	return removed, doubtful
}

// tellRestoring says what was left over.
func tellRestoring(e env, removed, doubtful []string) {
	for _, dir := range removed {
		fmt.Fprintf(e.err, "chaperone: %s was left over from a restore that was cut short, with the practice and its key in it. It was removed.\n", dir)
	}
	for _, dir := range doubtful {
		fmt.Fprintf(e.err, "chaperone: %s may be left over from a restore that was cut short, with the practice and its key in it. If no restore is running, delete it.\n", dir)
	}
}
