// SPDX-License-Identifier: Apache-2.0

package request

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"
)

// codecs read the bodies and private parts of each kind back; private is nil for kinds that never have one.
var codecs = map[string]struct{ body, private func([]byte) (any, error) }{
	KindAsked:      {read[AskedBody], read[AskedWords]},
	KindRenewed:    {read[Renewed], nil},
	KindSeen:       {read[SeenBy], nil},
	KindHanded:     {read[Empty], nil},
	KindTakenBack:  {read[Empty], nil},
	KindAnswered:   {read[Answer], read[AnswerWords]},
	KindQuestion:   {read[Empty], read[Words]},
	KindReplied:    {read[Empty], read[Words]},
	KindNotMe:      {read[Empty], nil},
	KindCompetence: {read[Judged], read[Notes]},
	KindBest:       {read[Best], read[Notes]},
	KindRevised:    {read[RevisedTo], nil},
	KindLapsed:     {read[Empty], nil},
	KindCancelled:  {read[Empty], read[Words]},
	KindErased:     {read[Erasure], nil},
}

// Kinds lists the kinds of events of this room.
func Kinds() []string {
	return []string{KindAsked, KindRenewed, KindSeen, KindHanded, KindTakenBack, KindAnswered, KindQuestion, KindReplied, KindNotMe, KindCompetence,
		KindBest, KindRevised, KindLapsed, KindCancelled, KindErased}
}

// Decode reads an event back from the JSON of its Body and Private; private is empty where there was none, or where it was erased or not
// opened. Fields nobody knows are an error: an event that says more than is understood must not be half understood.
func Decode(kind string, at time.Time, by string, body, private []byte) (Event, error) {
	c, ok := codecs[kind]
	if !ok {
		return Event{}, why(ErrEvent, "kind %q", kind)
	}
	e := Event{Kind: kind, At: moment(at), By: by}
	var err error
	if e.Body, err = c.body(body); err != nil {
		return Event{}, fmt.Errorf("%w: %s: %w", ErrEvent, kind, err)
	}
	if len(private) == 0 {
		return e, nil
	}
	if c.private == nil {
		return Event{}, why(ErrEvent, "%s has no private part", kind)
	}
	if e.Private, err = c.private(private); err != nil {
		return Event{}, fmt.Errorf("%w: private part of %s: %w", ErrEvent, kind, err)
	}
	return e, nil
}

func read[T any](data []byte) (any, error) {
	var v T
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&v); err != nil {
		return nil, errors.New("it can't be read as what it says it is") // the decoder's own words could repeat somebody's
	}
	if _, err := dec.Token(); err != io.EOF {
		return nil, errors.New("something follows its end")
	}
	return v, nil
}
