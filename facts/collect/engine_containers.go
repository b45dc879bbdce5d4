package collect

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/stigwright/stigwright/facts"
)

const listPath = "/containers/json?all=1"

// isContainerID tells what may be put into a path: an engine that is not one could answer
// with anything.
func isContainerID(id string) bool {
	const most = 128
	return id != "" && len(id) <= most && !strings.ContainsFunc(id, func(r rune) bool {
		return !(r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z')
	})
}

// containers asks for the list, and for each of it the inspect answer and the process
// list. A container that is gone when it is asked for is dropped only when a second
// list no longer has it; the last list is the one that counts, and all in it is asked
// for.
func (a *asking) containers(ctx context.Context) {
	if !a.there || !a.want(facts.Containers.Name) {
		return
	}
	had := map[string][]facts.Answer{} // by id
	for round := 1; ; round++ {
		list := a.get(ctx, listPath)
		ids := listed(list)
		fresh := slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return had[id] != nil })
		gone := a.inspectAll(ctx, fresh, had)
		if gone == 0 || round == maxRounds || ctx.Err() != nil {
			a.keep("containers", list.Call, list)
			for _, id := range ids {
				a.answers = append(a.answers, had[id]...)
			}
			return
		}
		for _, id := range fresh {
			if had[id][0].Status == http.StatusNotFound {
				delete(had, id) // asked for again if it is listed again
			}
		}
	}
}

// listed is the ids of a list of containers, each once; none where it cannot be read. An
// entry without an id that can be asked for is left to who reads the list.
func listed(list Reply) []string {
	var items []jsontext.Value
	if list.Status != http.StatusOK || list.Err != "" || json.Unmarshal(list.Body, &items) != nil {
		return nil
	}
	ids := make([]string, 0, len(items))
	seen := map[string]bool{}
	for _, raw := range items {
		var item struct{ Id string } //nolint:staticcheck // the engine's spelling
		if json.Unmarshal(raw, &item) == nil && isContainerID(item.Id) && !seen[item.Id] {
			seen[item.Id] = true
			ids = append(ids, item.Id)
		}
	}
	return ids
}

// inspectAll asks for each container of ids and counts those that are gone.
func (a *asking) inspectAll(ctx context.Context, ids []string, had map[string][]facts.Answer) (gone int) {
	pairs := make([][2]Reply, len(ids))
	a.each(len(ids), func(i int) {
		path := "/containers/" + ids[i]
		pairs[i][0] = a.get(ctx, path+"/json")
		if pairs[i][0].Status == http.StatusOK {
			pairs[i][1] = a.get(ctx, path+"/top?ps_args="+url.QueryEscape(psArgs))
		}
	})
	call := "GET " + a.prefix + "/containers/{id}"
	for i, id := range ids {
		before := len(a.answers)
		a.keep("container-"+id, call+"/json", pairs[i][0])
		if pairs[i][1].Call != "" {
			a.keep("container-"+id+"-top", call+"/top?ps_args="+psArgs, pairs[i][1])
		}
		had[id] = slices.Clone(a.answers[before:])
		a.answers = a.answers[:before]
		if pairs[i][0].Status == http.StatusNotFound {
			gone++
		}
	}
	return gone
}
