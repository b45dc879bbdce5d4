package facts

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// The markers of the plain form (fact bundle schema, section 2.1).
const (
	markAbsent  = "$absent"
	markDenied  = "$denied"
	markError   = "$error"
	markPartial = "$partial"
	markSkipped = "$skipped"
)

// UnmarshalJSONFrom reads a bare value or a marker; see Maybe. Offsets in its
// errors are those of the document dec reads. A list is read into the room that
// Value has.
func (m *Maybe[T]) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	kind := dec.PeekKind()
	if kind == '[' {
		m.State, m.Partial, m.Error = NotCollected, false, ""
	} else {
		*m = Maybe[T]{}
	}
	switch kind {
	case 'n':
		if nullIsValue(dec, reflect.TypeFor[T]()) {
			m.State = OK
		}
		return dec.SkipValue()
	case '{':
		if isMarker(dec.UnreadBuffer()) {
			return m.unmarshalMarker(dec)
		}
	case '[':
		if done, err := m.unmarshalTexts(dec); done || err != nil {
			return err
		}
	default:
		if done, err := m.unmarshalPlain(dec, kind); done || err != nil {
			return err
		}
	}
	if err := json.UnmarshalDecode(dec, &m.Value); err != nil {
		return err
	}
	m.State = OK
	return nil
}

// unmarshalPlain reads what needs no reflection, which is most of a bundle, and the
// empty time, which some collectors write where there is none. A value of another
// kind than wanted is left to the general reader and its errors.
func (m *Maybe[T]) unmarshalPlain(dec *jsontext.Decoder, kind jsontext.Kind) (done bool, err error) {
	switch p := any(&m.Value).(type) {
	case *string:
		if kind != '"' {
			return false, nil
		}
		token, err := dec.ReadToken()
		if err == nil {
			*p, m.State = token.String(), OK
		}
		return true, err
	case *bool:
		if kind != 't' && kind != 'f' {
			return false, nil
		}
		token, err := dec.ReadToken()
		if err == nil {
			*p, m.State = token.Bool(), OK
		}
		return true, err
	case *int64:
		if kind != '0' {
			return false, nil
		}
		n, ok := wholeNumber(scalarText(dec.UnreadBuffer()))
		if !ok {
			return false, nil
		}
		*p, m.State = n, OK
		return true, dec.SkipValue()
	case *time.Time:
		if kind != '"' {
			return false, nil
		}
		return m.unmarshalTime(dec, p)
	}
	return false, nil
}

// unmarshalTexts is unmarshalPlain of a list of texts.
func (m *Maybe[T]) unmarshalTexts(dec *jsontext.Decoder) (done bool, err error) {
	p, ok := any(&m.Value).(*[]string)
	if !ok {
		return false, nil
	}
	if _, err := dec.ReadToken(); err != nil {
		return true, err
	}
	list := []string{}
	for kind := dec.PeekKind(); kind != ']'; kind = dec.PeekKind() {
		var text string
		if kind == '"' {
			token, err := dec.ReadToken()
			if err != nil {
				return true, err
			}
			text = token.String()
		} else if err := json.UnmarshalDecode(dec, &text); err != nil {
			return true, err
		}
		list = append(list, text)
	}
	*p, m.State = list, OK
	_, err = dec.ReadToken()
	return true, err
}

func (m *Maybe[T]) unmarshalTime(dec *jsontext.Decoder, p *time.Time) (done bool, err error) {
	token, err := dec.ReadToken()
	if err != nil {
		return true, err
	}
	text := token.String()
	if text == "" {
		return true, nil
	}
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return true, inputError(fmt.Sprintf("is %q; want a time such as 2026-11-20T06:01:00Z", clip(text)))
	}
	*p, m.State = t.UTC(), OK
	return true, nil
}

// unmarshalMarker reads an object whose first name begins with a dollar sign.
func (m *Maybe[T]) unmarshalMarker(dec *jsontext.Decoder) error {
	if _, err := dec.ReadToken(); err != nil {
		return err
	}
	name, err := dec.ReadToken()
	if err != nil {
		return err
	}
	if err := m.mark(dec, name.String()); err != nil {
		return err
	}
	if dec.PeekKind() != '}' {
		return inputError("has members beside its marker; want the marker alone")
	}
	_, err = dec.ReadToken()
	return err
}

