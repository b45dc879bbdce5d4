package facts

import (
	"regexp"
	"strings"
	"sync"
)

// secretWord finds the names whose values are never stored (fact bundle schema,
// section 6).
var secretWord = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?i)` + secretWords) })

const secretWords = `pass(?:word|phrase)?|secret|token|api[_-]?key|private[_-]?key|credential|auth[_-]?token|client[_-]?secret`

// userInfo finds user and password of an address: what stands before the last @ of the
// host, or a name, a colon and all up to the last @ of the word. What reads as a port and
// a path may be a password in which a slash was not escaped.
var userInfo = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`([A-Za-z][A-Za-z0-9+.-]*://)(?:[^/?\s]*|[^/?#\s"':@\[]*:[^\s"']*)@`)
})

// redactText takes user and password out of the addresses in a text, and the body
// of a private key.
func redactText(s string) string {
	if strings.Contains(s, "PRIVATE KEY-----") {
		return redacted
	}
	if !strings.Contains(s, "://") {
		return s
	}
	return userInfo().ReplaceAllString(s, "${1}"+redacted+"@")
}

// userWord finds user and password in a word that is an address without a scheme, as a
// proxy may be given: u:p@host:port, with a name before it or none. An image with its
// digest is none.
var userWord = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^((?:[\w.-]+=)?["']?)[^\s"'/@:=]+:[^\s"'/@]+@((?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?/?["']?)$`)
})

// redactUsers takes user and password out of the words of a text that are such addresses.
func redactUsers(text string) string {
	if !strings.Contains(text, "@") {
		return text
	}
	words := wordOrBlank().FindAllString(text, -1)
	for i, w := range words {
		if m := userWord().FindStringSubmatch(w); m != nil && !strings.HasPrefix(m[2], "sha256:") {
			words[i] = m[1] + redacted + "@" + m[2]
		}
	}
	return strings.Join(words, "")
}

// secretPair finds a secret name and the value assigned to it, as in token: x,
// "password":"x" and API_KEY=x.
var secretPair = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)([\w.-]*(?:` + secretWords + `)[\w.-]*["']?\s*[:=]\s*["']?)[^\s"',;&}\])]+`)
})

// redactMap is m with the values of secret names replaced. A value of several words may
// be a command line.
func redactMap(m map[string]string) map[string]string {
	for name, value := range m {
		switch {
		case secretWord().MatchString(name):
			m[name] = redacted
		case strings.ContainsAny(value, " \t\n"):
			m[name] = redactCommand(redactText(value))
		default:
			m[name] = secretPair().ReplaceAllString(redactUsers(redactText(value)), "${1}"+redacted)
		}
	}
	return m
}

// wordOrBlank cuts a command line into words and the white space between them.
var wordOrBlank = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\s+|\S+`) })

// redactCommand masks what a command line, or a message that quotes one, may tell: the
// word behind an option such as --password or -p, the value of one written with =,
// NAME=value and "name":"value" of a secret name, an authorization header, and all from
// the beginning of a private key.
func redactCommand(command string) string {
	command, key, hasKey := cutPrivateKey(command)
	words := wordOrBlank().FindAllString(command, -1)
	behind := ""
	for i, w := range words {
		if strings.TrimSpace(w) == "" {
			continue
		}
		words[i], behind = redactWord(w, behind)
	}
	if hasKey {
		words = append(words, key)
	}
	line := secretPair().ReplaceAllString(strings.Join(words, ""), "${1}"+redacted)
	return authorization().ReplaceAllString(line, "${1}"+redacted)
}

// authorization finds a header that proves who somebody is.
var authorization = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)(authorization["']?\s*[:=]\s*["']?(?:basic|bearer)\s+)[^\s"',;&}\])]+`)
})

// cutPrivateKey cuts a text where a private key begins.
func cutPrivateKey(text string) (before, mark string, found bool) {
	if !strings.Contains(text, "PRIVATE KEY-----") {
		return text, "", false
	}
	before, _, _ = strings.Cut(text, "-----BEGIN")
	return before, redacted, true
}

// plainOption reports whether a word has the form of an option and not of a secret that
// begins with a hyphen: -x, --word, --word=value.
func plainOption(w string) bool {
	name, isLong := strings.CutPrefix(w, "--")
	if !isLong {
		return len(w) == 2 && w[0] == '-'
	}
	name, _, _ = strings.Cut(name, "=")
	return name != "" && strings.Trim(name, "abcdefghijklmnopqrstuvwxyz-") == ""
}

// plainSwitch reports whether an option with a secret name has no value, so that an
// option behind it is one: of docker login, of the kubelet and of the API server.
func plainSwitch(option string) bool {
	switch strings.TrimLeft(option, "-") {
	case "password-stdin", "authentication-token-webhook", "enable-bootstrap-token-auth":
		return true
	}
	return false
}

// redactWord is one word of a command line; behind is the option before it whose value
// is secret, "" for none, and comes back for the next word. A word behind such an option
// goes also where it looks like an option: see HidesOption.
func redactWord(w, behind string) (word, nextBehind string) {
	name, _, assigned := strings.Cut(w, "=")
	option := strings.HasPrefix(w, "-")
	secret := secretWord().MatchString(name)
	opens := option && !assigned && (secret || w == "-p")
	joined := strings.HasPrefix(w, "-p") && w != "-p" // -pSECRET, as some clients take it, or -password
	switch {
	case behind != "" && !(plainSwitch(behind) && plainOption(w)):
		if opens {
			return redacted, w // its value may be the secret as well
		}
		return redacted, ""
	case joined && opens:
		return "-p" + redacted, w
	case joined:
		return "-p" + redacted, ""
	case secret && assigned:
		return name + "=" + redacted, ""
	case opens:
		return w, w
	default:
		return redactUsers(redactText(w)), ""
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
