package facts

import (
	"strconv"
	"strings"

	"github.com/stigwright/stigwright/diag"
	"github.com/stigwright/stigwright/internal/yamlio"
)

// secretName reports whether a key is named like a place for a secret (fact
// bundle schema, section 6).
func secretName(name string) bool {
	name = strings.NewReplacer("_", "", "-", "").Replace(strings.ToLower(name))
	for _, word := range []string{"password", "passphrase", "secret", "token", "apikey", "privatekey", "credential"} {
		if strings.Contains(name, word) {
			return true
		}
	}
	return strings.HasSuffix(name, "pass")
}

// rawSecret reports a private key anywhere in the file, comments included.
func (r *sspReader) rawSecret(data []byte) {
	if i := privateKeyAt(string(data)); i >= 0 {
		line, column := diag.Place(data, i)
		r.secret(yamlio.Place{Line: line, Column: column}, "", "holds a private key")
	}
}

// secretValues reports values that are secrets whatever their key is called, and
// says whether there are any. The messages do not repeat them.
func (r *sspReader) secretValues(n *yamlio.Node, path string) bool {
	if n.Kind == yamlio.Text {
		if what := secretIn(n.Text); what != "" {
			r.secret(n.Place, path, "holds "+what)
		}
	}
	for i, item := range n.Items {
		r.secretValues(item, path+"["+strconv.Itoa(i)+"]")
	}
	for _, f := range n.Fields {
		r.secretValues(f.Value, yamlio.Dotted(path, f.Name))
	}
	return len(r.Problems) > 0
}

func (r *sspReader) secret(p yamlio.Place, path, what string) {
	r.Fail(p, path, what+"; ssp.yaml holds no secret", "remove it, and change it where it is used: it stood in a file")
}

// secretIn names the secret in a text, "" when there is none.
func secretIn(text string) string {
	switch {
	case holdsSecret(text):
		return "a private key"
	case strings.HasPrefix(text, "SWMTKN-"), strings.HasPrefix(text, "SWMKEY-"):
		return "a join token or unlock key of a swarm"
	case urlPassword(text):
		return "an address with a password"
	}
	return ""
}

func holdsSecret(text string) bool { return privateKeyAt(text) >= 0 }

// privateKeyAt is where a PEM block of a private key begins, -1 when there is none.
func privateKeyAt(text string) int {
	const begin = "-----BEGIN "
	for from := 0; ; {
		i := strings.Index(text[from:], begin)
		if i < 0 {
			return -1
		}
		from += i
		label, _, whole := strings.Cut(text[from+len(begin):], "-----")
		if whole && len(label) < 64 && strings.HasSuffix(label, "PRIVATE KEY") {
			return from
		}
		from += len(begin)
	}
}

// urlPassword reports user:password@ in an address.
func urlPassword(text string) bool {
	_, rest, ok := strings.Cut(text, "://")
	if !ok {
		return false
	}
	authority, _, _ := strings.Cut(rest, "/")
	user, _, ok := strings.Cut(authority, "@")
	return ok && strings.Contains(user, ":")
}
