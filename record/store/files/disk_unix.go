// SPDX-License-Identifier: Apache-2.0

//go:build unix

package files

import (
	"errors"
	"os"
)

func replace(from, to string) error { return os.Rename(from, to) }

func diskFull(error) bool { return false }

// syncDir makes the names in a folder durable.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
