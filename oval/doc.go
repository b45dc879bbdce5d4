// Package oval is the OVAL language (The OVAL Language Specification 5.11.2, and the
// XML schemas 5.3 to 5.11.3): it reads definitions, system characteristics and values
// of external variables, and judges definitions by what was collected from a system.
// It touches no system itself and reads no clock.
//
//	doc, err := oval.Read("rhel9-oval.xml", data)
//	...
//	system, err := oval.ReadCharacteristics("node7-syschar.xml", collected)
//	...
//	program := oval.Compile(doc) // once; judging does not change it
//	results := program.Analyse(system, oval.Input{Now: now})
//	for _, d := range results.Definitions {
//		fmt.Println(d.Definition.ID, d.Result)
//	}
//
// Items of every type are held alike: named values with a datatype and a status. What
// a document gets wrong beside its syntax is in Document.Problems and
// Program.Problems; it can still be judged, and what a problem touches ends in error
// or unknown, never in true.
//
// Summarise counts what a definitions document holds without keeping it.
package oval
