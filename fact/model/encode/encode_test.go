// SPDX-License-Identifier: Apache-2.0

package encode

import (
	"bytes"
	"encoding/binary"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"chaperone/text"
)

// small makes an encoder of random weights in the shape of the real one.
func small(t testing.TB, seed uint64) (*Encoder, Tensors) {
	r := rand.New(rand.NewPCG(seed, 7))
	all := map[string][]float32{}
	get := func(name string, rows, cols int) ([]float32, error) {
		if f, ok := all[name]; ok {
			return f, nil
		}
		f := make([]float32, rows*cols)
		for i := range f {
			f[i] = float32(r.NormFloat64()) / 4
		}
		all[name] = f
		return f, nil
	}
	e, err := Build(Card{Width: 32, Heads: 4, Inner: 64, Layers: 2, Vocabulary: 300, Classes: []string{"a", "b", "c"}, PieceClasses: []string{"a", "x"}}, get)
	if err != nil {
		t.Fatal(err)
	}
	return e, get
}

func window(r *rand.Rand, n, vocabulary int) []Piece {
	out := make([]Piece, n)
	for i := range out {
		out[i] = Piece{ID: uint16(r.IntN(vocabulary)), Token: int32(i)}
	}
	return out
}

// The reference: the same sums in float64, as the papers write them, over the rounded weights.
func (e *Encoder) slowly(w []Piece) (classes []float64, pieces [][]float64) {
	linear := func(d *dense, x []float64, rows int) []float64 {
		out := make([]float64, rows)
		for j := range out {
			for k, v := range x {
				out[j] += v * float64(d.w[j*len(x)+k]) * float64(d.scale[j])
			}
			out[j] += float64(d.bias[j])
		}
		return out
	}
	normal := func(n *norm, x []float64) {
		var mean, square float64
		for _, v := range x {
			mean += v / float64(len(x))
		}
		for _, v := range x {
			square += (v - mean) * (v - mean) / float64(len(x))
		}
		for i, v := range x {
			x[i] = (v-mean)/math.Sqrt(square+epsilon)*float64(n.gain[i]) + float64(n.shift[i])
		}
	}
	x := make([][]float64, len(w))
	for i, p := range w {
		x[i] = make([]float64, e.Width)
		for k := range x[i] {
			at := int(p.ID)*e.Width + k
			number := float64(e.words.w[at/2]>>(at%2*4)&15) - 8
			x[i][k] = number*float64(e.words.share[at/groupSize])/255*float64(e.words.scale[p.ID]) + float64(e.places[i*e.Width+k])
		}
		normal(&e.norm0, x[i])
	}
	size := e.Width / e.Heads
	for li := range e.layers {
		l := &e.layers[li]
		qkv := make([][]float64, len(x))
		for i := range x {
			qkv[i] = linear(&l.qkv, x[i], 3*e.Width)
		}
		for i := range x {
			mix := make([]float64, e.Width)
			for h := range e.Heads {
				p, sum := make([]float64, len(x)), 0.0
				for j := range x {
					for k := range size {
						p[j] += qkv[i][h*size+k] * qkv[j][e.Width+h*size+k]
					}
					p[j] = math.Exp(p[j] / math.Sqrt(float64(size)))
					sum += p[j]
				}
				for j := range x {
					for k := range size {
						mix[h*size+k] += p[j] / sum * qkv[j][2*e.Width+h*size+k]
					}
				}
			}
			for k, v := range linear(&l.out, mix, e.Width) {
				x[i][k] += v
			}
			normal(&l.norm1, x[i])
			wide := linear(&l.widen, x[i], e.Inner)
			for k, v := range wide {
				wide[k] = v * 0.5 * (1 + math.Erf(v/math.Sqrt2))
			}
			for k, v := range linear(&l.back, wide, e.Width) {
				x[i][k] += v
			}
			normal(&l.norm2, x[i])
		}
	}
	pooled := make([]float64, 2*e.Width)
	for k := range e.Width {
		pooled[e.Width+k] = math.Inf(-1)
		for i := range x {
			pooled[k] += x[i][k] / float64(len(x))
			pooled[e.Width+k] = max(pooled[e.Width+k], x[i][k])
		}
	}
	for i := range x {
		pieces = append(pieces, linear(&e.piece, x[i], len(e.PieceClasses)))
	}
	return linear(&e.head, pooled, len(e.Classes)), pieces
}

