package ckl

import (
	"bytes"
	"cmp"
	"fmt"

	"github.com/stigwright/stigwright/diag"
)

// ConvertOptions says what Convert writes.
type ConvertOptions struct {
	To      Format
	Tool    string       // version of the program, for the comment of a .ckl
	Times   XCCDFOptions // of XCCDF alone
	Guard   bool         // of CSV alone, see CSVOptions
	Sidecar bool         // keep what To cannot hold in a sidecar
	Forms   []*Form      // of .ckl and .cklb: those of its benchmarks where they are at hand
	Into    []byte       // of .ckl and .cklb: memory to write into, see WriteInto
	Unasked bool         // of .ckl and .cklb: do not list what is lost
}

// Conversion is a converted checklist.
type Conversion struct {
	Data    []byte
	Lost    []Loss // what To cannot hold, whether a sidecar keeps it or not
	Sidecar []byte // for Restore; nil when it was not asked for
}

// Convert writes c in another format. What Evaluate-STIG says in comments of a .ckl
// becomes its objects in a .cklb, and back. What the format cannot hold is listed,
// and with o.Sidecar kept: read back and given to Restore, the result is c again.
func Convert(c *Checklist, o ConvertOptions) (*Conversion, error) {
	spoken := translated(c, o.To)
	data, err := encode(spoken, o)
	if err != nil {
		return nil, err
	}
	out := &Conversion{Data: data}
	if o.To == CKL || o.To == CKLB {
		if !o.Unasked {
			out.Lost = Lost(spoken, o.To)
		}
		if !o.Sidecar {
			return out, nil
		}
	}
	back, err := readBack(data, o.To)
	if err != nil {
		return nil, fmt.Errorf("what was written as %s does not read back: %w", o.To, err)
	}
	diffs, err := differences(c, back)
	if err != nil {
		return nil, fmt.Errorf("what was written as %s does not read back: %w", o.To, err)
	}
	if o.To != CKL && o.To != CKLB {
		out.Lost = lostIn(c, diffs)
	}
	if o.Sidecar {
		out.Sidecar, err = writeSidecar(c, back, o.To, diffs)
	}
	return out, err
}

func encode(c *Checklist, o ConvertOptions) ([]byte, error) {
	switch o.To {
	case CKL, CKLB:
		return WriteInto(o.Into, c, o.To, o.Tool, o.Forms...)
	case XCCDF:
		o.Times.Tool = cmp.Or(o.Times.Tool, o.Tool)
		return WriteXCCDF(c, o.Times)
	case CSV:
		var out bytes.Buffer
		err := WriteCSV(&out, []*Checklist{c}, CSVOptions{Guard: o.Guard})
		return out.Bytes(), err
	case JSONL:
		var out bytes.Buffer
		err := WriteJSONL(&out, []*Checklist{c})
		return out.Bytes(), err
	}
	return nil, fmt.Errorf("no format %d to convert to", o.To)
}

// readBack reads what encode wrote.
func readBack(data []byte, f Format) (c *Checklist, err error) {
	var list []*Checklist
	switch f {
	case XCCDF:
		list, _, err = ReadXCCDF("", data)
	case CSV:
		list, _, err = ReadCSV("", data)
	case JSONL:
		list, _, err = ReadJSONL("", data)
	default:
		c, _, err = Read("", data)
		return c, err
	}
	if err != nil {
		return nil, err
	}
	if len(list) != 1 {
		return nil, fmt.Errorf("one checklist became %d", len(list))
	}
	return list[0], nil
}

// lostIn lists, by field, what c says and the format did not give back.
func lostIn(c *Checklist, diffs []difference) []Loss {
	l := &losses{at: map[string]int{}}
	for i := range diffs {
		d := &diffs[i]
		if extra, ok := d.a.Interface().([]Extra); ok {
			for _, x := range extra {
				l.add(fmt.Sprintf("%s %s", x.Format, either(x.Name, "comment or instruction")), d.where(c))
			}
			continue
		}
		if !d.a.IsZero() {
			l.add(d.nameOf(), d.where(c))
		}
	}
	return l.list
}

// ReadAny reads whatever a checklist can be read from: .ckl, .cklb, XCCDF results,
// ARF, .nessus, our CSV and JSON lines. A file can hold several.
func ReadAny(name string, data []byte) ([]*Checklist, diag.List, error) {
	switch f := sniffAny(data); f {
	case XCCDF:
		return ReadXCCDF(name, data)
	case CSV:
		return ReadCSV(name, data)
	case JSONL:
		return ReadJSONL(name, data)
	}
	c, problems, err := Read(name, data)
	if err != nil {
		return nil, nil, err
	}
	return []*Checklist{c}, problems, nil
}