// mark reads the value of the marker called name.
func (m *Maybe[T]) mark(dec *jsontext.Decoder, name string) error {
	switch name {
	case markAbsent:
		m.State = Absent
	case markDenied:
		m.State = Denied
	case markError:
		m.State = Failed
	case markSkipped:
		m.State = Skipped
	case markPartial:
		return m.unmarshalPartial(dec)
	default:
		return inputError(fmt.Sprintf("the marker %q is unknown; want $absent, $denied, $error, $partial or $skipped", clip(name)))
	}
	token, err := dec.ReadToken()
	if err != nil {
		return err
	}
	switch token.Kind() {
	case 't':
	case '"':
		m.Error = token.String()
	default:
		m.State = NotCollected
		return inputError("is " + kindWord(token.Kind()) + "; want true or the reason as text")
	}
	return nil
}

func (m *Maybe[T]) unmarshalPartial(dec *jsontext.Decoder) error {
	if dec.PeekKind() == 'n' && !nullIsValue(dec, reflect.TypeFor[T]()) {
		return inputError("is null; want the part of the value that was collected")
	}
	if err := json.UnmarshalDecode(dec, &m.Value); err != nil {
		return err
	}
	m.State, m.Partial = OK, true
	return nil
}

// inputError is what was met and what was wanted, for a reader to place.
type inputError string

func (e inputError) Error() string { return string(e) }

// engineNulls tells a decoder whether it reads an answer of the engine or of
// Kubernetes, which write an empty list as null. The option itself is about writing
// and changes nothing that is read.
func engineNulls(yes bool) json.Options { return json.FormatNilSliceAsNull(yes) }

// nullIsValue reports whether null is a value of t: the engine writes an empty
// list or map so, and a limit that is not set. Whoever else writes null where a list
// belongs has not collected it.
func nullIsValue(dec *jsontext.Decoder, t reflect.Type) bool {
	if engine, _ := json.GetOption(dec.Options(), json.FormatNilSliceAsNull); !engine {
		return false
	}
	return emptyAsNull(t)
}

// emptyAsNull reports whether the engine writes an empty t as null.
func emptyAsNull(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Slice:
		return t.Elem().Kind() != reflect.Uint8 // bytes are base64 text
	case reflect.Map, reflect.Pointer:
		return true
	default:
		return false
	}
}

// isMarker reports whether the JSON text that comes next, after the separator that
// precedes it, is an object whose first name begins with a dollar sign.
func isMarker[T string | []byte](text T) bool {
	i := skipBlank(text, 0)
	if i == len(text) || text[i] != '{' {
		return false
	}
	i = skipBlank(text, i+1)
	rest := text[min(i, len(text)):]
	return len(rest) > 1 && rest[0] == '"' && (rest[1] == '$' || strings.HasPrefix(string(rest[1:min(7, len(rest))]), `\u0024`))
}

// skipBlank is the index of the first byte from i that is no white space and no
// separator.
func skipBlank[T string | []byte](text T, i int) int {
	for i < len(text) {
		switch text[i] {
		case ' ', '\t', '\n', '\r', ',', ':':
			i++
		default:
			return i
		}
	}
	return i
}

// scalarText is the scalar that comes next, after the separator that precedes it.
func scalarText(text []byte) []byte {
	start := skipBlank(text, 0)
	end := start
	for end < len(text) && !endsScalar(text[end]) {
		end++
	}
	return text[start:end]
}

// wholeNumber is a number written as digits alone that are few enough for every
// reader to agree on them.
func wholeNumber(text []byte) (int64, bool) {
	if len(text) == 0 || !isPlain(text) || text[0] > '9' {
		return 0, false
	}
	n, err := strconv.ParseInt(string(text), 10, 64)
	return n, err == nil
}

// kindWord is a JSON kind as messages name it.
func kindWord(kind jsontext.Kind) string {
	switch kind {
	case 'n':
		return "null"
	case 't':
		return "true"
	case 'f':
		return "false"
	case '"':
		return "a string"
	case '0':
		return "a number"
	case '{':
		return "an object"
	case '[':
		return "a list"
	default:
		return "not JSON"
	}
}

// clip keeps what is quoted in a message short.
func clip(text string) string {
	const most = 60
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most], "") + "…"
}

// numberOrText is text, or a number kept as it was written.
type numberOrText string

// UnmarshalJSONFrom reads a string or a number.
func (t *numberOrText) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	token, err := dec.ReadToken()
	if err != nil {
		return err
	}
	if token.Kind() != '"' && token.Kind() != '0' {
		return inputError("is " + kindWord(token.Kind()) + "; want a string")
	}
	*t = numberOrText(token.String())
	return nil
}
