package collect

import (
	"context"
	"fmt"
	"net/url"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/stigwright/stigwright/facts"
)

// maxPages bounds a list that never ends: far above any cluster, below what would hold
// a collection up for hours.
const maxPages = 2000

// paging is how a list comes in parts.
type paging struct {
	path        string // without its query
	query       string // fixed part of the query, without the question mark; may be empty
	list        string // member that holds the items; "" where the answer is the list
	size        int
	limit, from string // names of the parameters: limit and start, or pageSize and pageStart
}

// enziPages is a list of accounts, members or teams of eNZi, the account service that
// MKE and MSR share.
func enziPages(path, list string) paging {
	return paging{path: path, list: list, size: 100, limit: "limit", from: "start"}
}

func (p paging) call(start string) string {
	q, _ := url.ParseQuery(p.query)
	q.Set(p.limit, strconv.Itoa(p.size))
	if start != "" {
		q.Set(p.from, start)
	}
	return p.path + "?" + q.Encode()
}

// pagesOf is all items of a list. It is partial where a later page could not be had, and
// where it cannot be told that the last page was the last.
func pagesOf[T any](ctx context.Context, a *API, p paging) facts.Maybe[[]T] {
	all := facts.Some([]T{})
	short := func(why string) facts.Maybe[[]T] {
		all.Partial, all.Error = true, why
		return all
	}
	seen, starts := map[string]bool{}, &cursors{}
	start := ""
	for range maxPages {
		r := a.askPage(ctx, p.call, start, jsonType, asPage[T](p.list), starts)
		page, next := pageOf[T](r, p.list)
		if page.State != facts.OK {
			if start == "" {
				return page
			}
			return short(page.Error)
		}
		all.Value = append(all.Value, page.Value...)
		switch {
		case next == "" && len(page.Value) == p.size:
			return short(r.Call + ": a full page that names no next one")
		case next == "":
			return all
		case seen[next]:
			return short(r.Call + ": the pages begin again")
		}
		seen[next], start = true, next
	}
	return short(fmt.Sprintf("GET %s: more than %d pages", p.path, maxPages))
}

// pageOf is the items of one answer and where the next page starts.
func pageOf[T any](r Reply, list string) (items facts.Maybe[[]T], next string) {
	if list == "" {
		return decode[[]T](r, false), r.Next
	}
	body := decode[map[string]jsontext.Value](r, false)
	if body.State != facts.OK {
		return facts.Maybe[[]T]{State: body.State, Error: body.Error}, ""
	}
	member, ok := body.Value[list]
	if !ok {
		return facts.Maybe[[]T]{State: facts.Failed, Error: r.Call + ": the answer has no " + list}, ""
	}
	next = r.Next
	if s, ok := body.Value["nextPageStart"]; ok && next == "" && s.Kind() == '"' {
		var text string
		if text = decode[string](Reply{Status: 200, Body: s}, false).Value; text != "" {
			next = text
		}
	}
	return decode[[]T](Reply{Call: r.Call, Status: r.Status, Body: member}, false), next
}
