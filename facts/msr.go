package facts

import "time"

// MSR is the registry of the cluster (fact bundle schema, section 4).
var MSR = sectionKey[Registry]("msr", ClusterSide, Doc{
	Shape: "{present, major, version, address, settings{createRepositoryOnPush, reportAnalytics, scanningEnabled, scanningSyncOnline}, " +
		"scan_status{lastDBUpdateFailed, lastVulnOverridesDBUpdateFailed, lastDBUpdate}, accounts, repositories[], tags[]}",
	Source: "GET /api/v0/meta/settings, /api/v0/imagescan/status, /api/v0/repositories, …/teamAccess, …/tags, /enzi/v0/accounts",
	ByHand: "curl -u admin https://MSR/api/v0/meta/settings",
	Needs:  "MSR administrator",
})

// Registry is one MSR. Major 4 is Harbor based and has none of the other members.
type Registry struct {
	Present      Maybe[bool]            `json:"present,omitzero"`
	Major        Maybe[int]             `json:"major,omitzero"`
	Version      Maybe[string]          `json:"version,omitzero"`
	Address      Maybe[string]          `json:"address,omitzero"`
	Settings     Maybe[MSRSettings]     `json:"settings,omitzero"`
	ScanStatus   Maybe[ScanStatus]      `json:"scan_status,omitzero"`
	Accounts     Maybe[Accounts]        `json:"accounts,omitzero"`
	Repositories Maybe[[]Repository]    `json:"repositories,omitzero"`
	Tags         Maybe[[]RepositoryTag] `json:"tags,omitzero"`
}

// MSRSettings is the settings of a registry.
type MSRSettings struct {
	CreateRepositoryOnPush Maybe[bool] `json:"createRepositoryOnPush,omitzero"`
	ReportAnalytics        Maybe[bool] `json:"reportAnalytics,omitzero"`
	ScanningEnabled        Maybe[bool] `json:"scanningEnabled,omitzero"`
	ScanningSyncOnline     Maybe[bool] `json:"scanningSyncOnline,omitzero"`
}

// ScanStatus is the state of the vulnerability database.
type ScanStatus struct {
	LastDBUpdateFailed              Maybe[bool]      `json:"lastDBUpdateFailed,omitzero"`
	LastVulnOverridesDBUpdateFailed Maybe[bool]      `json:"lastVulnOverridesDBUpdateFailed,omitzero"`
	LastDBUpdate                    Maybe[time.Time] `json:"lastDBUpdate,omitzero"`
}

// Repository is one repository and who has access to it.
type Repository struct {
	Namespace  string                   `json:"namespace"`
	Name       string                   `json:"name"`
	ScanOnPush Maybe[bool]              `json:"scanOnPush,omitzero"`
	Visibility Maybe[string]            `json:"visibility,omitzero"` // public: everybody may read it; private
	Access     Maybe[map[string]string] `json:"access,omitzero"`     // org/team → read-only, read-write, admin
}

// RepositoryTag is one tag and whether it is signed.
type RepositoryTag struct {
	Repo     string      `json:"repo"`
	Name     string      `json:"name"`
	InNotary Maybe[bool] `json:"inNotary,omitzero"`
}
