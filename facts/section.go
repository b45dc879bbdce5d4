package facts

import (
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Section is one section of a fact bundle: its key without the type.
type Section struct {
	Name   string
	Side   Side
	Doc    Doc
	decode func(dec *jsontext.Decoder, room int) (Fact, error) // the next value, markers included
	check  func(value any) (kept any, lacks string)
	quick  func(text string, room int) (value any, ok bool) // see quick; nil for most
}

// Sections is every section of the fact bundle schema, version 1, in its order:
// section 3 (node), then section 4 (cluster).
func Sections() []Section {
	return []Section{
		section(OS), section(Node),
		section(EngineInfo), section(EngineVersion), containersSection(), checked(Images, checkImages),
		checked(Networks, checkNetworks), section(Volumes),
		section(TLSPaths), checked(HostFiles, checkHostFiles), checked(Groups, checkGroups),
		section(Systemd), section(Processes), section(Listening), section(LSM),
		sysctlSection(), section(Audit), section(Kubelet), section(Packages),

		section(MKEConfig), section(MKEWhoAmI), section(MKEVersion), section(MKEAvailableVersions),
		section(MKELogging), section(MKEConfigKubernetes), section(MKERegistries),
		section(MKEAuthLDAP), section(MKEAuthSAML), section(MKERBAC), section(MKEAccounts), section(MKEPrelogonObserved),
		checked(Swarm, checkSwarm), section(K8s), section(MSR), section(TLS), section(ClientBundle),
		checked(EngineByNode, checkEngineByNode), section(ImageTrust),
	}
}

// section is a key as a section whose value is taken as it stands.
func section[T any](k Key[T]) Section {
	return checked(k, func(v T) (T, string) { return v, "" })
}

// checked is a key as a section whose value is looked over after decoding: check
// returns the value to keep and, where something the rules rely on is not there,
// why the section is then incomplete.
func checked[T any](k Key[T], check func(T) (T, string)) Section {
	nulls := engineNulls(ofEngine(k.Name))
	return Section{Name: k.Name, Side: k.Side, Doc: k.Doc,
		decode: func(dec *jsontext.Decoder, room int) (Fact, error) {
			var m Maybe[T]
			if list, ok := any(&m.Value).(*[]Container); ok {
				*list = make([]Container, 0, room) // they are large, and growing would copy them
			}
			if err := json.UnmarshalDecode(dec, &m, nulls); err != nil {
				return Fact{}, err
			}
			return m.fact(), nil
		},
		check: func(value any) (any, string) {
			v, ok := value.(T)
			if !ok {
				return value, ""
			}
			return check(v)
		},
	}
}

// ofEngine reports whether a section holds answers of the engine or of Kubernetes as
// they were given.
func ofEngine(name string) bool {
	return strings.HasPrefix(name, "docker_engine.") || name == Swarm.Name || name == K8s.Name || name == EngineByNode.Name
}

// checked is a fact of the section, looked over.
func (s Section) checked(f Fact) Fact {
	if f.State != OK {
		return f
	}
	value, lacks := s.check(f.Value)
	f.Value = value
	if lacks != "" {
		f.Complete = false
		f.Error = join(f.Error, lacks)
	}
	return f
}

// containersSection reads what is nearly all of a bundle without the general reader.
func containersSection() Section {
	s := checked(Containers, checkContainers)
	s.quick = func(text string, room int) (any, bool) { return quickContainers(text, room) }
	return s
}

// sysctlSection reads settings as text although some collectors write numbers.
func sysctlSection() Section {
	s, raw := section(Sysctl), section(Key[map[string]Maybe[numberOrText]]{})
	s.decode = func(dec *jsontext.Decoder, room int) (Fact, error) {
		f, err := raw.decode(dec, room)
		if entries, ok := f.Value.(map[string]Maybe[numberOrText]); ok {
			texts := make(map[string]Maybe[string], len(entries))
			for name, m := range entries {
				texts[name] = Maybe[string]{m.State, m.Partial, m.Error, string(m.Value)}
			}
			f.Value = texts
		}
		return f, err
	}
	return s
}

// join puts two reasons into one clause.
func join(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + "; " + b
}
