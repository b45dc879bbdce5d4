package xmlio

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// ours is the sequence of events of a document as this package reads it.
func ours(data []byte) (events []string, why Reason, err error) {
	c := &Cursor{file: "f", data: data, lim: DefaultLimits()}
	c.parse()
	if c.err != nil {
		return nil, c.reason, c.err
	}
	var text strings.Builder
	flush := func() {
		if text.Len() > 0 {
			events = append(events, fmt.Sprintf("text %q", text.String()))
			text.Reset()
		}
	}
	var walk func()
	walk = func() {
		flush()
		e := fmt.Sprintf("start {%s}%s", c.Space(), c.Local())
		for a := range c.Attrs() {
			e += fmt.Sprintf(" {%s}%s=%q", a.Space, a.Local, a.Value.String())
		}
		events = append(events, e)
		for n := c.Nodes(); n.Next(); {
			switch n.Kind {
			case Element:
				walk()
			case CharData, CDATA:
				text.WriteString(Text(n.Source()).String())
			}
		}
		flush()
		events = append(events, "end")
	}
	walk()
	err = c.End()
	return events, c.reason, err
}

// theirs is the same as encoding/xml reads it.
func theirs(data []byte) (events []string, err error) {
	d := xml.NewDecoder(bytes.NewReader(bytes.TrimPrefix(data, []byte("\xEF\xBB\xBF"))))
	var text strings.Builder
	depth := 0
	flush := func() {
		if text.Len() > 0 && depth > 0 {
			events = append(events, fmt.Sprintf("text %q", text.String()))
		}
		text.Reset()
	}
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			return events, nil
		}
		if err != nil {
			return events, err
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			flush()
			depth++
			e := fmt.Sprintf("start {%s}%s", tok.Name.Space, tok.Name.Local)
			for _, a := range tok.Attr {
				e += fmt.Sprintf(" {%s}%s=%q", a.Name.Space, a.Name.Local, a.Value)
			}
			events = append(events, e)
		case xml.EndElement:
			flush()
			depth--
			events = append(events, "end")
		case xml.CharData:
			text.Write(tok)
		}
	}
}

// onlyOurs are the reasons for which this package refuses what encoding/xml reads.
var onlyOurs = map[Reason]bool{
	TooLarge: true, Encoding: true, Declaration: true, Doctype: true, Outside: true, Roots: true,
	DuplicateAttr: true, Prefix: true, QName: true, Reserved: true, AttrSpace: true,
	InstructionName: true, Character: true, SurrogateRef: true,
}

// agree fails unless both readers see the same in data.
func agree(t *testing.T, data []byte) {
	t.Helper()
	got, why, err := ours(data)
	want, theirErr := theirs(data)
	switch {
	case err != nil && theirErr == nil:
		require.True(t, onlyOurs[why], "only we refuse %q, for reason %q: %v", data, why, err)
	case err == nil && theirErr != nil:
		t.Fatalf("only encoding/xml refuses %q: %v", data, theirErr)
	case err == nil:
		require.Equal(t, want, got, "of %q", data)
	}
}

func FuzzDifferential(f *testing.F) {
	for _, s := range seeds {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) { agree(t, data) })
}

// seeds are documents around every branch of the scanner, and the cases fuzzing found.
var seeds = []string{
	`<a/>`, `<a></a>`, "\xEF\xBB\xBF<a>x</a>", `<?xml version="1.0" encoding="utf-8" standalone='no'?><a/>`,
	`<?xml-stylesheet type='text/xsl' href='STIG_unclass.xsl'?><!-- c --><a b="c" d='e'>t<b/>u</a>`,
	`<p:a xmlns:p="u" xmlns="v" p:x="1" x="2"><b xmlns=""/></p:a>`, `<a xml:lang="en"/>`,
	`<a>&lt;&gt;&amp;&quot;&apos;&#65;&#x41;&#xD;</a>`, "<a>x\r\ny\rz&#xA;</a>", "<a b='x\r\ny\tz'/>",
	`<a><![CDATA[<x>&amp;]]]></a>`, "<a><![CDATA[\r\n]]>\n</a>", `<a>]]></a>`, `<a>]]&gt;</a>`, `<a b="]]>"/>`,
	`<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>`, `<a b="1" b="2"/>`, `<a/><b/>`, `x<a/>`, `<a/>x`, `<p:a/>`,
	`<a p:b=""/>`, `<a b="1"c="2"/>`, `<a b/>`, `<a b=c/>`, `<a b="<"/>`, `<a b=">"/>`, `<a / >`, `< a/>`,
	`<a></b>`, `<a></a >`, `<a>`, `<a`, `<a b="`, `<a>&`, `<a>&#xD800;</a>`, `<a>&#0;</a>`, `<a>&#x110000;</a>`,
	`<a>&nbsp;</a>`, `<a>& b</a>`, `<a><!-- -- --></a>`, `<a><!--></a>`, `<a><!----></a>`, `<a><?x?></a>`,
	`<a><?xml version="1.0"?></a>`, "<a>\x00</a>", "<a>\xff</a>", "<a>\uFFFE</a>", "<é/>", "<a é='1'/>",
	`<a:b:c/>`, `<:a/>`, `<a:/>`, `<a xmlns:p=""/>`, `<xmlns/>`, `<a xmlns:xml="http://www.w3.org/XML/1998/namespace"/>`,
	`<a xmlns:p="u" xmlns:q="u" p:x="" q:x=""/>`, "\xFF\xFE<\x00a\x00", `<?xml version="1.1"?><a/>`,
	`<?xml version="1.0" encoding="ISO-8859-1"?><a/>`, `<?XML x?><a/>`, `<?a:b?><a/>`, `<?a"?><a/>`,
}
