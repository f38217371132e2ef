// SPDX-License-Identifier: Apache-2.0

package register

// Headings of fields that belong together.
const (
	groupDays   = "Until when"
	groupHow    = "How it was taken"
	groupOthers = "A child, or somebody who can’t decide"
	groupExact  = "Exact wordings and pictures"
	groupMore   = "More about it"
	groupAfter  = "What became of it"
)

const oneEach = "One on a line."

// asked is how each field is asked for. A test holds that every field of the author's file is here or left out on purpose.
var asked = map[Name]map[string]Field{
	Consents: {
		"who":             {Label: "Who agreed", Hint: "Their name, or words that stand for them. Sealed, and never shown in lists."},
		"words":           {Label: "Other words for them", Hint: "Words by which a post may speak of them: ‘the cyclist’. " + oneEach, Group: groupMore},
		"posts":           {Label: "For which posts", Shape: Posts},
		"revisions":       {Label: "Exact wordings", Hint: "Digests of the wordings they saw. A request fills them in. " + oneEach, Group: groupExact},
		"text":            {Label: "The words they agreed to", Shape: Long, Hint: "The exact text. Other words need another yes."},
		"media":           {Label: "Pictures and films", Hint: "Digests of those they saw. A request fills them in. " + oneEach, Group: groupExact},
		"platforms":       {Label: "Where it may stand", Choices: platforms, Only: true},
		"purpose":         {Label: "What it is for", Choices: purposes},
		"audience":        {Label: "Who may see it", Choices: audiences, Only: true},
		"told":            {Label: "What they were told", Shape: Long, Group: groupHow},
		"told_withdrawal": {Label: "They were told how to change their mind"},
		"relies":          {Label: "Who relies on it", Group: groupMore},
		"given":           {Label: "When they agreed"},
		"review":          {Label: "Ask again by", Group: groupDays},
		"expires":         {Label: "Last day it covers anything", Group: groupDays},
		"record":          {Label: "Where the original is kept", Hint: "register, notes, chat, phone …", Group: groupHow},
		"form":            {Label: "How they said it", Choices: forms, Only: true},
		"obtained":        {Label: "By which way", Choices: ways, Only: true, Group: groupHow},
		"signature":       {Label: "Signature", Choices: signatures, Only: true, Group: groupHow},
		"taken_by":        {Label: "Who asked them", Hint: "treating clinician, colleague …", Group: groupHow},
		"work_time":       {Label: "It was taken in working time", Group: groupHow},
		"employer_agreed": {Label: "The employer agreed to that", Group: groupHow},
		"incentive":       {Label: "What they got for it", Hint: "A discount or a gift makes a yes doubtful.", Group: groupHow},
		"child":           {Label: "They are under 18", Group: groupOthers},
		"parent":          {Label: "Somebody with authority agreed", Group: groupOthers},
		"child_view":      {Label: "The child’s own view is noted", Group: groupOthers},
		"capacity":        {Label: "Whether they could decide", Choices: capacities, Only: true, Group: groupOthers},
		"deceased":        {Label: "They have died", Group: groupOthers},
		"deceased_wishes": {Label: "What they wanted, and who says so", Shape: Long, Group: groupOthers},
	},
	Interests: {
		"party":       {Label: "Who it is", Hint: "The firm or person."},
		"also":        {Label: "Other names for them", Hint: "Brands, parents, people by which a post may name them. " + oneEach},
		"kind":        {Label: "What ties you to them", Choices: kinds, Only: true},
		"value":       {Label: "What it is worth", Hint: "A band will do: under £100."},
		"details":     {Label: "In your own words", Shape: Long},
		"from":        {Label: "Since when"},
		"until":       {Label: "Until when", Hint: "Empty while it lasts."},
		"assessed":    {Label: "Who judged the conflict", Hint: "self, colleague …; nobody judges their own alone.", Choices: assessors, Group: groupMore},
		"declared":    {Label: "When the employer was told", Group: groupMore},
		"declared_in": {Label: "Where readers can find it", Hint: "The register or page.", Group: groupMore},
	},
	Permissions: {
		"from":       {Label: "Who allowed it"},
		"for":        {Label: "What it is for", Choices: permitted, Only: true},
		"posts":      {Label: "For which posts", Shape: Posts, Hint: "None chosen: any post."},
		"revisions":  {Label: "Exact wordings", Hint: "Digests of wordings; none: any. A request fills them in. " + oneEach, Group: groupExact},
		"platforms":  {Label: "Where", Hint: "None chosen: anywhere.", Choices: platforms, Only: true},
		"since":      {Label: "First day"},
		"until":      {Label: "Last day"},
		"conditions": {Label: "Conditions", Shape: Long, Hint: "As the permission puts them."},
		"details":    {Label: "In your own words", Shape: Long, Group: groupMore},
	},
	Evidences: {
		"claim":      {Label: "The claim", Shape: Long, Hint: "In plain words, as a post would make it."},
		"words":      {Label: "Words by which a post makes it", Hint: oneEach},
		"title":      {Label: "Title of the paper or guideline"},
		"source":     {Label: "Source", Hint: "DOI, PMID, guideline or link."},
		"grade":      {Label: "How strong it is", Choices: grades},
		"checked":    {Label: "When you last looked"},
		"review":     {Label: "Look again by"},
		"retracted":  {Label: "It was retracted", Group: groupAfter},
		"superseded": {Label: "Something newer replaced it", Group: groupAfter},
	},
	Covers: {
		"provider":  {Label: "Who covers you"},
		"policy":    {Label: "Policy", Hint: "Its number or name."},
		"covers":    {Label: "What it covers", Hint: "clinical, publishing, media, online … " + oneEach},
		"excludes":  {Label: "What it excludes", Hint: "published, broadcast, social media, advertising … " + oneEach},
		"countries": {Label: "Where it holds", Hint: "Countries. " + oneEach},
		"from":      {Label: "First day"},
		"until":     {Label: "Last day"},
	},
	Credentials: {
		"title":    {Label: "Title", Hint: "As it was given: MRCGP, BSc in nursing."},
		"also":     {Label: "How posts put it", Hint: "GP, family doctor. " + oneEach},
		"body":     {Label: "Who gave it"},
		"number":   {Label: "Number", Hint: "Of the registration or certificate."},
		"country":  {Label: "Country", Hint: "GB, IE, US …"},
		"fields":   {Label: "What it makes you competent in", Hint: oneEach},
		"shown_as": {Label: "How profiles show it", Hint: "instagram: GP, MRCGP. " + oneEach, Group: groupMore},
		"from":     {Label: "First day"},
		"until":    {Label: "Last day"},
	},
}

// grades are how strong a source is, strongest first.
var grades = []string{"guideline", "review", "trial", "observational", "animal", "opinion", "preprint"}
