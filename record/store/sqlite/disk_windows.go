// SPDX-License-Identifier: Apache-2.0

package sqlite

import (
	"errors"

	"golang.org/x/sys/windows"
)

func diskFull(err error) bool {
	return errors.Is(err, windows.ERROR_DISK_FULL) || errors.Is(err, windows.ERROR_HANDLE_DISK_FULL)
}

// syncDir does nothing: Windows has no such call, NTFS journals names itself.
func syncDir(string) error { return nil }
