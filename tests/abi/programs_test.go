package abi

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
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
	if stderr.Len() > 0 {
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
	done(t, run(t, nil, build(t, "testdata/exercise.c"), dataFile("bert-demo")))
}

// TestExerciseUnderSanitizer finds leaks and misuse of C memory; the library needs no instrumentation
// for what it does through malloc, free and memcpy.
func TestExerciseUnderSanitizer(t *testing.T) {
	program := build(t, "testdata/exercise.c", "-fsanitize=address,undefined", "-fno-sanitize-recover=all")
	done(t, run(t, []string{"ASAN_OPTIONS=detect_leaks=1"}, program, dataFile("bert-demo")))
}

// valgrind runs a program and returns what it found that concerns C's heap. Goroutines run on stacks that
// valgrind does not know, and it takes offence at each; and Go reads 16 bytes at once wherever that can't
// leave the page: such a read may begin inside a block and end behind it or, at the end of a page, begin before a block
// and end inside it.
func valgrind(t *testing.T, program string, args ...string) []string {
	t.Helper()
	checker, err := exec.LookPath("valgrind")
	if err != nil {
		t.Skip("valgrind is not installed")
	}
	log := filepath.Join(t.TempDir(), "log")
	done(t, run(t, nil, checker, append([]string{"-q", "--error-limit=no", "--leak-check=full",
		"--show-leak-kinds=definite,indirect", "--log-file=" + log, program}, args...)...))
	b, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	access := ""
	for line := range strings.Lines(string(b)) {
		_, line, _ = strings.Cut(strings.TrimSpace(line), "== ")
		switch {
		case strings.HasPrefix(line, "Invalid read") || strings.HasPrefix(line, "Invalid write"):
			access = line
		case strings.Contains(line, " a block of size "):
			if access != "Invalid read of size 16" || !withinPage.MatchString(line) {
				found = append(found, access+": "+strings.TrimSpace(line))
			}
		case otherFindings.MatchString(line):
			found = append(found, line)
		}
	}
	return found
}

var (
	withinPage    = regexp.MustCompile(`inside a block of size [\d,]+ alloc'd|Address 0x[0-9a-f]+f[ef][0-9a-f] is ([1-9]|1[0-5]) bytes before a block of size [\d,]+ alloc'd`)
	otherFindings = regexp.MustCompile(`definitely lost|indirectly lost|Invalid free|Mismatched free|uninitialised byte`)
)

func TestExerciseUnderValgrind(t *testing.T) {
	program := build(t, "testdata/exercise.c")
	if found := valgrind(t, program, dataFile("bert-demo")); len(found) != 0 {
		t.Errorf("valgrind: %s", strings.Join(found, "\n"))
	}
}

// TestValgrindSees makes sure that the test above would fail if the library wrote behind a buffer.
func TestValgrindSees(t *testing.T) {
	found := strings.Join(valgrind(t, build(t, "testdata/overflow.c"), dataFile("bert-demo")), "\n")
	if !strings.Contains(found, "Invalid write") || !strings.Contains(found, "0 bytes after a block of size 16 alloc'd") {
		t.Errorf("valgrind found %q", found)
	}
}

func TestFork(t *testing.T) {
	done(t, run(t, nil, build(t, "testdata/fork.c"), dataFile("bert-demo")))
}

func TestSignals(t *testing.T) {
	done(t, run(t, nil, build(t, "testdata/signals.c"), dataFile("bert-demo")))
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
