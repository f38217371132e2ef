// SPDX-License-Identifier: Apache-2.0

package encode

import (
	"errors"
	"math"
	"unsafe"
)

// nibbles is a table of 4-bit weights: the words' vectors, half of what the program carries for them at 8 bits. A row has one scale, each
// group of its numbers a share of it in 255ths, so that one large number costs only its neighbours their fineness.
type nibbles struct {
	w     []byte    // two numbers a byte, the first in the low half, each 8 more than it is
	share []byte    // of each group of groupSize numbers
	scale []float32 // of each row
}

// groupSize is how many numbers share a scale: of 32 numbers, 4 bits lose 9 % of a vector's length, and no class 0.005 of its AUC.
const groupSize = 32

// addRow adds row i to dst.
func (t *nibbles) addRow(dst []float32, i int) {
	n := len(dst)
	w, share, scale := t.w[i*n/2:(i+1)*n/2], t.share[i*n/groupSize:(i+1)*n/groupSize], t.scale[i]/255
	for g, s := range share {
		f := scale * float32(s)
		d := dst[g*groupSize : (g+1)*groupSize]
		for k, b := range w[g*groupSize/2 : (g+1)*groupSize/2] {
			d[2*k] += f * float32(int(b&15)-8)
			d[2*k+1] += f * float32(int(b>>4)-8)
		}
	}
}

// read takes the table from the beginning of data, where it stays.
func (t *nibbles) read(data []byte, rows, cols int) ([]byte, error) {
	half, shares := rows*cols/2, rows*cols/groupSize
	if len(data) < half+shares {
		return nil, errors.New("encoder: the file ends within a table")
	}
	t.w, t.share = data[:half:half], data[half:half+shares:half+shares]
	t.scale = make([]float32, rows)
	return floats(t.scale, data[half+shares:])
}

// addRows rounds rows of numbers, each group with the scale that loses least of it.
func (t *nibbles) addRows(f []float32, cols int) {
	for ; len(f) > 0; f = f[cols:] {
		scales := make([]float32, 0, cols/groupSize)
		var most float32
		for g := 0; g < cols; g += groupSize {
			s := bestScale(f[g : g+groupSize])
			scales, most = append(scales, s), max(most, s)
		}
		t.scale = append(t.scale, most)
		for g, s := range scales {
			share := byte(0)
			if most > 0 {
				share = byte(math.Round(float64(s / most * 255)))
			}
			t.share = append(t.share, share)
			s = most / 255 * float32(share)
			for k := g * groupSize; k < (g+1)*groupSize; k += 2 {
				t.w = append(t.w, nibble(f[k], s)|nibble(f[k+1], s)<<4)
			}
		}
	}
}

func nibble(v, scale float32) byte {
	if scale == 0 {
		return 8
	}
	return byte(8 + min(7, max(-8, math.RoundToEven(float64(v/scale)))))
}

// bestScale gives the scale by which a group, rounded, is nearest to what it was: cutting its largest number off can be the lesser loss.
func bestScale(f []float32) float32 {
	var most float32
	for _, v := range f {
		most = max(most, v, -v)
	}
	best, least := float32(0), float32(math.Inf(1))
	for cut := float32(1); cut > 0.65 && most > 0; cut -= 0.05 {
		s, loss := most/7*cut, float32(0)
		for _, v := range f {
			d := v - s*float32(int(nibble(v, s))-8)
			loss += d * d
		}
		if loss < least {
			best, least = s, loss
		}
	}
	return best
}

// int8s gives bytes as the numbers they are.
func int8s(b []byte) []int8 {
	return unsafe.Slice((*int8)(unsafe.Pointer(unsafe.SliceData(b))), len(b))
}
