// SPDX-License-Identifier: Apache-2.0

package text

// Rough is a set of names that is only asked whether a name can be in it. Most lists find nothing in a post and most kinds of fact are not
// read from it, yet all are asked for, a thousand times a post; a few bytes of the name answer that without a look into a map.
type Rough [roughBits / 64]uint64

const roughBits = 4096

// Add puts a name in.
func (r *Rough) Add(name string) {
	k := roughKey(name)
	r[k/64] |= 1 << (k % 64)
}

// Maybe is false where the name is not in the set; true where it is, and by chance for a few others.
func (r *Rough) Maybe(name string) bool {
	k := roughKey(name)
	return r[k/64]>>(k%64)&1 != 0
}

func roughKey(s string) uint32 {
	n := len(s)
	if n == 0 {
		return 0
	}
	return (uint32(s[0])*0x9E37 + uint32(s[n/2])*0x1F3 + uint32(s[n*3/4])*0x3D + uint32(s[n-1])*0x7 + uint32(n)*0x2A1) % roughBits
}
