// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"strings"
	"unicode/utf8"

	"chaperone/post"
	"chaperone/text"
)

// person is one mention of somebody by name: which tokens, and what the name is made of.
type person struct {
	post.Span
	first, last int
	core        int    // first token behind the form of address
	title       string // folded form of address; "" for none
	initials    bool   // nothing but initials: "Mr B", "A.K."
	full        bool   // given and family name
	sure        bool   // a name whatever stands around it; others need a word that says so
	tagged      bool   // sure by the tagger alone: a name, but too little to be read as a patient's by what stands behind it
	role        string // kind of role; see namerole.go
	score       float64
}

// nameReader finds mentions in one post.
type nameReader struct {
	*Reader
	table   map[string]nameFlags
	blocked []bool             // tokens of eponyms, places, brands: no name begins or goes on there
	settled map[string]*person // words of names whose role the lists settle
	out     []person
}

// strictTitles always stand before a name; the others ("little", "sister") are words of their own as well.
var strictTitles = wordSet("mr mrs ms miss mx mister missus dr doctor prof professor rev revd reverend cllr councillor dame baroness sgt capt col master mme herr frau uncle auntie aunty aunt señor")

var missVerb = wordSet("i we you they to will would really still gonna i'll we'll you'll they'll and dearly already so much don't never didn't can't who")

var professionalTitles = wordSet("dr doctor doc prof professor sister nurse matron midwife consultant")

var softTitles = wordSet("little baby wee big old young sister nurse matron sir lady lord nan granny grandad grandpa father fr pastor captain sergeant major judge private corporal pc wpc midwife doc")

// afterTitle are words that make no name of what stands before them: Dr Google, Miss Christmas.
var afterTitle = wordSet(`google youtube tiktok facebook instagram chatgpt gpt internet who house strange seuss dre pepper evil no love phil oz mom dad death doolittle
right wrong grumpy motivator men man woman potato whippy kipling muscle bean blobby nobody anybody somebody everybody perfect average and or is was in on at with for the a an to of
me him her you us them doctor nurse appointment clinic world universe england america out home work today you're your my it this that so but if when because as by from not i
sclerosis society awareness`)

var particles = wordSet("van von de da del della di du la le el al bin ibn ben ter der den abu o st mac mc dos santos")

// placeTails make a place, ward or honour of the name before them.
var placeTails = wordSet(`street st road rd avenue lane close drive crescent terrace gardens grove court way hospital infirmary ward unit clinic surgery practice centre center college
university school academy trust foundation park library hospice lodge wing building suite award awards prize medal lecture fund institute society bridge island beach airport
station cup stadium united fc city town theatre room hall house church abbey chapel square hotel arms inn pub bay river lake county manor farm cottage hill mount memorial royal
general infirmary health healthcare pharmacy pharmacies opticians dental medical group ltd inc plc day week rules law syndrome disease sign criteria score scale test fracture
manoeuvre maneuver catheter tube forceps line position procedure operation technique classification nebuliser palsy lymphoma chorea reflex triad nodes cells bodies protocol
method principle paradox phenomenon effect clamp retractor frame splint collar drain pump index equation formula stain`)

func (n *nameReader) flags(i int) nameFlags { return n.table[n.Tokens()[i].Fold] }

// word tells whether token i can be part of a name by its looks.
func (n *nameReader) word(i int) bool {
	if i < 0 || i >= len(n.Tokens()) {
		return false
	}
	t := &n.Tokens()[i]
	return t.Class == text.Word && !t.Hash && (!t.Spaced || n.flags(i) != 0) && t.Fold != "'s" && !n.blocked[i]
}

// capital tells a token written as a name: first letter a capital, not all of them, unless the whole text shouts or it is hardly
// anything but a name.
func (n *nameReader) capital(i int) bool {
	t := &n.Tokens()[i]
	return t.Cap && (!t.Upper || n.Doc.Upper || n.shouted(i))
}

// shouted tells a given and family name in capitals, side by side: one alone is an acronym too often (GERD, JAMA).
func (n *nameReader) shouted(i int) bool {
	upper := func(k int) bool {
		return k >= 0 && k < len(n.Tokens()) && n.Tokens()[k].Upper && len(n.Tokens()[k].Fold) > 2
	}
	f := n.flags(i)
	return upper(i) && (f.plainGiven() && upper(i+1) && n.flags(i+1).has(isFamily) || f.has(isFamily) && upper(i-1) && n.flags(i-1).plainGiven())
}

