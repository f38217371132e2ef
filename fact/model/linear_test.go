// SPDX-License-Identifier: Apache-2.0

package model_test

import (
	"bytes"
	"errors"
	"slices"
	"testing"

	"chaperone/fact/model"
)

// little gives a model of two classes with few weights: at the first slot, the last, and one between.
func little() *model.Linear {
	m := &model.Linear{Classes: []string{"advice", "conduct"}, Weights: make([]int8, 2<<model.Bits)}
	for _, f := range []*[]float32{&m.Bias, &m.Scale, &m.Slope, &m.Shift, &m.Cut, &m.Low, &m.Mid} {
		*f = []float32{0.5, -2}
	}
	m.Weights[0], m.Weights[2*777+1], m.Weights[len(m.Weights)-2] = -128, 127, 1
	return m
}

func TestAModelComesBackAsItWas(t *testing.T) {
	m := little()
	file := m.Bytes()
	again, err := model.Load(file)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(m.Weights, again.Weights) || !slices.Equal(m.Classes, again.Classes) || !slices.Equal(m.Mid, again.Mid) {
		t.Error("a model that was written and read says something else")
	}
	if len(file) > 200 {
		t.Errorf("%d bytes for three weights", len(file))
	}
	for n := range len(file) {
		if short, err := model.Load(file[:n]); err == nil && slices.Equal(short.Weights, m.Weights) || err != nil && !errors.Is(err, model.ErrFormat) {
			t.Errorf("cut at %d bytes: %v", n, err)
		}
	}
	if _, err := model.Load(append(bytes.Clone(file), 0, 1, 1)); !errors.Is(err, model.ErrFormat) {
		t.Errorf("a weight after the last slot: %v", err)
	}
}

func FuzzLoad(f *testing.F) {
	file := little().Bytes()
	f.Add(file)
	f.Add(file[:40])
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := model.Load(data)
		if err != nil {
			return
		}
		m.Scores(nil, []model.Feature{{Slot: 3, Value: 1}})
	})
}
