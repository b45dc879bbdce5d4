package oval

import "github.com/stigwright/stigwright/diag"

// NamespaceSystem is that of system characteristics documents.
const NamespaceSystem = "http://oval.mitre.org/XMLSchema/oval-system-characteristics-5"

// Characteristics is what was collected from one system (OVAL System Characteristics
// schema). A collector fills it; ReadCharacteristics reads one from a document.
type Characteristics struct {
	File      string
	Generator Generator
	Host      Host

	// HasCollected tells a document with a section of collected objects from one that
	// has items alone: in the first an object that is not listed was not collected, in
	// the second the items are searched.
	HasCollected bool
	Objects      []Collected
	Items        []Item

	Problems diag.List // as of Document
	Source   string    // the document read, "" when it was made otherwise

	index   map[int64]int32  // of Items by ID
	objects map[string]int32 // of Objects by ID, the first of each
	further []int32          // of each of Objects the next with its ID; 0 where there is none
}

// Host is the system itself (SystemInfoType).
type Host struct {
	OSName       string
	OSVersion    string
	Architecture string
	Name         string // primary_host_name
	Interfaces   []Interface
}

// Interface is one network interface of a Host.
type Interface struct{ Name, IP, MAC string }

// Collected is the outcome of collecting one object (ObjectType).
type Collected struct {
	ID        string
	Version   string
	Instance  string // variable_instance, "" when not stated, which is 1
	Flag      Flag
	Comment   string
	Messages  []Message
	Variables []VariableValue // with which values it was collected
	Items     []int64         // ids
	offset    int
}

// VariableValue is one value of the variable ID.
type VariableValue struct{ ID, Value string }

// Message is a remark of whoever collected or judged (OVAL Common schema, MessageType).
type Message struct {
	Level string // debug, error, fatal, info or warning
	Text  string
}

// Item is one thing found on the system: a file, a process, a line of a text (ItemType).
type Item struct {
	ID       int64
	Type     TypeName
	Status   Status
	Messages []Message
	Values   []Value
}

// Value is one value of an item (EntityItemSimpleBaseType, EntityItemRecordType). An
// item may have several of one name.
type Value struct {
	Name     string
	Text     string
	Record   []Value // the fields of a record
	Datatype Datatype
	Status   Status
	Mask     bool
	Nil      bool // xsi:nil
}

// Hidden reports whether the value was taken out because it is masked, as results
// documents do: it is not empty, it is not known.
func (v *Value) Hidden() bool { return v.Mask && v.Text == "" && v.Record == nil }

// Item is the item with the id, nil when there is none.
func (c *Characteristics) Item(id int64) *Item {
	if i, ok := c.index[id]; ok {
		return &c.Items[i]
	}
	return nil
}

// Index makes Item and Program.Analyse see what is in Items and Objects: to be called
// after they were changed. The first of two items with one id counts.
func (c *Characteristics) Index() {
	c.objects = make(map[string]int32, len(c.Objects))
	c.further = make([]int32, len(c.Objects))
	for i := len(c.Objects) - 1; i >= 0; i-- {
		id := c.Objects[i].ID
		c.further[i] = c.objects[id] // never the first, so 0 is none
		c.objects[id] = int32(i)
	}
	c.index = make(map[int64]int32, len(c.Items))
	for i := range c.Items {
		if _, ok := c.index[c.Items[i].ID]; !ok {
			c.index[c.Items[i].ID] = int32(i)
		}
	}
}
