package ckl

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/stigwright/stigwright/diag"
)

const (
	// maxBytes is 256 MiB, the limit of every document read whole: a checklist of
	// 100,000 rows has half of that.
	maxBytes = 256 << 20
	// maxProblems is 50: a file with more has one cause, and nobody reads on. Each
	// one costs a search for its line, too.
	maxProblems = 50

	byteOrderMark = "\xef\xbb\xbf"
)

// Read reads a checklist of either format, told apart by content. See ReadCKL and
// ReadCKLB for what comes back; name is for messages.
func Read(name string, data []byte) (*Checklist, diag.List, error) {
	switch f, err := Sniff(name, data); {
	case err != nil:
		return nil, nil, err
	case f == CKLB:
		return ReadCKLB(name, data)
	default:
		return ReadCKL(name, data)
	}
}

// Sniff tells the format of data by its first bytes. Content that is neither is an
// error that guesses what it is.
func Sniff(name string, data []byte) (Format, error) {
	body := bytes.TrimLeft(bytes.TrimPrefix(data, []byte(byteOrderMark)), " \t\r\n")
	refuse := func(msg, hint string) (Format, error) {
		return 0, &diag.Error{File: name, Msg: msg + "; want a .ckl or .cklb checklist", Hint: hint}
	}
	head := strings.ToLower(string(body[:min(len(body), 512)]))
	switch {
	case len(body) == 0:
		return refuse("is empty", "")
	case strings.HasPrefix(head, "pk\x03\x04"), strings.HasPrefix(head, "pk\x05\x06"):
		return refuse("is a ZIP archive", "some programs save a checklist as an archive: unpack it and give the file inside; a benchmark ZIP goes to -b")
	case bytes.HasPrefix(body, []byte("\xff\xfe")), bytes.HasPrefix(body, []byte("\xfe\xff")):
		return refuse("is UTF-16 text", "save it as UTF-8; STIG Manager and Heimdall refuse UTF-16 too")
	case strings.HasPrefix(head, "<!doctype html"), strings.HasPrefix(head, "<html"):
		return refuse("is an HTML page", "the download probably went to a login page; fetch the file again")
	case head[0] == '{':
		return CKLB, nil
	case head[0] == '<':
		return CKL, nil
	}
	return refuse(fmt.Sprintf("starts with %q", head[:min(len(head), 16)]), "")
}

// problems collects what a reader could not take literally, up to maxProblems.
type problems struct {
	file string
	list diag.List
	more int
}

// note adds the problem that make makes, which is called only when there is room.
func (p *problems) note(make func() *diag.Error) {
	if len(p.list) == maxProblems {
		p.more++
		return
	}
	p.list = append(p.list, make())
}

// all is the problems, with the number of those left out.
func (p *problems) all() diag.List {
	if p.more > 0 {
		p.list = append(p.list, &diag.Error{File: p.file, Msg: fmt.Sprintf("%d more problems", p.more)})
	}
	return p.list
}

func tooLarge(name string, size int) error {
	return &diag.Error{File: name, Msg: fmt.Sprintf("has %d bytes; want at most %d (256 MiB)", size, maxBytes)}
}

// statusHint guesses the word that was meant.
func statusHint(f Format, word string) string {
	hint := "the row is read as not reviewed and keeps the word; "
	if near := diag.Nearest(word, words(f)); near != "" {
		return hint + "if " + near + " was meant, correct it: STIG Manager drops such a row without a message"
	}
	return hint + "STIG Manager drops such a row without a message"
}

// Write is c in format f; tool is the version of the program, for the comment of a
// .ckl. See WriteCKL and WriteCKLB. Ask Check first what readers would refuse, and
// Lost what f cannot hold. forms are those of its benchmarks where they are at hand.
func Write(c *Checklist, f Format, tool string, forms ...*Form) ([]byte, error) {
	return WriteInto(nil, c, f, tool, forms...)
}

// WriteInto is Write into the memory of buf, as far as that is enough: what buf held is
// gone.
func WriteInto(buf []byte, c *Checklist, f Format, tool string, forms ...*Form) ([]byte, error) {
	switch f {
	case CKL:
		return writeCKL(buf, c, tool, forms)
	case CKLB:
		return writeCKLB(buf, c, forms)
	default:
		return nil, fmt.Errorf("no checklist format %d", f)
	}
}
