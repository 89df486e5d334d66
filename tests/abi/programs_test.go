package abi

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// build compiles a C program against the library and returns its path.
func build(t *testing.T, source string, args ...string) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), strings.TrimSuffix(filepath.Base(source), ".c"))
	compile(t, "cc", append([]string{"-std=c11", "-g", "-O1", "-pthread", source, libraryPath,
		"-Wl,-rpath," + filepath.Dir(libraryPath), "-o", program}, args...)...)
	return program
}

// run runs a program that must succeed, and returns what it wrote to its standard output.
func run(t *testing.T, env []string, name string, args ...string) string {
	t.Helper()
	var stdout, stderr strings.Builder
	cmd := exec.Command(name, args...)
	cmd.Env, cmd.Stdout, cmd.Stderr = append(os.Environ(), env...), &stdout, &stderr
	if err := cmd.Run(); err != nil {
		t.Fatalf("%s: %v\n%s%s", name, err, stdout.String(), stderr.String())
	}
	if stderr.Len() > 0 && !strings.Contains(name, "valgrind") {
		t.Errorf("%s wrote to stderr: %s", name, stderr.String())
	}
	return stdout.String()
}

func done(t *testing.T, output string) {
	t.Helper()
	if output != "done\n" {
		t.Errorf("output %q", output)
	}
}

func TestExercise(t *testing.T) {
	done(t, run(t, nil, build(t, "exercise.c"), dataFile("bert-demo")))
}

// TestExerciseUnderSanitizer finds leaks and misuse of C memory; the library needs no instrumentation
// for what it does through malloc, free and memcpy.
func TestExerciseUnderSanitizer(t *testing.T) {
	program := build(t, "exercise.c", "-fsanitize=address,undefined", "-fno-sanitize-recover=all")
	done(t, run(t, []string{"ASAN_OPTIONS=detect_leaks=1"}, program, dataFile("bert-demo")))
}

func TestFork(t *testing.T) {
	done(t, run(t, nil, build(t, "fork.c"), dataFile("bert-demo")))
}

func TestSignals(t *testing.T) {
	done(t, run(t, nil, build(t, "signals.c"), dataFile("bert-demo")))
}

func TestExample(t *testing.T) {
	hub := startHub(t)
	program := build(t, filepath.Join("..", "..", "examples", "c", "encode.c"))
	env := []string{"HF_ENDPOINT=" + hub.Endpoint(), "HF_HOME=" + t.TempDir(), "HF_TOKEN=" + goodToken}
	if got := run(t, env, program, repo, "Hello world!"); got != "1 388 447 1613 1008 1544\n" {
		t.Errorf("%q", got)
	}
	cmd := exec.Command(program, repo, "Hello world!")
	cmd.Env = append(os.Environ(), "HF_ENDPOINT="+hub.Endpoint(), "HF_HOME="+t.TempDir(), "HF_TOKEN=")
	out, err := cmd.CombinedOutput()
	if err == nil || !strings.Contains(string(out), "gated") || !strings.Contains(string(out), "HF_TOKEN") {
		t.Errorf("without a token: %v %q", err, out)
	}
}
