package facts

import (
	"slices"

	"github.com/stigwright/stigwright/internal/yamlio"
)

// The entries of the lists of ssp.yaml, in the order of the schema (fact bundle
// schema, section 7).

// signed is the fields of who approved an entry.
func (a *Approved) signed() []sspField {
	return []sspField{
		{"reason", func(c cursor) { a.Reason = c.Words() }},
		{"approved_by", func(c cursor) { a.ApprovedBy = c.Words() }},
		{"on", func(c cursor) { a.On = c.date() }},
		{"expires", func(c cursor) { a.Expires = c.date() }},
	}
}

// readSigned reads an entry that somebody signs.
func (c cursor) readSigned(a *Approved, fields ...sspField) {
	c.read(slices.Concat(fields, a.signed()))
	c.ordered(a.On, a.Expires)
}

// ordered reports an expiry that comes before the decision.
func (c cursor) ordered(on, expires Date) {
	if on != "" && expires != "" && expires < on {
		e := c.field("expires")
		e.Refuse("a day not before " + string(on))
	}
}

func readApproval(c cursor) (a SSPApproval) {
	c.read([]sspField{
		{"by", func(c cursor) { a.By = c.Words() }},
		{"on", func(c cursor) { a.On = c.date() }},
		{"expires", func(c cursor) { a.Expires = c.date() }},
	})
	c.Need("by")
	c.ordered(a.On, a.Expires)
	return a
}

func readOSFamily(c cursor) (o OSFamily) {
	o.SSPEntry = c.entry()
	c.readSigned(&o.Approved,
		sspField{"host", func(c cursor) { o.Host = c.pattern() }},
		sspField{"family", func(c cursor) { o.Family = c.OneOf("rhel", "ubuntu") }})
	c.Need("host", "family")
	return o
}

func readSystemImage(c cursor) (i SystemImage) {
	i.SSPEntry = c.entry()
	c.readSigned(&i.Approved,
		sspField{"id", func(c cursor) { i.ID = c.imageID() }},
		sspField{"component", func(c cursor) { i.Component = c.exactName() }},
		sspField{"version", func(c cursor) { i.Version = c.Words() }})
	c.Need("id", "component")
	return i
}

func readExemption(c cursor) (e Exemption) {
	e.SSPEntry = c.entry()
	c.readSigned(&e.Approved,
		sspField{"rule", func(c cursor) { e.Rule = c.stigID() }},
		sspField{"component", func(c cursor) { e.Component = c.pattern() }},
		sspField{"image", func(c cursor) { e.Image = c.imageID() }},
		sspField{"name", func(c cursor) { e.Name = c.pattern() }})
	c.Need("rule")
	c.NeedOne("component", "image", "name")
	return e
}

func readPort(c cursor) (e PortEntry) {
	e.SSPEntry = c.entry()
	c.readSigned(&e.Approved,
		sspField{"kind", func(c cursor) { e.Kind = c.OneOf("container", "service", "nodePort", "loadBalancer", "hostPort") }},
		sspField{"container", func(c cursor) { e.Container = c.pattern() }},
		sspField{"component", func(c cursor) { e.Component = c.pattern() }},
		sspField{"service", func(c cursor) { e.Service = c.pattern() }},
		sspField{"namespace", func(c cursor) { e.Namespace = c.pattern() }},
		sspField{"pod", func(c cursor) { e.Pod = c.pattern() }},
		sspField{"proto", func(c cursor) { e.Proto = c.OneOf("tcp", "udp", "sctp") }},
		sspField{"host_port", func(c cursor) { e.HostPort = orZero(c.Count(1, 65535)) }},
		sspField{"host_ip", func(c cursor) { e.HostIP = c.TextWhere(isIP, "an IP address as 192.0.2.10") }})
	c.NeedOne("host_port", "container", "component", "service", "namespace", "pod")
	return e
}

func orZero(n *int) int {
	if n == nil {
		return 0
	}
	return *n
}

func readCapabilityEntry(c cursor) (e CapabilityEntry) {
	e.SSPEntry = c.entry()
	c.readSigned(&e.Approved,
		sspField{"name", func(c cursor) { e.Name = c.pattern() }},
		sspField{"component", func(c cursor) { e.Component = c.pattern() }},
		sspField{"image", func(c cursor) { e.Image = c.imageID() }},
		sspField{"allowed_add", func(c cursor) { e.AllowedAdd = listOf(c, cursor.capability) }})
	c.NeedOne("name", "component", "image")
	c.Need("allowed_add")
	return e
}

// selector is the fields that name workloads.
func (s *Selector) selector() []sspField {
	return []sspField{
		{"component", func(c cursor) { s.Component = c.pattern() }},
		{"image", func(c cursor) { s.Image = c.imageID() }},
		{"container", func(c cursor) { s.Container = c.pattern() }},
		{"service", func(c cursor) { s.Service = c.pattern() }},
		{"pod", func(c cursor) { s.Pod = c.pattern() }},
		{"namespace", func(c cursor) { s.Namespace = c.pattern() }},
	}
}

