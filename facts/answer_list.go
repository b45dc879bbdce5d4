package facts

import (
	"bytes"
	"cmp"
	"fmt"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// listedContainer is one entry of the list of containers. Of one that cannot be read no
// more is known than its id and its names, where those are such; what else it says could
// be half of the truth.
type listedContainer struct {
	Container
	unread bool
}

// name is what the container is called, or its place in the list.
func (l listedContainer) name(place int) string {
	if name := l.Name(); name != "" {
		return name
	}
	return cmp.Or(l.ID, fmt.Sprintf("container %d", place))
}

// unreadEntry is how an entry that cannot be read is recorded.
type unreadEntry struct {
	Unread bool     `json:"$error"`
	ID     string   `json:"Id,omitzero"`
	Names  []string `json:",omitzero"`
}

// containerList is the list of containers, entry by entry where one cannot be read: one
// that is odd must not take the others away. Of a capture folder such a list is refused,
// unless it was recorded as one.
func (c *answers) containerList() (entries []listedContainer, all Maybe[[]Container]) {
	key := c.only("/containers/json")
	a := c.byKey[key]
	var raw []jsontext.Value
	if a.Status == 200 {
		_ = json.Unmarshal(a.Body, &raw) // what is no list is none below
	}
	if marked := bytes.Contains(a.Body, []byte(`"$error"`)); !marked || raw == nil {
		if all = value[[]Container](c, key, false); all.State == OK || !c.live || raw == nil {
			for _, one := range all.Value {
				entries = append(entries, listedContainer{Container: one})
			}
			return entries, asAsked(c, key, all)
		}
	}
	all = Some([]Container{})
	for _, one := range raw {
		entry := c.listed(key, one)
		if entries = append(entries, entry); !entry.unread {
			all.Value = append(all.Value, entry.Container)
		}
	}
	return entries, asAsked(c, key, all)
}

// listed is one entry of the list.
func (c *answers) listed(key string, raw jsontext.Value) (l listedContainer) {
	var mark unreadEntry
	if json.Unmarshal(raw, &mark) != nil || !mark.Unread {
		if m := decodeAnswer[Container](c, key, raw); m.State == OK {
			return listedContainer{Container: m.Value}
		}
	}
	l.unread = true
	var loose map[string]jsontext.Value
	if json.Unmarshal(raw, &loose) != nil {
		return l
	}
	if id := loose["Id"]; id.Kind() == '"' {
		_ = json.Unmarshal(id, &l.ID) // a text, so it can be
	}
	if json.Unmarshal(loose["Names"], &l.Names) != nil {
		l.Names = nil
	}
	return l
}

// unreadContainers is why a list lacks entries that cannot be read, "" where it does not.
func unreadContainers(entries []listedContainer) string {
	var lacks lacking
	for i, l := range entries {
		if l.unread {
			lacks.add("%s: its entry in the list cannot be read", clip(strings.TrimPrefix(l.name(i), "/")))
		}
	}
	return lacks.String()
}

// recordedList is the list of containers as it is recorded.
func recordedList(entries []listedContainer) []any {
	out := []any{}
	for _, l := range entries {
		if l.unread {
			out = append(out, unreadEntry{true, l.ID, l.Names})
			continue
		}
		redactMap(l.Labels)
		l.Inspect, l.Top, l.Proc = Maybe[Inspect]{}, Maybe[Top]{}, Maybe[Proc]{}
		out = append(out, l.Container)
	}
	return out
}
