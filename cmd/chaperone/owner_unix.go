// SPDX-License-Identifier: Apache-2.0

//go:build unix

package main

import (
	"io/fs"
	"os"
	"syscall"
)

// keepOwner gives a new file the owner of the one it replaces, as far as that is allowed: run by an administrator, --fix must not take
// a file away from its owner.
func keepOwner(f *os.File, was fs.FileInfo) {
	if s, ok := was.Sys().(*syscall.Stat_t); ok && int(s.Uid) != os.Getuid() {
		_ = f.Chown(int(s.Uid), int(s.Gid))
	}
}
