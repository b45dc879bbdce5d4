package facts

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/stigwright/stigwright/diag"
)

// SchemaVersion is the schema of the bundles this package reads; a bundle of
// another major version is refused.
const SchemaVersion = "stigfacts/1"

// ReadBundle reads a fact bundle in the envelope form, or in the plain form of the
// schema's section 2.1, which gives a node, a cluster, or both. file is how messages
// name it. Warnings are about what was read and put aside, or cannot be relied on.
// The error is a *diag.Error or, for several problems, a diag.List.
func ReadBundle(file string, data []byte) (bundles []*Bundle, warnings []string, err error) {
	return readBundle(file, data, nil)
}

// readBundle is ReadBundle in the memory given, nil for its own.
func readBundle(file string, data []byte, m *memory) (bundles []*Bundle, warnings []string, err error) {
	d, err := openDocument(file, data)
	if err != nil {
		return nil, nil, err
	}
	d.memory = m
	top, err := d.scan(levelsOf)
	if err != nil {
		return nil, nil, err
	}
	r := &reader{document: d, sections: sectionsByName()}
	bundles = r.bundles(top)
	if err := r.problems.Err(); err != nil {
		return nil, r.warnings, oneOrAll(r.problems)
	}
	return bundles, r.warnings, nil
}

// bundles reads a document in whichever form it is.
func (r *reader) bundles(top []member) (bundles []*Bundle) {
	switch {
	case has(top, "sections") || has(top, "schema") && !has(top, "node") && !has(top, "cluster"):
		bundles = r.envelope(top)
	case has(top, "node") || has(top, "cluster"):
		bundles = r.plain(top)
	default:
		msg, hint := looksLike(top)
		r.problem(r.fail(0, "", msg, hint))
	}
	for _, b := range bundles {
		if len(r.problems) == 0 {
			r.demote(b)
		}
	}
	return bundles
}

// levelsOf is how deep below a member of the outermost object its parts are kept
// apart: the sections of an envelope and the members of each, and the sections of
// the plain form.
func levelsOf(name string) int {
	switch name {
	case "sections":
		return 2
	case "node", "cluster":
		return 1
	default:
		return 0
	}
}

// oneOrAll is a list as an error, or its only member.
func oneOrAll(list diag.List) error {
	if len(list) == 1 {
		return list[0]
	}
	return list.Err()
}

// reader reads one document into bundles.
type reader struct {
	*document
	sections map[string]Section
	warnings []string
}

func sectionsByName() map[string]Section {
	byName := map[string]Section{}
	for _, s := range Sections() {
		byName[s.Name] = s
	}
	return byName
}

func (r *reader) warn(format string, args ...any) {
	const most = 50 // a file of another kind would fill the screen
	if len(r.warnings) < most {
		r.warnings = append(r.warnings, r.file+": "+fmt.Sprintf(format, args...))
	}
}

func find(members []member, name string) (member, bool) {
	for _, m := range members {
		if m.name == name {
			return m, true
		}
	}
	return member{}, false
}

func has(members []member, name string) bool {
	_, ok := find(members, name)
	return ok
}

// looksLike says what an object is that is no bundle.
func looksLike(top []member) (msg, hint string) {
	const want = "; want a fact bundle with schema, kind and sections, or the plain form with node or cluster"
	switch {
	case len(top) == 0:
		return "is an empty object" + want, ""
	case has(top, "stigs"):
		return "looks like a checklist (.cklb)" + want, "give a checklist to --into"
	case has(top, "apiVersion") || has(top, "items"):
		return "looks like a Kubernetes list" + want, "rules read the reduced shapes of the k8s section: `stigwright facts` lists them"
	case isIndexOf(top):
		return "looks like the index of a capture folder" + want, "give the folder to -f, not its index.json"
	case has(top, "ServerVersion") || has(top, "HostConfig") || has(top, "ApiVersion"):
		return "looks like one answer of the Docker API" + want, `put it into {"node": {"docker_engine.info": …}}, or use a capture folder with its index.json`
	}
	for _, s := range Sections() {
		if group, _, _ := strings.Cut(s.Name, "."); has(top, s.Name) || has(top, group) {
			return "has sections without a side" + want, fmt.Sprintf(`wrap them: {%q: {…}}`, s.Side.String())
		}
	}
	return fmt.Sprintf("has the members %s%s", names(top), want), ""
}

// isIndexOf reports whether every member looks like an entry of a capture index.
func isIndexOf(top []member) bool {
	return !slices.ContainsFunc(top, func(m member) bool { return !strings.Contains(string(m.raw[:min(len(m.raw), 200)]), `"endpoint"`) })
}

// names is the first few names of an object, quoted.
func names(members []member) string {
	const most = 4
	var quoted []string
	for _, m := range members[:min(most, len(members))] {
		quoted = append(quoted, fmt.Sprintf("%q", clip(m.name)))
	}
	if len(members) > most {
		quoted = append(quoted, "…")
	}
	return strings.Join(quoted, ", ")
}

