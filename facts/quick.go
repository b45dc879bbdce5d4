package facts

import (
	"bytes"
	"reflect"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// quick reads values out of JSON text that a strict reader has accepted, in the shape
// that collectors write. Whatever is not as wanted makes it give up, by false, and the
// general reader then reads the whole again and says what is wrong: quick never
// decides that a text is bad, and reads nothing differently. It exists because the
// containers are nearly all of a node's bundle, which is read twice. The texts it returns are parts of its own, and keep it in memory.
type quick struct {
	text string
	at   int
}

// next skips blanks and separators and is the byte that follows.
func (q *quick) next() byte {
	for {
		switch c := q.text[q.at]; c {
		case ' ', '\t', '\n', '\r', ',', ':':
			q.at++
		default:
			return c
		}
	}
}

// isNull skips a null where one comes next.
func (q *quick) isNull() bool {
	if q.next() != 'n' {
		return false
	}
	q.at += len("null")
	return true
}

// object reads an object member by member; member reads the value of one, or skips it.
func (q *quick) object(member func(q *quick, name string) bool) bool {
	if q.next() != '{' {
		return false
	}
	q.at++
	for q.next() != '}' {
		var name string
		if !q.string(&name) || !member(q, name) {
			return false
		}
	}
	q.at++
	return true
}

// string reads a text; a null is none.
func (q *quick) string(target *string) bool {
	if q.isNull() {
		return true
	}
	if q.text[q.at] != '"' {
		return false
	}
	raw := q.token()
	if strings.IndexByte(raw, '\\') < 0 {
		*target = raw[1 : len(raw)-1]
		return true
	}
	text, err := jsontext.AppendUnquote(nil, raw)
	*target = string(text)
	return err == nil
}

// token skips the text that comes next and is it, quotes and all.
func (q *quick) token() string {
	start := q.at
	for q.at++; ; q.at++ {
		q.at += strings.IndexByte(q.text[q.at:], '"')
		slashes := 0
		for q.text[q.at-1-slashes] == '\\' {
			slashes++
		}
		if slashes%2 == 0 {
			break
		}
	}
	q.at++
	return q.text[start:q.at]
}

// skip skips the value that comes next and is its text.
func (q *quick) skip() string {
	first := q.next()
	start, depth := q.at, 0
	switch first {
	case '"':
		return q.token()
	case '{', '[':
	default:
		return q.scalar()
	}
	for {
		switch q.text[q.at] {
		case '"':
			q.token()
			continue
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		}
		q.at++
		if depth == 0 {
			return q.text[start:q.at]
		}
	}
}

// scalar skips a number, true, false or null.
func (q *quick) scalar() string {
	start := q.at
	for q.at < len(q.text) && !endsScalar(q.text[q.at]) {
		q.at++
	}
	return q.text[start:q.at]
}

func (q *quick) bool(target *bool) bool {
	switch q.next() {
	case 't':
		*target = true
	case 'f':
		*target = false
	default:
		return false
	}
	q.scalar()
	return true
}

func (q *quick) int64(target *int64) (ok bool) {
	if c := q.next(); c != '-' && (c < '0' || c > '9') {
		return false
	}
	*target, ok = wholeNumber([]byte(q.scalar()))
	return ok
}

func (q *quick) int(target *int) bool {
	var n int64
	if !q.int64(&n) || int64(int(n)) != n {
		return false
	}
	*target = int(n)
	return true
}

// quickList reads a list; a null is none.
func quickList[T any](q *quick, target *[]T, item func(*quick, *T) bool) bool {
	if q.isNull() {
		return true
	}
	if q.text[q.at] != '[' {
		return false
	}
	q.at++
	list := *target
	if list == nil {
		list = []T{}
	}
	for q.next() != ']' {
		var zero T
		list = append(list, zero)
		if !item(q, &list[len(list)-1]) {
			return false
		}
	}
	q.at++
	*target = list
	return true
}

// quickMap reads an object whose names are data; a null is none.
func quickMap[T any](q *quick, target *map[string]T, item func(*quick, *T) bool) bool {
	if q.isNull() {
		return true
	}
	table := map[string]T{}
	*target = table
	return q.object(func(q *quick, name string) bool {
		var value T
		if !item(q, &value) {
			return false
		}
		table[name] = value
		return true
	})
}

func (q *quick) strings(target *[]string) bool { return quickList(q, target, (*quick).string) }

// quickMaybe reads an entry that may be a marker.
func quickMaybe[T any](q *quick, m *Maybe[T], value func(*quick, *T) bool) bool {
	switch q.next() {
	case 'n':
		if q.isNull(); emptyAsNull(reflect.TypeFor[T]()) {
			m.State = OK
		}
		return true
	case '{':
		if isMarker(q.text[q.at:]) {
			return quickMarker(q, m)
		}
	}
	if !value(q, &m.Value) {
		return false
	}
	m.State = OK
	return true
}

// quickMarker leaves a marker to the general reader.
func quickMarker[T any](q *quick, m *Maybe[T]) bool {
	dec := jsontext.NewDecoder(bytes.NewBufferString(q.skip()), jsontext.AllowDuplicateNames(true))
	return json.UnmarshalDecode(dec, m, engineNulls(true)) == nil
}
