package main

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/stigwright/stigwright/internal/shared"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"stigwright": main})
}

// TestScripts runs a script for every command and for every mistake worth a
// message. Scripts that need the real files are in testdata/real.
func TestScripts(t *testing.T) {
	p := testscript.Params{Dir: "testdata/script", RequireExplicitExec: true, Cmds: commands, Setup: offline}
	if testing.Short() { // the commands that do several things at a time, for the race detector
		p.Dir = ""
		for _, name := range []string{"carry", "collect", "collect_cluster", "convertmany", "evaluate", "history", "impact", "mergemany", "scan", "shapes", "stats"} {
			p.Files = append(p.Files, filepath.Join("testdata", "script", name+".txtar"))
		}
	}
	testscript.Run(t, p)
}

// TestRealScripts runs the scripts that read published benchmarks and recorded
// facts; they find them in $SHARED.
func TestRealScripts(t *testing.T) {
	shared.Long(t) // the library takes minutes under the race detector; its readers' own tests run there
	root := shared.Dir(t)
	testscript.Run(t, testscript.Params{Dir: "testdata/real", RequireExplicitExec: true, Cmds: commands, Setup: func(env *testscript.Env) error {
		env.Setenv("SHARED", root)
		return offline(env)
	}})
}

// offline takes away everything of the surroundings that a run could depend on.
func offline(env *testscript.Env) error {
	env.Values[hungKey{}] = make(chan struct{}, 1)
	for _, name := range []string{"http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"} {
		env.Setenv(name, "http://127.0.0.1:1")
	}
	return nil
}

// commands are what scripts can do besides running programs.
var commands = map[string]func(*testscript.TestScript, bool, []string){
	"zip":      makeZip,
	"zipbomb":  makeBomb,
	"truncate": truncate,
	"nested":   nested,
	"replace":  replace,
	"sparse":   sparse,
	"engine":   fakeEngine,
	"signal":   sendSignal,
}

// makeZip writes a zip: zip OUT NAME=FILE...
func makeZip(ts *testscript.TestScript, _ bool, args []string) {
	var buf bytes.Buffer
	w := zip.NewWriter(&buf)
	for _, arg := range args[1:] {
		name, file, _ := strings.Cut(arg, "=")
		f, err := w.Create(name)
		ts.Check(err)
		_, err = f.Write([]byte(ts.ReadFile(file)))
		ts.Check(err)
	}
	ts.Check(w.Close())
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), buf.Bytes(), 0o644))
}

// makeBomb writes a zip whose one member is 10 GB of blanks: zipbomb OUT NAME. The
// deflated block of 64 MiB of blanks is made once and repeated.
func makeBomb(ts *testscript.TestScript, _ bool, args []string) {
	const block, blocks = 64 << 20, 160
	blanks := bytes.Repeat([]byte(" "), 1<<20)
	var packed bytes.Buffer
	d, err := flate.NewWriter(&packed, flate.BestCompression)
	ts.Check(err)
	for range block / len(blanks) {
		_, err := d.Write(blanks)
		ts.Check(err)
	}
	ts.Check(d.Flush())
	one := packed.Len()
	ts.Check(d.Close())
	all := append(bytes.Repeat(packed.Bytes()[:one], blocks), packed.Bytes()[one:]...)
	out, err := os.Create(ts.MkAbs(args[0]))
	ts.Check(err)
	w := zip.NewWriter(out)
	f, err := w.CreateRaw(&zip.FileHeader{Name: args[1], Method: zip.Deflate, CRC32: crc32.ChecksumIEEE(nil),
		CompressedSize64: uint64(len(all)), UncompressedSize64: block * blocks})
	ts.Check(err)
	_, err = f.Write(all)
	ts.Check(err)
	ts.Check(w.Close())
	ts.Check(out.Close())
}

// truncate cuts a file: truncate FILE BYTES OUT
func truncate(ts *testscript.TestScript, _ bool, args []string) {
	var n int
	_, err := fmt.Sscan(args[1], &n)
	ts.Check(err)
	data := ts.ReadFile(args[0])
	ts.Check(os.WriteFile(ts.MkAbs(args[2]), []byte(data[:min(n, len(data))]), 0o644))
}

// sparse makes a file of so many bytes, none of them written: sparse OUT BYTES
func sparse(ts *testscript.TestScript, _ bool, args []string) {
	var n int64
	_, err := fmt.Sscan(args[1], &n)
	ts.Check(err)
	f, err := os.Create(ts.MkAbs(args[0]))
	ts.Check(err)
	ts.Check(f.Truncate(n))
	ts.Check(f.Close())
}

// nested writes XML of many levels: nested OUT LEVELS
func nested(ts *testscript.TestScript, _ bool, args []string) {
	var n int
	_, err := fmt.Sscan(args[1], &n)
	ts.Check(err)
	const head = `<Benchmark xmlns="http://checklists.nist.gov/xccdf/1.1" id="x">`
	text := head + strings.Repeat("<Group>", n) + strings.Repeat("</Group>", n) + "</Benchmark>"
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text), 0o644))
}

// replace edits a file in place: replace FILE OLD NEW; OLD must be there.
func replace(ts *testscript.TestScript, _ bool, args []string) {
	text := ts.ReadFile(args[0])
	old, put := strings.ReplaceAll(args[1], `\n`, "\n"), strings.ReplaceAll(args[2], `\n`, "\n")
	if !strings.Contains(text, old) {
		ts.Fatalf("%s does not hold %q", args[0], old)
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(strings.Replace(text, old, put, 1)), 0o644))
}
