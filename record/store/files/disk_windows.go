// SPDX-License-Identifier: Apache-2.0

package files

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

// replace moves a file over another. Windows refuses where somebody is reading that one: it has the same bytes by its name, so it stays.
func replace(from, to string) error {
	err := os.Rename(from, to)
	if err == nil {
		return nil
	}
	a, err1 := os.Stat(from)
	b, err2 := os.Stat(to)
	if err1 == nil && err2 == nil && a.Size() == b.Size() {
		return nil
	}
	return err
}

func diskFull(err error) bool {
	return errors.Is(err, windows.ERROR_DISK_FULL) || errors.Is(err, windows.ERROR_HANDLE_DISK_FULL)
}

// syncDir does nothing: Windows has no such call, NTFS journals names itself.
func syncDir(string) error { return nil }
