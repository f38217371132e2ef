// SPDX-License-Identifier: Apache-2.0

// Package media knows which files may go with a post: by their first bytes, never by their name. It stands alone.
package media

import (
	"bytes"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// SniffLen is how many bytes at most Sniff looks at.
const SniffLen = 512

// ErrType marks a file that can't go with a post; what wraps it says what to do instead.
var ErrType = errors.New("this file can't go with a post")

// Largest is how many bytes a file of a media type may have: 0 where it may not go with a post at all.
func Largest(mediaType string) int64 {
	switch {
	case !slices.Contains(types, mediaType):
		return 0
	case strings.HasPrefix(mediaType, "video/"):
		return 200 << 20
	}
	return 25 << 20
}

// ErrSize marks a file that is too large to go with a post.
var ErrSize = errors.New("this file is too large to go with a post")

// TooLarge says how large a file of a type may be.
func TooLarge(mediaType string) error {
	if strings.HasPrefix(mediaType, "video/") {
		return fmt.Errorf("%w. A film may have 200 MB: shorten it, or save it smaller", ErrSize)
	}
	return fmt.Errorf("%w. A picture may have 25 MB: save it smaller", ErrSize)
}

// types are what every browser shows as a picture or film and nothing in it runs: neither SVG nor HTML nor PDF.
var types = []string{"image/jpeg", "image/png", "image/gif", "image/webp", "video/mp4", "video/quicktime", "video/webm"}

// Sniff gives the media type of a file that begins with these bytes. ErrType where it may not go with a post.
func Sniff(head []byte) (string, error) {
	has := func(at int, s string) bool { return len(head) >= at+len(s) && string(head[at:at+len(s)]) == s }
	switch {
	case has(0, "\xff\xd8\xff"):
		return "image/jpeg", nil
	case has(0, "\x89PNG\r\n\x1a\n"):
		return "image/png", nil
	case has(0, "GIF87a"), has(0, "GIF89a"):
		return "image/gif", nil
	case has(0, "RIFF") && has(8, "WEBPVP8"):
		return "image/webp", nil
	case has(0, "\x1a\x45\xdf\xa3"):
		if bytes.Contains(head[:min(len(head), 64)], []byte("webm")) {
			return "video/webm", nil
		}
		return "", refused("Save the film as MP4 or WebM.")
	case has(4, "ftyp"):
		return container(head)
	case len(head) == 0:
		return "", refused("It is empty.")
	case markup(head):
		return "", refused("It holds a drawing or page that could run on a reader's computer. Save it as PNG or JPEG.")
	case has(0, "%PDF"):
		return "", refused("Save the page you mean as PNG or JPEG.")
	}
	return "", refused("Pictures as JPEG, PNG, GIF or WebP and films as MP4, MOV or WebM can.")
}

// container tells apart what has the box format of MPEG-4, by its main brand.
func container(head []byte) (string, error) {
	if len(head) < 12 {
		return "", refused("It is cut off.")
	}
	switch brand := string(head[8:12]); brand {
	case "qt  ":
		return "video/quicktime", nil
	case "isom", "iso2", "iso3", "iso4", "iso5", "iso6", "mp41", "mp42", "avc1", "mp4v", "M4V ", "M4VH", "M4VP", "MSNV", "dash", "3gp4", "3gp5", "3gp6":
		return "video/mp4", nil
	case "heic", "heix", "hevc", "heim", "heis", "mif1", "msf1", "avif", "avis":
		return "", refused("Most places and browsers don't show it. Save it as JPEG.")
	}
	return "", refused("Save a film as MP4, a picture as JPEG.")
}

// markup tells whether bytes begin a page or a drawing made of text.
func markup(head []byte) bool {
	s := strings.ToLower(string(bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n\x00")))
	return strings.HasPrefix(s, "<")
}

func refused(way string) error { return fmt.Errorf("%w. %s", ErrType, way) }

// longestName is how many characters a file's name keeps.
const longestName = 100

// Name makes a file's name harmless: one name without folders, control or invisible characters or signs that turn the reading direction, of
// bounded length, with the ending its type has. A name that is nothing then is "picture" or "film".
func Name(name, mediaType string) string {
	name = path.Base(strings.ReplaceAll(strings.ToValidUTF8(name, ""), "\\", "/"))
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Co, r) || r == utf8.RuneError || strings.ContainsRune(`<>:"/|?*`, r) {
			return -1
		}
		if unicode.IsSpace(r) {
			return ' '
		}
		return r
	}, name)
	ending := endings[mediaType]
	stem := strings.TrimSuffix(name, path.Ext(name))
	stem = strings.Join(strings.Fields(stem), " ")
	stem = strings.TrimLeft(stem, ". ")
	if r := []rune(stem); len(r) > longestName {
		stem = string(r[:longestName])
	}
	stem = strings.TrimRight(stem, ". ") // after the cut: it may fall behind a dot
	if stem == "" {
		stem = "picture"
		if strings.HasPrefix(mediaType, "video/") {
			stem = "film"
		}
	}
	return stem + ending
}

var endings = map[string]string{"image/jpeg": ".jpg", "image/png": ".png", "image/gif": ".gif", "image/webp": ".webp", "video/mp4": ".mp4", "video/quicktime": ".mov", "video/webm": ".webm"}
