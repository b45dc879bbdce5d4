package facts

import (
	"regexp"
	"strings"
)

// secretWord finds the names whose values are never stored (fact bundle schema,
// section 6).
var secretWord = regexp.MustCompile(`(?i)` + secretWords)

const secretWords = `pass(?:word|phrase)?|secret|token|api[_-]?key|private[_-]?key|credential|auth[_-]?token|client[_-]?secret`

// userInfo finds user and password of an address: what stands before the last @ of the
// host, or a name, a colon and a password in which a slash or such was not escaped. A
// colon with up to five digits and a slash behind it is that of a port.
var userInfo = regexp.MustCompile(`([A-Za-z][A-Za-z0-9+.-]*://)(?:[^/?\s]*|` +
	`[^/?#\s"':@\[]*:(?:[0-9]{6}|[0-9]*[^0-9/?#\s"']|[/?#])[^\s"']*)@`)

// redactText takes user and password out of the addresses in a text, and the body
// of a private key.
func redactText(s string) string {
	if strings.Contains(s, "PRIVATE KEY-----") {
		return redacted
	}
	if !strings.Contains(s, "://") {
		return s
	}
	return userInfo.ReplaceAllString(s, "${1}"+redacted+"@")
}

// secretPair finds a secret name and the value assigned to it, as in token: x,
// "password":"x" and API_KEY=x.
var secretPair = regexp.MustCompile(`(?i)([\w.-]*(?:` + secretWords + `)[\w.-]*["']?\s*[:=]\s*["']?)[^\s"',;&}\])]+`)

// redactMap is m with the values of secret names replaced.
func redactMap(m map[string]string) map[string]string {
	for name, value := range m {
		if secretWord.MatchString(name) {
			m[name] = redacted
		} else {
			m[name] = secretPair.ReplaceAllString(redactText(value), "${1}"+redacted)
		}
	}
	return m
}

// wordOrBlank cuts a command line into words and the white space between them.
var wordOrBlank = regexp.MustCompile(`\s+|\S+`)

// redactCommand masks what a command line, or a message that quotes one, may tell: the
// word behind an option such as --password or -p, the value of one written with =,
// NAME=value and "name":"value" of a secret name, an authorization header, and all from
// the beginning of a private key.
func redactCommand(command string) string {
	command, key, hasKey := cutPrivateKey(command)
	words := wordOrBlank.FindAllString(command, -1)
	hide := false
	for i, w := range words {
		if strings.TrimSpace(w) == "" {
			continue
		}
		words[i], hide = redactWord(w, hide)
	}
	if hasKey {
		words = append(words, key)
	}
	line := secretPair.ReplaceAllString(strings.Join(words, ""), "${1}"+redacted)
	return authorization.ReplaceAllString(line, "${1}"+redacted)
}

// authorization finds a header that proves who somebody is.
var authorization = regexp.MustCompile(`(?i)(authorization["']?\s*[:=]\s*["']?(?:basic|bearer)\s+)[^\s"',;&}\])]+`)

// cutPrivateKey cuts a text where a private key begins.
func cutPrivateKey(text string) (before, mark string, found bool) {
	if !strings.Contains(text, "PRIVATE KEY-----") {
		return text, "", false
	}
	before, _, _ = strings.Cut(text, "-----BEGIN")
	return before, redacted, true
}

// plainOption reports whether a word has the form of an option and not of a secret that
// begins with a hyphen: -x, --word, --word=value. What follows an option that has no
// value may be a finding.
func plainOption(w string) bool {
	name, isLong := strings.CutPrefix(w, "--")
	if !isLong {
		return len(w) == 2 && w[0] == '-'
	}
	name, _, _ = strings.Cut(name, "=")
	return name != "" && strings.Trim(name, "abcdefghijklmnopqrstuvwxyz-") == ""
}

// redactWord is one word of a command line; hide says that the word before it was
// an option whose value is secret, and comes back for the next word.
func redactWord(w string, hide bool) (word string, hideNext bool) {
	name, _, assigned := strings.Cut(w, "=")
	option := strings.HasPrefix(w, "-")
	secret := secretWord.MatchString(name)
	switch {
	case hide && !plainOption(w):
		return redacted, false
	case secret && assigned:
		return name + "=" + redacted, false
	case option && (secret || w == "-p"):
		return w, true
	case strings.HasPrefix(w, "-p") && !strings.HasPrefix(w, "--"):
		return "-p" + redacted, false // -pSECRET, as some clients take it
	default:
		return redactText(w), false
	}
}

// envKeys is the names of NAME=value pairs.
func envKeys(env []string) []string {
	keys := make([]string, len(env))
	for i, pair := range env {
		keys[i], _, _ = strings.Cut(pair, "=")
	}
	return keys
}
