package ckl

import "strconv"

// attribute is a VULN_ATTRIBUTE or SID_NAME that occurs once, with its field.
type attribute[T any] struct {
	name  string
	field func(*T) *string
}

// rowAttributes is the STIG_DATA of a VULN in the order STIG Viewer writes them
// (checklist-formats 1.5); LEGACY_ID and CCI_REF, which repeat, follow.
var rowAttributes = []attribute[Row]{
	{"Vuln_Num", func(r *Row) *string { return &r.VulnID }},
	{"Severity", func(r *Row) *string { return &r.Severity }},
	{"Group_Title", func(r *Row) *string { return &r.GroupTitle }},
	{"Rule_ID", func(r *Row) *string { return &r.RuleID }},
	{"Rule_Ver", func(r *Row) *string { return &r.STIGID }},
	{"Rule_Title", func(r *Row) *string { return &r.RuleTitle }},
	{"Vuln_Discuss", func(r *Row) *string { return &r.Discussion }},
	{"IA_Controls", func(r *Row) *string { return &r.IAControls }},
	{"Check_Content", func(r *Row) *string { return &r.Check }},
	{"Fix_Text", func(r *Row) *string { return &r.Fix }},
	{"False_Positives", func(r *Row) *string { return &r.FalsePositives }},
	{"False_Negatives", func(r *Row) *string { return &r.FalseNegatives }},
	{"Documentable", func(r *Row) *string { return &r.Documentable }},
	{"Mitigations", func(r *Row) *string { return &r.Mitigations }},
	{"Potential_Impact", func(r *Row) *string { return &r.PotentialImpacts }},
	{"Third_Party_Tools", func(r *Row) *string { return &r.ThirdPartyTools }},
	{"Mitigation_Control", func(r *Row) *string { return &r.MitigationControl }},
	{"Responsibility", func(r *Row) *string { return &r.Responsibility }},
	{"Security_Override_Guidance", func(r *Row) *string { return &r.SeverityOverrideGuidance }},
	{"Check_Content_Ref", func(r *Row) *string { return &r.CheckRef }},
	{"Weight", func(r *Row) *string { return &r.Weight }},
	{"Class", func(r *Row) *string { return &r.Class }},
	{"STIGRef", func(r *Row) *string { return &r.STIGRef }},
	{"TargetKey", func(r *Row) *string { return &r.TargetKey }},
	{stigPointer, func(r *Row) *string { return &r.STIGUUID }},
}

// The attribute that differs from asset to asset, the last of rowAttributes, and the
// two that repeat.
const (
	stigPointer = "STIG_UUID"

	legacyID = "LEGACY_ID"
	cciRef   = "CCI_REF"
)

// reviewElements is what follows the STIG_DATA and STATUS of a VULN, in order (1.6).
var reviewElements = []attribute[Row]{
	{"FINDING_DETAILS", func(r *Row) *string { return &r.FindingDetails }},
	{"COMMENTS", func(r *Row) *string { return &r.Comments }},
	{"SEVERITY_OVERRIDE", func(r *Row) *string { return &r.SeverityOverride }},
	{"SEVERITY_JUSTIFICATION", func(r *Row) *string { return &r.SeverityJustification }},
}

// customName is the SI_DATA that is written without SID_DATA when it is empty.
const customName = "customname"

// stigAttributes is the SI_DATA of a STIG_INFO in order (1.4).
var stigAttributes = []attribute[Stig]{
	{"version", func(s *Stig) *string { return &s.Version }},
	{"classification", func(s *Stig) *string { return &s.Classification }},
	{customName, func(s *Stig) *string { return &s.CustomName }},
	{"stigid", func(s *Stig) *string { return &s.ID }},
	{"description", func(s *Stig) *string { return &s.Description }},
	{"filename", func(s *Stig) *string { return &s.FileName }},
	{"releaseinfo", func(s *Stig) *string { return &s.ReleaseInfo }},
	{"title", func(s *Stig) *string { return &s.Title }},
	{"uuid", func(s *Stig) *string { return &s.UUID }},
	{"notice", func(s *Stig) *string { return &s.Notice }},
	{"source", func(s *Stig) *string { return &s.Source }},
}

// assetElements is the children of ASSET in order (1.3), WEB_OR_DATABASE, which is
// no text, standing before WEB_DB_SITE.
var assetElements = []attribute[Asset]{
	{"ROLE", func(a *Asset) *string { return &a.Role }},
	{"ASSET_TYPE", func(a *Asset) *string { return &a.Type }},
	{"MARKING", func(a *Asset) *string { return &a.Marking }},
	{"HOST_NAME", func(a *Asset) *string { return &a.HostName }},
	{"HOST_IP", func(a *Asset) *string { return &a.HostIP }},
	{"HOST_MAC", func(a *Asset) *string { return &a.HostMAC }},
	{hostGUID, func(a *Asset) *string { return &a.HostGUID }},
	{"HOST_FQDN", func(a *Asset) *string { return &a.HostFQDN }},
	{"TARGET_COMMENT", func(a *Asset) *string { return &a.TargetComment }},
	{"TECH_AREA", func(a *Asset) *string { return &a.TechArea }},
	{"TARGET_KEY", func(a *Asset) *string { return &a.TargetKey }},
	{stigGUID, func(a *Asset) *string { return &a.STIGGUID }},
	{webOrDatabase, nil},
	{"WEB_DB_SITE", func(a *Asset) *string { return &a.WebDBSite }},
	{"WEB_DB_INSTANCE", func(a *Asset) *string { return &a.WebDBInstance }},
}

// assetWord is the word of a child of ASSET.
func assetWord(e attribute[Asset], a *Asset) string {
	if e.field == nil {
		return strconv.FormatBool(a.WebOrDatabase)
	}
	return *e.field(a)
}

// takeWord gives to the word of from.
func takeWord(e attribute[Asset], to, from *Asset) {
	if e.field == nil {
		to.WebOrDatabase = from.WebOrDatabase
		return
	}
	*e.field(to) = *e.field(from)
}

// Children of ASSET that are written only when set, and the one that is a boolean.
const (
	hostGUID      = "HOST_GUID"
	stigGUID      = "STIG_GUID"
	webOrDatabase = "WEB_OR_DATABASE"
)

// defaults gives an asset the words the XSD demands where a file or a caller says
// nothing: STIG Viewer refuses an empty ROLE or ASSET_TYPE.
func (a *Asset) defaults() {
	if a.Role == "" {
		a.Role = "None"
	}
	if a.Type == "" {
		a.Type = "Computing"
	}
}
