// SPDX-License-Identifier: Apache-2.0

package record

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"
)

func TestAnEventHasOneForm(t *testing.T) {
	e := Event{Version: Version, At: time.Date(2026, 11, 22, 21, 14, 3, 123456789, time.FixedZone("", 3600)), Kind: "post.revised", About: "post/1", By: "author",
		Body: []byte(` {"a": "<b> & é", "n": 1} `), Sealed: []Box{{Key: "post/1", Data: []byte{0, 1, 2}}}}
	data, err := e.Encode()
	if err != nil {
		t.Fatal(err)
	}
	want := `{"v":1,"at":"2026-11-22T20:14:03.123Z","kind":"post.revised","about":"post/1","by":"author","body":{"a":"<b> & é","n":1},"sealed":[{"key":"post/1","data":"AAEC"}]}`
	if string(data) != want {
		t.Errorf("encoded as\n%s, want\n%s", data, want)
	}
	back, err := Decode(data)
	if err != nil {
		t.Fatal(err)
	}
	if again, _ := back.Encode(); !bytes.Equal(again, data) {
		t.Errorf("encoded again as %s", again)
	}
}

func TestOtherFormsOfAnEventAreRefused(t *testing.T) {
	for _, s := range []string{"", "{}", "null", `{"v":1,"at":"2026-11-22T20:14:03.123Z","kind":"a","about":"b","by":"c"} `, `{"v":1, "at":"2026-11-22T20:14:03.123Z","kind":"a","about":"b","by":"c"}`,
		`{"v":1,"at":"2026-11-22T20:14:03.123Z","kind":"a","about":"b","by":"c","more":1}`, `{"v":1,"at":"2026-11-22T20:14:03.123+01:00","kind":"a","about":"b","by":"c"}`} {
		if _, err := Decode([]byte(s)); err == nil {
			t.Errorf("%q was read", s)
		}
	}
	if _, err := Decode([]byte(`{"v":2,"at":"2026-11-22T20:14:03.123Z","kind":"a","about":"b","by":"c"}`)); !errors.Is(err, ErrNewer) {
		t.Errorf("an event of a newer version: %v", err)
	}
}

func TestAnEventPrintsWithoutItsWords(t *testing.T) {
	e := Event{Kind: "k", About: "post/1", Body: []byte(`{"secret":1}`)}
	if strings.Contains(e.String(), "secret") {
		t.Error(e.String())
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(`{"v":1,"at":"2026-11-22T20:14:03.123Z","kind":"a","about":"b","by":"c","body":{"x":[1,2]}}`))
	f.Add([]byte(`{"v":1,"at":"2026-11-22T20:14:03Z","kind":"a","about":"b","by":"c","sealed":[{"key":"k","data":"AAEC"}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		e, err := Decode(data)
		if err != nil {
			return
		}
		again, err := e.Encode()
		if err != nil || !bytes.Equal(again, data) {
			t.Fatalf("%q is read and written as %q, %v", data, again, err)
		}
	})
}
