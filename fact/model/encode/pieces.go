// SPDX-License-Identifier: Apache-2.0

package encode

import (
	_ "embed"
	"errors"
	"fmt"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"chaperone/text"
)

// MaxPieces is the longest window the encoder reads at once, in pieces, the head and the marks at both ends included. Longer texts are
// read in windows (see Windows).
const MaxPieces = 192

// maxHead bounds what is said of the author before each window, in pieces.
const maxHead = 24

// maxWord bounds the pieces of one word; of a longer one only its beginning is read.
const maxWord = 12

// Piece is one entry of the vocabulary, and the word of the text it came from.
type Piece struct {
	ID    uint16
	Token int32 // index into Doc.Tokens; -1 for the head and the marks
}

//go:embed vocab.txt
var vocabText string

// Vocabulary knows the pieces by their spelling: whole words, and after "##" the parts that continue one (WordPiece; Wu et al. 2016).
type Vocabulary struct {
	whole map[string]uint16
	part  map[string]uint16
	size  int
}

// The marks of the vocabulary (BERT, Devlin et al. 2019).
const (
	padID, unknownID, firstID, betweenID uint16 = 0, 100, 101, 102
)

// ShippedVocabulary gives the vocabulary of the shipped weights, read once.
var ShippedVocabulary = sync.OnceValues(func() (*Vocabulary, error) { return ReadVocabulary(vocabText) })

// ReadVocabulary reads a vocabulary: one piece a line, its number is the line's. It fails where the marks are not where BERT has them or
// a piece stands twice.
func ReadVocabulary(s string) (*Vocabulary, error) {
	lines := strings.Split(strings.TrimSuffix(s, "\n"), "\n")
	if len(lines) > 1<<16 {
		return nil, fmt.Errorf("vocabulary: %d pieces, more than can be numbered", len(lines))
	}
	v := &Vocabulary{whole: make(map[string]uint16, len(lines)), part: make(map[string]uint16, len(lines)/4), size: len(lines)}
	for i, w := range lines {
		m := v.whole
		if p, ok := strings.CutPrefix(w, "##"); ok && p != "" {
			w, m = p, v.part
		}
		if _, ok := m[w]; ok || w == "" {
			return nil, fmt.Errorf("vocabulary: line %d: %q is empty or stands twice", i+1, w)
		}
		m[w] = uint16(i)
	}
	for w, id := range map[string]uint16{"[PAD]": padID, "[UNK]": unknownID, "[CLS]": firstID, "[SEP]": betweenID} {
		if got, ok := v.whole[w]; !ok || got != id {
			return nil, errors.New("vocabulary: " + w + " is not where it belongs")
		}
	}
	return v, nil
}

// Size gives the number of pieces.
func (v *Vocabulary) Size() int { return v.size }

// emojiWords says in words what the emoji that matter here show: the vocabulary has none.
var emojiWords = map[string]string{"💉": "syringe", "💊": "pill", "🩺": "doctor", "🏥": "hospital", "😂": "laughing", "🤣": "laughing", "😭": "crying", "😢": "crying",
	"😡": "angry", "🤬": "swearing", "🙄": "eye roll", "🤡": "clown", "💩": "shit", "🐷": "pig", "🐄": "cow", "🐳": "whale", "🤮": "disgusting", "🤢": "disgusting",
	"❤": "love", "💕": "love", "🥰": "love", "🙏": "thanks", "👏": "applause", "💪": "strong", "🔥": "hot", "✨": "sparkle", "🎉": "party", "🎁": "gift", "💰": "money",
	"💸": "money", "🛒": "shop", "🔗": "link", "👇": "below", "👉": "here", "📩": "message", "📲": "message", "📞": "phone", "🤫": "secret", "🤐": "secret", "👀": "eyes",
	"🚨": "alarm", "⚠": "warning", "✅": "yes", "❌": "no", "💀": "dead", "☠": "dead", "🩸": "blood", "🧠": "brain", "🦷": "tooth", "👶": "baby", "🤰": "pregnant",
	"🍑": "bottom", "🍆": "penis", "👅": "tongue", "💋": "kiss", "🤪": "crazy", "🥴": "drunk", "🍺": "beer", "🍷": "wine", "🔪": "knife", "🔫": "gun", "😷": "mask",
	"🖕": "swearing", "🤷": "shrug", "😏": "smirk", "😬": "awkward", "⏳": "hurry", "⏰": "hurry", "📸": "photo", "🎥": "video", "📍": "place", "🕊": "peace", "🎓": "graduate"}

