-- SPDX-License-Identifier: Apache-2.0
-- The record as of schema version 1. doc/record-store.md explains the tables. A released migration never changes again.
-- +goose Up

-- What happened, in order, as the log commits to it.
CREATE TABLE event (
	seq   INTEGER PRIMARY KEY, -- from 0, without gaps
	kind  TEXT NOT NULL,
	about TEXT NOT NULL,
	data  BLOB NOT NULL,       -- record.Event.Encode
	salt  BLOB NOT NULL
) STRICT;
CREATE INDEX event_about ON event (about);

-- The stored hashes of the log, by tlog's index.
CREATE TABLE hash (
	n    INTEGER PRIMARY KEY,
	hash BLOB NOT NULL
) STRICT;

-- Signed checkpoints, by the size of the log.
CREATE TABLE checkpoint (
	size INTEGER PRIMARY KEY,
	note BLOB NOT NULL
) STRICT;

-- What was worked out from the events.
CREATE TABLE state (
	kind TEXT NOT NULL,
	id   TEXT NOT NULL,
	body BLOB NOT NULL,
	UNIQUE (kind, id)
) STRICT;

-- Which keys there are, and which there were.
CREATE TABLE key (
	id      TEXT NOT NULL UNIQUE,
	wrapped INTEGER,           -- wrapped.n; NULL once erased
	erased  INTEGER            -- milliseconds since 1970; NULL until then
) STRICT;

-- Wrapped keys, apart from their ids, only ever added at the end and overwritten in place: so SQLite never moves one within or between
-- pages, which could leave a second copy in the unused part of a page, out of reach of secure_delete.
CREATE TABLE wrapped (
	n    INTEGER PRIMARY KEY AUTOINCREMENT,
	data BLOB NOT NULL         -- as many zeros once destroyed or replaced
) STRICT;
