package facts

import "strings"

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
