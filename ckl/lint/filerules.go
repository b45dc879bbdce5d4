package lint

import (
	"bytes"
	"fmt"

	"github.com/stigwright/stigwright/ckl"
)

const (
	maxReferences = 200_000   // entity references; STIG Manager refuses more (checklist-formats 5.1)
	maxUpload     = 100 << 20 // bytes; OpenRMF takes no larger file (5.6)
)

// fileRules are about the file before its structure.
func fileRules() []Rule {
	const asUTF8 = "save the file as UTF-8 without a byte order mark"
	return []Rule{
		{ID: "ckl-byte-order-mark", Format: ckl.CKL, Summary: "starts with a byte order mark", Remedy: asUTF8, Fixed: true,
			Effects: []Effect{{Heimdall, Refused, Run}}, find: marked},
		{ID: "cklb-byte-order-mark", Format: ckl.CKLB, Summary: "starts with a byte order mark", Remedy: asUTF8, Fixed: true,
			Effects: []Effect{{STIGManager, Refused, Run}}, find: marked},
		{ID: "ckl-space-before", Format: ckl.CKL, Summary: "white space before the XML declaration", Remedy: "remove it", Fixed: true,
			Effects: []Effect{{STIGViewer2, Refused, Schema}, {Heimdall, Refused, Run}}, find: spaceBefore},
		{ID: "utf-16", Summary: "UTF-16 text", Remedy: asUTF8,
			Effects: []Effect{{STIGManager, Refused, Run}, {Heimdall, Refused, Run}}, find: wide},
		{ID: "ckl-syntax", Format: ckl.CKL, Summary: "is not well-formed XML; STIG Manager may still take a part of it", Remedy: "export the checklist again",
			Effects: []Effect{{STIGViewer2, Refused, Schema}, {STIGManager, Warning, Run}, {Heimdall, Refused, Run}, {EMASS, Refused, Schema}, {OpenRMF, Refused, Code}}, find: unreadable},
		{ID: "manager-unended", Format: ckl.CKL, Summary: "a tag, comment or CDATA that does not end, or an end tag too many", Remedy: "export the checklist again",
			Effects: []Effect{{STIGManager, Refused, Run}}, find: unended},
		{ID: "manager-swallowed", Format: ckl.CKL, Summary: "rows inside of a tag, comment or quote that ends too late", Remedy: "export the checklist again",
			Effects: []Effect{{STIGManager, Dropped, Run}}, find: swallowed},
		{ID: "ckl-character", Format: ckl.CKL, Summary: "control characters, broken UTF-8, undefined entities or text behind the end: no XML, which STIG Manager and Heimdall alone overlook", Remedy: "remove them",
			Effects: []Effect{{STIGViewer2, Refused, Schema}, {EMASS, Refused, Schema}, {OpenRMF, Refused, Code}}, find: overlooked},
		{ID: "ckl-ampersand", Format: ckl.CKL, Summary: "bare ampersands: no XML, which STIG Manager and Heimdall alone overlook", Remedy: "write them as &amp;", Fixed: true,
			Effects: []Effect{{STIGViewer2, Refused, Schema}, {EMASS, Refused, Schema}, {OpenRMF, Refused, Code}}, find: ampersands},
		{ID: "ckl-prolog", Format: ckl.CKL, Summary: "a document type, or a declaration of another encoding or version", Remedy: "remove it; save the file as UTF-8",
			Effects: []Effect{{STIGViewer2, Refused, Schema}}, find: prologue},
		{ID: "cklb-syntax", Format: ckl.CKLB, Summary: "is not JSON", Remedy: "export the checklist again",
			Effects: []Effect{{STIGViewer3, Refused, Schema}, {STIGManager, Refused, Run}}, find: unreadable},
		{ID: "ckl-references", Format: ckl.CKL, Summary: "more than 200,000 entity references", Remedy: "give each STIG a file of its own",
			Effects: []Effect{{STIGManager, Refused, Run}}, find: references},
		{ID: "size", Summary: "more than 100 MB", Remedy: "give each STIG a file of its own",
			Effects: []Effect{{OpenRMF, Refused, Report}}, find: large},
		{ID: "cklb-no-reader", Format: ckl.CKLB, Summary: "is a .cklb", Remedy: "give it the .ckl",
			Effects: []Effect{{STIGViewer2, Refused, Report}, {Heimdall, Refused, Code}}, find: always},
	}
}

func one(offset int, path, format string, args ...any) []hit {
	return []hit{{offset: offset, path: path, msg: fmt.Sprintf(format, args...)}}
}

func marked(d *document) []hit {
	if !bytes.HasPrefix(d.data, []byte(byteOrderMark)) {
		return nil
	}
	return one(0, "", "starts with a byte order mark; want none")
}

func spaceBefore(d *document) []hit {
	if d.lead == 0 {
		return nil
	}
	return one(d.base-d.lead, "", "has white space before the XML declaration; want none")
}

func wide(d *document) []hit {
	if !d.wide {
		return nil
	}
	return one(0, "", "is UTF-16 text; want UTF-8")
}

func unreadable(d *document) []hit {
	if d.problem == nil || d.wide {
		return nil
	}
	offset, msg := d.place(d.problem)
	return one(offset, "", "%s", msg)
}

func unended(d *document) []hit {
	if d.unended == nil {
		return nil
	}
	return one(d.base, "", "%s; want the whole file", d.unended)
}

// swallowed are rows whose start tag stands in the file and is none to the parser.
func swallowed(d *document) []hit {
	if d.loose == nil {
		return nil
	}
	n := bytes.Count(d.data, []byte("<VULN>")) - d.loose.count("VULN")
	if n <= 0 {
		return nil
	}
	list := one(d.base, "", "has %d rows inside of a tag, comment or quote that ends too late; want none", n)
	list[0].rows = n
	return list
}

func overlooked(d *document) []hit {
	if d.lenient == nil || d.prolog {
		return nil
	}
	offset, msg := d.place(d.lenient)
	return one(offset, "", "%s", msg)
}

func prologue(d *document) []hit {
	if !d.prolog {
		return nil
	}
	offset, msg := d.place(d.lenient)
	return one(offset, "", "%s", msg)
}

func references(d *document) []hit {
	if n := bytes.Count(d.data, []byte("&")); n > maxReferences {
		return one(0, "", "has %d entity references; want at most %d", n, maxReferences)
	}
	return nil
}

func large(d *document) []hit {
	if len(d.data) <= maxUpload {
		return nil
	}
	return one(0, "", "has %d bytes; want at most %d (100 MiB)", len(d.data), maxUpload)
}

func always(*document) []hit { return one(0, "", "is a .cklb; want a .ckl") }
