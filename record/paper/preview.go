// SPDX-License-Identifier: Apache-2.0

package paper

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"

	"golang.org/x/image/draw"
)

// previewSides are the longer sides of a preview that are tried, in pixels, and qualities those of its JPEG: the largest that fits is taken.
var previewSides, qualities = []int{720, 560, 440, 340, 260, 200, 150, 110}, []int{72, 55}

// Preview gives a small JPEG of a picture, upright, on white, in at most most bytes. It fails where the picture can't be read or no size of it fits.
func Preview(data []byte, most int) ([]byte, error) {
	img, _, err := decode(data)
	if err != nil {
		return nil, err
	}
	flat := flatten(roughly(img, 2*previewSides[0]), previewSides[0])
	turn := orientation(data)
	for i, side := range previewSides {
		if i > 0 {
			flat = flatten(flat, side)
		}
		upright := turned(flat, turn)
		for _, q := range qualities {
			var b bytes.Buffer
			if err := jpeg.Encode(&b, upright, &jpeg.Options{Quality: q}); err != nil {
				return nil, fmt.Errorf("%w: %v", errPicture, err)
			}
			if b.Len() <= most {
				return b.Bytes(), nil
			}
		}
	}
	return nil, fmt.Errorf("%w: no preview fits into %d bytes", errPicture, most)
}

// roughly gives a picture no longer than long, quickly: from there on it is made smaller with care.
func roughly(img image.Image, long int) image.Image {
	b := img.Bounds()
	l := max(b.Dx(), b.Dy())
	if l <= long {
		return img
	}
	out := image.NewRGBA(image.Rect(0, 0, max(1, b.Dx()*long/l), max(1, b.Dy()*long/l)))
	draw.ApproxBiLinear.Scale(out, out.Rect, img, b, draw.Src, nil)
	return out
}
