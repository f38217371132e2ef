// SPDX-License-Identifier: Apache-2.0

package detect

import (
	_ "embed"
	"strings"
	"sync"
)

// commonWords are words people write in small letters: a capital alone does not make them names.
//
//go:embed lexicon/build/common.txt
var commonWords string

// nameFlags says what a folded word can be. It is looked up for every word, also in small letters, which lists marked "cap" can't do.
type nameFlags uint8

const (
	isGiven nameFlags = 1 << iota
	isFamily
	givenToo  // the given name is an everyday word as well
	familyToo // the family name is an everyday word as well
	isCommon
	isFemale
	isMale
)

func (f nameFlags) has(x nameFlags) bool { return f&x != 0 }

// plainGiven tells a given name that is hardly anything else.
func (f nameFlags) plainGiven() bool { return f.has(isGiven) && !f.has(givenToo|isCommon) }

// plainFamily tells a family name that is hardly anything else.
func (f nameFlags) plainFamily() bool { return f.has(isFamily) && !f.has(familyToo|isCommon) }

var nameTable = sync.OnceValue(func() map[string]nameFlags {
	m := make(map[string]nameFlags, 14000)
	for w := range strings.SplitSeq(commonWords, "\n") {
		if w != "" && w[0] != '#' {
			m[w] |= isCommon
		}
	}
	for _, list := range []string{"given-name", "family-name"} {
		data, err := lexiconFiles.ReadFile("lexicon/gazetteer/" + list + ".txt")
		if err != nil {
			return m // Start has failed already
		}
		for line := range strings.SplitSeq(string(data), "\n") {
			word, value, _ := strings.Cut(line, " = ")
			if word == "" || word[0] == '#' || word[0] == '[' || strings.Contains(word, " ") {
				continue
			}
			too := strings.Contains(value, "ambiguous")
			if list == "family-name" {
				m[word] |= isFamily
				if too {
					m[word] |= familyToo
				}
				continue
			}
			m[word] |= isGiven
			if too {
				m[word] |= givenToo
			}
			if strings.HasPrefix(value, "f") {
				m[word] |= isFemale
			} else if strings.HasPrefix(value, "m") {
				m[word] |= isMale
			}
		}
	}
	for w := range notNames {
		m[w] |= isCommon | givenToo | familyToo
	}
	return m
})

// notNames are words in capitals at the start of sentences, days, months and posts' own words that also stand in lists of names.
var notNames = wordSet(`monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december
christmas easter eid diwali ramadan ward bay doctor nurse will mark art grace hope joy faith summer autumn winter spring dawn eve sun sunny star angel baby love lovely happy merry
day night morning covid flu an so in my you he she we they them his her our your me no yes ok long short young old old new big little love man woman boy girl king queen prince duke
sister brother mother father mum dad nan gran said see may do go be am is are was were has have had not now then here there when why what who how this that these those
sky river rain snow storm bear fox wolf bird rose lily ivy violet daisy jasmine olive hazel iris poppy holly heather rosemary ginger cherry berry honey sugar candy penny
chance chase page paige parsons major miles max mason dean duke earl bishop pope abbot abbott cook baker taylor carter cooper turner walker hunter fisher butcher farmer
gp nhs uk us usa bp ed er icu itu gmc nmc cpr mri ct ecg ekg eeg iv im ai md phd rn bsc mbbs mrcp frcs frcp sho st1 ltd inc plc amen please thanks thank hello hi hey dear
english british irish scottish welsh indian american french german polish muslim christian jewish hindu sikh catholic royal general western eastern northern southern
health care hospital clinic surgery medical patient patients consultant student staff team trust board north south east west upper lower great saint st street road
monitor pt dr mr mrs ms miss prof sir dame lady lord one two three four five six seven eight nine ten first second third last next every each some any all both few many
case post thread update story reminder note question answer tip tips fact facts myth myths true false free sale code shop link bio page follow share like comment
today tonight tomorrow yesterday week month year weekend lunch breakfast dinner tea coffee cake bread rice bean pepper brown white black green grey gray gold silver pink blue
bond bonds sharp smart wise strong small short good best better bliss noble power price rich poor hall hill wood woods field fields forest lake bridge brook marsh moss stone`)

func wordSet(s string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(s) {
		m[w] = true
	}
	return m
}
