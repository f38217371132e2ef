// SPDX-License-Identifier: Apache-2.0

package subject

import "strings"

// class says what sort of mention a word makes, or what sort of person an entity is.
type class uint8

const (
	none     class = iota
	me             // the author: I, my
	us             // the author with others
	you            // whoever reads, or is answered
	pronoun        // he, she, they: somebody mentioned before, once resolved
	person         // a man, a 43-year-old, somebody: one person, of whom no word says who
	patient        // a word that says so: patient, pt, inpatient
	kin            // a relative of somebody other than the author
	ownKin         // a relative of the author
	staff          // a colleague: the registrar, a porter, our team
	public         // a public figure, the author of a study
	historic       //
	eponym         //
	invented       // fiction, manikins, exam cases
	group          // patients, people, women: no one person
	speaker        // "I" inside quotation marks: whoever is quoted
	trade          // a job no clinician has, standing for its holder: the pastry chef
	animal         // the cat: no person, but pronouns point to it
	classes
)

var classNames = [classes]string{"none", "me", "us", "you", "pronoun", "person", "patient", "kin", "own-kin", "staff", "public", "historic", "eponym", "invented", "group", "speaker", "trade", "animal"}

// gender is grammatical: what pronoun points to a word.
type gender uint8

const (
	either gender = iota
	female
	male
	plural
)

type word struct {
	class  class
	gender gender
	owner  bool // a possessive: my, her, their
}

// words are the closed class of words that mention people. Trades, clinicians and public figures come from the word lists.
var words = func() map[string]word {
	m := map[string]word{}
	put := func(w word, s string) {
		for _, x := range strings.Fields(s) {
			m[x] = w
		}
	}
	put(word{class: me}, "i me mine myself i'm i've i'd i'll")
	put(word{class: me, owner: true}, "my")
	put(word{class: us}, "we us ours ourselves we're we've we'd we'll")
	put(word{class: us, owner: true}, "our")
	put(word{class: you}, "you yours yourself you're you've you'd you'll u ya ye yous y'all")
	put(word{class: you, owner: true}, "your ur yer")
	put(word{class: pronoun, gender: male}, "he him himself he's he'd he'll")
	put(word{class: pronoun, gender: male, owner: true}, "his")
	put(word{class: pronoun, gender: female}, "she hers herself she's she'd she'll")
	put(word{class: pronoun, gender: female, owner: true}, "her")
	put(word{class: pronoun, gender: plural}, "they them themselves themself theirs they're they've they'd they'll")
	put(word{class: pronoun, gender: plural, owner: true}, "their")
	put(word{class: person, gender: female}, "woman lady lass lassie girl female gal")
	put(word{class: person, gender: male}, "man gentleman gent chap bloke fella fellow geezer lad laddie boy guy male dude")
	put(word{class: person}, "bairn wean bub tot madam gentleperson person someone somebody child kid toddler baby newborn neonate infant teenager teen adult youngster pensioner oap punter client resident survivor recipient donor whoever")
	put(word{class: patient}, "patient pt px inpatient outpatient")
	put(word{class: group, gender: plural}, `patients pts people women men girls boys kids children babies infants toddlers teenagers adults clients residents everyone everybody anyone
anybody nobody parents families relatives mums dads others folk folks humans males females survivors those ones readers followers lads ladies gents`)
	put(word{class: kin, gender: female}, `mum mam mom mummy mother mammy mama sister daughter wife girlfriend aunt auntie aunty niece gran granny grandma grandmother nan nana nanna
granddaughter stepmum stepmother stepdaughter missus fiancée bride widow`)
	put(word{class: kin, gender: male}, `dad daddy father brother son husband hubby boyfriend uncle nephew grandad granddad grandpa grandfather grandson stepdad stepfather stepson fiancé
groom widower`)
	put(word{class: kin}, "parent partner spouse sibling cousin grandchild twin carer child kid baby eldest youngest family relative fiance toddler neighbour")
	put(word{class: kin, gender: plural}, "twins siblings grandchildren sisters brothers daughters sons cousins grandparents kids children parents")
	put(word{class: staff}, `doctor nurse gp consultant registrar reg sho matron midwife paramedic physio colleague mate friend boss manager hca odp surgeon anaesthetist porter student
trainee mentor supervisor crewmate radiographer pharmacist receptionist dentist secretary dr prof professor team crew staff colleagues nurses doctors midwives consultants
registrars students juniors trainees porters paramedics bestie crush neighbour`)
	put(word{class: person, gender: male}, "sir")
	put(word{class: animal}, "dog cat kitten puppy horse pony hamster rabbit budgie parrot cow goat fox bird")
	return m
}()

// both are words that are kin behind a possessive and a person elsewhere ("her baby", "a baby").
var both = map[string]word{
	"child": {class: person}, "kid": {class: person}, "baby": {class: person}, "toddler": {class: person}, "twin": {class: person}, "carer": {class: person},
	"kids": {class: group, gender: plural}, "children": {class: group, gender: plural}, "parents": {class: kin, gender: plural},
	"widow": {class: person, gender: female}, "widower": {class: person, gender: male}, "bride": {class: person, gender: female}, "groom": {class: person, gender: male},
	"girl": {class: person, gender: female}, "boy": {class: person, gender: male}, "sister": {class: kin, gender: female},
}

// sets of words that stand around mentions.
var (
	plainly = set("every each any no most many all some few")
	fillers = set("own old young little lovely poor dear late wee big elderly new first last very favourite favorite brilliant beautiful 's and dearest eldest youngest older younger brave amazing")
	// treating verbs make the next mention a patient where the author does them.
	treating = set(`treated treating saw seen see met reviewed admitted discharged examined delivered intubated cannulated resuscitated operated nursed washed
catheterised sectioned scanned anaesthetised referred stitched sutured clerked consented diagnosed lost assessed visited weighed jabbed vaccinated triaged extubated removed
pulled inserted drained repaired replaced fixed filled extracted injected bleeped attended transferred held told tell gave looking looked`)
	// stages are films, series and exams, by one word; whoever appears beside them does not exist.
	stages = set(`casualty holby grey's greys netflix episode episodes osce osces paces vignette manikin mannequin simman actor drama sitcom novel chapter excerpt finals viva quiz`)
	// linking verbs carry a mention on to the words behind.
	linking = set("is was are were has had have been being with aged who whose on in from at for s 's 's he's she's i'm")
)

func set(s string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(s) {
		m[w] = true
	}
	return m
}
