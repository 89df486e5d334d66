package abi

import (
	"debug/elf"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

func header(t *testing.T) string {
	t.Helper()
	b, err := os.ReadFile(headerPath)
	if err != nil {
		t.Fatal(err)
	}
	return regexp.MustCompile(`(?s)/\*.*?\*/`).ReplaceAllString(string(b), "")
}

// functions returns the names that the header declares.
func functions(t *testing.T) []string {
	var names []string
	for _, m := range regexp.MustCompile(`HFTOK_API[^;(]*?\b(hftok_\w+)\(`).FindAllStringSubmatch(header(t), -1) {
		names = append(names, m[1])
	}
	slices.Sort(names)
	return names
}

func openLibrary(t *testing.T) *elf.File {
	t.Helper()
	f, err := elf.Open(libraryPath)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func TestExportsAreTheHeader(t *testing.T) {
	symbols, err := openLibrary(t).DynamicSymbols()
	if err != nil {
		t.Fatal(err)
	}
	var exported []string
	for _, s := range symbols {
		if s.Section != elf.SHN_UNDEF {
			exported = append(exported, s.Name)
		}
	}
	slices.Sort(exported)
	equal(t, "exports", exported, functions(t))
}

func TestBindingsAreTheHeader(t *testing.T) {
	var bound []string
	for i := range reflect.TypeOf(api).NumField() {
		bound = append(bound, reflect.TypeOf(api).Field(i).Tag.Get("c"))
	}
	slices.Sort(bound)
	equal(t, "functions called by these tests", bound, functions(t))
}

func TestDynamicSection(t *testing.T) {
	f := openLibrary(t)
	soname, err := f.DynString(elf.DT_SONAME)
	if err != nil || !slices.Equal(soname, []string{fmt.Sprintf("libhftok.so.%d", api.ABIVersion())}) {
		t.Errorf("SONAME %v %v", soname, err)
	}
	flags, err := f.DynValue(elf.DT_FLAGS_1)
	if err != nil || len(flags) != 1 || flags[0]&uint64(elf.DF_1_NODELETE) == 0 {
		t.Errorf("FLAGS_1 %#x %v lacks NODELETE", flags, err)
	}
	for _, name := range []string{".symtab", ".debug_info", ".zdebug_info"} {
		if f.Section(name) != nil {
			t.Errorf("has a section %s", name)
		}
	}
	needed, err := f.ImportedLibraries()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range needed {
		if !regexp.MustCompile(`^lib(c|pthread|resolv|dl)\.so\.|^ld-linux`).MatchString(name) {
			t.Errorf("needs %s", name)
		}
	}
}

func TestVersion(t *testing.T) {
	text := header(t)
	if want := regexp.MustCompile(`HFTOK_VERSION "(.*)"`).FindStringSubmatch(text)[1]; api.Version() != want {
		t.Errorf("version %q, the header's is %q", api.Version(), want)
	}
	if want := regexp.MustCompile(`HFTOK_ABI_VERSION (\d+)u`).FindStringSubmatch(text)[1]; fmt.Sprint(api.ABIVersion()) != want {
		t.Errorf("ABI %d, the header's is %s", api.ABIVersion(), want)
	}
}

func TestStatusNames(t *testing.T) {
	codes := regexp.MustCompile(`HFTOK_(?:ERR_)?([A-Z_]+) = (-\d+|0),?\s`).FindAllStringSubmatch(
		regexp.MustCompile(`(?s)typedef int32_t hftok_status;.*?};`).FindString(header(t)), -1)
	if len(codes) < 30 {
		t.Fatalf("found %d codes in the header", len(codes))
	}
	for _, m := range codes {
		code, err := strconv.Atoi(m[2])
		if err != nil {
			t.Fatal(err)
		}
		if got := api.StatusName(int32(code)); got != m[1] {
			t.Errorf("%d is %q, the header says %q", code, got, m[1])
		}
	}
	for _, code := range []int32{1, -10, -1000, -1 << 31} {
		if got := api.StatusName(code); got != "UNKNOWN" {
			t.Errorf("%d is %q", code, got)
		}
	}
}

// compile runs the C or C++ compiler, which building the library needs anyway.
func compile(t *testing.T, compiler string, args ...string) {
	t.Helper()
	include, err := filepath.Abs(filepath.Dir(headerPath))
	if err != nil {
		t.Fatal(err)
	}
	args = append([]string{"-Wall", "-Wextra", "-Werror", "-pedantic", "-I" + include}, args...)
	if out, err := exec.Command(compiler, args...).CombinedOutput(); err != nil {
		t.Fatalf("%s %s: %v\n%s", compiler, strings.Join(args, " "), err, out)
	}
}

func write(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o666); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestHeaderCompiles(t *testing.T) {
	const use = `#include "hftok.h"
		#include "hftok.h"
		int main(void) { return hftok_abi_version() != HFTOK_ABI_VERSION; }`
	for _, std := range []string{"c99", "c11", "c17"} {
		compile(t, "cc", "-std="+std, "-fsyntax-only", write(t, "use.c", use))
	}
	if _, err := exec.LookPath("c++"); err != nil {
		t.Skip("no C++ compiler")
	}
	for _, std := range []string{"c++11", "c++17"} {
		compile(t, "c++", "-std="+std, "-fsyntax-only", write(t, "use.cc", use))
	}
}

// TestLayout holds the structs of these tests to the header's.
func TestLayout(t *testing.T) {
	var c strings.Builder
	c.WriteString("#include \"hftok.h\"\n")
	for name, v := range map[string]any{
		"hftok_pretrained_options": pretrainedOptions{}, "hftok_encode_options": encodeOptions{},
		"hftok_pack_options": packOptions{}, "hftok_packed_view": packedView{},
		"hftok_decode_options": decodeOptions{}, "hftok_encoding_view": encodingView{},
	} {
		typ := reflect.TypeOf(v)
		fmt.Fprintf(&c, "_Static_assert(sizeof(%s) == %d, \"size of %s\");\n", name, typ.Size(), name)
		for i := range typ.NumField() {
			f := typ.Field(i)
			field := f.Tag.Get("c")
			if field == "" {
				field = strings.ToLower(f.Name)
			}
			fmt.Fprintf(&c, "_Static_assert(offsetof(%s, %s) == %d, \"%s.%s\");\n", name, field, f.Offset, name, field)
		}
	}
	compile(t, "cc", "-std=c11", "-fsyntax-only", write(t, "layout.c", c.String()))
}
