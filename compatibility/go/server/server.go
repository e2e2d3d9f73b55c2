// Package server runs the server under test as a user would: by its command, with a data directory, two loopback ports
// and the environment of a supervisor. It is the same for Quoin and for etcd, so that every test can be tried on both.
package server

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"
	"go.uber.org/zap"
)

// ReadyLine is what the server says when clients may come.
const ReadyLine = "ready to serve client requests"

// StartTimeout bounds a start, the build that the launcher may have to do first included.
const StartTimeout = 5 * time.Minute

// Server is one server on one data directory and one pair of ports. It can be started again after it has ended.
// Not for concurrent use, except Endpoint and Client.
type Server struct {
	command  string
	dataDir  string
	client   string
	peer     string
	flags    []string
	running  *process
	previous []string
}

// Command returns the server's command: $QUOIN, or the launcher at the root of the repository.
func Command() (string, error) {
	if command := os.Getenv("QUOIN"); command != "" {
		return Executable(command)
	}
	root, err := repositoryRoot()
	if err != nil {
		return "", err
	}
	return Executable(filepath.Join(root, "quoin"))
}

// Executable checks a command that was given. Its path must be absolute, as the working directory is not the caller's.
func Executable(command string) (string, error) {
	if !filepath.IsAbs(command) {
		return "", fmt.Errorf("%s is not an absolute path", command)
	}
	if _, err := os.Stat(command); err != nil {
		return "", fmt.Errorf("no server to run: %w", err)
	}
	return command, nil
}

// IsEtcd tells whether a command is the real etcd, for what only Quoin promises.
func IsEtcd(command string) bool {
	return filepath.Base(command) == "etcd"
}

// New chooses free ports for a server; nothing is started yet.
func New(command, dataDir string, flags ...string) (*Server, error) {
	client, err := freeAddress()
	if err != nil {
		return nil, err
	}
	peer, err := freeAddress()
	if err != nil {
		return nil, err
	}
	return &Server{command: command, dataDir: dataDir, client: client, peer: peer, flags: flags}, nil
}

// Twin is another server for the same addresses, to be started when this one has ended.
func (s *Server) Twin(command, dataDir string) *Server {
	return &Server{command: command, dataDir: dataDir, client: s.client, peer: s.peer, flags: s.flags}
}

// Launch starts the server and does not wait for it.
func (s *Server) Launch() error {
	if s.running != nil {
		return errors.New("already running")
	}
	process, err := launch(s.command, s.arguments())
	if err != nil {
		return err
	}
	s.running = process
	return nil
}

// Start returns when the server is ready, or with the reason why it is not; it is not running then.
func (s *Server) Start() error {
	if err := s.Launch(); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), StartTimeout)
	defer cancel()
	if err := s.running.awaitLine(ctx, ReadyLine); err != nil {
		s.Kill()
		last := strings.Join(Tail(s.Lines(), 10), "\n")
		return fmt.Errorf("%s is not ready: %w; its last output:\n%s", s.command, err, last)
	}
	return nil
}

// StartAndRefuse starts a server that is expected to end by itself, and returns its exit code.
func (s *Server) StartAndRefuse(ctx context.Context) (int, error) {
	process, err := launch(s.command, s.arguments())
	if err != nil {
		return 0, err
	}
	s.running = process
	defer s.Kill()
	return process.awaitExit(ctx)
}

// Kill ends the server as a power failure would (SIGKILL) and returns when it is gone. Harmless if it is not running.
func (s *Server) Kill() {
	if s.running == nil {
		return
	}
	s.running.kill()
	s.ended()
}

// Freeze stops the server (SIGSTOP) and returns when nothing of it runs any more. Only Kill is of use then.
func (s *Server) Freeze(ctx context.Context) error {
	if s.running == nil {
		return errors.New("not running")
	}
	return s.running.stop(ctx)
}

// AwaitExit returns the exit code of a server that ends by itself.
func (s *Server) AwaitExit(ctx context.Context) (int, error) {
	if s.running == nil {
		return 0, errors.New("not running")
	}
	code, err := s.running.awaitExit(ctx)
	if err != nil {
		return 0, err
	}
	s.ended()
	return code, nil
}

// Terminate sends SIGTERM and returns the exit code as a shell would see it (143 for death by SIGTERM).
func (s *Server) Terminate(ctx context.Context) (int, error) {
	if s.running == nil {
		return 0, errors.New("not running")
	}
	if err := s.running.terminate(); err != nil {
		return 0, err
	}
	return s.AwaitExit(ctx)
}

// Alive tells whether the process that Start started still runs.
func (s *Server) Alive() bool {
	return s.running != nil && s.running.alive()
}

// Pid is the process id, 0 if the server is not running.
func (s *Server) Pid() int {
	if s.running == nil {
		return 0
	}
	return s.running.command.Process.Pid
}

// Lines is everything the server has written so far to standard output and error, over all its starts.
func (s *Server) Lines() []string {
	lines := append([]string(nil), s.previous...)
	if s.running != nil {
		lines = append(lines, s.running.output.copy()...)
	}
	return lines
}

// Endpoint is the client address, as host:port.
func (s *Server) Endpoint() string {
	return s.client
}

// DataDir is the server's data directory.
func (s *Server) DataDir() string {
	return s.dataDir
}

// Client makes a new client with a connection of its own.
func (s *Server) Client() (*clientv3.Client, error) {
	return clientv3.New(clientv3.Config{
		Endpoints:          []string{s.client},
		DialTimeout:        10 * time.Second,
		MaxCallSendMsgSize: 64 << 20,
		Logger:             zap.NewNop(),
	})
}

func (s *Server) arguments() []string {
	client, peer := "http://"+s.client, "http://"+s.peer
	return append([]string{
		"--data-dir", s.dataDir,
		"--listen-client-urls", client,
		"--advertise-client-urls", client,
		"--listen-peer-urls", peer,
		"--initial-advertise-peer-urls", peer,
		"--initial-cluster", "default=" + peer,
	}, s.flags...)
}

func (s *Server) ended() {
	s.previous = append(s.previous, s.running.output.copy()...)
	s.running = nil
}

func freeAddress() (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer listener.Close()
	return listener.Addr().String(), nil
}

// Tail is the last lines of an output.
func Tail(lines []string, most int) []string {
	return lines[max(0, len(lines)-most):]
}
