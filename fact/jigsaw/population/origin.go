// SPDX-License-Identifier: Apache-2.0

package population

import (
	"strings"

	"chaperone/fact/jigsaw"
)

// origins are words for where people come from, by the group the census counts them in.
var origins = map[string]string{
	"asian-indian": "indian punjabi gujarati tamil keralan malayali bengali", "asian-pakistani": "pakistani kashmiri", "asian-bangladeshi": "bangladeshi sylheti", "asian-chinese": "chinese",
	"asian": "asian nepali gurkha nepalese filipino filipina vietnamese thai japanese korean tibetan", "black-african": "nigerian ghanaian somali kenyan zimbabwean eritrean ethiopian ugandan congolese gambian sudanese yoruba igbo",
	"black-caribbean": "jamaican caribbean trinidadian barbadian bajan", "black": "black", "mixed": "mixed-race", "white-irish": "irish", "white-traveller": "gypsy gypsies traveller travellers",
	"white-roma": "roma romani", "white-other": "polish romanian bulgarian lithuanian latvian ukrainian russian italian spanish portuguese french german dutch greek cypriot turkish hungarian czech slovak albanian american australian canadian",
	"other-arab": "arab syrian iraqi yemeni libyan egyptian moroccan palestinian lebanese",
}

// faiths are words for what people believe.
var faiths = map[string]string{"muslim": "muslim islamic imam", "hindu": "hindu", "sikh": "sikh", "jewish": "jewish hasidic haredi rabbi", "buddhist": "buddhist", "christian": "christian catholic methodist baptist pentecostal quaker protestant presbyterian"}

// GroupOf gives what the census counts a word of origin or faith as; "" where nothing.
func GroupOf(words string) (sort jigsaw.Sort, code string) {
	for w := range strings.FieldsSeq(strings.ToLower(words)) {
		for code, list := range origins {
			if contains(list, w) {
				return jigsaw.Ethnicity, code
			}
		}
		for code, list := range faiths {
			if contains(list, w) {
				return jigsaw.Religion, code
			}
		}
	}
	return "", ""
}

func contains(list, word string) bool {
	for w := range strings.FieldsSeq(list) {
		if w == word {
			return true
		}
	}
	return false
}
