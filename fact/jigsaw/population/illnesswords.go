// SPDX-License-Identifier: Apache-2.0

package population

import "strings"

// chapters are the chapters of ICD-10 by their first and last three-character code, each with a plain noun that holds all of it.
var chapters = []struct{ first, last, noun string }{
	{"A00", "B99", "infection"}, {"C00", "D48", "tumour"}, {"D50", "D89", "blood condition"}, {"E00", "E90", "hormone or metabolic condition"},
	{"F00", "F99", "mental health condition"}, {"G00", "G99", "condition of the nerves or brain"}, {"H00", "H59", "eye condition"}, {"H60", "H95", "ear condition"},
	{"I00", "I99", "heart or circulation problem"}, {"J00", "J99", "chest or airway problem"}, {"K00", "K93", "stomach or bowel problem"}, {"L00", "L99", "skin condition"},
	{"M00", "M99", "joint or muscle problem"}, {"N00", "N99", "kidney, bladder or pelvic problem"}, {"O00", "O99", "problem in pregnancy or birth"},
	{"P00", "P96", "problem of a newborn"}, {"Q00", "Q99", "condition from birth"}, {"R00", "R99", "symptom"}, {"S00", "T98", "injury"}, {"V01", "Y98", "accident"}, {"Z00", "Z99", "reason for care"},
}

// blockNouns are plain nouns for the blocks clinicians most often tell of; each holds the whole block.
var blockNouns = map[string]string{
	"A00-A09": "stomach bug", "A15-A19": "long infection", "A30-A49": "serious infection", "A50-A64": "infection", "B15-B19": "infection of the liver",
	"C15-C26": "cancer", "C30-C39": "cancer", "C43-C44": "skin cancer", "C50-C50": "cancer", "C51-C58": "cancer", "C60-C63": "cancer", "C64-C68": "cancer", "C69-C72": "cancer", "C81-C96": "blood cancer",
	"D60-D64": "anaemia", "E00-E07": "thyroid problem", "E10-E14": "diabetes", "F10-F19": "problem with alcohol or drugs", "F30-F39": "mood disorder", "F40-F48": "anxiety or stress",
	"G40-G47": "fit or headache", "G00-G09": "infection of the brain or its lining", "I20-I25": "heart attack or angina", "I26-I28": "clot or lung circulation problem", "I30-I52": "heart problem", "I60-I69": "stroke or bleed",
	"I70-I79": "artery problem", "I80-I89": "vein problem", "J00-J06": "cold or throat infection", "J09-J18": "chest infection", "J20-J22": "chest infection", "J40-J47": "long-term lung problem",
	"J60-J70": "lung problem", "K20-K31": "stomach problem", "K35-K38": "appendix problem", "K40-K46": "hernia", "K50-K52": "bowel inflammation", "K55-K64": "bowel problem", "K70-K77": "liver problem", "K80-K87": "gallbladder or pancreas problem",
	"L00-L08": "skin infection", "M00-M25": "joint problem", "M40-M54": "back problem", "N10-N16": "kidney infection", "N17-N19": "kidney failure", "N20-N23": "kidney stone", "N30-N39": "urine infection or bladder problem",
	"O00-O08": "early pregnancy problem", "O10-O16": "blood pressure problem in pregnancy", "O60-O75": "difficult birth", "O80-O84": "birth", "P05-P08": "early or small baby",
	"S00-S09": "head injury", "S10-S19": "neck injury", "S20-S29": "chest injury", "S30-S39": "back or belly injury", "S40-S49": "shoulder injury", "S50-S59": "arm injury", "S60-S69": "hand injury",
	"S70-S79": "hip or thigh injury", "S80-S89": "leg injury", "S90-S99": "foot injury", "T15-T19": "swallowed or lodged object", "T20-T32": "burn", "T36-T50": "poisoning", "T51-T65": "poisoning",
}

// chapterOf gives the chapter a three-character code lies in.
func chapterOf(code string) (noun string, i int) {
	c := code[:min(3, len(code))]
	for i, ch := range chapters {
		if c >= ch.first && c <= ch.last {
			return ch.noun, i
		}
	}
	return "", -1
}

// nounPhrase fits a noun into the place of other words: after "the", "her" or an adjective it stands bare, else with an article.
func nounPhrase(text string, start int, noun string) string {
	head := strings.TrimRight(text[:start], " ")
	i := strings.LastIndexAny(head, " \n(") + 1
	switch strings.ToLower(head[i:]) {
	case "a", "an", "the", "his", "her", "their", "my", "our", "this", "that", "new", "old", "bad", "nasty", "massive", "acute", "first", "second", "another", "your", "’s", "'s":
		return noun
	}
	if strings.HasSuffix(head, "'s") || strings.HasSuffix(head, "’s") {
		return noun
	}
	if strings.ContainsRune("aeiou", rune(noun[0])) {
		return "an " + noun
	}
	return "a " + noun
}
