package server

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"time"
)

// process is one run of the command. Its output is collected line by line; it dies with us where the system offers it.
type process struct {
	command *exec.Cmd
	output  *lineLog
	exited  chan struct{}
}

func launch(command string, arguments []string) (*process, error) {
	p := &process{command: exec.Command(command, arguments...), output: newLineLog(), exited: make(chan struct{})}
	p.command.Env = bareEnvironment()
	p.command.Stdout, p.command.Stderr = p.output, p.output
	p.command.WaitDelay = 5 * time.Second
	p.command.SysProcAttr = dieWithParent()
	started := make(chan error, 1)
	go func() {
		// The signal of dieWithParent is sent when the starting *thread* ends: keep it for as long as the process lives.
		runtime.LockOSThread()
		err := p.command.Start()
		started <- err
		if err == nil {
			_ = p.command.Wait() // the state says how it ended
			p.output.close()
			close(p.exited)
		}
	}()
	if err := <-started; err != nil {
		return nil, err
	}
	return p, nil
}

// bareEnvironment is what a supervisor gives: the server may need nothing else.
func bareEnvironment() []string {
	return []string{"PATH=" + os.Getenv("PATH"), "HOME=" + os.Getenv("HOME")}
}

func (p *process) awaitLine(ctx context.Context, text string) error {
	return p.output.await(ctx, func(line string) bool { return strings.Contains(line, text) })
}

func (p *process) awaitExit(ctx context.Context) (int, error) {
	select {
	case <-p.exited:
		return exitCode(p.command.ProcessState), nil
	case <-ctx.Done():
		return 0, fmt.Errorf("process %d does not end: %w", p.command.Process.Pid, ctx.Err())
	}
}

func (p *process) alive() bool {
	select {
	case <-p.exited:
		return false
	default:
		return true
	}
}

func (p *process) kill() {
	_ = p.command.Process.Kill() // fails only if it has ended already
	<-p.exited
}

func (p *process) terminate() error {
	return p.command.Process.Signal(syscall.SIGTERM)
}

// stop freezes the process and returns when none of its threads runs any more.
func (p *process) stop(ctx context.Context) error {
	if err := p.command.Process.Signal(syscall.SIGSTOP); err != nil {
		return err
	}
	for {
		stopped, err := allStopped(p.command.Process.Pid)
		if stopped || err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("process %d does not stop: %w", p.command.Process.Pid, ctx.Err())
		case <-time.After(time.Millisecond):
		}
	}
}

// allStopped tells whether every thread is stopped: one may still be inside a call of the kernel.
func allStopped(pid int) (bool, error) {
	states, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/stat", pid))
	if err != nil || len(states) == 0 {
		return false, fmt.Errorf("no threads of process %d: %w", pid, err)
	}
	for _, path := range states {
		stat, err := os.ReadFile(path)
		if err != nil {
			return false, err
		}
		_, behindName, _ := strings.Cut(string(stat), ") ")
		if !strings.HasPrefix(behindName, "T") {
			return false, nil
		}
	}
	return true, nil
}

func exitCode(state *os.ProcessState) int {
	if status, ok := state.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return 128 + int(status.Signal())
	}
	return state.ExitCode()
}

var errOutputEnded = errors.New("it ended")

// lineLog keeps the lines written to it and wakes those who wait for one.
type lineLog struct {
	mutex   sync.Mutex
	lines   []string
	partial string
	closed  bool
	changed chan struct{} // closed and replaced with each change
}

func newLineLog() *lineLog {
	return &lineLog{changed: make(chan struct{})}
}

func (l *lineLog) Write(bytes []byte) (int, error) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	parts := strings.Split(l.partial+string(bytes), "\n")
	l.lines = append(l.lines, parts[:len(parts)-1]...)
	l.partial = parts[len(parts)-1]
	l.wake()
	return len(bytes), nil
}

func (l *lineLog) close() {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	if l.partial != "" {
		l.lines = append(l.lines, l.partial)
		l.partial = ""
	}
	l.closed = true
	l.wake()
}

func (l *lineLog) wake() {
	close(l.changed)
	l.changed = make(chan struct{})
}

func (l *lineLog) copy() []string {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return append([]string(nil), l.lines...)
}

func (l *lineLog) await(ctx context.Context, wanted func(line string) bool) error {
	for seen := 0; ; {
		l.mutex.Lock()
		fresh, closed, changed := l.lines[seen:], l.closed, l.changed
		seen = len(l.lines)
		l.mutex.Unlock()
		for _, line := range fresh {
			if wanted(line) {
				return nil
			}
		}
		if closed {
			return errOutputEnded
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
