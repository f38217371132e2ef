// SPDX-License-Identifier: Apache-2.0

package paper

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	_ "image/gif" // what posts carry
	"image/jpeg"
	"image/png"

	"golang.org/x/image/draw"
	_ "golang.org/x/image/webp" // what posts carry
	"rsc.io/qr"
)

// MaxPixels is the largest picture that is decoded: 64 million pixels, above what phones take. It bounds what a hostile file can cost.
const MaxPixels = 64 << 20

// side is the longer side of a picture in a document, in pixels: 170 mm at 240 dpi.
const side = 1600

// errPicture is why a picture can't be shown.
var errPicture = errors.New("can't be shown")

// ready is a picture as documents carry it.
type ready struct {
	data          []byte
	png           bool
	width, height int
}

func (r ready) mime() string {
	if r.png {
		return "image/png"
	}
	return "image/jpeg"
}

// decode reads a picture that isn't too large. format is what it was.
func decode(data []byte) (img image.Image, format string, err error) {
	conf, format, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return nil, "", fmt.Errorf("%w: %v", errPicture, err)
	}
	if conf.Width <= 0 || conf.Height <= 0 || conf.Width*conf.Height > MaxPixels {
		return nil, "", fmt.Errorf("%w: %d by %d pixels", errPicture, conf.Width, conf.Height)
	}
	if img, _, err = image.Decode(bytes.NewReader(data)); err != nil {
		return nil, "", fmt.Errorf("%w: %v", errPicture, err)
	}
	return img, format, nil
}

// prepare decodes a picture and encodes its pixels anew, no larger than a page can show. Drawings (PNG, GIF) stay sharp, photos become JPEG.
func (p Picture) prepare() (ready, error) {
	img, format, err := decode(p.Data)
	if err != nil {
		return ready{}, err
	}
	flat := turned(flatten(img, side), orientation(p.Data))
	out := ready{width: flat.Rect.Dx(), height: flat.Rect.Dy(), png: format != "jpeg" && format != "webp"}
	var buf bytes.Buffer
	if out.png {
		err = png.Encode(&buf, flat)
	} else {
		err = jpeg.Encode(&buf, flat, &jpeg.Options{Quality: 88})
	}
	if err != nil {
		return ready{}, fmt.Errorf("%w: %v", errPicture, err)
	}
	out.data = buf.Bytes()
	return out, nil
}

// flatten draws a picture on white, its longer side no longer than long: a PDF's page is white, and what was transparent must not turn black there.
func flatten(img image.Image, long int) *image.RGBA {
	b := img.Bounds()
	w, h := b.Dx(), b.Dy()
	if l := max(w, h); l > long {
		w, h = max(1, w*long/l), max(1, h*long/l)
	}
	flat := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(flat, flat.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.CatmullRom.Scale(flat, flat.Bounds(), img, b, draw.Over, nil)
	return flat
}

// missing are the words that stand for a picture that can't be shown.
func (p Picture) missing() string { return "This picture can't be shown here." }

// code gives the squares of a QR code, with no border.
func (q QR) code() (*qr.Code, error) {
	if len(q.Words) > 1000 {
		return nil, fmt.Errorf("a QR code of %d bytes is more than a phone reads; at most 1,000", len(q.Words))
	}
	c, err := qr.Encode(q.Words, qr.M)
	if err != nil {
		return nil, fmt.Errorf("QR code: %w", err)
	}
	return c, nil
}