// startsSentence tells whether a capital says nothing, as the first word of a sentence or line has one anyway.
func (n *nameReader) startsSentence(i int) bool {
	t := n.Tokens()
	if i == 0 || t[i].Line || t[i].Sent != t[i-1].Sent {
		return true
	}
	for j := i - 1; j >= 0; j-- {
		if t[j].Sent != t[i].Sent {
			return true
		}
		if t[j].Class == text.Punct && strings.ContainsAny(t[j].Fold, "\"'(:-–—*•") || t[j].Class == text.Emoji || t[j].Class == text.Number && j == 0 {
			if t[j].Line {
				return true
			}
			continue
		}
		return t[j].Fold == "\"" || t[j].Fold == ":"
	}
	return true
}

// adjacent tells whether tokens i and i+1 stand together with only a space, hyphen or the stop of an initial between them.
func (n *nameReader) joined(i, j int) bool {
	t := n.Tokens()
	if j >= len(t) || t[i].Sent != t[j].Sent && !(t[i].Cap && utf8.RuneCountInString(t[i].Fold) == 1 && t[j].Cap) || t[j].Line {
		return false
	}
	gap := n.Text()[t[i].End:t[j].Start]
	return len(gap) <= 3 && strings.Trim(gap, " .-\u00a0") == "" && strings.Count(gap, ".") <= 1 && (!strings.Contains(gap, ".") || t[i].End-t[i].Start <= 2 || strictTitles[t[i].Fold])
}

// next gives the next token that is not an initial's or title's stop or a joining hyphen; -1 where the name ends.
func (n *nameReader) next(i int) int {
	t := n.Tokens()
	for j := i + 1; j < len(t) && j <= i+2; j++ {
		if t[j].Class == text.Punct && (t[j].Fold == "." || t[j].Fold == "-") {
			continue
		}
		if n.joined(i, j) {
			return j
		}
		return -1
	}
	return -1
}

// initial tells a single capital letter: the B of "Mr B".
func (n *nameReader) initial(i int) bool {
	if !n.word(i) {
		return false
	}
	t := &n.Tokens()[i]
	return t.Cap && utf8.RuneCountInString(t.Fold) == 1 && t.Fold != "i" && t.Fold != "x" && (t.Fold != "a" || i+1 < len(n.Tokens()) && n.Tokens()[i+1].Fold == "." || i > 0 && strictTitles[n.Tokens()[i-1].Fold])
}

// read finds all mentions.
func (n *nameReader) read() {
	t := n.Tokens()
	titles := map[int]text.Match{}
	for _, m := range n.Phrases("honorific") {
		titles[m.First] = m
	}
	for i := 0; i < len(t); i++ {
		if t[i].Class == text.Handle {
			n.handleName(i)
			continue
		}
		if t[i].Hash {
			if end := n.taggedName(i); end >= 0 {
				i = end
			}
			continue
		}
		if t[i].Class != text.Word {
			continue
		}
		m, ok := titles[i]
		if !ok && (strictTitles[t[i].Fold] || softTitles[t[i].Fold]) {
			m, ok = text.Match{First: i, Last: i}, true
		}
		if ok {
			if end := n.titled(m); end >= 0 {
				i = end
				continue
			}
		}
		if end := n.plain(i); end >= 0 {
			i = end
		}
	}
}

