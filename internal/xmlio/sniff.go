package xmlio

import "bytes"

// RootOf is the local name of the root element of a document of which data is the
// beginning, "" when data does not show one. It is a guess for telling files apart:
// Parse is the judge. Of a document with a document type it is the name given there.
func RootOf(data []byte) string {
	data = bytes.TrimPrefix(data, []byte("\xEF\xBB\xBF"))
	for {
		data = bytes.TrimLeft(data, " \t\r\n")
		switch {
		case bytes.HasPrefix(data, []byte(commentOpen)):
			_, data = cut(data[len(commentOpen):], commentClose)
		case bytes.HasPrefix(data, []byte("<?")):
			_, data = cut(data[2:], "?>")
		case len(data) > 9 && bytes.EqualFold(data[:9], []byte("<!DOCTYPE")):
			return firstName(bytes.TrimLeft(data[9:], " \t\r\n"))
		case bytes.HasPrefix(data, []byte("<")):
			return firstName(data[1:])
		default:
			return ""
		}
	}
}

// firstName is the local part of the name data begins with, "" when there is none
// or data ends in it.
func firstName(data []byte) string {
	n := 0
	for n < len(data) && isNameByte(data[n]) {
		n++
	}
	if n == len(data) || n > MaxNameBytes || !isName(data[:n]) {
		return ""
	}
	name := data[:n]
	return string(name[bytes.LastIndexByte(name, ':')+1:])
}