func (c cursor) readSelector(s *Selector, a *Approved) {
	fields := s.selector()
	c.readSigned(a, fields...)
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.name
	}
	c.NeedOne(names...)
}

func readException(c cursor) (e Exception) {
	e.SSPEntry = c.entry()
	c.readSelector(&e.Selector, &e.Approved)
	return e
}

// readShares reads a pattern of container names or a mapping.
func readShares(c cursor) (e SharesEntry) {
	e.SSPEntry = c.entry()
	if c.Kind == yamlio.Text {
		e.Container = c.pattern()
		return e
	}
	c.readSelector(&e.Selector, &e.Approved)
	return e
}

func readOverlay(c cursor) (e OverlayException) {
	e.SSPEntry = c.entry()
	c.readSigned(&e.Approved,
		sspField{"network", func(c cursor) { e.Network = c.exactName() }},
		sspField{"evidence", func(c cursor) { e.Evidence = c.Words() }})
	c.Need("network")
	return e
}

func readName(c cursor) (n SSPName) {
	n.SSPEntry = c.entry()
	c.read([]sspField{
		{"namespace", func(c cursor) { n.Namespace = c.exactName() }},
		{"name", func(c cursor) { n.Name = c.exactName() }},
	})
	c.Need("namespace", "name")
	return n
}

func readDomain(c cursor) (d SSPLDAPDomain) {
	c.read([]sspField{
		{"server_url", func(c cursor) { d.ServerURL = c.url("ldaps", "ldap", "https") }},
		{"reader_dn", func(c cursor) { d.ReaderDN = c.Words() }},
	})
	c.Need("server_url", "reader_dn")
	return d
}

func readGrant(c cursor) (g SSPGrant) {
	g.SSPEntry = c.entry()
	c.read([]sspField{
		{"subject", func(c cursor) { g.Subject = c.Words() }},
		{"role", func(c cursor) { g.Role = c.Words() }},
		{"object", func(c cursor) { g.Object = c.Words() }},
	})
	c.Need("subject", "role", "object")
	return g
}

func readRoleBinding(c cursor) (b SSPRoleBinding) {
	b.SSPEntry = c.entry()
	c.read([]sspField{
		{"name", func(c cursor) { b.Name = c.Words() }},
		{"role", func(c cursor) { b.Role = c.Words() }},
		{"subjects", func(c cursor) { b.Subjects = listOf(c, cursor.Words) }},
	})
	c.Need("name", "role", "subjects")
	return b
}

func readOrg(c cursor) (o SSPOrg) {
	c.read([]sspField{
		{"admins", func(c cursor) { o.Admins = listOf(c, cursor.Words) }},
		{"members", func(c cursor) { o.Members = listOf(c, cursor.Words) }},
		{"teams", func(c cursor) { o.Teams = mapOf(c, anyName, readTexts) }},
	})
	return o
}

func readRepository(c cursor) (p SSPRepository) {
	p.SSPEntry = c.entry()
	c.read([]sspField{
		{"repo", func(c cursor) { p.Repo = c.Words() }},
		{"visibility", func(c cursor) { p.Visibility = c.OneOf("public", "private") }},
		{"access", func(c cursor) { p.Access = mapOf(c, anyName, readAccess) }},
	})
	c.Need("repo", "access")
	return p
}

func readAccess(c cursor) string { return c.OneOf("read-only", "read-write", "admin") }

func readUlimit(c cursor) (u UlimitEntry) {
	u.SSPEntry = c.entry()
	c.read([]sspField{
		{"name", func(c cursor) { u.Name = c.Words() }},
		{"soft", func(c cursor) { u.Soft = c.Whole(-1, yamlio.MaxWhole) }},
		{"hard", func(c cursor) { u.Hard = c.Whole(-1, yamlio.MaxWhole) }},
	})
	c.Need("name")
	return u
}

func readAttestation(c cursor) (a Attestation) {
	a.SSPEntry = c.entry()
	c.read([]sspField{
		{"rule", func(c cursor) { a.Rule = c.stigID() }},
		{"key", func(c cursor) { a.Key = c.Words() }},
		{"value", func(c cursor) { a.Value = c.answer() }},
		{"by", func(c cursor) { a.By = c.Words() }},
		{"on", func(c cursor) { a.On = c.date() }},
		{"expires", func(c cursor) { a.Expires = c.date() }},
		{"evidence", func(c cursor) { a.Evidence = c.Words() }},
		{"assets", func(c cursor) { a.Assets = listOf(c, cursor.pattern) }},
		{"check_sha256", func(c cursor) { a.CheckSHA256 = c.TextWhere(isSHA256, "64 hexadecimal digits in lower case") }},
	})
	c.Need("rule", "key", "value")
	c.ordered(a.On, a.Expires)
	return a
}

func readTexts(c cursor) []string { return listOf(c, cursor.Words) }

func readPatterns(c cursor) []Pattern { return listOf(c, cursor.pattern) }

func anyName(cursor, yamlio.Field) {}
