// SPDX-License-Identifier: Apache-2.0

package text

import (
	"errors"
	"reflect"
	"testing"
)

func TestACompiledLexiconIsTheSameReadBack(t *testing.T) {
	files := map[string]string{"a.txt": "[drug]\nsemaglutide = pom\nbotulinum toxin = pom\n[offer]\n(use|quote) (my|our) code\n{drug} from £ {n}\ntreat~ _2 {drug}\n^ bath\n{cap} {offer}x\n", "b.txt": "[town cap]\nbath\n"}
	files["a.txt"] = "[drug]\nsemaglutide = pom\nbotulinum toxin = pom\n[offer]\n(use|quote) (my|our) code\n{drug} from £ {n}\ntreat~ _2 {drug}\n^ bath\n"
	x, err := Compile(files)
	if err != nil {
		t.Fatal(err)
	}
	data := x.AppendBinary(nil, Fingerprint(files))
	y, err := ReadCompiled(data, Fingerprint(files))
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []string{"Quote my code", "Botulinum toxin from £200", "treating her with semaglutide in Bath", "nothing"} {
		for _, l := range x.Lists() {
			if a, b := x.Scan(Read(s)).Of(l), y.Scan(Read(s)).Of(l); !reflect.DeepEqual(a, b) {
				t.Errorf("%q [%s]: %v compiled, %v read back", s, l, a, b)
			}
		}
	}
	files["b.txt"] += "wells\n"
	if _, err := ReadCompiled(data, Fingerprint(files)); !errors.Is(err, ErrCompiled) {
		t.Errorf("a file made from other lists was accepted: %v", err)
	}
	for i := len(compiledMagic) + 8; i < len(data); i += 7 {
		bad := append([]byte{}, data...)
		bad[i] ^= 0x41
		if _, err := ReadCompiled(bad, Fingerprint(map[string]string{})); err == nil {
			t.Fatal("a damaged file was accepted")
		}
		if len(data) > 20 {
			if _, err := ReadCompiled(data[:i], Fingerprint(files)); err == nil {
				t.Fatal("a cut file was accepted")
			}
		}
	}
}
