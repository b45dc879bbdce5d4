package oval

import "slices"

// Result is the outcome of a definition, criteria, test or item (OVAL Results schema,
// ResultEnumeration). The zero value says that nothing was decided.
type Result uint8

// The six results.
const (
	NotEvaluated Result = iota
	True
	False
	Unknown
	Error
	NotApplicable
)

var resultNames = []string{"not evaluated", "true", "false", "unknown", "error", "not applicable"}

// String is the spelling of results documents.
func (r Result) String() string { return name(resultNames, uint8(r)) }

// ParseResult is the result spelled s.
func ParseResult(s string) (r Result, ok bool) {
	i, ok := find(resultNames, s)
	return Result(i), ok
}

// Negate swaps true and false and leaves the other four (OVAL Common schema,
// OperatorEnumeration).
func (r Result) Negate() Result {
	switch r {
	case True:
		return False
	case False:
		return True
	}
	return r
}

// invalid stands for a spelling that the schema does not list; whatever depends on
// it ends in Error.
const invalid = 255

// Operator joins several results (OVAL Common schema, OperatorEnumeration). The zero
// value is AND, the default of every place that has one.
type Operator uint8

// The four operators.
const (
	AND Operator = iota
	OR
	ONE
	XOR
)

var operatorNames = []string{"AND", "OR", "ONE", "XOR"}

func (o Operator) String() string { return name(operatorNames, uint8(o)) }

// Check says how many of several must satisfy (OVAL Common schema, CheckEnumeration).
// The zero value is "all".
type Check uint8

// The checks; "none exist" is deprecated since 5.3.
const (
	All Check = iota
	AtLeastOne
	OnlyOne
	NoneSatisfy
	NoneExistCheck
)

var checkNames = []string{"all", "at least one", "only one", "none satisfy", "none exist"}

func (c Check) String() string { return name(checkNames, uint8(c)) }

// Existence says how many must exist (OVAL Common schema, ExistenceEnumeration). The
// zero value is "at_least_one_exists", the default.
type Existence uint8

// The existence checks.
const (
	AtLeastOneExists Existence = iota
	AllExist
	AnyExist
	NoneExist
	OnlyOneExists
)

var existenceNames = []string{"at_least_one_exists", "all_exist", "any_exist", "none_exist", "only_one_exists"}

func (e Existence) String() string { return name(existenceNames, uint8(e)) }

// Datatype says how a value is to be understood (OVAL Common schema,
// DatatypeEnumeration). The zero value is "string", the default.
type Datatype uint8

// The datatypes.
const (
	String Datatype = iota
	Binary
	Boolean
	EVRString
	DebianEVRString
	FilesetRevision
	Float
	IOSVersion
	Int
	IPv4Address
	IPv6Address
	Version
	Record
)

var datatypeNames = []string{"string", "binary", "boolean", "evr_string", "debian_evr_string", "fileset_revision",
	"float", "ios_version", "int", "ipv4_address", "ipv6_address", "version", "record"}

func (d Datatype) String() string { return name(datatypeNames, uint8(d)) }

// Operation compares a value met with a value stated (OVAL Common schema,
// OperationEnumeration). The zero value is "equals", the default.
type Operation uint8

// The operations.
const (
	Equals Operation = iota
	NotEqual
	CaseInsensitiveEquals
	CaseInsensitiveNotEqual
	GreaterThan
	LessThan
	GreaterThanOrEqual
	LessThanOrEqual
	BitwiseAnd
	BitwiseOr
	PatternMatch
	SubsetOf
	SupersetOf
)

var operationNames = []string{"equals", "not equal", "case insensitive equals", "case insensitive not equal", "greater than",
	"less than", "greater than or equal", "less than or equal", "bitwise and", "bitwise or", "pattern match", "subset of", "superset of"}

func (o Operation) String() string { return name(operationNames, uint8(o)) }

// Class is the intent of a definition (OVAL Common schema, ClassEnumeration). The
// zero value is that of no class the schema knows.
type Class uint8

// The classes.
const (
	NoClass Class = iota
	Compliance
	Inventory
	Miscellaneous
	Patch
	Vulnerability
)

var classNames = []string{"", "compliance", "inventory", "miscellaneous", "patch", "vulnerability"}

func (c Class) String() string { return name(classNames, uint8(c)) }

// Flag says how the collection of an object ended (OVAL System Characteristics
// schema, FlagEnumeration). The zero value says that nobody looked.
type Flag uint8

// The flags.
const (
	FlagNotCollected Flag = iota
	FlagError
	FlagComplete
	FlagIncomplete
	FlagDoesNotExist
	FlagNotApplicable
)

var flagNames = []string{"not collected", "error", "complete", "incomplete", "does not exist", "not applicable"}

func (f Flag) String() string { return name(flagNames, uint8(f)) }

// Status says how the collection of an item or of one of its values ended (OVAL
// System Characteristics schema, StatusEnumeration). The zero value is "exists", the default.
type Status uint8

// The statuses.
const (
	Exists Status = iota
	DoesNotExist
	StatusError
	NotCollected
)

var statusNames = []string{"exists", "does not exist", "error", "not collected"}

func (s Status) String() string { return name(statusNames, uint8(s)) }

// SetOperator joins the two halves of a set (OVAL Definitions schema,
// SetOperatorEnumeration). The zero value is UNION, the default.
type SetOperator uint8

// The set operators.
const (
	Union SetOperator = iota
	Intersection
	Complement
)

var setOperatorNames = []string{"UNION", "INTERSECTION", "COMPLEMENT"}

func (s SetOperator) String() string { return name(setOperatorNames, uint8(s)) }

func name(names []string, i uint8) string {
	if int(i) < len(names) {
		return names[i]
	}
	return "invalid"
}

func find(names []string, s string) (uint8, bool) {
	if i := slices.Index(names, s); i >= 0 {
		return uint8(i), true
	}
	return invalid, false
}
