// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
)

// rewrite replaces a file whole or not at all: a new file beside it, flushed to disk, then renamed over it. Permissions and owner stay;
// of a symbolic link the file behind it is rewritten. A file that is no longer what was read is left alone.
func rewrite(name string, was, data []byte) error {
	wrap := func(err error) error { return fmt.Errorf("not changed: %w", plain(err)) }
	name, err := filepath.EvalSymlinks(name)
	if err != nil {
		return wrap(err)
	}
	info, err := os.Stat(name)
	if err != nil {
		return wrap(err)
	}
	now, err := os.ReadFile(name)
	if err != nil {
		return wrap(err)
	}
	if !bytes.Equal(now, was) {
		return errors.New("not changed: somebody else changed it meanwhile. Run this again")
	}
	tmp, err := os.CreateTemp(filepath.Dir(name), ".chaperone-*")
	if err != nil {
		return fmt.Errorf("not changed: no file can be made in its folder; check the folder's permissions")
	}
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, os.Interrupt) // an interrupt waits until no half-made file can stay behind
	_, err = tmp.Write(data)
	keepOwner(tmp, info)
	err = errors.Join(err, tmp.Chmod(info.Mode().Perm()), tmp.Sync(), tmp.Close())
	if err == nil {
		err = os.Rename(tmp.Name(), name)
	}
	if err != nil {
		os.Remove(tmp.Name())
	} else if runtime.GOOS != "windows" { // make the rename itself durable
		if dir, err := os.Open(filepath.Dir(name)); err == nil {
			_ = dir.Sync()
			dir.Close()
		}
	}
	signal.Stop(stop)
	select {
	case <-stop:
		os.Exit(130)
	default:
	}
	if err != nil {
		return wrap(err)
	}
	return nil
}
