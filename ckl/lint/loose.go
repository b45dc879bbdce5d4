package lint

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"sync"

	"github.com/stigwright/stigwright/internal/xmlio"
)

// readLoose reads XML as STIG Manager's parser does where it is not well-formed: an end
// tag ends the innermost open element whatever it names, and what is never closed
// ends with the file. The root is the first CHECKLIST, else the first element.
// Offsets are those in data. A tag, comment or CDATA that never ends is refused there,
// and so is an element after one end tag too many.
//
// Nodes deeper than maxLoose are not built: STIG Manager looks at none of them.
func readLoose(data []byte) (*element, error) {
	top := &element{}
	open := []*element{top}
	for at := 0; at < len(data); {
		i := bytes.IndexByte(data[at:], '<')
		if i < 0 {
			i = len(data) - at
		}
		if len(open) > 0 {
			open[len(open)-1].text += xmlio.Text(data[at : at+i]).String()
		}
		if at += i; at == len(data) {
			break
		}
		var err error
		if at, open, err = looseMarkup(data, at, open); err != nil {
			return nil, err
		}
	}
	for _, k := range top.kids {
		if k.name == "CHECKLIST" {
			return k.named("CHECKLIST"), nil
		}
	}
	if len(top.kids) == 0 {
		return nil, errors.New("holds no element")
	}
	return top.kids[0].named(top.kids[0].name), nil
}

// maxLoose is 64 levels; a checklist has 6.
const maxLoose = 64

// looseMarkup reads what begins at data[at] with "<" and gives the offset behind it.
func looseMarkup(data []byte, at int, open []*element) (int, []*element, error) {
	rest := data[at:]
	until := func(end, what string) (int, error) {
		i := bytes.Index(rest[2:], []byte(end))
		if i < 0 {
			return 0, fmt.Errorf("%s does not end", what)
		}
		return at + 2 + i + len(end), nil
	}
	inside := func(end, what string) (int, []*element, error) {
		next, err := until(end, what)
		switch {
		case err != nil:
		case len(open) == 0:
			err = fmt.Errorf("%s after one end tag too many", what)
		default:
			open[len(open)-1].cdata = true
		}
		return next, open, err
	}
	switch {
	case bytes.HasPrefix(rest, []byte("</")):
		next, err := until(">", "an end tag")
		return next, open[:max(len(open)-1, 0)], err
	case bytes.HasPrefix(rest, []byte("<?")):
		return inside("?>", "an instruction")
	case bytes.HasPrefix(rest, []byte("<!--")):
		return inside("-->", "a comment")
	case bytes.HasPrefix(rest, []byte("<![")):
		return inside("]]>", "CDATA")
	case bytes.HasPrefix(rest, []byte("<!D")):
		end := ">"
		if i := bytes.IndexAny(rest, "[>"); i >= 0 && rest[i] == '[' {
			end = "]>"
		}
		next, err := until(end, "a document type")
		return next, open, err
	}
	return looseTag(data, at, open)
}

var looseAttribute = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\s[^\s=]+\s*=\s*["']`) })

// looseTag opens the element whose tag begins at data[at]. A ">" in quotes does not
// end the tag.
func looseTag(data []byte, at int, open []*element) (int, []*element, error) {
	var quote byte
	end := at + 1
	for ; end < len(data) && (quote != 0 || data[end] != '>'); end++ {
		switch c := data[end]; {
		case quote != 0 && c == quote:
			quote = 0
		case quote == 0 && (c == '"' || c == '\''):
			quote = c
		}
	}
	switch {
	case end == len(data):
		return at, open, errors.New("a tag does not end")
	case len(open) == 0:
		return at, open, errors.New("a tag after one end tag too many")
	}
	source := string(data[at+1 : end])
	name := source
	if i := strings.IndexAny(source, " \t\r\n"); i >= 0 {
		name = source[:i]
	}
	closed := strings.HasSuffix(source, "/")
	name = strings.TrimSuffix(name, "/")
	if _, local, prefixed := strings.Cut(name, ":"); prefixed {
		name = local
	}
	e := &element{name: name, start: at, body: end + 1, bodyEnd: end + 1, end: end + 1, attrs: looseAttribute().MatchString(source)}
	if len(open) < maxLoose {
		parent := open[len(open)-1]
		parent.kids = append(parent.kids, e)
	}
	if !closed {
		open = append(open, e)
	}
	return end + 1, open, nil
}

// named gives e and all below it their paths.
func (e *element) named(path string) *element {
	e.path = path
	seen := map[string]int{}
	for _, k := range e.kids {
		seen[k.name]++
		k.named(fmt.Sprintf("%s/%s[%d]", path, k.name, seen[k.name]))
	}
	return e
}
