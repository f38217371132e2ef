// SPDX-License-Identifier: Apache-2.0

package main

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"chaperone/post"
)

// disguise hides the words at target in a text. It gives the text, the bytes that must still be found, and false where the trick does not
// apply: capitals to a number, say. What it does is fixed: the same text always gives the same disguise.
type disguise struct {
	name  string
	about string
	do    func(text string, target post.Span) (string, post.Span, bool)
	rules []string // the rules it is tried on, by prefix; empty: all
}

// inWords makes a disguise of a change to the words alone.
func inWords(f func(string) string) func(string, post.Span) (string, post.Span, bool) {
	return func(text string, at post.Span) (string, post.Span, bool) {
		old := at.Of(text)
		words := f(old)
		return text[:at.Start] + words + text[at.End:], post.Span{Start: at.Start, End: at.Start + len(words)}, words != old
	}
}

// inText makes a disguise of a change to each character of the whole text, which moves the words.
func inText(f func(prev, c, next rune) string) func(string, post.Span) (string, post.Span, bool) {
	return func(text string, at post.Span) (string, post.Span, bool) {
		var b strings.Builder
		var out post.Span
		rs := []rune(text)
		get := func(i int) rune {
			if i < 0 || i >= len(rs) {
				return ' '
			}
			return rs[i]
		}
		byteAt := 0
		for i, c := range rs {
			if byteAt == at.Start {
				out.Start = b.Len()
			}
			b.WriteString(f(get(i-1), c, get(i+1)))
			byteAt += utf8.RuneLen(c)
			if byteAt == at.End {
				out.End = b.Len()
			}
		}
		return b.String(), out, b.String() != text
	}
}

// perRune changes each character of the words by a table of pairs "ab": a becomes b.
func perRune(pairs ...string) func(string) string {
	m := map[rune]rune{}
	for _, p := range pairs {
		for _, f := range strings.Fields(p) {
			rs := []rune(f)
			m[rs[0]] = rs[1]
		}
	}
	return func(s string) string {
		return strings.Map(func(c rune) rune {
			if to, ok := m[c]; ok {
				return to
			}
			if to, ok := m[unicode.ToLower(c)]; ok {
				return unicode.ToUpper(to) // a capital where the other alphabet has one
			}
			return c
		}, s)
	}
}

// shifted puts letters and digits into another block of Unicode; 0 leaves a sort alone.
func shifted(upper, lower, digit rune) func(string) string {
	return func(s string) string {
		return strings.Map(func(c rune) rune {
			switch {
			case c >= 'A' && c <= 'Z' && upper != 0:
				return upper + c - 'A'
			case c >= 'a' && c <= 'z' && lower != 0:
				return lower + c - 'a'
			case c >= '0' && c <= '9' && digit != 0:
				return digit + c - '0'
			}
			return c
		}, s)
	}
}

// between puts something between the characters of each word; mixed text and numbers alike.
func between(sign string, numbers bool) func(string) string {
	return func(s string) string {
		var b strings.Builder
		rs := []rune(s)
		for i, c := range rs {
			b.WriteRune(c)
			if i+1 < len(rs) && inside(c, numbers) && inside(rs[i+1], numbers) {
				b.WriteString(sign)
			}
		}
		return b.String()
	}
}

func inside(c rune, numbers bool) bool { return unicode.IsLetter(c) || numbers && unicode.IsDigit(c) }

// letterAt changes the longest word of s by f, which sees the word and a place in its second half (never its first letter).
func letterAt(f func(w []rune, i int) string) func(string) string {
	return func(s string) string {
		long := ""
		for _, w := range strings.FieldsFunc(s, func(c rune) bool { return !unicode.IsLetter(c) }) {
			if len(w) > len(long) {
				long = w
			}
		}
		if len(long) < 5 {
			return s
		}
		rs := []rune(long)
		return strings.Replace(s, long, f(rs, len(rs)/2), 1)
	}
}

// typo is letterAt for words whose misspellings are read: seven letters and more.
func typo(f func(w []rune, i int) string) func(string) string {
	return func(s string) string {
		return letterAt(func(w []rune, i int) string {
			if len(w) < 7 || strings.ContainsAny(string(w), "ABCDEFGHIJKLMNOPQRSTUVWXYZ") && strings.Contains(s, " ") {
				return string(w)
			}
			return f(w, i)
		})(s)
	}
}

// neighbour is the key to the right on a keyboard, or the one to the left at its edge.
func neighbour(c rune) rune {
	const keys = "qwertyuiop asdfghjkl zxcvbnm "
	i := strings.IndexRune(keys, c)
	if i < 0 {
		return c
	}
	if keys[i+1] != ' ' {
		return rune(keys[i+1])
	}
	return rune(keys[i-1])
}

