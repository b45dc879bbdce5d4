package cci

import (
	"slices"
	"strings"

	"github.com/stigwright/stigwright/diag"
	"github.com/stigwright/stigwright/internal/xmlio"
)

// listReader is the cursor of one list.
type listReader struct {
	*xmlio.Cursor
	space string          // the namespace of the list; elements of others are passed over
	seen  map[string]bool // ids
	out   List
}

func (r *listReader) notList() *diag.Error {
	e := r.Errorf("root element is %q in namespace %q; want cci_list in http://iase.disa.mil/cci", clip(r.Local()), clip(r.space))
	e.Hint = wanted
	return e
}

// own is the local name of the current element when it belongs to the list, else "".
func (r *listReader) own() string {
	if r.Space() == r.space {
		return r.Local()
	}
	return ""
}

func (r *listReader) list() {
	for kids := r.Children(); kids.Next(); {
		switch r.own() {
		case "metadata":
			r.metadata()
		case "cci_items":
			for items := r.Children(); items.Next(); {
				if r.own() == "cci_item" {
					r.item()
				}
			}
		}
	}
	if len(r.out.CCIs) == 0 {
		_ = r.Fail(r.Errorf("the list has no cci_item; want one for each CCI"))
	}
}

func (r *listReader) metadata() {
	for kids := r.Children(); kids.Next(); {
		switch r.own() {
		case "version":
			r.once(&r.out.Version)
		case "publishdate":
			r.once(&r.out.Published)
		}
	}
}

func (r *listReader) item() {
	id := r.Attr("id").String()
	switch _, ok := number(id); {
	case !ok:
		_ = r.Fail(r.AttrErrorf("id", "id is %q; want \"CCI-\" and six digits", clip(id)))
	case r.seen[id]:
		_ = r.Fail(r.AttrErrorf("id", "%s is in the list twice; want each CCI once", id))
	}
	r.seen[id] = true
	item := CCI{ID: id}
	var status string
	var types []string
	for kids := r.Children(); kids.Next(); {
		switch r.own() {
		case "status":
			r.once(&status)
		case "publishdate":
			r.once(&item.Published)
		case "definition":
			r.definition(&item)
		case "type":
			types = appendOnce(r, types, r.value(r.Text()))
		case "references":
			r.references(&item)
		}
	}
	item.Status = Status(status)
	slices.Sort(types)
	item.Type = Type(strings.Join(types, " and "))
	r.out.CCIs = append(r.out.CCIs, item)
}

func (r *listReader) definition(item *CCI) {
	if item.Definition != "" {
		_ = r.Fail(r.Errorf("a second definition; want one"))
	}
	item.Definition = strings.TrimSpace(r.Text().String())
}

func (r *listReader) references(item *CCI) {
	for kids := r.Children(); kids.Next(); {
		if r.own() != "reference" {
			continue
		}
		switch r.revision() {
		case Rev4:
			item.Rev4 = r.appendRefs(item.Rev4)
		case Rev5:
			item.Rev5 = r.appendRefs(item.Rev5)
		}
	}
}

// revision is the revision of SP 800-53 that the current reference is to, 0 when it
// is to something else, SP 800-53A among that. The attribute version tells; a title
// that names another revision is refused, for either could be the wrong one.
func (r *listReader) revision() Revision {
	const publication = "NIST SP 800-53"
	title, version := r.value(r.Attr("title")), r.value(r.Attr("version"))
	rest, ok := strings.CutPrefix(title, publication)
	named, says := strings.CutPrefix(rest, " Revision ")
	if !ok || rest != "" && !says {
		return 0
	}
	if says && named != version {
		_ = r.Fail(r.AttrErrorf("version", "version is %q and title is %q; want the same revision in both", version, title))
	}
	n, _ := decimal(version)
	return Revision(n)
}

// appendRefs adds what the current reference refers to: one control mostly, but
// "SC-37, SC-37 (1)" of CCI-002523 is two.
func (r *listReader) appendRefs(refs []Ref) []Ref {
	index := r.value(r.Attr("index"))
	if index == "" {
		_ = r.Fail(r.AttrErrorf("index", "index is empty; want a control such as \"AC-2 (4) (a)\""))
	}
	for part := range strings.SplitSeq(index, ",") {
		if part = strings.TrimSpace(part); part != "" {
			refs = appendOnce(r, refs, newRef(part))
		}
	}
	return refs
}

// once reads the current element into s, which no earlier one has filled.
func (r *listReader) once(s *string) {
	if *s != "" {
		_ = r.Fail(r.Errorf("a second %s; want one", r.Local()))
	}
	*s = r.value(r.Text())
}

// value is a short value with its white space collapsed.
func (r *listReader) value(t xmlio.Text) string {
	if len(t) > MaxValueBytes {
		_ = r.Fail(r.Errorf("a value has %d bytes; the limit is %d (MaxValueBytes)", len(t), MaxValueBytes))
		return ""
	}
	return strings.Join(strings.Fields(t.String()), " ")
}

// appendOnce adds v to list, of one CCI, unless it is there: DISA repeats references.
func appendOnce[T comparable](r *listReader, list []T, v T) []T {
	if slices.Contains(list, v) {
		return list
	}
	if len(list) == MaxPerCCI {
		_ = r.Fail(r.Errorf("more than %d; the limit for one CCI is %d (MaxPerCCI)", MaxPerCCI, MaxPerCCI))
		return list
	}
	return append(list, v)
}

// clip is s short enough for a message.
func clip(s string) string {
	const most = 80
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "..."
}
