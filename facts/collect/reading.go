package collect

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
)

// readAtMost is all of r, which is refused above limit bytes.
func readAtMost(r io.Reader, limit int64) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, bareError(err)
	}
	if int64(len(data)) > limit {
		return nil, fmt.Errorf("is more than %d bytes", limit)
	}
	return data, nil
}

// bareError takes operation and path off an error that names them.
func bareError(err error) error {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return pe.Err
	}
	return err
}
