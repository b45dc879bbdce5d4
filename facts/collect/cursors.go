package collect

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// cursors is where the pages of one list start, as its server says it. That is the
// server's own word, of which nobody here knows what is in it: everything but the call
// itself has the number of the page in its place.
type cursors struct{ said []string }

// page is what stands for a word of the server: the same for the same, "" for none.
func (c *cursors) page(said string) string {
	if said == "" {
		return ""
	}
	i := slices.Index(c.said, said)
	if i < 0 {
		i, c.said = len(c.said), append(c.said, said)
	}
	return pageName(i)
}

func pageName(i int) string { return fmt.Sprintf("page-%d", i+2) }

// of is the server's word for a page.
func (c *cursors) of(page string) string {
	for i, said := range c.said {
		if pageName(i) == page {
			return said
		}
	}
	return page
}

// keeping is k with the number of the page where an answer says in its body where the
// next one starts: nextPageStart, or continue in the metadata of Kubernetes.
func (c *cursors) keeping(k keep) keep {
	numbered := func(v jsontext.Value) jsontext.Value {
		var said string
		if json.Unmarshal(v, &said) != nil {
			return v
		}
		return encoded(c.page(said), v)
	}
	raw := k.raw
	k.kept = k.again()
	k.raw = func(body []byte) ([]byte, string) {
		kept, why := raw(body)
		if why != "" {
			return kept, why
		}
		switch k.of.list {
		case "", "[]":
		case "items":
			kept = changed(kept, "metadata", func(v jsontext.Value) jsontext.Value { return changed(v, "continue", numbered) })
		default:
			kept = changed(kept, "nextPageStart", numbered)
		}
		return kept, ""
	}
	return k
}

// askPage asks for one page of a list: path is that of the page which starts at a word.
func (a *API) askPage(ctx context.Context, path func(start string) string, page, accept string, k keep, c *cursors) Reply {
	return a.kept(callOf(http.MethodGet, path(page), ""), c.keeping(k), func() Reply {
		r := a.GetAs(ctx, path(c.of(page)), accept)
		r.Next = c.page(r.Next)
		if start := c.of(page); start != page && r.Status/100 != 2 { // a refusal may quote it
			r.Body = []byte(strings.ReplaceAll(string(r.Body), start, page))
		}
		return r
	})
}
