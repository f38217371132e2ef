// SPDX-License-Identifier: Apache-2.0

package paper

import (
	"bytes"
	"encoding/binary"
	"image"
)

// orientation reads how a JPEG says it has to be turned to stand upright: 1 to 8 as Exif's tag 274 counts (CIPA DC-008, 4.6.4), 1 where it says
// nothing. Phones keep a picture as the sensor lay and leave the turning to who shows it.
func orientation(data []byte) int {
	const soi, sos, app1 = 0xd8, 0xda, 0xe1
	if len(data) < 4 || data[0] != 0xff || data[1] != soi {
		return 1
	}
	for data = data[2:]; len(data) >= 4 && data[0] == 0xff && data[1] != sos; {
		n := int(binary.BigEndian.Uint16(data[2:]))
		if n < 2 || len(data) < 2+n {
			return 1
		}
		if body, ok := bytes.CutPrefix(data[4:2+n], []byte("Exif\x00\x00")); ok && data[1] == app1 {
			return tiffOrientation(body)
		}
		data = data[2+n:]
	}
	return 1
}

// tiffOrientation finds the tag in the first directory of a TIFF.
func tiffOrientation(b []byte) int {
	var order binary.ByteOrder
	switch {
	case bytes.HasPrefix(b, []byte("II*\x00")):
		order = binary.LittleEndian
	case bytes.HasPrefix(b, []byte("MM\x00*")):
		order = binary.BigEndian
	default:
		return 1
	}
	if len(b) < 8 {
		return 1
	}
	at := int64(order.Uint32(b[4:]))
	if at+2 > int64(len(b)) {
		return 1
	}
	for entries, left := b[at+2:], int(order.Uint16(b[at:])); left > 0 && len(entries) >= 12; entries, left = entries[12:], left-1 {
		const tag, short = 274, 3
		if order.Uint16(entries) != tag || order.Uint16(entries[2:]) != short {
			continue
		}
		if o := int(order.Uint16(entries[8:])); o >= 1 && o <= 8 {
			return o
		}
		return 1
	}
	return 1
}

// turned gives a picture upright that has to be turned as Exif's tag says.
func turned(img *image.RGBA, orientation int) *image.RGBA {
	if orientation <= 1 || orientation > 8 {
		return img
	}
	w, h := img.Rect.Dx(), img.Rect.Dy()
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	if orientation >= 5 {
		out = image.NewRGBA(image.Rect(0, 0, h, w))
	}
	for y := range h {
		for x := range w {
			tx, ty := x, y // where the pixel stands upright
			switch orientation {
			case 2:
				tx = w - 1 - x
			case 3:
				tx, ty = w-1-x, h-1-y
			case 4:
				ty = h - 1 - y
			case 5:
				tx, ty = y, x
			case 6:
				tx, ty = h-1-y, x
			case 7:
				tx, ty = h-1-y, w-1-x
			case 8:
				tx, ty = y, w-1-x
			}
			copy(out.Pix[out.PixOffset(tx, ty):][:4], img.Pix[img.PixOffset(x, y):][:4])
		}
	}
	return out
}
