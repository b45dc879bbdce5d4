package result

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"strings"
	"sync"
)

// Seal says whether a block is as it was written.
type Seal uint8

// The states of a seal. The zero value trusts nothing.
const (
	SealBroken Seal = iota // somebody edited the block
	SealHolds              // nobody did
	NoSeal                 // the block was written before there were seals
)

const (
	// sealMark parts the seal from the name of the tool on the block's last line.
	sealMark = ", text "
	// sealDigits is the length of a seal.
	sealDigits = 12
)

var (
	sealed = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(sealMark + `[0-9a-f]{12}$`) })
	// unsealed is the last line of an earlier version, to the last character: a last
	// line of any other shape holds a person's words.
	unsealed = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^Tool {7}stigwright [0-9][-+.0-9A-Za-z]*$`) })
)

// Sealed is block, fenced and with \n at its line ends, with a true seal at the
// end of its last line: 12 digits of the SHA-256 of everything else in it.
func Sealed(block string) string {
	all := strings.Split(block, "\n")
	if len(all) < 3 {
		return block
	}
	body := all[1 : len(all)-1]
	last := &body[len(body)-1]
	*last = trimmed(*last)
	if strings.Contains(*last, sealMark) {
		*last = sealed().ReplaceAllString(*last, "")
	}
	*last += sealMark + digest(body)
	return strings.Join(all, "\n")
}

// CheckSeal checks the lines between the fence lines. White space at line ends
// does not count: viewers write CRLF, and trim.
func CheckSeal(body []string) Seal {
	if len(body) == 0 {
		return SealBroken
	}
	rest := append([]string(nil), body...)
	last := &rest[len(rest)-1]
	*last = trimmed(*last)
	if at := sealed().FindStringIndex(*last); at != nil {
		seal := (*last)[at[0]+len(sealMark):]
		*last = (*last)[:at[0]]
		if digest(rest) == seal {
			return SealHolds
		}
		return SealBroken
	}
	if unsealed().MatchString(*last) {
		return NoSeal
	}
	return SealBroken
}

// sealedBlock is Sealed of a block that ends before the line of FenceEnd, the memory of
// which it takes.
func sealedBlock(block []byte) string {
	body := block[len(FenceBegin)+1:]
	last := body[bytes.LastIndexByte(body[:max(len(body)-1, 0)], '\n')+1:]
	for _, odd := range []string{" \n", "\t\n", "\r\n"} {
		if bytes.Contains(body, []byte(odd)) {
			return Sealed(string(block) + FenceEnd)
		}
	}
	if len(last) == 0 || bytes.Contains(last, []byte(sealMark)) {
		return Sealed(string(block) + FenceEnd)
	}
	sum := sha256.Sum256(body)
	block = append(block[:len(block)-1], sealMark...)
	block = hex.AppendEncode(block, sum[:sealDigits/2])
	return string(append(append(block, '\n'), FenceEnd...))
}

func digest(body []string) string {
	size := 0
	for _, l := range body {
		size += len(l) + 1
	}
	all := make([]byte, 0, size)
	for _, l := range body {
		all = append(append(all, trimmed(l)...), '\n')
	}
	sum := sha256.Sum256(all)
	return hex.EncodeToString(sum[:sealDigits/2])
}

func trimmed(l string) string { return strings.TrimRight(l, " \t\r") }