// titled reads a name behind a form of address.
func (n *nameReader) titled(m text.Match) int {
	t := n.Tokens()
	title := t[m.First].Fold
	strict, soft := strictTitles[title], softTitles[title]
	if !strict && !soft || t[m.Last].Fold == "ms" && t[m.Last].Upper && !n.Doc.Upper {
		return -1
	}
	if m.First > 0 && (t[m.First-1].Fold == "the" || title == "miss" && !t[m.First].Cap && missVerb[t[m.First-1].Fold]) {
		return -1
	}
	i := n.next(m.Last)
	if i < 0 || !n.word(i) && !(title == "little" && t[i].Class == text.Word && !t[i].Hash && !t[m.First].Cap) && !(strict && n.blockedByPlace(i)) || afterTitle[t[i].Fold] {
		return -1
	}
	f := n.flags(i)
	cap := n.capital(i) || t[i].Cap && strict
	p := person{first: m.First, core: i, title: title, sure: true}
	switch {
	case strict && n.initial(i):
		p.initials = true
	case strict && cap && !(f.has(isCommon) && !f.has(isFamily|isGiven) && notNames[t[i].Fold]):
	case strict && f.has(isFamily|isGiven) && !notNames[t[i].Fold]: // mrs begum
	case soft && cap && f.plainGiven(), soft && cap && f.has(isGiven) && title != "old" && title != "young" && title != "big" && !n.startsSentence(m.First):
	case soft && cap && !f.has(isCommon) && !t[m.First].Cap && !n.startsSentence(m.First) && (title == "little" || title == "baby" || title == "wee" || title == "big"):
	case title == "big" && n.before("rip", m.First) && t[i].Cap:
	case soft && professionalTitles[title] && cap && f.has(isGiven|isFamily) && !notNames[t[i].Fold]:
	case soft && (title == "little" || title == "baby" || title == "wee") && f.plainGiven() && n.Doc.Lower:
	default:
		return -1
	}
	last := i
	for k := 0; k < 3; k++ {
		j := n.next(last)
		if j < 0 || !n.continues(j, p.initials) {
			break
		}
		if !n.initial(j) {
			p.initials = false
			p.full = k > 0 || len(t[i].Fold) > 1
		}
		last = j
	}
	for last > i && particles[t[last].Fold] {
		last--
	}
	if n.tail(last) {
		return last
	}
	p.last = last
	n.add(p)
	return last
}

// blockedByPlace tells a token that is a place or an eponym as well; behind "Mr" it is a name all the same.
func (n *nameReader) blockedByPlace(i int) bool {
	t := &n.Tokens()[i]
	return t.Class == text.Word && !t.Hash && n.flags(i).has(isFamily|isGiven)
}

// continues tells whether token j carries a name on.
func (n *nameReader) continues(j int, afterInitial bool) bool {
	t := n.Tokens()
	if !n.word(j) || t[j].Fold == "and" {
		return false
	}
	if n.initial(j) {
		return true
	}
	f := n.flags(j)
	if particles[t[j].Fold] {
		k := n.next(j)
		return k > 0 && n.word(k) && t[k].Cap
	}
	if n.Doc.Lower {
		return f.plainFamily()
	}
	if !n.capital(j) || placeTails[t[j].Fold] && !f.has(isFamily) {
		return false
	}
	if n.Doc.Upper {
		return f.has(isFamily | isGiven)
	}
	return !notNames[t[j].Fold] || f.has(isFamily) && !afterTitle[t[j].Fold] && len(t[j].Fold) > 3 && !n.startsSentence(j) && !calendar[t[j].Fold]
}

var calendar = wordSet("monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december christmas easter today tonight yesterday")

// tail tells whether a word behind the name makes it a place, an honour or an eponym.
func (n *nameReader) tail(last int) bool {
	t := n.Tokens()
	j := last + 1
	if j < len(t) && t[j].Fold == "'s" {
		j++
		return j < len(t) && t[j].Sent == t[last].Sent && eponymTails[t[j].Fold]
	}
	return j < len(t) && t[j].Sent == t[last].Sent && t[j].Class == text.Word && t[j].Cap && placeTails[t[j].Fold] && n.joined(last, j)
}

var eponymTails = wordSet(`rule law sign syndrome disease criteria score test fracture palsy triad lymphoma chorea reflex hospital hospice college school church day campaign charity foundation trust
act principle paradox razor method manoeuvre maneuver node nodes cells bodies oesophagus esophagus contracture ulcer tumour sarcoma cyst abscess gland duct canal ligament`)

