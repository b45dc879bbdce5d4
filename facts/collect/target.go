package collect

import (
	"fmt"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"time"
)

// ThisHost is the running host the program is on. Close it.
func ThisHost(now func() time.Time) (t *Target, close func() error, err error) {
	files, close, err := openFiles("/")
	if err != nil {
		return nil, nil, fmt.Errorf("opening the root folder: %w", err)
	}
	return &Target{Files: files, Live: true, Root: os.Geteuid() == 0, Run: runCommand, Now: now, Interfaces: interfaces, OtherRoot: otherRoot}, close, nil
}

// Image is an image of a host mounted below a folder, of which files alone can be seen:
// what runs, listens or is set in a kernel is skipped. Close it. The root folder itself
// is this host.
func Image(folder string, now func() time.Time) (t *Target, close func() error, err error) {
	if abs, err := filepath.Abs(folder); err == nil && abs == "/" {
		return ThisHost(now)
	}
	files, close, err := openFiles(folder)
	if err != nil {
		return nil, nil, fmt.Errorf("opening the folder of the image: %w", err)
	}
	return &Target{Files: files, Now: now}, close, nil
}

// otherRoot reports whether the first process has another root folder than the program,
// which is then in a chroot or a container. It takes root to look.
func otherRoot() bool {
	first, err := os.Stat("/proc/1/root")
	if err != nil {
		return false
	}
	own, err := os.Stat("/")
	return err == nil && !os.SameFile(first, own)
}

// interfaces is the network interfaces of this machine that are up, but for loopbacks.
func interfaces() ([]Interface, error) {
	list, err := net.Interfaces()
	if err != nil {
		return nil, err
	}
	var out []Interface
	for _, i := range list {
		if i.Flags&net.FlagUp == 0 || i.Flags&net.FlagLoopback != 0 {
			continue
		}
		addrs, err := i.Addrs()
		if err != nil {
			return nil, err
		}
		one := Interface{Name: i.Name, MAC: i.HardwareAddr.String()}
		for _, a := range addrs {
			if prefix, err := netip.ParsePrefix(a.String()); err == nil {
				one.Addrs = append(one.Addrs, prefix.Addr())
			}
		}
		out = append(out, one)
	}
	return out, nil
}
