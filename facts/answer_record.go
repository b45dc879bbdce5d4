package facts

import (
	"cmp"
	"fmt"
	"path"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// RecordAnswers is answers as the files of a capture folder (ReadCapture), index.json
// included, which give the same facts. Of each answer only what facts are made of is
// kept, and that without what is secret: a member that is not known here is not
// recorded, whatever it holds. Calls without an HTTP answer have no place in such a
// folder and are left out, as are answers that cannot be read; left names their keys.
func RecordAnswers(list []Answer) (files map[string][]byte, left []string, err error) {
	c := &answers{live: true, byKey: map[string]answer{}}
	for _, a := range list {
		c.addLive(a)
	}
	type entry struct {
		Endpoint string `json:"endpoint"`
		Status   int    `json:"status"`
	}
	index, files := map[string]entry{}, map[string][]byte{}
	for _, key := range c.keys {
		a := c.byKey[key]
		body, why := c.recorded(key, a)
		if why != "" || key != path.Base(key) {
			left = append(left, key)
			continue
		}
		if files[key+".json"], err = indented(body); err != nil {
			return nil, nil, fmt.Errorf("recording %s: %w", key, err)
		}
		index[key] = entry{a.Call, a.Status}
	}
	files[CaptureIndex], err = indented(index)
	return files, left, err
}

// RecordAnswer is what RecordAnswers keeps of one answer, or why it cannot be read.
func RecordAnswer(one Answer) (text []byte, why string) {
	c := &answers{live: true, byKey: map[string]answer{}}
	c.addLive(one)
	body, why := c.recorded(one.Key, c.byKey[one.Key])
	if why != "" {
		return nil, why
	}
	text, err := indented(body)
	if err != nil {
		return nil, "the answer cannot be kept"
	}
	return text, ""
}

func indented(v any) ([]byte, error) {
	text, err := json.Marshal(v, json.Deterministic(true), jsontext.AllowInvalidUTF8(true), jsontext.WithIndent("  "))
	return append(text, '\n'), err
}

// recorded is what is kept of one answer, or why there is nothing to keep.
func (c *answers) recorded(key string, a answer) (body any, why string) {
	if a.Status == 0 {
		return nil, cmp.Or(a.Error, "there is no answer")
	}
	if a.Status != 200 {
		var said struct {
			Message string `json:"message"`
		}
		_ = json.Unmarshal(a.Body, &said) // a refusal may say nothing
		return map[string]string{"message": redactCommand(said.Message)}, ""
	}
	switch a.endpoint {
	case "/info":
		return kept(redactInfo(value[Info](c, key, false)))
	case "/version":
		return kept(value[Version](c, key, false))
	case "/images/json":
		return kept(eachOf(value[[]Image](c, key, false), func(i *Image) { redactMap(i.Labels) }))
	case "/volumes":
		volumes, warnings := c.volumes()
		_, why := kept(volumes)
		body := map[string]any{"Volumes": volumes.Value}
		if warnings != nil {
			body["Warnings"] = warnings
		}
		return body, why
	case "/networks":
		return kept(eachOf(value[[]Network](c, key, false), func(n *Network) { redactMap(n.Labels); redactMap(n.Options.Value) }))
	case "/containers/json":
		entries, all := c.containerList()
		if _, why := kept(all); why != "" {
			return nil, why
		}
		return recordedList(entries), ""
	}
	switch {
	case strings.HasSuffix(a.endpoint, "/top"):
		return kept(c.top(key))
	case strings.HasPrefix(a.endpoint, "/networks/"):
		one := value[Network](c, key, true)
		redactMap(one.Value.Labels)
		redactMap(one.Value.Options.Value)
		return kept(one)
	case strings.HasPrefix(a.endpoint, "/containers/"):
		return kept(c.recordedInspect(key))
	default:
		return c.recordedSwarm(key, a.endpoint)
	}
}

// kept is the value of a Maybe, or why it has none.
func kept[T any](m Maybe[T]) (body any, why string) {
	if m.State == OK {
		return m.Value, ""
	}
	return nil, cmp.Or(m.Error, "the answer does not say what it was asked for")
}

// recordedInspect is an inspect answer with the names of its variables, and the first
// word of its health check, which says whether there is one.
func (c *answers) recordedInspect(key string) Maybe[inspectAnswer] {
	m := value[inspectAnswer](c, key, true)
	config := &m.Value.Config.Value
	hideValues(config.Env.Value)
	if h := config.Healthcheck; h != nil && len(h.Test) > 0 {
		h.Test = h.Test[:1]
		if h.Test[0] != "NONE" {
			h.Test[0] = redacted
		}
	}
	return m
}

// hideValues keeps of variables their names.
func hideValues(env []string) {
	for i, key := range envKeys(env) {
		env[i] = key + "=" + redacted
	}
}

// recordedSwarm is an answer about the swarm.
func (c *answers) recordedSwarm(key, endpoint string) (body any, why string) {
	switch endpoint {
	case "/nodes":
		return kept(eachOf(value[[]SwarmNode](c, key, false), func(n *SwarmNode) { redactMap(n.Spec.Labels.Value) }))
	case "/swarm":
		spec := c.swarmSpec()
		_, why := kept(spec)
		return map[string]any{"Spec": spec.Value}, why
	case "/services":
		return c.recordedServices(key)
	case "/secrets":
		return kept(eachOf(value[[]named](c, key, false), func(n *named) { redactMap(n.Spec.Labels) }))
	case "/configs":
		return kept(eachOf(value[[]named](c, key, false), func(n *named) { n.CreatedAt, n.Spec.Labels = "", nil }))
	case "/swarm/unlockkey":
		set := c.unlockKey()
		word := map[bool]string{true: redacted}[set.Value]
		_, why := kept(set)
		return map[string]string{"UnlockKey": word}, why
	}
	return nil, "it is not known what this call is answered"
}

// recordedServices is the services with the names of their variables as variables.
func (c *answers) recordedServices(key string) (body any, why string) {
	services := value[[]Service](c, key, false)
	if _, why := kept(services); why != "" {
		return nil, why
	}
	env := value[[]envOf](c, key, false)
	if _, why := kept(env); why != "" || len(env.Value) != len(services.Value) {
		return nil, firstOf(why, "its variables cannot be told apart")
	}
	type containerSpec struct {
		ContainerSpec
		Env []string `json:",omitzero"`
	}
	type spec struct {
		ServiceSpec
		TaskTemplate map[string]containerSpec `json:",omitzero"`
	}
	type service struct {
		Service
		Spec spec
	}
	out := []service{}
	for i, s := range services.Value {
		redactMap(s.Spec.Labels)
		one := service{Service: s, Spec: spec{ServiceSpec: s.Spec}}
		if task := s.Spec.TaskTemplate; task.State == OK {
			one.Spec.TaskTemplate = map[string]containerSpec{}
			if cs := task.Value.ContainerSpec; cs.State == OK {
				variables := env.Value[i].Spec.TaskTemplate.ContainerSpec.Env.Value
				hideValues(variables)
				one.Spec.TaskTemplate["ContainerSpec"] = containerSpec{cs.Value, variables}
			}
		}
		out = append(out, one)
	}
	return out, ""
}
