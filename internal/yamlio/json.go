package yamlio

import "github.com/go-json-experiment/json/jsontext"

// AppendJSON appends the value as JSON.
func (n *Node) AppendJSON(dst []byte) (_ []byte, err error) {
	switch n.Kind {
	case Null:
		return append(dst, "null"...), nil
	case Bool, Number:
		return append(dst, n.Text...), nil
	case Text:
		return jsontext.AppendQuote(dst, n.Text)
	case List:
		dst = append(dst, '[')
		for i, item := range n.Items {
			if i > 0 {
				dst = append(dst, ',')
			}
			if dst, err = item.AppendJSON(dst); err != nil {
				return nil, err
			}
		}
		return append(dst, ']'), nil
	}
	dst = append(dst, '{')
	for i, f := range n.Fields {
		if i > 0 {
			dst = append(dst, ',')
		}
		if dst, err = jsontext.AppendQuote(dst, f.Name); err != nil {
			return nil, err
		}
		if dst, err = f.Value.AppendJSON(append(dst, ':')); err != nil {
			return nil, err
		}
	}
	return append(dst, '}'), nil
}
