// SPDX-License-Identifier: Apache-2.0

package chaperone

import (
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// Nothing leaves the machine: the program answers on this machine's own address and opens no connection outward. Two guards hold that:
// which packages may reach for the network at all, and what those may use of it.

// networked are packages that can open connections.
var networked = []string{"net", "net/http", "net/http/httptest", "net/rpc", "net/smtp", "crypto/tls", "syscall/js", "golang.org/x/net", "golang.org/x/crypto/ssh", "golang.org/x/crypto/acme"}

// mayNetwork are those of cmd/chaperone's own packages that may import them.
var mayNetwork = []string{"chaperone/desk", "chaperone/cmd/chaperone"}

// mayName are the libraries that import them for their types, or for things nobody here calls: passkeys (go-webauthn) read a response from an
// http.Request, and could look up revoked makers' keys. TestNoClientIsLinked holds that nothing of theirs that opens a connection is in the program.
var mayName = []string{"github.com/go-webauthn/webauthn/webauthn", "github.com/go-webauthn/webauthn/protocol", "github.com/go-webauthn/webauthn/metadata", "github.com/go-webauthn/x/revoke",
	"github.com/google/go-tpm/tpmutil", "github.com/google/uuid", "github.com/go-viper/mapstructure/v2"}

// dials is what opens a connection outward, or lets something else do it. net.Listen stands apart.
var dials = map[string][]string{
	"net": {"Dial", "DialTimeout", "DialTCP", "DialUDP", "DialIP", "DialUnix", "Dialer", "Resolver", "DefaultResolver", "Lookup", "LookupHost", "LookupIP", "LookupAddr", "LookupCNAME", "LookupMX",
		"LookupNS", "LookupSRV", "LookupTXT", "LookupPort", "ResolveTCPAddr", "ResolveUDPAddr", "ResolveIPAddr", "ListenPacket", "ListenUDP", "ListenMulticastUDP", "ListenIP", "ListenTCP", "ListenUnix", "ListenConfig", "FileConn"},
	"net/http": {"Get", "Head", "Post", "PostForm", "Client", "DefaultClient", "Transport", "DefaultTransport", "RoundTripper", "NewRequest", "NewRequestWithContext", "ListenAndServe",
		"ListenAndServeTLS", "ProxyFromEnvironment", "NewFileTransport", "Hijacker", "NewResponseController"},
}

func TestNothingLeavesTheMachine(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", "-json=ImportPath,Dir,GoFiles,Imports,Standard", "./cmd/chaperone").Output()
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p struct {
			ImportPath, Dir  string
			GoFiles, Imports []string
			Standard         bool
		}
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		if p.Standard {
			continue
		}
		seen++
		for _, i := range p.Imports {
			if reachesOut(i) && !slices.Contains(mayNetwork, p.ImportPath) && !slices.Contains(mayName, p.ImportPath) {
				t.Errorf("%s imports %s", p.ImportPath, i)
			}
		}
		if strings.HasPrefix(p.ImportPath, "chaperone/") {
			for _, f := range p.GoFiles {
				file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(p.Dir, f), nil, 0)
				if err != nil {
					t.Fatal(err)
				}
				for _, why := range outward(file) {
					t.Errorf("%s/%s %s", p.ImportPath, f, why)
				}
			}
		}
	}
	if seen < 30 {
		t.Fatalf("only %d packages listed: the question was not answered", seen)
	}
}

// clients are what would fetch something, by name, or by what the names of all methods begin with. The linker leaves out what can't be reached, so
// that none of them may be in the program.
var clients = []string{"net/http.(*Client).", "net/http.(*Transport).", "net/http.Get", "net/http.Head", "net/http.Post", "net/http.PostForm", "net.Dial", "net.DialTimeout",
	"net.DialTCP", "crypto/tls.Dial", "crypto/tls.DialWithDialer", "crypto/tls.(*Dialer).", "net/smtp.", "net/rpc."}

// linked by mistake would be any function of these but the setting of their variables.
var unlinked = []string{"github.com/go-webauthn/x/revoke."}

