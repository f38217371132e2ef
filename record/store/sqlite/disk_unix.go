// SPDX-License-Identifier: Apache-2.0

//go:build unix

package sqlite

import "os"

func diskFull(error) bool { return false }

// syncDir makes names in a folder durable.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}
