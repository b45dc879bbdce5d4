package oval

import "github.com/stigwright/stigwright/diag"

// Document is an OVAL definitions document (OVAL Definitions schema). Everything is
// in document order; ids may repeat in a document that is wrong, and the first wins.
type Document struct {
	File        string
	Generator   Generator
	Definitions []Definition
	Tests       []Test
	Objects     []Object
	States      []State
	Variables   []Variable

	// Problems are what is wrong with the document beside its syntax: what the schema
	// forbids and the readers noticed. Such a document can still be judged; what a
	// problem touches ends in error or unknown.
	Problems diag.List

	// Source is the document itself, without a byte order mark, for results that hold
	// a copy of what was evaluated.
	Source string
}

// Generator says what made a document (OVAL Common schema, GeneratorType).
type Generator struct {
	ProductName    string
	ProductVersion string
	SchemaVersion  string // of the core schema, such as 5.11.2
	Timestamp      string // as it stands there
}

// Definition is one definition (OVAL Definitions schema, DefinitionType).
type Definition struct {
	ID          string
	Version     string
	Class       Class
	Deprecated  bool
	Title       string
	Description string
	References  []Reference
	Criteria    *Criteria // nil when there is none, which only a deprecated definition may do
	offset      int
}

// Reference is what else is known of a definition, such as a CCE or CVE number.
type Reference struct{ Source, ID, URL string }

// Criteria is one node of the tree of a definition: a criteria with an operator and
// children, a criterion that names a test, or an extend_definition. Exactly one of
// the three is set (OVAL Definitions schema, CriteriaType, CriterionType, ExtendDefinitionType).
type Criteria struct {
	Kind          CriteriaKind
	Operator      Operator // of KindCriteria
	Children      []*Criteria
	Ref           string // id of the test or definition
	Negate        bool
	Comment       string
	Applicability string // "true", "false", or "" when not stated
	tooDeep       bool   // nested deeper than MaxNesting, and not read
	offset        int
}

// CriteriaKind says what a node of criteria is.
type CriteriaKind uint8

// The kinds of nodes.
const (
	KindCriteria CriteriaKind = iota
	KindCriterion
	KindExtend
)

// TypeName is the name of a test, object, state or item: family is what follows the
// "#" in the namespace, such as "unix"; Name is without its ending, such as "file".
// Namespace is the whole one, for those of no family.
type TypeName struct {
	Namespace string
	Family    string
	Name      string
}

// String is family and name, such as unix:file.
func (t TypeName) String() string {
	if t.Family == "" {
		return t.Namespace + ":" + t.Name
	}
	return t.Family + ":" + t.Name
}

// Test compares what an object names with states (OVAL Definitions schema, TestType).
type Test struct {
	ID            string
	Version       string
	Type          TypeName
	Comment       string
	Check         Check
	Existence     Existence
	StateOperator Operator
	Deprecated    bool
	Object        string   // id; "" when the test has none, as those of type unknown
	States        []string // ids
	offset        int
}

// Object names items of a system (OVAL Definitions schema, ObjectType). It has
// entities or a set.
type Object struct {
	ID         string
	Version    string
	Type       TypeName
	Comment    string
	Deprecated bool
	Entities   []Entity
	Behaviors  []Attribute
	Filters    []Filter
	Set        *Set
	offset     int
}

// Attribute is the name and value of one attribute.
type Attribute struct{ Name, Value string }

// Set joins the items of other objects (OVAL Definitions schema, set). It has one or
// two sets, or one or two object references with filters.
type Set struct {
	Operator SetOperator
	Sets     []*Set
	Objects  []string // ids
	Filters  []Filter
	offset   int
}

// Filter keeps or drops the items that satisfy a state (OVAL Definitions schema, filter).
type Filter struct {
	State   string // id
	Include bool   // else exclude, the default
	offset  int
}

// State says what is expected of an item (OVAL Definitions schema, StateType).
type State struct {
	ID         string
	Version    string
	Type       TypeName
	Comment    string
	Operator   Operator
	Deprecated bool
	Entities   []Entity
	offset     int
}

// Entity is one value of an object or state, with how it is to be compared (OVAL
// Definitions schema, EntityAttributeGroup and EntityStateSimpleBaseType).
type Entity struct {
	Name        string
	Value       string // "" when a variable gives it
	Datatype    Datatype
	Operation   Operation
	Mask        bool
	Nil         bool // xsi:nil
	VarRef      string
	VarCheck    Check     // "all" when not stated
	EntityCheck Check     // of states
	Existence   Existence // check_existence, of states
	Fields      []Entity  // of a record
	offset      int
}

// VariableKind says where a variable has its values from.
type VariableKind uint8

// The three kinds of variables.
const (
	ConstantVariable VariableKind = iota
	ExternalVariable
	LocalVariable
)

// Variable is a named list of values (OVAL Definitions schema, VariableType).
type Variable struct {
	ID           string
	Version      string
	Kind         VariableKind
	Datatype     Datatype
	Comment      string
	Deprecated   bool
	Values       []string              // of a constant variable
	Possible     []string              // possible_value of an external variable
	Restrictions []PossibleRestriction // of an external variable
	Component    *Component            // of a local variable
	offset       int
}

// PossibleRestriction is a range that the values of an external variable may be in
// (OVAL Definitions schema, PossibleRestrictionType).
type PossibleRestriction struct {
	Operator     Operator
	Restrictions []Restriction
}

// Restriction is one comparison of a PossibleRestriction.
type Restriction struct {
	Operation Operation
	Value     string
}

// ComponentKind is what a component of a local variable is.
type ComponentKind uint8

// The components and functions (OVAL Definitions schema, ComponentGroup).
const (
	Literal ComponentKind = iota
	ObjectComponent
	VariableComponent
	Arithmetic
	Begin
	Concat
	Count
	End
	EscapeRegex
	GlobToRegex
	RegexCapture
	Split
	Substring
	TimeDifference
	Unique
)

var componentNames = []string{"literal_component", "object_component", "variable_component", "arithmetic", "begin", "concat", "count",
	"end", "escape_regex", "glob_to_regex", "regex_capture", "split", "substring", "time_difference", "unique"}

func (k ComponentKind) String() string { return name(componentNames, uint8(k)) }

// Component is one node of how a local variable gets its values. Which fields mean
// something depends on Kind.
type Component struct {
	Kind        ComponentKind
	Value       string   // Literal
	Datatype    Datatype // Literal
	Ref         string   // ObjectComponent, VariableComponent: id
	ItemField   string   // ObjectComponent
	RecordField string   // ObjectComponent
	Argument    string   // arithmetic_operation, character, delimiter or pattern
	NoEscape    bool     // GlobToRegex
	Start       int      // Substring
	Length      int      // Substring
	Formats     [2]string
	Components  []*Component
	offset      int
}
