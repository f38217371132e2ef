// SPDX-License-Identifier: Apache-2.0

package sqlite

import (
	"bytes"
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/ncruces/go-sqlite3/util/vfsutil"
	"github.com/ncruces/go-sqlite3/vfs"
	"github.com/ncruces/go-sqlite3/vfs/xts"
)

// disk stands between SQLite and the file system. It makes writes fail, and remembers what was written, so that a loss of power can be
// played through.
type disk struct {
	vfs.VFS
	mu     sync.Mutex
	n      int   // writing calls so far
	failAt int   // the call that fails, from 1; 0 for none
	broken bool  // every call from then on fails
	err    error // what it fails with
	record bool
	log    []call
}

// call is one thing that was asked of a file.
type call struct {
	file string
	what byte // 'w'rite, 't'runcate, 's'ync
	off  int64
	data []byte
}

var disks atomic.Int64

// newDisk registers a disk and gives the file layers that go through it; the encrypting one stands above it.
func newDisk(t *testing.T) (*disk, layer) {
	d := &disk{VFS: vfs.Find("")}
	name := fmt.Sprintf("disk-%d", disks.Add(1))
	l := layer{plain: name, sealed: name + "-xts"}
	vfs.Register(l.plain, d)
	vfs.Register(l.sealed, xts.Wrap(d, nil))
	t.Cleanup(func() {
		vfs.Unregister(l.plain)
		vfs.Unregister(l.sealed)
	})
	return d, l
}

// failFrom makes the n-th writing call from now fail, and where broken is set all that follow.
func (d *disk) failFrom(n int, broken bool, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.n, d.failAt, d.broken, d.err = 0, n, broken, err
}

// calls gives the number of writing calls since failFrom.
func (d *disk) calls() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.n
}

func (d *disk) count(c call) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.n++
	if d.failAt > 0 && (d.n == d.failAt || d.broken && d.n > d.failAt) {
		return d.err
	}
	if d.record {
		c.data = bytes.Clone(c.data)
		d.log = append(d.log, c)
	}
	return nil
}

func (d *disk) Open(name string, flags vfs.OpenFlag) (vfs.File, vfs.OpenFlag, error) {
	return d.OpenFilename(nil, flags)
}

func (d *disk) OpenFilename(name *vfs.Filename, flags vfs.OpenFlag) (vfs.File, vfs.OpenFlag, error) {
	f, flags, err := vfsutil.WrapOpenFilename(d.VFS, name, flags)
	if err != nil {
		return f, flags, err
	}
	base := ""
	if name != nil {
		base = filepath.Base(name.String())
	}
	return &diskFile{File: f, d: d, name: base}, flags, nil
}

func (d *disk) Delete(name string, syncDir bool) error {
	if err := d.count(call{file: filepath.Base(name), what: 'd'}); err != nil {
		return err
	}
	return d.VFS.Delete(name, syncDir)
}

type diskFile struct {
	vfs.File
	d    *disk
	name string
}

// WriteAt writes half where it fails, as a full disk may.
func (f *diskFile) WriteAt(p []byte, off int64) (int, error) {
	if err := f.d.count(call{f.name, 'w', off, p}); err != nil {
		n, _ := f.File.WriteAt(p[:len(p)/2], off)
		return n, err
	}
	return f.File.WriteAt(p, off)
}

func (f *diskFile) Truncate(size int64) error {
	if err := f.d.count(call{f.name, 't', size, nil}); err != nil {
		return err
	}
	return f.File.Truncate(size)
}

func (f *diskFile) Sync(flags vfs.SyncFlag) error {
	if err := f.d.count(call{f.name, 's', 0, nil}); err != nil {
		return err
	}
	return f.File.Sync(flags)
}

func (f *diskFile) Unwrap() vfs.File               { return f.File }
func (f *diskFile) SharedMemory() vfs.SharedMemory { return vfsutil.WrapSharedMemory(f.File) }
func (f *diskFile) LockState() vfs.LockLevel       { return vfsutil.WrapLockState(f.File) }
func (f *diskFile) PersistWAL() bool               { return vfsutil.WrapPersistWAL(f.File) }
func (f *diskFile) SetPersistWAL(keep bool)        { vfsutil.WrapSetPersistWAL(f.File, keep) }
func (f *diskFile) HasMoved() (bool, error)        { return vfsutil.WrapHasMoved(f.File) }

// afterPowerLoss gives a file as it may be found when the power went after so many calls: what was synced is there, of what was written
// since any part, sector by sector, in no order; keep decides.
func afterPowerLoss(file string, image []byte, log []call, keep func() bool) []byte {
	const sector = 512
	image = slices.Clone(image)
	synced := 0
	for i, c := range log {
		if c.file == file && c.what == 's' {
			synced = i
		}
	}
	for i, c := range log {
		if c.file != file {
			continue
		}
		switch {
		case c.what == 't' && (i < synced || keep()):
			if c.off < int64(len(image)) {
				image = image[:c.off]
			}
		case c.what == 'w':
			for at := int64(0); at < int64(len(c.data)); {
				end := min(int64(len(c.data)), at+sector-(c.off+at)%sector)
				if i < synced || keep() {
					if grow := c.off + end - int64(len(image)); grow > 0 {
						image = append(image, make([]byte, grow)...)
					}
					copy(image[c.off+at:], c.data[at:end])
				}
				at = end
			}
		}
	}
	return image
}
