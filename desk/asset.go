// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"sync"
)

//go:embed asset
var assetFiles embed.FS

// assetPattern is the route of all files a page is made of. {sum} changes when any of them does, so that browsers may keep them for ever and
// modules can name one another by relative path.
const assetPattern = "GET /asset/{sum}/{name}"

// asset is a file as it is served.
type asset struct {
	kind        string
	plain, gzip []byte
}

type assetSet struct {
	sum string
	of  map[string]asset
}

// assets are all files, read once. A new one is seen at the next build: nothing is registered.
var assets = sync.OnceValue(func() *assetSet {
	out := &assetSet{of: map[string]asset{}}
	h := sha256.New()
	names, _ := fs.Glob(assetFiles, "asset/*")
	for _, file := range names {
		data, err := assetFiles.ReadFile(file)
		if err != nil {
			continue
		}
		h.Write([]byte(file))
		h.Write(data)
		var z bytes.Buffer
		w, _ := gzip.NewWriterLevel(&z, gzip.BestCompression)
		_, _ = w.Write(data)
		_ = w.Close()
		out.of[path.Base(file)] = asset{kindOf(file), data, z.Bytes()}
	}
	out.sum = hex.EncodeToString(h.Sum(nil)[:8])
	return out
})

// kindOf is the media type of a file; the system's own table, which differs between machines, is asked last.
func kindOf(file string) string {
	switch path.Ext(file) {
	case ".css":
		return "text/css; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	}
	return mime.TypeByExtension(path.Ext(file))
}

// assetPath is where a page finds a file.
func assetPath(name string) string { return "/asset/" + assets().sum + "/" + name }

func (c *call) asset() error {
	a, ok := assets().of[c.r.PathValue("name")]
	if !ok {
		return errNowhere
	}
	h := c.w.Header()
	if c.r.PathValue("sum") == assets().sum {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	h.Set("Content-Type", a.kind)
	h.Set("Vary", "Accept-Encoding")
	body := a.plain
	if strings.Contains(c.r.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		body = a.gzip
	}
	c.w.WriteHeader(http.StatusOK)
	_, _ = c.w.Write(body)
	return nil
}
