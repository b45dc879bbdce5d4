package answer

import _ "embed" // the schema is one file for the program and for editors

//go:embed schema.json
var schema string

// Schema is the JSON schema (draft 2020-12) of an answers file, for editors that check
// while one writes. Read is stricter in what a schema cannot say: facts that exist, days
// of the calendar, answers that contradict each other.
func Schema() string { return schema }
