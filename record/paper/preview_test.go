// SPDX-License-Identifier: Apache-2.0

package paper

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"testing"
)

// photograph is a JPEG whose upper left quarter is red, its upper right green, the rest blue, as a camera that was turned keeps it.
func photograph(t testing.TB, w, h, turn int, order binary.ByteOrder) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.RGBA{0, 0, 255, 255}
			switch {
			case y < h/2 && x < w/2:
				c = color.RGBA{255, 0, 0, 255}
			case y < h/2:
				c = color.RGBA{0, 255, 0, 255}
			}
			img.Set(x, y, c)
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	if turn == 0 {
		return b.Bytes()
	}
	tiff := []byte("II*\x00")
	if order == binary.BigEndian {
		tiff = []byte("MM\x00*")
	}
	u16 := func(n int) { tiff = append(tiff, 0, 0); order.PutUint16(tiff[len(tiff)-2:], uint16(n)) }
	u32 := func(n int) { tiff = append(tiff, 0, 0, 0, 0); order.PutUint32(tiff[len(tiff)-4:], uint32(n)) }
	u32(8)
	u16(2) // entries: a picture's width, and how it is turned
	u16(256)
	u16(3)
	u32(1)
	u16(w)
	u16(0)
	u16(274)
	u16(3)
	u32(1)
	u16(turn)
	u16(0)
	u32(0)
	body := append([]byte("Exif\x00\x00"), tiff...)
	head := binary.BigEndian.AppendUint16([]byte{0xff, 0xd8, 0xff, 0xe1}, uint16(len(body)+2))
	return append(append(head, body...), b.Bytes()[2:]...)
}

// where tells the colours of the corners: upper left, upper right, lower left, lower right.
func where(t testing.TB, data []byte) string {
	t.Helper()
	img, err := jpeg.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	b, out := img.Bounds(), ""
	for _, p := range []image.Point{{b.Dx() / 5, b.Dy() / 5}, {b.Dx() * 4 / 5, b.Dy() / 5}, {b.Dx() / 5, b.Dy() * 4 / 5}, {b.Dx() * 4 / 5, b.Dy() * 4 / 5}} {
		r, g, bl, _ := img.At(p.X, p.Y).RGBA()
		switch max(r, g, bl) {
		case r:
			out += "r"
		case g:
			out += "g"
		default:
			out += "b"
		}
	}
	return out
}

func TestAPreviewStandsUpright(t *testing.T) {
	// Red and green stand side by side above blue, as kept; what the eight ways of turning make of that.
	for turn, want := range []string{"rgbb", "rgbb", "grbb", "bbgr", "bbrg", "rbgb", "brbg", "bgbr", "gbrb"} {
		for _, order := range []binary.ByteOrder{binary.LittleEndian, binary.BigEndian} {
			small, err := Preview(photograph(t, 300, 200, turn, order), 20_000)
			if err != nil {
				t.Fatal(err)
			}
			if got := where(t, small); got != want {
				t.Errorf("turned %d (%v): %s, want %s", turn, order, got, want)
			}
			conf, _ := jpeg.DecodeConfig(bytes.NewReader(small))
			if lies := conf.Width > conf.Height; lies != (turn < 5) {
				t.Errorf("turned %d: %d by %d", turn, conf.Width, conf.Height)
			}
		}
	}
}

func TestAPreviewFitsOrIsNone(t *testing.T) {
	img := image.NewRGBA(image.Rect(0, 0, 1200, 900)) // noise: nothing is harder to make small
	r := rand.New(rand.NewPCG(1, 2))
	for i := range img.Pix {
		img.Pix[i] = byte(r.UintN(256))
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	for _, most := range []int{300_000, 30_000, 8_000} {
		small, err := Preview(b.Bytes(), most)
		if err != nil || len(small) > most || len(small) < most/8 {
			t.Errorf("into %d bytes: %d, %v", most, len(small), err)
		}
	}
	for _, bad := range [][]byte{nil, []byte("not a picture"), b.Bytes()[:100]} {
		if _, err := Preview(bad, 30_000); err == nil {
			t.Errorf("a preview of %d bytes of nothing", len(bad))
		}
	}
	if _, err := Preview(b.Bytes(), 200); err == nil {
		t.Error("something fits into 200 bytes")
	}
}

func FuzzOrientation(f *testing.F) {
	f.Add(photograph(f, 16, 16, 6, binary.BigEndian)[:80])
	f.Add(photograph(f, 16, 16, 3, binary.LittleEndian)[:80])
	f.Add([]byte("\xff\xd8\xff\xe1\x00\x10Exif\x00\x00II*\x00\xff\xff\xff\xff"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if o := orientation(data); o < 1 || o > 8 {
			t.Fatalf("turned %d", o)
		}
	})
}
