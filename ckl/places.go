package ckl

import "slices"

// places is where the elements of a .ckl stand that people write in, as ReadCKL met
// them: offsets in the document without its byte order mark. An element that is not
// there, or that is better looked for, has the zero elementAt.
type places struct {
	asset []elementAt   // by assetElements
	stigs [][]rowPlaces // by STIG and row
}

// rowPlaces is the places of STATUS and then of reviewElements, as the fields of an Edit.
type rowPlaces [SeverityJustification - Status + 1]elementAt

// of is where the element of e stands.
func (p *places) of(e Edit) elementAt {
	if i := int(e.Field) - int(firstAssetField); i >= 0 {
		return p.asset[i]
	}
	return p.stigs[e.Stig][e.Row][e.Field-Status]
}

func (x *xmlReader) noteStig() {
	if x.places != nil {
		x.places.stigs = append(x.places.stigs, nil)
	}
}

func (x *xmlReader) noteRow() {
	if x.places != nil {
		last := &x.places.stigs[len(x.places.stigs)-1]
		*last = append(*last, rowPlaces{})
	}
}

// noteReview notes the current element, which has been read: STATUS, or i-1 of
// reviewElements.
func (x *xmlReader) noteReview(i int) {
	if x.places != nil {
		rows := x.places.stigs[len(x.places.stigs)-1]
		rows[len(rows)-1][i] = x.place()
	}
}

// noteAsset notes the current element, which has been read. An empty one of those that
// are written only when set is none, and so may its filled one be: they are looked for.
func (x *xmlReader) noteAsset(name string) {
	if x.places == nil {
		return
	}
	if x.places.asset == nil {
		x.places.asset = make([]elementAt, len(assetElements))
	}
	if !slices.Contains([]string{hostGUID, stigGUID}, name) {
		x.places.asset[index(assetElements, name)] = x.place()
	}
}

func (x *xmlReader) place() (at elementAt) {
	at.start, at.body, at.bodyEnd, at.end = x.Extent()
	return at
}
