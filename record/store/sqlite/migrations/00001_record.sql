-- +goose Up
CREATE TABLE event (
  seq   INTEGER PRIMARY KEY,
  kind  TEXT NOT NULL,
  about TEXT NOT NULL,
  data  BLOB NOT NULL,
  salt  BLOB NOT NULL
) STRICT;
CREATE INDEX event_about ON event (about, seq);
CREATE TABLE hash (
  ix   INTEGER PRIMARY KEY,
  hash BLOB NOT NULL
) STRICT;
CREATE TABLE checkpoint (
  size INTEGER PRIMARY KEY,
  note BLOB NOT NULL
) STRICT;
CREATE TABLE state (
  kind TEXT NOT NULL,
  id   TEXT NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;
CREATE TABLE key (
  id      TEXT PRIMARY KEY,
  wrapped BLOB,
  erased  TEXT
) STRICT;