// Head gives the pieces of what is said of the author and the post before the text itself.
func (v *Vocabulary) Head(s string) []Piece {
	out := []Piece{{firstID, -1}}
	for _, w := range strings.Fields(text.Fold(s)) {
		out = v.word(out, w, -1)
	}
	if len(out) > maxHead {
		out = out[:maxHead]
	}
	return append(out, Piece{betweenID, -1})
}

// Words gives the pieces of a text. They are cut from the folded words, so that look-alikes, accents, spaced letters and hashtags run
// together read as what they stand for.
func (v *Vocabulary) Words(dst []Piece, d *text.Doc) []Piece {
	tag := 0
	for i := range d.Tokens {
		t := &d.Tokens[i]
		if tag < len(d.Hashtags) && d.Hashtags[tag].First == i {
			dst = v.word(dst, "#", int32(i))
			tag++
		}
		switch t.Class {
		case text.URL:
			dst = v.word(dst, "link", int32(i))
		case text.Email:
			dst = v.word(dst, "email", int32(i))
		case text.Emoji:
			for _, w := range strings.Fields(emojiWords[strings.TrimSuffix(t.Fold, "\ufe0f")]) {
				dst = v.word(dst, w, int32(i))
			}
		default:
			dst = v.word(dst, t.Fold, int32(i))
		}
	}
	return dst
}

// word adds the pieces of one folded word: letters and digits together, every other sign by itself, each cut greedily into the longest
// pieces there are.
func (v *Vocabulary) word(dst []Piece, w string, token int32) []Piece {
	start, limit := 0, len(dst)+maxWord
	for at := 0; at < len(w); {
		r, n := utf8.DecodeRuneInString(w[at:])
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) {
			at += n
			continue
		}
		dst = v.cut(dst, w[start:at], token)
		if !unicode.IsSpace(r) && r != utf8.RuneError {
			dst = v.cut(dst, w[at:at+n], token)
		}
		at += n
		start = at
	}
	dst = v.cut(dst, w[start:], token)
	return dst[:min(len(dst), limit)]
}

func (v *Vocabulary) cut(dst []Piece, w string, token int32) []Piece {
	if w == "" {
		return dst
	}
	first := len(dst)
	from := v.whole
	for at := 0; at < len(w); from = v.part {
		end := min(len(w), at+longest)
		for ; end > at; end-- {
			if id, ok := from[w[at:end]]; ok {
				dst = append(dst, Piece{id, token})
				break
			}
		}
		if end == at || len(dst)-first > maxWord {
			return append(dst[:first], Piece{unknownID, token})
		}
		at = end
	}
	return dst
}

// longest bounds a piece, in bytes; no piece of the shipped vocabulary is longer.
const longest = 24

// Windows cuts a text into windows of at most MaxPieces, head and marks included. A window begins where a sentence does, as far as one
// fits; at most max windows are given, from the start and, of a longer text, the end.
func Windows(head, words []Piece, d *text.Doc, max int) [][]Piece {
	room := MaxPieces - len(head) - 1
	var out [][]Piece
	for len(words) > 0 {
		n := min(room, len(words))
		if n < len(words) {
			n = breakAt(words, n, d)
		}
		w := make([]Piece, 0, len(head)+n+1)
		w = append(append(append(w, head...), words[:n]...), Piece{betweenID, -1})
		out = append(out, w)
		words = words[n:]
	}
	if len(out) > max {
		out = append(out[:max-1:max-1], out[len(out)-1])
	}
	return out
}

// breakAt gives where to end a window of at most n pieces: before the last sentence that does not fit, or failing that after n.
func breakAt(words []Piece, n int, d *text.Doc) int {
	sent := d.Tokens[words[n].Token].Sent
	for k := n; k > n/2; k-- {
		if d.Tokens[words[k-1].Token].Sent != sent {
			return k
		}
	}
	return n
}
