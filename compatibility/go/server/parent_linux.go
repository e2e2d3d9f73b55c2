package server

import "syscall"

// dieWithParent lets no server outlive a test run that was killed.
func dieWithParent() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}
