// SPDX-License-Identifier: Apache-2.0

// Package figure holds the public figures the jigsaw estimate counts with: who lives where and how old they are, how many are admitted,
// with what and to which hospital. It answers lookups and knows for each answer the row it came from, who published it, of what year and
// under which licence. It holds counts and shares only, nothing about any person.
//
// # The tables
//
// All tables lie in the folder table, one file each, all in one format: UTF-8 text, lines ended by a newline, fields parted by a tab,
// no quoting and no escapes (no field holds a tab or a newline). The first line starts with "# " and says what the table holds. The
// second names the columns, with the unit in brackets. Then follow the rows, sorted by the bytes of the first field, which is the key
// and occurs once. A key made of parts has a slash between them ("leeds/2644688"). The last field of each row is a key of the table
// sources. An empty field says that there is no figure. A table looks like this:
//
//	# People on two islands
//	island	people (people)	source
//	bute	6047	census
//	muck	38	census
//
// The tables are written by the command figures (go run ./cmd/figures --from DIR; doc/figures.md says what goes into DIR) and read where
// they lie: a lookup is a binary search in the text of the file. Nothing is parsed when the program starts. What needs an index (names
// of hospitals as people write them) builds it on first use.
//
// Readers know columns by their place: new ones stand before the last, behind all others. Nothing outside this package reads the files.
package figure
