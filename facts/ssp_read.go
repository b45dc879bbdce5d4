package facts

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/stigwright/stigwright/internal/yamlio"
)

// ReadSSP reads ssp.yaml (fact bundle schema, section 7) and, from the folder
// beside, the files it names; beside may be nil, and should be one that does not
// lead out of the folder (os.Root). file is the name used in errors. The error is
// a diag.List of all problems in file order, at most 50; then there is no *SSP: half
// of an organisation's decisions would read as decisions.
//
// The document is YAML 1.2 of plain values: no anchors, tags or merge keys, one
// document, no key twice.
//
// Digest is the SHA-256 of the document as canonical JSON (RFC 8785): every value
// as its text stands, dates as text, schema only where it is given, `{file: name}`
// as the text of that file, and so the path of a banner with source file.
// Comments, order and indentation do not change it.
func ReadSSP(file string, data []byte, beside fs.FS) (*SSP, error) {
	return AmendSSP(file, data, beside, nil)
}

// AmendSSP is ReadSSP of a document that decides more, or otherwise, than data does: as
// if its author had written the amendments too. data may be empty where there are some.
func AmendSSP(file string, data []byte, beside fs.FS, amendments []Amendment) (*SSP, error) {
	r := newSSPReader(file, sspTable, beside)
	if r.rawSecret(data); len(r.Problems) > 0 {
		return nil, r.Err()
	}
	var root *yamlio.Node
	if len(data) == 0 && len(amendments) > 0 {
		root = &yamlio.Node{Kind: yamlio.Map}
	} else if root = r.Document(data); root == nil {
		return nil, r.Err()
	}
	for _, a := range amendments {
		if root = r.amended(root, a, ""); root == nil {
			return nil, r.Err()
		}
	}
	if secrets := newSSPReader(file, nil, nil); secrets.secretValues(root, "") {
		return nil, secrets.Err()
	}
	if r.factBundle(root) {
		return nil, r.Err()
	}
	s := &SSP{File: file}
	r.cursor(root, "").readKeys(s)
	if len(r.Problems) > 0 {
		return nil, r.Err()
	}
	s.resolve()
	digest, err := digestOf(root)
	if err != nil {
		r.Fail(yamlio.Place{}, "", "cannot be written as JSON: "+err.Error(), "")
		return nil, r.Err()
	}
	s.Digest = digest
	return s, nil
}

// factBundle refuses a fact bundle by its schema alone: that none of its keys is
// known either would hide what is wrong.
func (r *sspReader) factBundle(root *yamlio.Node) bool {
	for _, f := range root.Fields {
		if f.Name == "schema" && strings.HasPrefix(f.Value.Text, "stigfacts/") {
			r.Fail(f.Value.Place, "schema", fmt.Sprintf("is %q; want ssp/1", yamlio.Clip(f.Value.Text)), "this is a fact bundle: give it with -f")
			return true
		}
	}
	return false
}

// digestOf is the SHA-256 of a value as canonical JSON.
func digestOf(n *yamlio.Node) (string, error) {
	text, err := n.AppendJSON(nil)
	if err != nil {
		return "", err
	}
	value := jsontext.Value(text)
	if err := value.Canonicalize(); err != nil {
		return "", err
	}
	sum := sha256.Sum256(value)
	return hex.EncodeToString(sum[:]), nil
}

// resolve gives each signed entry its approver of record.
func (s *SSP) resolve() {
	for i := range s.OSFamilyOverride {
		s.approve("os_family_override", &s.OSFamilyOverride[i].Approved)
	}
	for i := range s.SystemContainers.Images {
		s.approve("system_containers", &s.SystemContainers.Images[i].Approved)
	}
	for i := range s.Exemptions {
		s.approve("exemptions", &s.Exemptions[i].Approved)
	}
	for _, list := range []PortList{s.Ports.Allowed, s.Ports.HostNetworkListeners} {
		for i := range list {
			s.approve("ports", &list[i].Approved)
		}
	}
	if s.Capabilities != nil {
		for i := range s.Capabilities.Containers {
			s.approve("capabilities", &s.Capabilities.Containers[i].Approved)
		}
	}
	for i := range s.Resources.CPUSharesDocumented {
		s.approve("resources", &s.Resources.CPUSharesDocumented[i].Approved)
	}
	s.resolveExceptions()
}

func (s *SSP) resolveExceptions() {
	for i := range s.Exceptions.HostNetwork {
		s.approve("exceptions", &s.Exceptions.HostNetwork[i].Approved)
	}
	if s.Exceptions.HostIPC != nil {
		for i := range s.Exceptions.HostIPC.Containers {
			s.approve("exceptions", &s.Exceptions.HostIPC.Containers[i].Approved)
		}
	}
	for i := range s.Exceptions.UnencryptedOverlay {
		s.approve("exceptions", &s.Exceptions.UnencryptedOverlay[i].Approved)
	}
}

func (s *SSP) approve(block string, a *Approved) {
	a.Approval = s.Approver(block, a.ApprovedBy, a.On, a.Expires)
}
