package facts

import (
	"regexp"
	"strings"
)

// secretWord finds the names whose values are never stored (fact bundle schema,
// section 6).
var secretWord = regexp.MustCompile(`(?i)pass(word|phrase)?|secret|token|api[_-]?key|private[_-]?key|credential|auth[_-]?token|client[_-]?secret`)

// userInfo finds user and password of an address.
var userInfo = regexp.MustCompile(`([A-Za-z][A-Za-z0-9+.-]*://)[^/\s@]*@`)

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

// redactMap is m with the values of secret names replaced.
func redactMap(m map[string]string) map[string]string {
	for name, value := range m {
		if secretWord.MatchString(name) {
			m[name] = redacted
		} else {
			m[name] = redactText(value)
		}
	}
	return m
}

// redactCommand masks what a command line may tell: the word behind an option such
// as --password or -p, the value of one written with =, and NAME=value of a secret
// name.
func redactCommand(command string) string {
	words := strings.Split(command, " ")
	hide := false
	for i, w := range words {
		name, _, assigned := strings.Cut(w, "=")
		option := strings.HasPrefix(w, "-")
		secret := secretWord.MatchString(name)
		switch {
		case hide && w == "":
			continue // several blanks
		case hide && !option:
			words[i], hide = redacted, false
		case secret && assigned:
			words[i], hide = name+"="+redacted, false
		case option && (secret || w == "-p"):
			hide = true
		case strings.HasPrefix(w, "-p") && !strings.HasPrefix(w, "--"):
			words[i], hide = "-p"+redacted, false // -pSECRET, as some clients take it
		default:
			words[i], hide = redactText(w), false
		}
	}
	return strings.Join(words, " ")
}

// envKeys is the names of NAME=value pairs.
func envKeys(env []string) []string {
	keys := make([]string, len(env))
	for i, pair := range env {
		keys[i], _, _ = strings.Cut(pair, "=")
	}
	return keys
}
