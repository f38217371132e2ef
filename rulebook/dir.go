// SPDX-License-Identifier: Apache-2.0

package rulebook

import (
	"io/fs"
	"os"
)

// dirPack is a folder on disk that knows its name, so that faults can say where they stand.
type dirPack struct {
	fs.FS
	name string
}

// Name gives the folder as the user wrote it.
func (d dirPack) Name() string { return d.name }

// Dir makes a pack of a folder on disk.
func Dir(path string) fs.FS { return dirPack{os.DirFS(path), path} }
