package facts

import "strings"

// RedactArgv is the arguments of a process without what they may tell, as RedactCommand.
// An argument that is itself a command line (sh -c) is looked through word by word.
func RedactArgv(argv []string) []string {
	out, hide := make([]string, len(argv)), false
	for i, word := range argv {
		switch masked, next := redactWord(word, hide); {
		case strings.Contains(word, "PRIVATE KEY-----"):
			out[i], hide = redacted, false
		case masked == redacted, strings.HasSuffix(masked, "="+redacted):
			out[i], hide = masked, next
		case strings.ContainsAny(word, " \t\n"):
			out[i], hide = redactCommand(word), false
		default:
			out[i], hide = masked, next
		}
	}
	return out
}

// ParseTree reads one JSON document as an engine does: no comments, no member twice,
// nothing behind it. why says with line and column what is wrong, "" when nothing is.
func ParseTree(content string) (tree Tree, why string) { return strictTree(content) }
