package oval

import (
	"strconv"
	"strings"

	"github.com/stigwright/stigwright/internal/xmlio"
)

// namespaceResults is that of results and directives documents.
const (
	NamespaceResults    = "http://oval.mitre.org/XMLSchema/oval-results-5"
	NamespaceDirectives = "http://oval.mitre.org/XMLSchema/oval-directives-5"
)

// schemaVersion is the version of the schemas that what we write obeys.
const schemaVersion = "5.11.2"

// writer writes OVAL documents.
type writer struct {
	*xmlio.Writer
	prefixes map[string]string // of the namespaces of items
}

// WriteCharacteristics is the system characteristics document of c. Masked values are
// in it as they were collected: only results documents hide them.
func WriteCharacteristics(c *Characteristics) ([]byte, error) {
	w := writer{Writer: xmlio.NewWriter("  ")}
	w.Declaration()
	w.system(c, c.Objects, c.Items, nil)
	return w.Bytes()
}

// system writes the root of system characteristics with these objects and items.
// hide says which values of the item at a place are hidden; nil hides none.
func (w *writer) system(c *Characteristics, objects []Collected, items []Item, hide func(item int, name string) bool) {
	attrs := []xmlio.Pair{{Name: "xmlns", Value: NamespaceSystem}, {Name: "xmlns:oval", Value: NamespaceCommon}, {Name: "xmlns:xsi", Value: xsi}}
	w.StartElement("oval_system_characteristics", append(attrs, w.declare(items)...)...)
	w.generator(c.Generator)
	w.host(c.Host)
	if c.HasCollected && len(objects) > 0 {
		w.StartElement("collected_objects")
		for i := range objects {
			w.collected(&objects[i])
		}
		w.EndElement()
	}
	if len(items) > 0 {
		w.StartElement("system_data")
		for i := range items {
			w.item(items, i, hide)
		}
		w.EndElement()
	}
	w.EndElement()
}

// declare gives every namespace of the items a prefix: the family, as published
// documents have it.
func (w *writer) declare(items []Item) (attrs []xmlio.Pair) {
	w.prefixes = map[string]string{}
	for i := range items {
		t := items[i].Type
		if _, ok := w.prefixes[t.Namespace]; ok {
			continue
		}
		prefix := "ns" + strconv.Itoa(len(w.prefixes)+1)
		if base, _, _ := strings.Cut(t.Namespace, "#"); base == NamespaceSystem && t.Known() {
			prefix = strings.ReplaceAll(t.Family, "_", "-") + "-sys"
		} else if base == NamespaceSystem && isWord(t.Family) {
			prefix = t.Family + "-sys"
		}
		w.prefixes[t.Namespace] = prefix
		attrs = append(attrs, xmlio.Pair{Name: "xmlns:" + prefix, Value: t.Namespace})
	}
	return attrs
}

// isWord reports whether s is fit for a prefix.
func isWord(s string) bool {
	return s != "" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz") == ""
}

// generator writes what made a document; one that does not say gets our schema version.
func (w *writer) generator(g Generator) {
	w.StartElement("generator")
	if g.ProductName != "" {
		w.Element("oval:product_name", g.ProductName)
	}
	if g.ProductVersion != "" {
		w.Element("oval:product_version", g.ProductVersion)
	}
	if g.SchemaVersion == "" {
		g.SchemaVersion = schemaVersion
	}
	w.Element("oval:schema_version", g.SchemaVersion)
	w.Element("oval:timestamp", g.Timestamp)
	w.EndElement()
}

func (w *writer) host(h Host) {
	w.StartElement("system_info")
	w.Element("os_name", h.OSName)
	w.Element("os_version", h.OSVersion)
	w.Element("architecture", h.Architecture)
	w.Element("primary_host_name", h.Name)
	w.StartElement("interfaces")
	for _, i := range h.Interfaces {
		w.StartElement("interface")
		w.Element("interface_name", i.Name)
		w.Element("ip_address", i.IP)
		w.Element("mac_address", i.MAC)
		w.EndElement()
	}
	w.EndElement()
	w.EndElement()
}

func (w *writer) collected(o *Collected) {
	attrs := []xmlio.Pair{{Name: "id", Value: o.ID}, {Name: "version", Value: o.Version}}
	if o.Instance != "" {
		attrs = append(attrs, xmlio.Pair{Name: "variable_instance", Value: o.Instance})
	}
	if o.Comment != "" {
		attrs = append(attrs, xmlio.Pair{Name: "comment", Value: o.Comment})
	}
	w.StartElement("object", append(attrs, xmlio.Pair{Name: "flag", Value: o.Flag.String()})...)
	w.messages("message", o.Messages)
	for _, v := range o.Variables {
		w.Element("variable_value", legal(v.Value), xmlio.Pair{Name: "variable_id", Value: v.ID})
	}
	for _, id := range o.Items {
		w.StartElement("reference", xmlio.Pair{Name: "item_ref", Value: strconv.FormatInt(id, 10)})
		w.EndElement()
	}
	w.EndElement()
}

// messages writes messages by the name they have in the document.
func (w *writer) messages(name string, list []Message) {
	for _, m := range list {
		w.Element(name, legal(m.Text), xmlio.Pair{Name: "level", Value: m.Level})
	}
}

func (w *writer) item(items []Item, at int, hide func(item int, name string) bool) {
	it := &items[at]
	prefix := w.prefixes[it.Type.Namespace] + ":"
	attrs := []xmlio.Pair{{Name: "id", Value: strconv.FormatInt(it.ID, 10)}}
	if it.Status != Exists {
		attrs = append(attrs, xmlio.Pair{Name: "status", Value: it.Status.String()})
	}
	w.StartElement(prefix+it.Type.Name+"_item", attrs...)
	w.messages("message", it.Messages[:min(len(it.Messages), 50)]) // ItemType allows 50
	for i := range it.Values {
		v := &it.Values[i]
		w.value(prefix+v.Name, "", v, v.Mask || hide != nil && hide(at, v.Name), hide != nil)
	}
	w.EndElement()
}

// value writes one value of an item or, with a field name, one field of a record. A
// masked one is empty where documents hide such.
func (w *writer) value(name, field string, v *Value, masked, hides bool) {
	var attrs []xmlio.Pair
	if field != "" {
		attrs = append(attrs, xmlio.Pair{Name: "name", Value: field})
	}
	if v.Datatype != String {
		attrs = append(attrs, xmlio.Pair{Name: "datatype", Value: v.Datatype.String()})
	}
	if masked {
		attrs = append(attrs, xmlio.Pair{Name: "mask", Value: "true"})
	}
	if v.Status != Exists {
		attrs = append(attrs, xmlio.Pair{Name: "status", Value: v.Status.String()})
	}
	if v.Nil {
		attrs = append(attrs, xmlio.Pair{Name: "xsi:nil", Value: "true"})
	}
	w.StartElement(name, attrs...)
	if !masked || !hides {
		w.Text(legal(v.Text))
	}
	for i := range v.Record {
		w.value("field", v.Record[i].Name, &v.Record[i], masked || v.Record[i].Mask, hides)
	}
	w.EndElement()
}

// legal is s without the characters that no document may hold.
func legal(s string) string {
	s, _ = xmlio.Strip(s)
	return s
}
