//go:build !linux

package server

import "syscall"

// dieWithParent: only Linux offers it; elsewhere a killed test run may leave a server behind.
func dieWithParent() *syscall.SysProcAttr {
	return nil
}
