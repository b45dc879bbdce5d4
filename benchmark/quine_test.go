package benchmark

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"testing"

	"github.com/stretchr/testify/require"
)

// quineEnd is 253 bytes before and behind the stream of the quine: with the five of
// an instruction they are 258, the longest repeat of deflate.
const quineEnd = 253

// quine is a zip whose one member, q.zip, is the zip itself.
//
// Its deflate stream is made of instructions of five bytes: literal n copies the n
// bytes that follow it, repeat n the n bytes last put out. The program in
// quineStream, after Russ Cox (Zip Files All The Way Down, 2010), puts out the bytes
// before it, itself, and the bytes behind it.
func quine(t testing.TB) []byte {
	t.Helper()
	build := func(sum uint32) []byte {
		head, tail := quineEnds(sum)
		return bytes.Join([][]byte{head, quineStream(head, tail), tail}, nil)
	}
	sum := fixedPoint(t, func(sum uint32) uint32 { return crc32.ChecksumIEEE(build(sum)) })
	return build(sum)
}

// quineEnds is what stands before and behind the stream: an extra field and a
// comment fill them up.
func quineEnds(sum uint32) (head, tail []byte) {
	const name, local = "q.zip", 35
	packed := uint32(len(quineStream(make([]byte, quineEnd), make([]byte, quineEnd))))
	u16, u32 := binary.LittleEndian.AppendUint16, binary.LittleEndian.AppendUint32
	member := func(b []byte) []byte {
		b = append(b, 20, 0, 0, 0, 8, 0, 0, 0, 0, 0) // version 2.0, no flags, deflate, no time
		b = u32(u32(u32(b, sum), packed), packed+2*quineEnd)
		return u16(b, uint16(len(name)))
	}
	head = u16(member([]byte("PK\x03\x04")), quineEnd-local)
	head = u16(u16(append(head, name...), 0xAAAA), quineEnd-local-4)
	head = append(head, make([]byte, quineEnd-len(head))...)

	tail = append(member([]byte("PK\x01\x02\x14\x00")), make([]byte, 16)...) // no extra, no comment, disk 0, no attributes, at 0
	tail = append(tail, name...)
	central := len(tail)
	tail = append(tail, "PK\x05\x06\x00\x00\x00\x00\x01\x00\x01\x00"...)
	tail = u32(u32(tail, uint32(central)), quineEnd+packed)
	tail = u16(tail, uint16(quineEnd-len(tail)-2))
	return head, append(tail, make([]byte, quineEnd-len(tail))...)
}

// quineStream is the program for head and tail.
func quineStream(head, tail []byte) []byte {
	const i = 5 // bytes of an instruction
	l := func(n int) []byte {
		return binary.LittleEndian.AppendUint16(binary.LittleEndian.AppendUint16([]byte{0}, uint16(n)), ^uint16(n))
	}
	long, last, four := repeatLong(0), repeatLong(1), repeatFour()
	return bytes.Join([][]byte{
		l(quineEnd + i), head, l(quineEnd + i),
		long,
		l(i), long,
		l(i), l(i),
		l(4 * i), long, l(i), l(i), l(4 * i),
		four,
		l(4 * i), four, l(4 * i), four, l(4 * i),
		four,
		l(4 * i), four, l(0), l(0), l(quineEnd + i),
		four,
		l(0), l(0), l(quineEnd + i), last, tail,
		last,
	}, nil)
}

// bits puts values into five bytes from the lowest bit on; codes of Huffman trees
// go in with their highest bit first (RFC 1951, section 3.1.1).
type bits struct {
	word uint64
	n    int
}

func (b *bits) value(v, width int) { b.word |= uint64(v) << b.n; b.n += width }

func (b *bits) code(v, width int) {
	for i := width - 1; i >= 0; i-- {
		b.value(v>>i&1, 1)
	}
}

func (b *bits) bytes() []byte { return binary.LittleEndian.AppendUint64(nil, b.word)[:5] }

// repeatLong is a block that repeats 258 bytes, and an empty one, the last of the
// stream when final is 1: 40 bits.
func repeatLong(final int) []byte {
	var b bits
	b.value(0, 1)
	b.value(1, 2)     // fixed codes
	b.code(0xC0+5, 8) // 285: 258 bytes
	b.code(16, 5)     // from 257 on back
	b.value(258-257, 7)
	b.code(0, 7) // end of block
	b.value(final, 1)
	b.value(1, 2)
	b.code(0, 7)
	return b.bytes()
}

// repeatFour is a block that repeats 20 bytes, by ten and ten: 40 bits.
func repeatFour() []byte {
	var b bits
	b.value(0, 1)
	b.value(1, 2)
	for range 2 {
		b.code(264-256, 7) // 264: 10 bytes
		b.code(8, 5)       // from 17 on back
		b.value(20-17, 3)
	}
	b.code(0, 7)
	return b.bytes()
}

// fixedPoint is the x with f(x) = x of an f that is affine over the bits of x, as a
// checksum is of a field it is stored in.
func fixedPoint(t testing.TB, f func(uint32) uint32) uint32 {
	t.Helper()
	zero := f(0)
	var rows [32]uint64 // of (A+1)x = f(0): the coefficients, and above them the right side
	for column := range 32 {
		image := f(1<<column) ^ zero ^ 1<<column
		for row := range 32 {
			rows[row] |= uint64(image>>row&1) << column
		}
	}
	for row := range 32 {
		rows[row] |= uint64(zero>>row&1) << 32
	}
	for column := range 32 {
		pivot := column
		for pivot < 32 && rows[pivot]>>column&1 == 0 {
			pivot++
		}
		require.Less(t, pivot, 32, "the equations have one solution")
		rows[column], rows[pivot] = rows[pivot], rows[column]
		for row := range 32 {
			if row != column && rows[row]>>column&1 == 1 {
				rows[row] ^= rows[column]
			}
		}
	}
	var x uint32
	for i, row := range rows {
		x |= uint32(row>>32&1) << i
	}
	return x
}
