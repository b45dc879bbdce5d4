// Package xmlio is the only code of this project that knows XML syntax: a scanner
// over a byte slice with a cursor on top, and an exact writer.
//
// It reads XML 1.0 (fifth edition) with Namespaces in XML 1.0, in UTF-8, without a
// document type. Nothing is copied until a value is asked for: text and attribute
// values are slices of the document, decoded by Text.String.
//
//	c, err := xmlio.Parse("book.xml", data, xmlio.DefaultLimits())
//	if err != nil {
//		return err
//	}
//	for kids := c.Children(); kids.Next(); {
//		switch c.Local() {
//		case "title":
//			book.Title = c.Text()
//		case "chapter":
//			readChapter(c, book) // ranges over c.Children() in its turn
//		default:
//			book.Unknown = append(book.Unknown, c.Raw())
//		}
//	}
//	return c.End()
//
// Errors are sticky: after the first one every loop ends and every value is empty,
// so a reader checks End (or Err) once, at its end.
//
// What Parse and the cursor accept, encoding/xml reads the same way; a differential
// fuzz test holds them to it. Refused here and accepted there, for the reasons that
// type Reason lists: what XML 1.0 or its namespaces forbid and encoding/xml lets
// pass, document types, and documents over a limit.
package xmlio
