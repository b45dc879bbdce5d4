package collect

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/stigwright/stigwright/facts"
)

// redactJSON is one JSON document with the values of secret names, and what is secret in
// other texts, replaced; all else stands as it was written. paths names what was
// replaced. why says that the text is not JSON, which is then not stored: what is secret
// in it nobody knows.
func redactJSON(text string) (redacted string, paths []string, why string) {
	if _, why := facts.ParseTree(text); why != "" {
		return "", nil, why
	}
	m := masking{text: text, dec: jsontext.NewDecoder(bytes.NewBufferString(text))}
	err := m.value("", false)
	if err != nil && !errors.Is(err, io.EOF) {
		return "", nil, err.Error()
	}
	return m.out.String() + text[m.done:], m.paths, ""
}

// masking copies a document, replacing strings and numbers on the way.
type masking struct {
	text  string
	dec   *jsontext.Decoder
	done  int // how much of text is in out
	out   strings.Builder
	paths []string
}

// value goes through the next value. hide: it stands below a secret name.
func (m *masking) value(path string, hide bool) error {
	switch m.dec.PeekKind() {
	case '{':
		return m.object(path, hide)
	case '[':
		return m.list(path, hide)
	}
	raw, err := m.dec.ReadValue()
	if err != nil {
		return err
	}
	m.scalar(path, raw, hide)
	return nil
}

func (m *masking) object(path string, hide bool) error {
	if _, err := m.dec.ReadToken(); err != nil {
		return err
	}
	names := map[string]bool{}
	for m.dec.PeekKind() != '}' {
		raw, err := m.dec.ReadValue()
		if err != nil {
			return err
		}
		name := unquotedJSON(raw)
		key := facts.RedactCommand(name)
		at := strings.TrimPrefix(path+"."+key, ".")
		if names[key] {
			return errors.New("two names differ in nothing but what is secret in them")
		}
		names[key] = true
		m.put(at, raw, name, key, false)
		if err := m.value(at, hide || facts.SecretName(name) || registryLogin(name)); err != nil {
			return err
		}
	}
	_, err := m.dec.ReadToken()
	return err
}

// registryLogin reports whether a name is that of logins to registries in a file of the
// docker command, to which the file that is read may be a link.
func registryLogin(name string) bool { return name == "auths" || name == "auth" }

// list goes through a list. Its texts may be the words of a command line, so a word may
// be the value of the one before it.
func (m *masking) list(path string, hide bool) error {
	if _, err := m.dec.ReadToken(); err != nil {
		return err
	}
	before := ""
	for i := 0; m.dec.PeekKind() != ']'; i++ {
		at := path + "[" + strconv.Itoa(i) + "]"
		if m.dec.PeekKind() != '"' {
			behind := facts.RedactArgv([]string{before, "a number"})[1] == facts.Redacted
			before = ""
			if err := m.value(at, hide || behind); err != nil {
				return err
			}
			continue
		}
		raw, err := m.dec.ReadValue()
		if err != nil {
			return err
		}
		word := unquotedJSON(raw)
		masked := facts.RedactArgv([]string{before, word})
		m.put(at, raw, word, masked[1], hide)
		before = word
	}
	_, err := m.dec.ReadToken()
	return err
}

// scalar is a value that is no list and no object. Numbers may be secrets too.
func (m *masking) scalar(path string, raw jsontext.Value, hide bool) {
	switch raw.Kind() {
	case '"':
		word := unquotedJSON(raw)
		m.put(path, raw, word, facts.RedactCommand(word), hide || facts.HidesOption(strings.Fields(word)))
	case '0':
		m.put(path, raw, "", "", hide)
	}
}

