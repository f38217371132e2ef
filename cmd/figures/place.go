// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"

	"chaperone/fact/jigsaw/figure"
)

var townCountries = map[string]string{"ENG": "england", "SCT": "scotland", "WLS": "wales", "NIR": "northern-ireland"}

// towns writes the places with their people. Several places with one name are several rows.
func towns(b *builder) error {
	lines, name, err := b.read("towns_gb_geonames.csv", "geonameid", "name", "lat", "lon", "country", "population")
	if err != nil {
		return err
	}
	s := &sheet{name: "town", about: "People of towns and villages", heads: []string{"name/geonameid", "name as published (empty: the key with capitals)", "country", "people (people)", "latitude (degrees)", "longitude (degrees)"}}
	for _, r := range lines {
		country, ok := townCountries[r["country"]]
		if !ok {
			return fmt.Errorf("%s: unknown country %q", name, r["country"])
		}
		n, err := r.num("population")
		lat, err1 := r.num("lat")
		lon, err2 := r.num("lon")
		if err != nil || err1 != nil || err2 != nil {
			return fmt.Errorf("%s: %s: a number cannot be read", name, r["name"])
		}
		if n <= 0 {
			continue
		}
		shown, key := r["name"], figure.Fold(r["name"])
		if key == "" {
			return fmt.Errorf("%s: %s has no name", name, r["geonameid"])
		}
		if shown == figure.Capitals(key) {
			shown = ""
		}
		s.add("geo", key+"/"+r["geonameid"], shown, country, n, round(lat, 2), round(lon, 2))
	}
	return b.put(s)
}
