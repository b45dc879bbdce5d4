package oval

import (
	"strings"

	"github.com/stigwright/stigwright/internal/xmlio"
)

// Namespace is that of definitions documents; NamespaceCommon that of their generator.
const (
	Namespace       = "http://oval.mitre.org/XMLSchema/oval-definitions-5"
	NamespaceCommon = "http://oval.mitre.org/XMLSchema/oval-common-5"
)

// Summary is what a definitions document holds, in figures.
type Summary struct {
	SchemaVersion  string // of the core schema, such as "5.11.2"; "" when not stated
	ProductName    string // of the generator; "" when not stated
	ProductVersion string
	Timestamp      string // as it stands there, such as 2024-01-02T03:04:05
	Definitions    Classes
	Tests          int
	Objects        int
	States         int
	Variables      int
}

// Classes counts definitions by class (OVAL Definitions schema, ClassEnumeration).
type Classes struct {
	Compliance, Inventory, Miscellaneous, Patch, Vulnerability int
	Other                                                      int // of no class the schema knows
}

// Total is the number of definitions.
func (c Classes) Total() int {
	return c.Compliance + c.Inventory + c.Miscellaneous + c.Patch + c.Vulnerability + c.Other
}

// Summarise reads the definitions document data; file is its name for messages. The
// syntax of the whole document is checked, of its meaning nothing.
func Summarise(file string, data []byte) (Summary, error) {
	c, err := xmlio.Parse(file, data, limits())
	if err != nil {
		return Summary{}, err
	}
	if c.Local() != "oval_definitions" || c.Space() != Namespace {
		e := c.Errorf("the root element is %q of namespace %q; want oval_definitions of %q", c.Local(), c.Space(), Namespace)
		e.Path = ""
		return Summary{}, e
	}
	var s Summary
	for kids := c.Children(); kids.Next(); {
		if c.Space() == Namespace {
			s.read(c)
		}
	}
	if err := c.End(); err != nil {
		return Summary{}, err
	}
	return s, nil
}

// read reads one child of the root.
func (s *Summary) read(c *xmlio.Cursor) {
	switch c.Local() {
	case "generator":
		s.generator(c)
	case "definitions":
		for kids := c.Children(); kids.Next(); {
			if c.Space() == Namespace && c.Local() == "definition" {
				s.Definitions.count(c.Attr("class").String())
			}
		}
	case "tests":
		s.Tests += children(c)
	case "objects":
		s.Objects += children(c)
	case "states":
		s.States += children(c)
	case "variables":
		s.Variables += children(c)
	}
}

func (s *Summary) generator(c *xmlio.Cursor) {
	for kids := c.Children(); kids.Next(); {
		if c.Space() != NamespaceCommon {
			continue
		}
		switch c.Local() {
		case "product_name":
			s.ProductName = c.Text().String()
		case "product_version":
			s.ProductVersion = c.Text().String()
		case "schema_version":
			// Extensions state versions of their own, with a platform.
			if c.Attr("platform") == nil {
				s.SchemaVersion = strings.TrimSpace(c.Text().String())
			}
		case "timestamp":
			s.Timestamp = strings.TrimSpace(c.Text().String())
		}
	}
}

func (k *Classes) count(class string) {
	switch class {
	case "compliance":
		k.Compliance++
	case "inventory":
		k.Inventory++
	case "miscellaneous":
		k.Miscellaneous++
	case "patch":
		k.Patch++
	case "vulnerability":
		k.Vulnerability++
	default:
		k.Other++
	}
}

// children is how many elements the current one holds: those of tests, objects and
// states are of the namespace of their platform.
func children(c *xmlio.Cursor) int {
	n := 0
	for kids := c.Children(); kids.Next(); {
		n++
	}
	return n
}