// put replaces the value just read where that is needed.
func (m *masking) put(path string, raw jsontext.Value, word, masked string, hide bool) {
	if hide {
		masked = facts.Redacted
	}
	if !hide && masked == word {
		return
	}
	end := int(m.dec.InputOffset())
	m.out.WriteString(m.text[m.done : end-len(raw)])
	quoted, _ := jsontext.AppendQuote(nil, masked)
	m.out.Write(quoted)
	m.done = end
	m.paths = append(m.paths, path)
}

func unquotedJSON(raw jsontext.Value) string {
	text, _ := jsontext.AppendUnquote(nil, raw)
	return string(text)
}

// redactLines is a file of NAME=value lines (shell variables, a unit of systemd) without
// what is secret in them: of a line that speaks of a secret only the name stands, of a
// unit's Environment only the names. A line goes on behind a backslash at its end. why
// says that the text is not understood well enough to be stored.
func redactLines(text string) (redacted string, paths []string, why string) {
	switch {
	case !utf8.ValidString(text) || strings.ContainsRune(text, 0):
		return "", nil, "is not text"
	case strings.Contains(text, "PRIVATE KEY-----"):
		return "", nil, "holds a private key"
	}
	var out []string
	for line := range logicalLines(text) {
		if strings.Count(line, `"`)%2 != 0 && !comment(line) {
			return "", nil, "has a quoted text over several lines"
		}
		masked := redactLine(line)
		if masked != line {
			paths = append(paths, settingName(line))
		}
		out = append(out, masked)
	}
	return strings.Join(out, "\n"), paths, ""
}

func redactLine(line string) string {
	plain := strings.NewReplacer("\\\n", " ", `"`, " ", "'", " ", "=", "= ").Replace(line)
	short := slices.ContainsFunc(strings.Fields(plain), func(w string) bool { return strings.HasPrefix(w, "-p") })
	name, value, assigned := strings.Cut(line, "=")
	switch {
	case assigned && strings.TrimSpace(name) == "Environment":
		return name + "=" + environmentNames(value)
	case !short && !facts.SecretName(plain):
		return facts.RedactUsers(facts.RedactText(line))
	case assigned && settingName(line) != "line":
		return name + "=" + facts.Redacted
	}
	return facts.Redacted
}

// settingName is the name of a NAME=value line, "line" for a line that is none.
func settingName(line string) string {
	name, _, assigned := strings.Cut(line, "=")
	fields := strings.Fields(name)
	if !assigned || comment(line) || len(fields) == 0 || len(fields) > 2 {
		return "line"
	}
	return fields[len(fields)-1]
}

func comment(line string) bool { return strings.HasPrefix(strings.TrimSpace(line), "#") }

// logicalLines is the lines of a text, those that end in a backslash with the next. A
// comment between them is skipped, as systemd does (systemd.syntax(7)), and none goes on.
func logicalLines(text string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		held := ""
		for line := range strings.SplitSeq(text, "\n") {
			if comment := systemdComment(line); comment && held != "" || !comment && strings.HasSuffix(line, `\`) {
				held += line + "\n"
				continue
			}
			if !yield(held + line) {
				return
			}
			held = ""
		}
		if held != "" {
			yield(strings.TrimSuffix(held, "\n"))
		}
	}
}

// systemdComment reports whether a line is one that systemd skips. It may begin with
// blanks.
func systemdComment(line string) bool {
	return comment(line) || strings.HasPrefix(strings.TrimSpace(line), ";")
}

// environmentNames is the pairs of Environment= with their values replaced; DOCKER_FIPS
// is a switch and no secret.
func environmentNames(value string) string {
	var parts []string
	for i, line := range strings.Split(value, "\n") {
		if i == 0 || !systemdComment(line) {
			parts = append(parts, strings.TrimSuffix(line, `\`))
		}
	}
	pairs := words(strings.Join(parts, " "))
	for i, pair := range pairs {
		if name, v, _ := strings.Cut(pair, "="); name != "DOCKER_FIPS" || v != "1" {
			pairs[i] = name + "=" + facts.Redacted
		}
	}
	return strings.Join(pairs, " ")
}