// tagged makes a hashtag of the words and another word behind them: #botoxlondon.
func tagged(tail string, capitals bool) func(string, post.Span) (string, post.Span, bool) {
	return func(text string, at post.Span) (string, post.Span, bool) {
		words := at.Of(text)
		if strings.ContainsAny(words, "0123456789#@") || len(words) < 5 || at.Start > 0 && text[at.Start-1] != ' ' {
			return text, at, false
		}
		tag := strings.Join(strings.Fields(words), "")
		if !capitals {
			tag, tail = strings.ToLower(tag), strings.ToLower(tail)
		} else {
			tag = strings.ToUpper(tag[:1]) + tag[1:]
		}
		return text[:at.Start] + "#" + tag + tail + text[at.End:], post.Span{Start: at.Start, End: at.Start + 1 + len(tag)}, true
	}
}

// spellings are stems written in two ways, British first.
var spellings = strings.Fields("paediatric pediatric anaesthe anesthe leukaemia leukemia gynaecolog gynecolog haemo hemo tumour tumor oestr estr diarrhoea diarrhea " +
	"oesophag esophag anaemia anemia colour color foetus fetus caesarean cesarean fibre fiber sulph sulf litre liter orthopaedic orthopedic coeliac celiac behaviour behavior")

// respelt writes British words the American way and the other way round: the first stem found.
func respelt(s string) string {
	for i := 0; i+1 < len(spellings); i += 2 {
		for _, p := range [][2]string{{spellings[i], spellings[i+1]}, {spellings[i+1], spellings[i]}} {
			at := strings.Index(strings.ToLower(s), p[0])
			if at < 0 {
				continue
			}
			to := p[1]
			if unicode.IsUpper(rune(s[at])) {
				to = strings.ToUpper(to[:1]) + to[1:]
			}
			return s[:at] + to + s[at+len(p[0]):]
		}
	}
	return s
}

