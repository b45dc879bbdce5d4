package facts

import "strings"

// RedactArgv is the arguments of a process without what they may tell, as RedactCommand.
// An argument that is itself a command line (sh -c) is looked through word by word.
func RedactArgv(argv []string) []string {
	out, behind := make([]string, len(argv)), ""
	for i, word := range argv {
		switch masked, next := redactWord(word, behind); {
		case strings.Contains(word, "PRIVATE KEY-----"):
			out[i], behind = redacted, ""
		case masked == redacted, strings.HasSuffix(masked, "="+redacted):
			out[i], behind = masked, next
		case strings.ContainsAny(word, " \t\n"):
			out[i], behind = redactCommand(word), ""
		default:
			out[i], behind = masked, next
		}
	}
	return out
}

// HidesOption reports whether masking a command line hides a word that looks like an
// option: it may be the secret, or, behind a switch without a value, a finding. What is
// judged by all options is then not known.
func HidesOption(argv []string) bool {
	behind := ""
	for _, word := range argv {
		if strings.ContainsAny(word, " \t\n") && behind == "" {
			if HidesOption(strings.Fields(word)) {
				return true
			}
			continue
		}
		masked, next := redactWord(word, behind)
		if behind != "" && strings.HasPrefix(word, "-") && masked == redacted {
			return true
		}
		behind = next
	}
	return false
}

// HiddenOption is the reason that a command line is not whole, "" where it is.
func HiddenOption(argv []string) string {
	if HidesOption(argv) {
		return "a word that looks like an option was masked, as it follows one whose value is secret"
	}
	return ""
}

// ParseTree reads one JSON document as an engine does: no comments, no member twice,
// nothing behind it. why says with line and column what is wrong, "" when nothing is.
func ParseTree(content string) (tree Tree, why string) { return strictTree(content) }
