package collect

import (
	"context"
	"net/http"

	"github.com/go-json-experiment/json"
)

// NewMKE is the interface of MKE. An account with a password logs in once, before the
// first call; with a client bundle the certificate says who asks.
func NewMKE(at Access) (*API, error) {
	at.Name = "mke"
	a, err := NewAPI(at)
	if err != nil || at.Password == "" || at.Certificate != nil {
		return a, err
	}
	a.authorize = func(*http.Request) {}
	a.prepare = login
	return a, nil
}

// login asks MKE for a token. It is one of the two calls that are no GET: it opens a
// session, which MKE ends by itself, and changes nothing else.
func login(ctx context.Context, a *API) Reply {
	body, err := json.Marshal(map[string]string{"username": a.at.Username, "password": a.at.Password}, json.Deterministic(true))
	if err != nil {
		return Reply{Call: "POST /auth/login", Err: "the name or the password is no text that can be sent"}
	}
	r := a.post(ctx, "/auth/login", body)
	answer := decode[struct {
		Token string `json:"auth_token"`
	}](r, false)
	r.Body = nil // the token is in it
	switch {
	case answer.Error != "" && r.Err == "" && r.Status == http.StatusOK:
		r.Err = "the answer is not that of MKE's login"
	case answer.Error != "":
		r.Err = a.scrub(r.whyLogin())
	case answer.Value.Token == "":
		r.Err = "the answer holds no token"
	default:
		a.hide(answer.Value.Token)
		token := answer.Value.Token
		a.authorize = func(req *http.Request) { req.Header.Set("Authorization", "Bearer "+token) }
	}
	return r
}

// whyLogin is why, with what a person does about it.
func (r Reply) whyLogin() string {
	if r.Status == http.StatusUnauthorized || r.Status == http.StatusForbidden {
		return r.why() + " (is the name spelled right, the password current, the account active?)"
	}
	return r.why()
}
