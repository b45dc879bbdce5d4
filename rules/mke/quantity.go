package mke

import (
	"math/big"
	"strings"
)

// quantity is an amount as Kubernetes writes it, by its value: 1000m is 1 and 1Gi is
// 1024Mi. ok is false for text that is no amount. (Kubernetes API reference, Quantity:
// a decimal number, then a suffix or a decimal exponent.)
func quantity(text string) (value *big.Rat, ok bool) {
	const maxText = 64 // longer than any amount; an exponent is bounded below
	text = strings.TrimSpace(text)
	if text == "" || len(text) > maxText {
		return nil, false
	}
	end := strings.LastIndexAny(text, "0123456789.") + 1
	number, suffix := text[:end], text[end:]
	if at := strings.IndexAny(number, "eE"); at >= 0 {
		if suffix != "" || len(strings.TrimLeft(number[at+1:], "+-0")) > 2 {
			return nil, false
		}
	}
	unit, ok := quantityUnit(suffix)
	if !ok || strings.ContainsAny(number, "/_xXpP") {
		return nil, false
	}
	value, ok = new(big.Rat).SetString(number)
	if !ok {
		return nil, false
	}
	return value.Mul(value, unit), true
}

// quantityUnit is the factor of a suffix.
func quantityUnit(suffix string) (*big.Rat, bool) {
	switch suffix {
	case "":
		return big.NewRat(1, 1), true
	case "n":
		return big.NewRat(1, 1e9), true
	case "u":
		return big.NewRat(1, 1e6), true
	case "m":
		return big.NewRat(1, 1e3), true
	}
	base, letters := int64(1000), "kMGTPE"
	if rest, binary := strings.CutSuffix(suffix, "i"); binary {
		base, letters, suffix = 1024, "KMGTPE", rest
	}
	at := strings.Index(letters, suffix)
	if len(suffix) != 1 || at < 0 {
		return nil, false
	}
	factor := new(big.Int).Exp(big.NewInt(base), big.NewInt(int64(at+1)), nil)
	return new(big.Rat).SetInt(factor), true
}