func TestTheSumsAreThoseOfTheReference(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for seed := range uint64(5) {
		e, _ := small(t, seed)
		for _, n := range []int{1, 2, 3, 7, 40, MaxPieces} {
			w := window(r, n, e.Vocabulary)
			got := e.Encode(w)
			classes, pieces := e.slowly(w)
			for c, v := range classes {
				if math.Abs(float64(got.Classes[c])-v) > 1e-3 {
					t.Fatalf("%d pieces: class %d is %v, want %v", n, c, got.Classes[c], v)
				}
			}
			for i := range pieces {
				for c, v := range pieces[i] {
					if math.Abs(float64(got.Pieces[i][c])-v) > 1e-3 {
						t.Fatalf("%d pieces: piece %d, class %d is %v, want %v", n, i, c, got.Pieces[i][c], v)
					}
				}
			}
		}
	}
}

func TestTheNumberOfCoresChangesNothing(t *testing.T) {
	e, _ := small(t, 3)
	w := window(rand.New(rand.NewPCG(2, 2)), 61, e.Vocabulary)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	one := e.Encode(w)
	runtime.GOMAXPROCS(4)
	for range 20 {
		if more := e.Encode(w); !slices.Equal(one.Classes, more.Classes) {
			t.Fatalf("%v on one core, %v on four", one.Classes, more.Classes)
		}
	}
}

func TestQuickFunctionsAreCloseEnough(t *testing.T) {
	for x := -8.0; x <= 8; x += 0.00137 {
		v := []float32{float32(x)}
		gelu(v)
		if want := x * 0.5 * (1 + math.Erf(x/math.Sqrt2)); math.Abs(float64(v[0])-want) > 1e-5 {
			t.Fatalf("gelu(%v) = %v, want %v", x, v[0], want)
		}
	}
}

func TestAFileComesBackAsItWas(t *testing.T) {
	e, _ := small(t, 9)
	file := e.Bytes()
	again, err := Read(file)
	if err != nil {
		t.Fatal(err)
	}
	w := window(rand.New(rand.NewPCG(4, 4)), 20, e.Vocabulary)
	if !slices.Equal(e.Encode(w).Classes, again.Encode(w).Classes) || !bytes.Equal(file, again.Bytes()) {
		t.Error("a file that was written and read says something else")
	}
	for _, n := range []int{0, 5, len(magic), len(magic) + 3, len(magic) + 40, len(file) / 2, len(file) - 1} {
		if _, err := Read(file[:n]); err == nil {
			t.Errorf("a file cut at %d bytes was read", n)
		}
	}
	if _, err := Read(append(bytes.Clone(file), 0)); err == nil {
		t.Error("a file with a byte too many was read")
	}
	if _, err := Read([]byte("chaperone encoder 1\n" + string(file[len(magic):]))); err == nil {
		t.Error("another version was read")
	}
}

func FuzzRead(f *testing.F) {
	e, _ := small(f, 1)
	file := e.Bytes()
	f.Add(file[:200], uint16(0))
	f.Add(file, uint16(30))
	f.Fuzz(func(t *testing.T, data []byte, at uint16) {
		e, err := Read(data)
		if err != nil {
			return
		}
		e.Encode([]Piece{{ID: at, Token: 0}, {ID: 3, Token: 1}})
	})
}

func TestTheShippedFileIsWhole(t *testing.T) {
	e, err := Shipped()
	if err != nil {
		t.Fatal(err)
	}
	v, err := ShippedVocabulary()
	if err != nil {
		t.Fatal(err)
	}
	if v.Size() != e.Vocabulary {
		t.Errorf("%d pieces in the vocabulary, %d in the weights", v.Size(), e.Vocabulary)
	}
	if e.Licence == "" || e.Source == "" || e.Command == "" || len(e.Cases) != 64 {
		t.Errorf("the card is not complete: %+v", e.Card)
	}
}

