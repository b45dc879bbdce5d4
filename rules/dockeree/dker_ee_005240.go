package dockeree

import "github.com/stigwright/stigwright/rules"

var dkerEE005240 = rules.Rule{
	ID: "DKER-EE-005240",
	Reading: "Every file of certs.d and of each registry's folder in it, by the bits of its mode. The text says \"or more restrictive\" " +
		"and repeats the bare number: a stricter mode passes with a remark. A client's private key in the same folder should " +
		"be 0400, which the text does not ask for.",
	Warnings: []string{"A private key (.key) with mode 0444 meets the words of the check and can be read by everybody on the host; give it 0400."},
	Check:    fileCheck{want: "mode 0444 or stricter", files: registryFiles(false), look: modeWithin(0o444)}.fn(),
}
