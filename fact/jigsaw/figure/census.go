// SPDX-License-Identifier: Apache-2.0

package figure

import (
	_ "embed"
	"math"
	"strings"

	"chaperone/fact/jigsaw"
)

//go:embed table/census.tsv
var censusText string

//go:embed table/census-information.tsv
var informationText string

var (
	census      = open("census", censusText)
	information = open("census-information", informationText)
)

// The questions of the census sample (England and Wales) that clues can be about. Each has the answers of the table census: "sex=f",
// "occupation=soc2", "marital=widowed", "age=25-34".
const (
	QActivity   = "activity"
	QAge        = "age"
	QBorn       = "born"
	QEthnicity  = "ethnicity" // five groups, of 2011: Chinese people are among the others
	QFamily     = "family"
	QMarital    = "marital"
	QOccupation = "occupation" // nine major groups; the last one of people who no longer work
	QReligion   = "religion"
	QSex        = "sex"
)

// Answer is one or several answers to a question of the census, each with the part of its people that is meant.
type Answer struct {
	Question string
	Values   []Value
}

// Value is one answer.
type Value struct {
	Name string
	Part float64 // 0 to 1
}

// Said makes an answer of values that are meant whole: Said(QOccupation, "soc2").
func Said(question string, values ...string) Answer {
	a := Answer{Question: question}
	for _, v := range values {
		a.Values = append(a.Values, Value{v, 1})
	}
	return a
}

// ageBands are the answers to QAge.
var ageBands = [...]struct {
	name   string
	lo, hi int
}{{"0-15", 0, 15}, {"16-24", 16, 24}, {"25-34", 25, 34}, {"35-44", 35, 44}, {"45-54", 45, 54}, {"55-64", 55, 64}, {"65-74", 65, 74}, {"75-120", 75, 120}}

// AgeAnswer makes an answer of an age range. Bands reached in part are parted as the people of England are.
func AgeAnswer(lo, hi int) Answer {
	a := Answer{Question: QAge}
	for _, b := range ageBands {
		if from, to := max(lo, b.lo), min(hi, b.hi); from <= to {
			a.Values = append(a.Values, Value{b.name, within("england", "", b.lo, b.hi, from, to)})
		}
	}
	return a
}

// Census gives the part of people who gave an answer. False for a question or answer that does not exist. Unit: share.
func Census(a Answer) (jigsaw.Figure, bool) {
	all, _ := census.find("*")
	n, ok := a.people()
	if !ok {
		return jigsaw.Figure{}, false
	}
	f := all.figure(n/all.count(1), "share")
	var rows []string
	for _, v := range a.Values {
		f.Default = f.Default || v.Part < 1
		rows = append(rows, a.Question+"="+v.Name)
	}
	f.Row = strings.Join(rows, ",")
	return f, true
}

func (a Answer) people() (n float64, ok bool) {
	for _, v := range a.Values {
		r, found := census.find(a.Question + "=" + v.Name)
		if !found {
			return 0, false
		}
		n += r.count(1) * v.Part
	}
	return n, n > 0
}

// Lift tells how two answers to different questions hang together: log p(both) - log p(a) - log p(b), and the mutual information of the
// two questions, in nats. known is false where the census does not ask or one of the answers does not exist.
func Lift(a, b Answer) (lift, mi float64, known bool) {
	if a.Question > b.Question {
		a, b = b, a
	}
	info, ok := information.find(a.Question + "/" + b.Question)
	if !ok {
		return 0, 0, false
	}
	na, okA := a.people()
	nb, okB := b.people()
	if !okA || !okB {
		return 0, 0, false
	}
	all, _ := census.find("*")
	both := 0.0
	for _, v := range a.Values {
		for _, w := range b.Values {
			both += v.Part * w.Part * together(a.Question+"="+v.Name+"/"+b.Question+"="+w.Name)
		}
	}
	both = min(both, na, nb)
	return math.Log(both * all.count(1) / (na * nb)), info.count(1), true
}

// together gives how many gave two answers; a count too small to be kept is taken for small-cell (table a-default).
func together(key string) float64 {
	if r, ok := census.find(key); ok {
		return r.count(1)
	}
	return Assumed("small-cell").Value
}