var disguises = []disguise{
	{name: "cyrillic and greek letters", about: "bоtοx", do: inWords(perRune("aа eе oо cс pр xх yу iі sѕ jј hһ kκ tτ uυ vν nո mм"))},
	{name: "accents", about: "bötóx", do: inWords(perRune("aà eë oö iï uû cç nñ yÿ sš zž"))},
	{name: "full-width letters", about: "ｂｏｔｏｘ", do: inWords(shifted(0xFF21, 0xFF41, 0xFF10))},
	{name: "mathematical bold", about: "𝐛𝐨𝐭𝐨𝐱", do: inWords(shifted(0x1D400, 0x1D41A, 0x1D7CE))},
	{name: "mathematical script", about: "𝓫𝓸𝓽𝓸𝔁", do: inWords(shifted(0x1D4D0, 0x1D4EA, 0))},
	{name: "mathematical sans italic", about: "𝘣𝘰𝘵𝘰𝘹", do: inWords(shifted(0x1D608, 0x1D622, 0x1D7E2))},
	{name: "monospaced", about: "𝚋𝚘𝚝𝚘𝚡", do: inWords(shifted(0x1D670, 0x1D68A, 0x1D7F6))},
	{name: "circled letters", about: "ⓑⓞⓣⓞⓧ", do: inWords(shifted(0x24B6, 0x24D0, 0))},
	{name: "boxed letters", about: "🅱🅾🆃🅾🆇", do: inWords(shifted(0x1F170, 0x1F170, 0))},
	{name: "small capitals", about: "ʙᴏᴛᴏx", do: inWords(perRune("aᴀ bʙ cᴄ dᴅ eᴇ fꜰ gɢ hʜ iɪ jᴊ kᴋ lʟ mᴍ nɴ oᴏ pᴘ rʀ sꜱ tᴛ uᴜ vᴠ wᴡ yʏ zᴢ"))},
	{name: "superscript letters", about: "ᵇᵒᵗᵒˣ", do: inWords(perRune("aᵃ bᵇ cᶜ dᵈ eᵉ fᶠ gᵍ hʰ iⁱ jʲ kᵏ lˡ mᵐ nⁿ oᵒ pᵖ rʳ sˢ tᵗ uᵘ vᵛ wʷ xˣ yʸ zᶻ"))},
	{name: "flag letters", about: "🇧🇴🇹🇴🇽", do: inWords(shifted(0x1F1E6, 0x1F1E6, 0))},
	{name: "zero-width space", about: "bo\u200btox", do: inWords(between("\u200b", true))},
	{name: "soft hyphen", about: "bo\u00adtox", do: inWords(between("\u00ad", true))},
	{name: "word joiner", about: "bo\u2060tox", do: inWords(between("\u2060", true))},
	{name: "right-to-left mark", about: "bo\u200ftox", do: inWords(between("\u200f", true))},
	{name: "direction override", about: "\u202ebotox\u202c", do: inWords(func(s string) string { return s[:1] + "\u202d" + s[1:] })},
	{name: "struck through", about: "b̶o̶t̶o̶x̶", do: inWords(between("\u0336", true))},
	{name: "spaced letters", about: "b o t o x", do: inWords(between(" ", false))},
	{name: "dots between letters", about: "b.o.t.o.x", do: inWords(between(".", false))},
	{name: "hyphens between letters", about: "b-o-t-o-x", do: inWords(between("-", false))},
	{name: "stars between letters", about: "b*o*t*o*x", do: inWords(between("*", false))},
	{name: "bars between letters", about: "b|o|t|o|x", do: inWords(between("|", false))},
	{name: "emoji between letters", about: "b💉o💉t💉o💉x", do: inWords(between("💉", false))},
	{name: "digits for letters", about: "b0t0x", do: inWords(perRune("o0 e3 i1 a4 s5 t7"))},
	{name: "signs for letters", about: "b@tox", do: inWords(letterAt(func(w []rune, i int) string {
		for k, c := range w {
			if to, ok := map[rune]rune{'a': '@', 's': '$', 'i': '!', 'e': '€', 'o': '*'}[c]; ok && k > 0 {
				return string(w[:k]) + string(to) + string(w[k+1:])
			}
		}
		return string(w)
	}))},
	{name: "one letter starred out", about: "bo*ox", do: inWords(letterAt(func(w []rune, i int) string { return string(w[:i]) + "*" + string(w[i+1:]) }))},
	{name: "keycap digits", about: "b0️⃣t0️⃣x", do: inWords(func(s string) string {
		return strings.NewReplacer("o", "0\ufe0f\u20e3", "i", "1\ufe0f\u20e3", "e", "3\ufe0f\u20e3").Replace(s)
	})},
	{name: "stretched letters", about: "botooox", do: inWords(letterAt(func(w []rune, i int) string {
		return string(w[:i+1]) + strings.Repeat(string(w[i]), 3) + string(w[i+1:])
	}))},
	{name: "doubled letter", about: "mounjjaro", do: inWords(typo(func(w []rune, i int) string { return string(w[:i+1]) + string(w[i:]) }))},
	{name: "letter left out", about: "mounaro", do: inWords(typo(func(w []rune, i int) string { return string(w[:i]) + string(w[i+1:]) }))},
	{name: "letters swapped", about: "mounajro", do: inWords(typo(func(w []rune, i int) string {
		return string(w[:i]) + string(w[i+1]) + string(w[i]) + string(w[i+2:])
	}))},
	{name: "key beside hit", about: "mounkaro", do: inWords(typo(func(w []rune, i int) string { return string(w[:i]) + string(neighbour(w[i])) + string(w[i+1:]) }))},
	{name: "hashtag run together", about: "#botoxlondon", do: tagged("london", false)},
	{name: "hashtag with my and journey", about: "#mybotoxjourney", rules: []string{"pom-", "medicine-", "patient-name"}, do: func(text string, at post.Span) (string, post.Span, bool) {
		return hashtagAround(text, at, "my", "journey")
	}},
	{name: "hashtag in capitals of words", about: "#BotoxLondon", do: tagged("London", true)},
	{name: "handle of a seller", about: "@botoxbyjo", rules: []string{"pom-", "medicine-"}, do: func(text string, at post.Span) (string, post.Span, bool) {
		return handleOf(text, at, "byjo")
	}},
	{name: "handle that is a name", about: "@margaretholloway84", rules: []string{"patient-name"}, do: func(text string, at post.Span) (string, post.Span, bool) {
		return handleOf(text, at, "84")
	}},
	{name: "all capitals", about: "BOTOX FROM £99", do: inText(func(_, c, _ rune) string { return strings.ToUpper(string(c)) })},
	{name: "all lower case", about: "botox from £99", do: inText(func(_, c, _ rune) string { return strings.ToLower(string(c)) })},
	{name: "no punctuation", about: "no stops, no commas", do: inText(func(p, c, n rune) string {
		if strings.ContainsRune(".,;:!?'’\"()|", c) && !(unicode.IsDigit(p) && unicode.IsDigit(n)) && !(unicode.IsLetter(p) && unicode.IsLetter(n) && c == '.') {
			return ""
		}
		return string(c)
	})},
	{name: "the other English spelling", about: "anesthetic", do: inWords(respelt)},
}

// handleOf makes an account's name of the words.
func handleOf(text string, at post.Span, behind string) (string, post.Span, bool) {
	was := at.Start
	text, at, ok := hashtagAround(text, at, "", behind)
	if !ok {
		return text, at, false
	}
	return text[:was] + "@" + text[was+1:], at, true
}

func hashtagAround(text string, at post.Span, before, behind string) (string, post.Span, bool) {
	words := at.Of(text)
	if strings.ContainsAny(words, "0123456789#@.") || len(words) < 5 || at.Start > 0 && text[at.Start-1] != ' ' {
		return text, at, false
	}
	tag := "#" + before + strings.ToLower(strings.Join(strings.Fields(words), "")) + behind
	return text[:at.Start] + tag + text[at.End:], post.Span{Start: at.Start + 1 + len(before), End: at.Start + len(tag) - len(behind)}, true
}
