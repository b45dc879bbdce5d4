package benchmark

// Kind is what a file is, by its content.
type Kind string

// The kinds of files.
const (
	KindUnknown     Kind = "unknown"
	KindBenchmark   Kind = "XCCDF benchmark"
	KindBundle      Kind = "benchmark zip"       // a zip with benchmarks or data streams
	KindLibrary     Kind = "library compilation" // a zip of zips
	KindZip         Kind = "zip"                 // a zip with neither; of a member, any zip
	KindDataStream  Kind = "SCAP data stream"
	KindCKL         Kind = "checklist"      // .ckl
	KindCKLB        Kind = "JSON checklist" // .cklb
	KindResult      Kind = "XCCDF results"  // a TestResult, also one inside its benchmark
	KindARF         Kind = "ARF report"
	KindOVAL        Kind = "OVAL definitions"
	KindOVALSystem  Kind = "OVAL system characteristics"
	KindOVALResults Kind = "OVAL results"
	KindTailoring   Kind = "XCCDF tailoring"
	KindCCI         Kind = "CCI list"
	KindFacts       Kind = "fact bundle"
	KindIndex       Kind = "library index"
	KindCapture     Kind = "capture folder" // recorded answers with an index.json
	KindSSP         Kind = "ssp.yaml"
	KindFolder      Kind = "folder" // any other
	KindHTML        Kind = "HTML page"
)

// kindOfRoot is the kind of an XML document with the root element root.
func kindOfRoot(root string) Kind {
	switch root {
	case "Benchmark":
		return KindBenchmark
	case "data-stream-collection":
		return KindDataStream
	case "CHECKLIST":
		return KindCKL
	case "TestResult":
		return KindResult
	case "asset-report-collection":
		return KindARF
	case "oval_definitions":
		return KindOVAL
	case "oval_system_characteristics":
		return KindOVALSystem
	case "oval_results":
		return KindOVALResults
	case "Tailoring":
		return KindTailoring
	case "cci_list":
		return KindCCI
	case "html", "HTML":
		return KindHTML
	}
	return KindUnknown
}
