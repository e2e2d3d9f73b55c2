package server

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
)

var buildTools = sync.OnceValue(func() error {
	root, err := repositoryRoot()
	if err != nil {
		return err
	}
	if out, err := exec.Command(filepath.Join(root, "compatibility", "build-tools")).CombinedOutput(); err != nil {
		return fmt.Errorf("build-tools: %w\n%s", err, out)
	}
	return nil
})

// Tool returns the path of a binary which go.mod names as a tool: etcd, etcdctl, etcdutl, benchmark, h2spec.
func Tool(name string) (string, error) {
	if err := buildTools(); err != nil {
		return "", err
	}
	target, err := TargetDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(target, "bin", name), nil
}

// TargetDir is where everything goes that a test run writes and keeps.
func TargetDir() (string, error) {
	root, err := repositoryRoot()
	if err != nil {
		return "", err
	}
	return filepath.Join(root, "compatibility", "target"), nil
}

func repositoryRoot() (string, error) {
	start, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for directory := start; ; directory = filepath.Dir(directory) {
		if _, err := os.Stat(filepath.Join(directory, "mvnw")); err == nil {
			return directory, nil
		}
		if directory == filepath.Dir(directory) {
			return "", fmt.Errorf("%s is not inside the repository", start)
		}
	}
}