func TestNoClientIsLinked(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: the program was not linked")
	}
	program := filepath.Join(t.TempDir(), "chaperone")
	if out, err := exec.Command("go", "build", "-o", program, "./cmd/chaperone").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	out, err := exec.Command("go", "tool", "nm", program).Output()
	if err != nil {
		t.Fatal(err)
	}
	functions, server := 0, false
	for line := range strings.Lines(string(out)) {
		f := strings.Fields(line) // address, kind, name
		if len(f) < 3 || f[1] != "T" && f[1] != "t" {
			continue
		}
		functions++
		name := f[2]
		server = server || strings.HasPrefix(name, "net/http.(*Server).")
		if slices.ContainsFunc(clients, func(c string) bool { return name == c || strings.HasSuffix(c, ".") && strings.HasPrefix(name, c) }) {
			t.Errorf("%s is in the program", name)
		}
		for _, u := range unlinked {
			if strings.HasPrefix(name, u) && name != u+"init" {
				t.Errorf("%s is in the program", name)
			}
		}
	}
	if functions < 10000 || !server {
		t.Fatalf("%d functions were read, the server's among them: %v", functions, server)
	}
}

func reachesOut(imported string) bool {
	return slices.ContainsFunc(networked, func(n string) bool {
		return imported == n || strings.Contains(n, ".") && strings.HasPrefix(imported, n+"/")
	})
}

// outward says what of a file opens a connection outward, or listens elsewhere than on this machine's own address.
func outward(f *ast.File) (out []string) {
	names := map[string]string{}
	for _, i := range f.Imports {
		path, _ := strconv.Unquote(i.Path.Value)
		name := path[strings.LastIndex(path, "/")+1:]
		if i.Name != nil {
			name = i.Name.Name
		}
		if reachesOut(path) && (name == "." || name == "_") {
			out = append(out, "imports "+path+" as "+name)
		}
		names[name] = path
	}
	ast.Inspect(f, func(n ast.Node) bool {
		if c, ok := n.(*ast.CallExpr); ok {
			if s, ok := c.Fun.(*ast.SelectorExpr); ok && s.Sel.Name == "Listen" {
				if x, ok := s.X.(*ast.Ident); ok && names[x.Name] == "net" && !onLoopback(c) {
					out = append(out, "listens on more than loopback")
				}
			}
		}
		s, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if x, ok := s.X.(*ast.Ident); ok && slices.Contains(dials[names[x.Name]], s.Sel.Name) {
			out = append(out, "uses "+names[x.Name]+"."+s.Sel.Name)
		}
		return true
	})
	return out
}

// onLoopback tells whether a call of net.Listen has the form net.Listen("tcp4", net.JoinHostPort(loopback, …)).
func onLoopback(c *ast.CallExpr) bool {
	if len(c.Args) != 2 {
		return false
	}
	join, ok := c.Args[1].(*ast.CallExpr)
	if !ok || len(join.Args) != 2 {
		return false
	}
	s, ok := join.Fun.(*ast.SelectorExpr)
	host, isName := join.Args[0].(*ast.Ident)
	return ok && s.Sel.Name == "JoinHostPort" && isName && host.Name == "loopback"
}

func TestTheNetworkGuardItselfCanFail(t *testing.T) {
	for _, body := range []string{
		`import "net"; func f() { net.Dial("tcp", "a") }`,
		`import n "net"; func f() { var d n.Dialer; _ = d }`,
		`import "net/http"; func f() { http.Get("a") }`,
		`import "net/http"; func f() { var c = &http.Client{}; _ = c }`,
		`import . "net/http"`,
		`import "net"; func f() { net.Listen("tcp", ":80") }`,
		`import "net"; func f() { net.Listen("tcp", net.JoinHostPort("0.0.0.0", "80")) }`,
	} {
		f, err := parser.ParseFile(token.NewFileSet(), "x.go", "package x; "+body, 0)
		if err != nil {
			t.Fatal(err)
		}
		if len(outward(f)) == 0 {
			t.Errorf("%s gets through", body)
		}
	}
	f, _ := parser.ParseFile(token.NewFileSet(), "x.go", `package x; import "net"; const loopback = "127.0.0.1"; func f() { net.Listen("tcp4", net.JoinHostPort(loopback, "0")) }`, 0)
	if why := outward(f); len(why) > 0 {
		t.Errorf("listening on loopback is refused: %v", why)
	}
}

// The name that the guard trusts is this machine's own address.
func TestLoopbackIsLoopback(t *testing.T) {
	f, err := parser.ParseFile(token.NewFileSet(), "cmd/chaperone/serve.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	found := false
	ast.Inspect(f, func(n ast.Node) bool {
		if v, ok := n.(*ast.ValueSpec); ok && v.Names[0].Name == "loopback" {
			b, ok := v.Values[0].(*ast.BasicLit)
			found = ok && b.Value == `"127.0.0.1"`
		}
		return true
	})
	if !found {
		t.Error(`loopback is not the constant "127.0.0.1"`)
	}
}