// envelope reads the envelope form (section 1).
func (r *reader) envelope(top []member) []*Bundle {
	if !r.schema(top, true) {
		return nil
	}
	b := &Bundle{File: r.file, Facts: map[string]Fact{}}
	id := ""
	if !r.again {
		r.canonicalValues(top)
		id, b.Digest = contentSums(top)
	}
	r.text(top, "kind", (*string)(&b.Kind))
	r.text(top, "bundle_id", &b.ID)
	r.text(top, "cluster_id", &b.ClusterID)
	if b.Kind != NodeBundle && b.Kind != ClusterBundle {
		at, what := r.where(top, "kind")
		r.problem(r.fail(at, "kind", what+`; want "node" or "cluster"`, ""))
	}
	r.provenance(top, b)
	sections, ok := find(top, "sections")
	if !ok || !sections.object {
		at, what := r.where(top, "sections")
		r.problem(r.fail(at, "sections", what+"; want an object with the facts", ""))
		return nil
	}
	for _, m := range sections.members {
		if s, ok := r.known(m, side(b.Kind)); ok {
			r.section(s, m, b)
		}
	}
	if !r.again {
		r.identify(b, id)
	}
	r.times(b)
	return []*Bundle{b}
}

// where is the offset and the description of a member that is not as wanted.
func (r *reader) where(members []member, name string) (int, string) {
	m, ok := find(members, name)
	if !ok {
		return 0, "is missing"
	}
	if m.raw[0] == '"' && len(m.raw) < 80 {
		return m.at, "is " + string(m.raw)
	}
	return m.at, "is " + kindWord(kindOf(m.raw))
}

// text reads a member that is text when it is there.
func (r *reader) text(members []member, name string, target *string) {
	if m, ok := find(members, name); ok {
		r.decode(m, name, target)
	}
}

func side(kind Kind) Side {
	if kind == ClusterBundle {
		return ClusterSide
	}
	return NodeSide
}

// schema checks the schema a document states; must says that it has to.
func (r *reader) schema(top []member, must bool) bool {
	m, ok := find(top, "schema")
	if !ok {
		if must {
			r.problem(r.fail(0, "schema", fmt.Sprintf("is missing; want %q", SchemaVersion), "a bundle with sections must say which schema it follows"))
		}
		return !must
	}
	var schema string
	if !r.decode(m, "schema", &schema) {
		return false
	}
	name, version, _ := strings.Cut(schema, "/")
	major, _, _ := strings.Cut(version, ".")
	if name+"/"+major == SchemaVersion {
		return true
	}
	hint := "written by a newer version? read it with that version, or collect again"
	if strings.HasPrefix(schema, "ssp/") {
		hint = "ssp.yaml belongs to -i"
	}
	r.problem(r.fail(m.at, "schema", fmt.Sprintf("is %q; want %q", clip(schema), SchemaVersion), hint))
	return false
}

// identify compares a bundle with the id it carries; id is that of its content.
func (r *reader) identify(b *Bundle, id string) {
	switch {
	case b.ID == "":
		r.warn("has no bundle_id, so it cannot be told whether it was edited after collection")
		b.ID = id
	case !strings.EqualFold(b.ID, id):
		b.Edited = true
		r.warn("was edited after collection: its content gives bundle_id %s, it carries %s", id, clip(b.ID))
	}
}

// times makes up for an envelope without a time of its end: the earliest of its
// facts. One without any time is not Timeless: only the forms that have no place for
// times are, and this one proves nothing good.
func (r *reader) times(b *Bundle) {
	if !b.Provenance.FinishedAt.IsZero() {
		return
	}
	for _, f := range b.Facts {
		if end := b.Provenance.FinishedAt; !f.At.IsZero() && (end.IsZero() || f.At.Before(end)) {
			b.Provenance.FinishedAt = f.At
		}
	}
	if b.Provenance.FinishedAt.IsZero() {
		r.warn("carries no time of collection, so its facts do not count as fresh")
		return
	}
	r.warn("has no provenance.finished_at; its earliest fact is of %s", b.Provenance.FinishedAt.Format(time.RFC3339))
}

// clockSkew is how long after the end of its collection a fact may be dated.
const clockSkew = time.Minute

// late refuses a fact dated after the end of the collection.
func (r *reader) late(b *Bundle, e envelopeFact, path string) {
	if end := b.Provenance.FinishedAt; !end.IsZero() && e.at.After(end.Add(clockSkew)) {
		r.problem(r.fail(e.atOffset, path+".at", fmt.Sprintf("is %s, after provenance.finished_at, %s; want a time before the end of the collection",
			e.at.Format(time.RFC3339), end.Format(time.RFC3339)), "edited, or put together from several bundles? collect again"))
	}
}