// plain reads a name without a form of address.
func (n *nameReader) plain(i int) int {
	t := n.Tokens()
	if !n.word(i) {
		return -1
	}
	f := n.flags(i)
	if n.initial(i) { // J Brannigan, R. Deshpande, J.K. Rowling
		last, k := i, 0
		for ; k < 3; k++ {
			j := n.next(last)
			if j < 0 || !n.word(j) {
				break
			}
			if last = j; !n.initial(j) {
				break
			}
		}
		if last > i && !n.initial(last) && n.capital(last) && (n.flags(last).plainFamily() || n.flags(last).has(isFamily) && !n.startsSentence(i)) && !n.tail(last) && !sectionLetter(t, i) {
			n.add(person{first: i, core: i, last: last, full: true, sure: true})
			return last
		}
		return -1
	}
	if n.dottedInitials(i) {
		n.add(person{first: i, core: i, last: i, initials: true})
		return i
	}
	if !f.has(isGiven | isFamily) {
		return n.foreign(i)
	}
	cap := n.capital(i)
	if !cap && !(f.plainGiven() && !t[i].Cap) {
		if f.plainFamily() && !t[i].Cap && len(t[i].Fold) > 4 && n.before("patient-before", i) { // my patient kowalski
			n.add(person{first: i, core: i, last: i})
			return i
		}
		return -1
	}
	last := i
	for k := 0; k < 3; k++ {
		j := n.next(last)
		if j < 0 || cap && !n.continues(j, false) || !cap && (k > 0 || !n.word(j) || t[j].Cap || !n.flags(j).plainFamily() || !n.Doc.Lower && !n.before("patient-before", i)) {
			break
		}
		last = j
	}
	for last > i && particles[t[last].Fold] {
		last--
	}
	if n.tail(last) {
		return last
	}
	p := person{first: i, core: i, last: last, full: last > i}
	switch {
	case p.full && !cap: // small letters are too weak a sign: what stands around must say so
	case p.full:
		lf := n.flags(last)
		known := lf.has(isFamily|isGiven) && !notNames[t[last].Fold] || n.initial(last)
		switch {
		case f.plainGiven():
			p.sure = known || !lf.has(isCommon) || lf.has(isFamily) && !calendar[t[last].Fold]
		case f.has(isGiven) && !n.startsSentence(i):
			p.sure = (known || lf.has(isFamily) && !calendar[t[last].Fold]) && !(notNames[t[i].Fold] && lf.has(familyToo|isCommon))
		case f.has(isGiven):
			p.sure = lf.plainFamily()
		default:
			p.sure = known && lf.plainFamily() && f.plainFamily() && !n.startsSentence(i)
		}
	case f.plainGiven() && cap:
		p.sure = true
	}
	n.add(p)
	return last
}

// sectionLetter tells the letter of a list or of "vitamin B", "hepatitis C", "team A".
func sectionLetter(t []text.Token, i int) bool {
	if i == 0 {
		return false
	}
	switch t[i-1].Fold {
	case "vitamin", "hepatitis", "hep", "team", "group", "plan", "type", "grade", "section", "band", "bay", "ward", "factor", "block", "part", "appendix", "category", "strep", "influenza":
		return true
	}
	return false
}

// dottedInitials tells "A.K." and "J.S": two or three letters with stops. Which of them are people, the words around must say.
func (n *nameReader) dottedInitials(i int) bool {
	t := &n.Tokens()[i]
	raw := t.Of(n.Text())
	return len(t.Fold) >= 2 && len(t.Fold) <= 3 && strings.Count(raw, ".") >= len(t.Fold)-1 && strings.ToUpper(raw) == raw && !notInitials[t.Fold]
}

var notInitials = wordSet("uk us usa nhs gp er ed am pm ie eg phd md ba bsc ms mr ot pt dob iv im bp hr ai tv dc la ny eu un")

// foreign reads names the lists don't hold by one half they do: "Folasade Adeyemi", "Szabina Gelencsér".
func (n *nameReader) foreign(i int) int {
	if !n.capital(i) || n.flags(i).has(isCommon) || n.startsSentence(i) && len(n.Tokens()[i].Fold) < 5 || len(n.Tokens()[i].Fold) < 3 {
		return -1
	}
	j := n.next(i)
	if j < 0 || !n.word(j) || !n.capital(j) || placeTails[n.Tokens()[j].Fold] || notNames[n.Tokens()[j].Fold] || !n.flags(j).plainFamily() || n.Doc.Upper {
		n.lone(i)
		return -1
	}
	if n.tail(j) {
		return j
	}
	n.add(person{first: i, core: i, last: j, full: true, sure: !n.startsSentence(i)})
	return j
}

// lone keeps a capitalised word nobody knows, for a cue to make a name of: "my patient Chikondi".
func (n *nameReader) lone(i int) {
	if !n.startsSentence(i) && !n.tail(i) && !placeTails[n.Tokens()[i].Fold] {
		n.add(person{first: i, core: i, last: i})
	}
}

func (n *nameReader) add(p person) {
	p.Span = n.Doc.Span(p.first, p.last)
	n.out = append(n.out, p)
}
