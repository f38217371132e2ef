// SPDX-License-Identifier: Apache-2.0

package figure

import "iter"

// The tables row by row: for experiments that make up a country from them. A check never walks a whole table.

// Blocks gives every block of ICD-10 in the statistics, without the one that holds all, in order.
func Blocks() iter.Seq[Block] {
	return func(yield func(Block) bool) {
		for r := range blocks.from("") {
			if k := r.key(); k != "all" && !yield(Block{k, r}) {
				return
			}
		}
	}
}

// Codes gives the codes of four characters of a block, without the point, with the episodes a year that name each in any position.
func (b Block) Codes() iter.Seq2[string, float64] {
	return func(yield func(string, float64) bool) {
		first, last, ok := ends(b.Code)
		if !ok {
			return
		}
		for r := range icd10.from(first) {
			k := r.key()
			if k[:min(len(k), len(last))] > last || !yield(k, r.count(1)) {
				return
			}
		}
	}
}

// Trusts gives every trust of England in the statistics, in order of its code.
func Trusts() iter.Seq[Unit] {
	return func(yield func(Unit) bool) {
		for r := range trusts.from("") {
			if u, ok := UnitOf(r.key()); ok && !yield(u) {
				return
			}
		}
	}
}

// EveryTown gives all towns and villages, in order of their names.
func EveryTown() iter.Seq[Town] {
	return func(yield func(Town) bool) {
		last := ""
		for r := range towns.from("") {
			key := r.key()
			for i := range key {
				if key[i] == '/' {
					key = key[:i]
					break
				}
			}
			if key == last {
				continue
			}
			last = key
			for _, t := range Towns(key) {
				if t.Name == "" {
					t.Name = key
				}
				if !yield(t) {
					return
				}
			}
		}
	}
}

// EthnicCodes gives the codes of the authorities whose ethnic groups are counted, in order.
func EthnicCodes() iter.Seq[string] {
	return func(yield func(string) bool) {
		for r := range ethnicities.from("") {
			if !yield(r.key()) {
				return
			}
		}
	}
}
