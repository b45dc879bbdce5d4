package collect

import (
	"context"
	"html"
	"strings"

	"github.com/stigwright/stigwright/facts"
)

// prelogon looks for the configured notice in the page that MKE shows before login. The
// page is a program, so a notice that is not in its text may be shown all the same:
// this can prove that the notice is sent, never that there is none.
func (c *Cluster) prelogon(ctx context.Context, had Had) facts.Fact {
	config, _ := had[facts.MKEConfig.Name].Value.(facts.Tree)
	notice := config.String("cluster_config.pre_logon_message")
	call := "GET /login (not logged in)"
	unknown := func(why string) facts.Fact {
		return factOf(c, facts.Maybe[string]{State: facts.Failed, Error: why}, call)
	}
	if notice.State != facts.OK || strings.TrimSpace(notice.Value) == "" {
		return unknown("there is no configured notice to look for; look at the login page with a browser")
	}
	anonymous := c.MKE.anonymous()
	defer anonymous.client.CloseIdleConnections()
	r := anonymous.ask(ctx, "/login", "text/html", keep{of: keptAs{kind: (*keptNotice)(nil)}, kept: as[keptNotice]().raw, raw: func(page []byte) ([]byte, string) {
		return encoded(keptNotice{strings.Contains(html.UnescapeString(string(page)), notice.Value)}, nil), ""
	}})
	m := decode[keptNotice](r, false)
	if m.State != facts.OK {
		return factOf(c, facts.Maybe[string]{State: m.State, Error: m.Error}, call)
	}
	if !m.Value.Holds {
		return unknown("the text of the login page does not hold the notice, which its program may show all the same; look with a browser, or attest banner_displayed")
	}
	return factOf(c, facts.Some(notice.Value), call)
}

// anonymous is the interface without credentials. As many calls at once are made to both
// together as to one.
func (a *API) anonymous() *API {
	at := a.at
	at.Token, at.Username, at.Password, at.Certificate = "", "", "", nil
	b, err := NewAPI(at)
	if err != nil {
		return a // the address was good for a
	}
	b.tape, b.gate, b.hears = a.tape, a.gate, a.hears
	return b // of which the caller closes the connections
}