func pieceIDs(t *testing.T, s string) []uint16 {
	v, err := ShippedVocabulary()
	if err != nil {
		t.Fatal(err)
	}
	var out []uint16
	for _, p := range v.Words(nil, text.Read(s)) {
		out = append(out, p.ID)
	}
	return out
}

// The pieces are those of the original tokeniser (ids from it), except that a number and its unit are two words here: "34" "yo".
func TestPiecesAreTheOriginals(t *testing.T) {
	for s, want := range map[string][]uint16{
		"Can you look at my rash?":         {2064, 2017, 2298, 2012, 2026, 23438, 1029},
		"Saw a lovely 34yo today, new AF.": {2387, 1037, 8403, 4090, 10930, 2651, 1010, 2047, 21358, 1012},
	} {
		if got := pieceIDs(t, s); !slices.Equal(got, want) {
			t.Errorf("%q: %v, want %v", s, got, want)
		}
	}
}

func TestDisguisesReadLikeTheWordItself(t *testing.T) {
	want := pieceIDs(t, "botox in london")
	for _, s := range []string{"BOTOX in London", "bоtоx in london", "b\u200botox in london", "ｂｏｔｏｘ in london"} {
		if got := pieceIDs(t, s); !slices.Equal(got, want) {
			t.Errorf("%q: %v, want %v", s, got, want)
		}
	}
}

func TestWindowsHoldTheWholeText(t *testing.T) {
	v, err := ShippedVocabulary()
	if err != nil {
		t.Fatal(err)
	}
	long := ""
	for i := range 400 {
		long += "She came in on day " + string(rune('a'+i%26)) + " of the week. "
	}
	for _, s := range []string{"", "One.", long[:900], long} {
		d := text.Read(s)
		head, words := v.Head("GP post"), v.Words(nil, d)
		n, next := 0, int32(0)
		for _, w := range Windows(head, words, d, 1000) {
			if len(w) > MaxPieces || w[0].ID != firstID || w[len(w)-1].ID != betweenID {
				t.Fatalf("a window of %d pieces from %d to %d", len(w), w[0].ID, w[len(w)-1].ID)
			}
			for _, p := range w[len(head) : len(w)-1] {
				if p.Token < next {
					t.Fatal("pieces out of order")
				}
				next = p.Token
				n++
			}
		}
		if n != len(words) {
			t.Errorf("%d of %d pieces in the windows", n, len(words))
		}
		if got := Windows(head, words, d, 3); len(got) > 3 {
			t.Errorf("%d windows, asked for 3", len(got))
		}
	}
}

func TestVocabulariesAreCheckedWhenRead(t *testing.T) {
	good := "[PAD]\n"
	for i := 1; i < 100; i++ {
		good += "w" + string(rune('0'+i/10)) + string(rune('0'+i%10)) + "\n"
	}
	good += "[UNK]\n[CLS]\n[SEP]\nhello\n##o\n"
	if _, err := ReadVocabulary(good); err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{"", "a\nb\n", good + "hello\n", good + "\n\n"} {
		if _, err := ReadVocabulary(bad); err == nil {
			t.Errorf("read %q", bad[max(0, len(bad)-20):])
		}
	}
}

func BenchmarkEncode(b *testing.B) {
	e, err := Shipped()
	if err != nil {
		b.Fatal(err)
	}
	w := window(rand.New(rand.NewPCG(8, 8)), 72, e.Vocabulary) // a post of 280 characters with its head
	b.ReportAllocs()
	for b.Loop() {
		e.Encode(w)
	}
}

// A file that promises more than it holds is refused before memory is set aside for it.
func TestABoastfulCardIsRefused(t *testing.T) {
	card := []byte(`{"Width":4096,"Heads":64,"Inner":32768,"Layers":48,"Vocabulary":65536,"Classes":["a"],"PieceClasses":["a"]}`)
	file := append([]byte(magic), binary.LittleEndian.AppendUint32(nil, uint32(len(card)))...)
	if _, err := Read(append(file, card...)); err == nil {
		t.Error("read a file without weights")
	}
}
