// SPDX-License-Identifier: Apache-2.0

package memory

import (
	"io"
	"testing"

	"chaperone/record"
	"chaperone/record/store/storetest"
)

func TestStoreKeepsItsPromises(t *testing.T) {
	open := func(*testing.T) record.Store { return New() }
	storetest.Run(t, open)
	storetest.RunCopy(t, open, func(t *testing.T, r io.Reader) record.Store {
		s, err := Restore(r)
		if err != nil {
			t.Fatal(err)
		}
		return s
	})
}

func TestBlobsKeepTheirPromises(t *testing.T) {
	storetest.RunBlobs(t, func(*testing.T) record.Blobs { return NewBlobs() })
}
