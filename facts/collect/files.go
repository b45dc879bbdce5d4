package collect

import "io/fs"

// Files is the read-only view of a target's files. Paths are absolute and slash
// separated; no function follows a link at the end of a path, and none leaves the
// target's root. Errors are those of package io/fs.
type Files struct {
	Lstat    func(path string) (Stat, error)
	Readlink func(path string) (string, error)
	ReadDir  func(path string) (names []string, err error) // sorted
	// Read is the content of a regular file of at most limit bytes; of anything else,
	// and of a larger file, it reads nothing and says so. A file of /proc has no size:
	// it is read up to the limit and one that is longer is refused.
	Read func(path string, limit int64) ([]byte, error)
}

// Stat is what lstat(2) says of a file.
type Stat struct {
	Mode     fs.FileMode // type, permission, setuid, setgid and sticky bits
	UID, GID int64       // -1 where the system has none
	Size     int64
}
