package benchmark

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/stigwright/stigwright/diag"
	"github.com/stigwright/stigwright/xccdf"
)

// maxPrefix is 64 bytes of a namespace prefix before TestResult; those met have 5.
const maxPrefix = 64

// Sniff says what the file or folder name of fsys is, by its root element or
// content, and of an unknown one what was met instead. It is a guess: the reader of
// that kind is the judge. The error is that of reading.
func Sniff(fsys fs.FS, name string) (k Kind, met string, err error) {
	f, err := fsys.Open(name)
	if err != nil {
		return "", "", &diag.Error{File: name, Msg: "cannot be opened", Err: cause(err)}
	}
	defer f.Close() //nolint:errcheck // only read from
	info, err := f.Stat()
	if err != nil {
		return "", "", &diag.Error{File: name, Msg: "cannot be opened", Err: cause(err)}
	}
	if info.IsDir() {
		return sniffFolder(fsys, name)
	}
	if at, ok := f.(io.ReaderAt); ok && info.Mode().IsRegular() {
		return sniff(name, at, info.Size())
	}
	data, err := readAll(name, f, MaxTotal)
	if err != nil {
		return "", "", err
	}
	return sniff(name, bytes.NewReader(data), int64(len(data)))
}

// SniffBytes is Sniff for a file held in data; name is its name for messages.
func SniffBytes(name string, data []byte) (k Kind, met string, err error) {
	return sniff(name, bytes.NewReader(data), int64(len(data)))
}

func sniffFolder(fsys fs.FS, name string) (Kind, string, error) {
	if info, err := fs.Stat(fsys, path.Join(name, "index.json")); err == nil && info.Mode().IsRegular() {
		return KindCapture, "", nil
	}
	return KindFolder, "", nil
}

func sniff(name string, at io.ReaderAt, size int64) (Kind, string, error) {
	if size == 0 {
		return KindUnknown, "an empty file", nil
	}
	head, err := headOf(name, at, size)
	if err != nil {
		return "", "", err
	}
	text := bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xEF\xBB\xBF")), " \t\r\n")
	whole := io.NewSectionReader(at, 0, size)
	switch {
	case isZip(head):
		return sniffZip(name, at, size)
	case bytes.HasPrefix(text, []byte("<")):
		return sniffXML(name, head, whole)
	case bytes.HasPrefix(text, []byte("{")):
		return sniffJSON(whole)
	case bytes.HasPrefix(head, []byte("%PDF")):
		return KindUnknown, "a PDF", nil
	case isSSP(text):
		return KindSSP, "", nil
	}
	return KindUnknown, fmt.Sprintf("a file that begins with %q", begin(head)), nil
}

// begin is enough of head to recognise a file by.
func begin(head []byte) []byte { return head[:min(len(head), 24)] }

// sniffZip looks for a member that is a benchmark or data stream, else for a zip.
func sniffZip(name string, at io.ReaderAt, size int64) (Kind, string, error) {
	members, err := readZip(name, at, size)
	if err != nil {
		return "", "", err
	}
	f := finder{budget: &budget{}}
	found := KindZip
	var names []string
	for _, m := range members {
		names = append(names, m.path)
		switch k, err := f.kind(m); {
		case err != nil:
			continue // whoever opens the zip hears of it
		case k == KindBenchmark, k == KindDataStream:
			return KindBundle, "", nil
		case k == KindZip:
			found = KindLibrary
		}
	}
	if found == KindZip {
		return found, "a zip with " + list(names), nil
	}
	return found, "", nil
}

// sniffXML goes by the root element; a Benchmark is looked through for a TestResult.
func sniffXML(name string, head []byte, whole io.Reader) (Kind, string, error) {
	root := xccdf.RootOf(head)
	k := kindOfRoot(root)
	switch {
	case k == KindBenchmark:
		yes, err := holdsResult(whole)
		if err != nil {
			return "", "", &diag.Error{File: name, Msg: "cannot be read", Err: cause(err)}
		}
		if yes {
			k = KindResult
		}
	case k == KindUnknown && root == "":
		return k, fmt.Sprintf("a file that begins with %q", begin(head)), nil
	case k == KindUnknown:
		return k, fmt.Sprintf("XML with the root element %q", root), nil
	}
	return k, "", nil
}

// holdsResult reports whether a start tag TestResult, with a prefix or without, is in
// r. Text cannot look like one: its "<" is written &lt;.
func holdsResult(r io.Reader) (bool, error) {
	const name = "TestResult"
	const longest = maxPrefix + len(name) + 1
	buf := make([]byte, sniffBytes)
	have := 0
	for {
		n, err := r.Read(buf[have:])
		have += n
		if startTag(buf[:have], name) {
			return true, nil
		}
		if errors.Is(err, io.EOF) {
			return false, nil
		}
		if err != nil {
			return false, err
		}
		have = copy(buf, buf[max(0, have-longest):have])
	}
}

// startTag reports whether "<name" or "<prefix:name" is in data.
func startTag(data []byte, name string) bool {
	for {
		i := bytes.Index(data, []byte(name))
		if i < 0 {
			return false
		}
		before := data[:i]
		if n := len(before); n > 0 && (before[n-1] == '<' || before[n-1] == ':' && prefixed(before[:n-1])) {
			return true
		}
		data = data[i+len(name):]
	}
}

// prefixed reports whether before ends in "<" and a prefix.
func prefixed(before []byte) bool {
	i := bytes.LastIndexByte(before, '<')
	return i >= 0 && i < len(before)-1 && len(before)-i <= maxPrefix && !bytes.ContainsAny(before[i+1:], " \t\r\n/!?\"'=>&")
}

// sniffJSON goes by the names at the top: a fact bundle says its schema, a .cklb
// has "stigs". What follows them is not looked at.
func sniffJSON(r io.Reader) (Kind, string, error) {
	d := jsontext.NewDecoder(skipMark(r), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	if _, err := d.ReadToken(); err != nil {
		return KindUnknown, "damaged JSON", nil
	}
	var names []string
	for d.PeekKind() == '"' {
		name, err := d.ReadToken()
		if err != nil {
			break
		}
		key := name.String()
		if key == "stigs" && d.PeekKind() == '[' {
			return KindCKLB, "", nil
		}
		if (key == "node" || key == "cluster") && d.PeekKind() == '{' {
			return KindFacts, "", nil // the plain form needs no schema
		}
		value, err := d.ReadValue()
		if key == "schema" && bytes.HasPrefix(value, []byte(`"stigfacts/`)) {
			return KindFacts, "", nil
		}
		if key == "schema" && bytes.HasPrefix(value, []byte(`"stigwright-library/`)) {
			return KindIndex, "", nil
		}
		names = append(names, key)
		if err != nil || len(names) > maxListed {
			break
		}
	}
	if len(names) == 0 {
		return KindUnknown, "JSON without a name", nil
	}
	return KindUnknown, "JSON with " + list(names), nil
}

// skipMark is r without a byte order mark.
func skipMark(r io.Reader) io.Reader {
	head := make([]byte, 3)
	n, _ := io.ReadFull(r, head)
	return io.MultiReader(bytes.NewReader(bytes.TrimPrefix(head[:n], []byte("\xEF\xBB\xBF"))), r)
}

// isSSP reports whether text is YAML that says at its top level to be an ssp.yaml.
func isSSP(text []byte) bool {
	for line := range strings.Lines(string(text)) {
		value, ok := strings.CutPrefix(line, "schema:")
		if ok && strings.HasPrefix(strings.Trim(value, " \t\r\n\"'"), "ssp/") {
			return true
		}
	}
	return false
}