// known is the section a member is about; one of another side or of no known name
// is put aside with a warning.
func (r *reader) known(m member, want Side) (Section, bool) {
	s, ok := r.sections[m.name]
	switch {
	case !ok:
		all := make([]string, 0, len(r.sections))
		for name := range r.sections {
			all = append(all, name)
		}
		slices.Sort(all)
		if near := diag.Nearest(m.name, all); near != "" {
			r.warn("section %q is unknown and ignored; did you mean %q?", clip(m.name), near)
		} else {
			r.warn("section %q is unknown and ignored", clip(m.name))
		}
		return s, false
	case s.Side != want:
		r.warn("section %q is of the %s and ignored here; want it in a %s bundle", m.name, s.Side, s.Side)
		return s, false
	}
	return s, true
}

// The reasons why a list is not relied on as complete: somebody asked who is not known
// to be an administrator, or the bundle does not say who asked, as one that was collected
// from Kubernetes or MSR without MKE.
const (
	demoteReason  = "read with an account that is not a proven administrator, so entries may be filtered out"
	unnamedReason = "of an account that no mke_api.whoami in the bundle shows to be a proven administrator, so entries may be filtered out; collect with MKE too"
)

// demote marks the lists of a bundle as incomplete that were read through the MKE,
// MSR or Kubernetes API without proof of an administrator: such lists are filtered
// with HTTP 200 (fact bundle schema, section 2). The plain form states no privilege,
// so there only an account that is known not to be an administrator demotes.
func (r *reader) demote(b *Bundle) {
	whoami, known := b.Facts[MKEWhoAmI.Name].Value.(WhoAmI)
	isAdmin := known && whoami.IsAdmin.Is(func(is bool) bool { return is })
	if b.Kind != ClusterBundle || (isAdmin && b.Provenance.Privilege != "mke-user") || (b.ID == "" && !known) {
		return
	}
	why := demoteReason
	if !known {
		why = unnamedReason
	}
	var demoted []string
	for _, name := range filteredSections() {
		f := b.Facts[name]
		if f.State != OK || (name == Swarm.Name && readLocally(b)) {
			continue
		}
		if f.Complete {
			demoted = append(demoted, name)
		}
		b.Facts[name] = partial(f, why)
	}
	if len(demoted) > 0 {
		r.warn("%s claimed to be complete, %s", strings.Join(demoted, ", "), why)
	}
}

// filteredSections is the sections that hold lists an API cuts to what the account
// may see.
func filteredSections() []string {
	return []string{MKEAvailableVersions.Name, MKERegistries.Name, MKERBAC.Name, MKEAccounts.Name,
		Swarm.Name, K8s.Name, MSR.Name, EngineByNode.Name, ImageTrust.Name}
}

// readLocally reports whether a bundle was read from a manager's own socket, where
// nothing is filtered.
func readLocally(b *Bundle) bool {
	p := b.Provenance
	return (p.Method == "local" || p.Method == "ssh") && (p.Privilege == "root" || p.Privilege == "docker-group")
}

// partial is a fact known to be incomplete. A rule may read one list inside a
// section alone, so the lists say it too.
func partial(f Fact, why string) Fact {
	f.Complete = false
	f.Error = join(f.Error, why)
	f.Value = partialLists(f.Value, why)
	return f
}

// partialMember is a Maybe of any type.
type partialMember interface {
	partly(why string) any
}

// partly is m, known to be incomplete where it is a list or a map.
func (m Maybe[T]) partly(why string) any {
	m.Value = partialLists(m.Value, why).(T)
	if kind := reflect.TypeFor[T]().Kind(); m.State == OK && (kind == reflect.Slice || kind == reflect.Map) {
		m.Partial = true
		m.Error = join(m.Error, why)
	}
	return m
}

// partialLists is a struct or a map whose Maybe members are partly; another value
// as it is.
func partialLists(value any, why string) any {
	v := reflect.ValueOf(value)
	switch v.Kind() {
	case reflect.Struct:
		out := reflect.New(v.Type()).Elem()
		out.Set(v)
		for i := range v.NumField() {
			if !v.Type().Field(i).IsExported() {
				return value
			}
			if m, ok := v.Field(i).Interface().(partialMember); ok {
				out.Field(i).Set(reflect.ValueOf(m.partly(why)))
			}
		}
		return out.Interface()
	case reflect.Map:
		out := reflect.MakeMapWithSize(v.Type(), v.Len())
		for _, key := range v.MapKeys() {
			item := v.MapIndex(key)
			if m, ok := item.Interface().(partialMember); ok {
				item = reflect.ValueOf(m.partly(why))
			}
			out.SetMapIndex(key, item)
		}
		return out.Interface()
	default:
		return value
	}
}
