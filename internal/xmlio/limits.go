package xmlio

import "fmt"

// Limits bound what one document may ask of memory and time. A zero field means
// the default.
type Limits struct {
	Bytes      int // size of the document
	Depth      int // open elements
	Attrs      int // attributes of one element
	AttrBytes  int // source bytes of one attribute value
	NameBytes  int // bytes of one element, attribute or instruction name
	Namespaces int // namespace declarations in scope
	Elements   int // elements of the document
}

const (
	// MaxBytes is 256 MiB: the largest real document met, a vulnerability feed as
	// one OVAL file, is under half of that, and the document is held whole.
	MaxBytes = 256 << 20
	// MaxDepth is 256: benchmarks nest 6 elements deep, data streams and OVAL 12;
	// criteria written by machines were seen at 40.
	MaxDepth = 256
	// MaxAttrs is 128: benchmarks have 9 at most. Duplicates are looked for in pairs,
	// so the bound also keeps that cheap.
	MaxAttrs = 128
	// MaxAttrBytes is 1 MiB: real values stay under 4 KiB; longer text belongs in an element.
	MaxAttrBytes = 1 << 20
	// MaxNameBytes is 1,024: the longest name of any schema read here has 51 bytes.
	MaxNameBytes = 1024
	// MaxNamespaces is 256: data streams declare about 30. Prefixes are looked up one
	// by one, so the bound also keeps that cheap.
	MaxNamespaces = 256
	// MaxElements is 16 Mi: the cursor holds nothing per element, but readers do. Real
	// documents have one for every 30 bytes or more, so one of MaxBytes stays below.
	MaxElements = 16 << 20
)

// DefaultLimits are the limits of every reader that was not told otherwise.
func DefaultLimits() Limits {
	return Limits{MaxBytes, MaxDepth, MaxAttrs, MaxAttrBytes, MaxNameBytes, MaxNamespaces, MaxElements}
}

// orDefault fills the zero fields.
func (l Limits) orDefault() Limits {
	d := DefaultLimits()
	for _, f := range []struct{ have, want *int }{
		{&l.Bytes, &d.Bytes}, {&l.Depth, &d.Depth}, {&l.Attrs, &d.Attrs},
		{&l.AttrBytes, &d.AttrBytes}, {&l.NameBytes, &d.NameBytes}, {&l.Namespaces, &d.Namespaces}, {&l.Elements, &d.Elements},
	} {
		if *f.have <= 0 {
			*f.have = *f.want
		}
	}
	return l
}

func tooManyBytes(met, limit int) string {
	return fmt.Sprintf("the document has %d bytes; the limit is %d (Bytes)", met, limit)
}
