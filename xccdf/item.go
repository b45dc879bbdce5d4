package xccdf

// Item is what Groups, Rules and Values have in common (XCCDF, Item element).
type Item struct {
	Offset          int // of the element in the document, without a byte order mark
	ID              Text
	Abstract        Text
	ClusterID       Text
	Extends         Text
	Hidden          Text
	ProhibitChanges Text
	Lang            Text // xml:lang

	Status      []Status
	Version     Version
	Title       Text // the first; when there are more they are all in Also
	Description Text // the first; when there are more they are all in Also
	Warning     []Warning
	Question    []Localized
	Reference   []Reference
	Metadata    [][]byte
	Also        []Localized
	Unknown
}

// Selectable is what Groups and Rules have in common beyond Item (XCCDF,
// SelectableItem element).
type Selectable struct {
	Selected  Text // "true" when absent
	Weight    Text // "1.0" when absent
	Rationale Text // the first; when there are more they are all in Item.Also
	Platform  []Platform
	Requires  []Text // idref; several ids in one stand for "any of"
	Conflicts []Text // idref
}

// Group holds Rules and further Groups (XCCDF, Group element).
type Group struct {
	Item
	Selectable
	Value    []*Value
	Children []Child // Groups and Rules, in document order
}

// Groups are the Groups directly below g, in document order; none of a nil Group.
func (g *Group) Groups() []*Group {
	if g == nil {
		return nil
	}
	return groups(g.Children)
}

// Rules are the Rules directly below g, in document order; none of a nil Group.
func (g *Group) Rules() []*Rule {
	if g == nil {
		return nil
	}
	return rules(g.Children)
}

// Rule is one requirement with its checks and fixes (XCCDF, Rule element). DISA
// puts the STIG ID in Version.
type Rule struct {
	Item
	Selectable
	Severity     Text // unknown, info, low, medium or high; unknown when absent
	Role         Text // full, unscored or unchecked; full when absent
	Multiple     Text
	ImpactMetric Text
	Ident        []Ident
	ProfileNote  []ProfileNote
	FixText      []FixText
	Fix          []Fix
	Check        []Check
	ComplexCheck []Element
	Signature    []Element
}

// Ident is a name of the Rule in another system: a CCI, CCE or legacy id (XCCDF, ident element).
type Ident struct {
	System, Text Text
	Attrs        []Attr
}

// ProfileNote is text for Profiles with its tag (XCCDF, profile-note element).
type ProfileNote struct{ Tag, Lang, Text Text }

// Warning is a caution (XCCDF, warning element); its category is "general" when absent.
type Warning struct{ Category, Lang, Text Text }

// FixText is prose that says how to comply (XCCDF, fixtext element).
type FixText struct {
	FixRef     Text // id of a Fix
	Reboot     Text
	Strategy   Text
	Disruption Text
	Complexity Text
	Lang       Text
	Text       Text
	Attrs      []Attr
}

// Fix is a command or script that makes the target comply (XCCDF, fix element).
type Fix struct {
	ID         Text
	System     Text
	Platform   Text
	Reboot     Text
	Strategy   Text
	Disruption Text
	Complexity Text
	Text       Text // markup such as sub and instance included
	Attrs      []Attr
}

// Check says how to test the Rule: by prose, or by reference to another document
// (XCCDF, check element).
type Check struct {
	System     Text
	Selector   Text
	ID         Text
	Negate     Text
	MultiCheck Text // of the Check itself
	Import     []CheckImport
	Export     []CheckExport
	ContentRef []ContentRef
	Content    Text // check-content; nil when absent
	Unknown
}

// CheckImport is a value to be had from the checking engine (XCCDF, check-import element).
type CheckImport struct{ Name, XPath, Text Text }

// CheckExport hands a Value to the checking engine (XCCDF, check-export element).
type CheckExport struct{ ValueID, Name Text }

// ContentRef points to the check in another document (XCCDF, check-content-ref
// element). DISA writes "M" as the name of a manual check.
type ContentRef struct{ Href, Name Text }

// Value is a parameter of checks and fixes (XCCDF, Value element).
type Value struct {
	Item
	Type          Text // string when absent
	Operator      Text // equals when absent
	Interactive   Text
	InterfaceHint Text
	Value         []Choice
	Default       []Choice
	Match         []Choice
	LowerBound    []Choice
	UpperBound    []Choice
	Choices       []Element
	Source        []Text // uri
}

// Choice is one setting of a Value, used when a Profile names its selector.
type Choice struct{ Selector, Text Text }

// Profile is a named tailoring (XCCDF, Profile element).
type Profile struct {
	Offset          int
	ID              Text
	Abstract        Text
	Extends         Text
	NoteTag         Text
	ProhibitChanges Text
	Lang            Text

	Status      []Status
	Version     Version
	Title       Text
	Description Text
	Reference   []Reference
	Platform    []Platform
	Select      []Select
	SetComplex  []Element // set-complex-value
	SetValue    []SetValue
	RefineValue []RefineValue
	RefineRule  []RefineRule
	Metadata    [][]byte
	Also        []Localized
	Unknown
}

// Select switches a Group, a Rule or a cluster on or off (XCCDF, select element).
type Select struct{ IDRef, Selected Text }

// SetValue overrides a Value (XCCDF, set-value element).
type SetValue struct{ IDRef, Text Text }

// RefineValue chooses a setting of a Value (XCCDF, refine-value element).
type RefineValue struct{ IDRef, Selector, Operator Text }

// RefineRule changes how a Rule counts (XCCDF, refine-rule element).
type RefineRule struct{ IDRef, Weight, Selector, Severity, Role Text }
