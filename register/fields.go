// SPDX-License-Identifier: Apache-2.0

package register

import (
	"reflect"
	"strings"
)

// eachText calls f with every text a value holds, lists entry by entry.
func eachText(v Value, f func(string)) {
	r := reflect.ValueOf(v)
	for i := range r.NumField() {
		if r.Field(i).IsNil() {
			continue
		}
		s := r.Field(i).Elem()
		for j := range s.NumField() {
			switch x := s.Field(j).Interface().(type) {
			case string:
				f(x)
			case []string:
				for _, y := range x {
					f(y)
				}
			}
		}
	}
}

// changedFields names the fields, as the author's file writes them, in which two values of one register differ.
func changedFields(a, b Value) []string {
	var out []string
	x, y := reflect.ValueOf(a.clone()), reflect.ValueOf(b.clone())
	for i := range x.NumField() {
		if x.Field(i).IsNil() || y.Field(i).IsNil() {
			continue
		}
		s, t := x.Field(i).Elem(), y.Field(i).Elem()
		for j := range s.NumField() {
			p, q := s.Field(j).Interface(), t.Field(j).Interface()
			if d, ok := p.(Date); ok {
				if d.String() != q.(Date).String() {
					out = append(out, yamlName(s.Type().Field(j)))
				}
			} else if !reflect.DeepEqual(p, q) {
				out = append(out, yamlName(s.Type().Field(j)))
			}
		}
	}
	return out
}

func yamlName(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("yaml"), ",")
	return name
}

// Differences names the fields, as the author's file writes them, in which version i (from 0) differs from the one before it; nil for the
// first. Where private parts were erased or not opened, only the public fields are compared.
func (e *Entry) Differences(i int) []string {
	if i <= 0 || i >= len(e.Versions) {
		return nil
	}
	a, b := e.Versions[i-1], e.Versions[i]
	if a.Whole != nil && b.Whole != nil {
		return changedFields(*a.Whole, *b.Whole)
	}
	return changedFields(a.Public, b.Public)
}
