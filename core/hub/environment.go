package hub

import (
	"os/user"
	"path/filepath"
	"strings"

	"github.com/libhftok/libhftok/core/status"
)

// environment reads the variables that the host passed.
type environment struct {
	lookup func(string) (string, bool)
}

// get returns a variable's value, trimmed; "" if it is unset or blank.
func (e environment) get(name string) string {
	if e.lookup == nil {
		return ""
	}
	value, ok := e.lookup(name)
	if !ok {
		return ""
	}
	return strings.TrimSpace(value)
}

// first returns the first of the variables that is not blank, and its value.
func (e environment) first(names ...string) (name, value string) {
	for _, name := range names {
		if value := e.get(name); value != "" {
			return name, value
		}
	}
	return "", ""
}

// isTrue reads a switch as huggingface_hub does.
func (e environment) isTrue(name string) bool { return isTrue(e.get(name)) }

func isTrue(value string) bool {
	switch strings.ToUpper(value) {
	case "1", "ON", "YES", "TRUE":
		return true
	}
	return false
}

// home is the user's home directory: HOME, else what the user database says.
func (e environment) home() (string, error) {
	if home := e.get("HOME"); home != "" {
		return home, nil
	}
	if profile := e.get("USERPROFILE"); profile != "" && filepath.Separator == '\\' {
		return profile, nil
	}
	u, err := user.Current()
	if err != nil || u.HomeDir == "" {
		return "", status.Errorf(status.InvalidArgument, "the home directory is unknown: HOME is not set and the user database has no entry; set HOME, HF_HOME or HF_HUB_CACHE")
	}
	return u.HomeDir, nil
}

// expandHome replaces a leading ~ or ~user.
func (e environment) expandHome(path string) (string, error) {
	if !strings.HasPrefix(path, "~") {
		return path, nil
	}
	name, rest, _ := strings.Cut(filepath.ToSlash(path)[1:], "/")
	if name == "" {
		home, err := e.home()
		return filepath.Join(home, rest), err
	}
	u, err := user.Lookup(name)
	if err != nil {
		return path, nil
	}
	return filepath.Join(u.HomeDir, rest), nil
}

var variable = pattern(`\$(?:\w+|\{[^}]*\})`)

// expand replaces a leading ~ and every $NAME and ${NAME} that is set, as Python's expanduser and
// expandvars do.
func (e environment) expand(path string) (string, error) {
	path, err := e.expandHome(path)
	if err != nil || e.lookup == nil {
		return path, err
	}
	return variable().ReplaceAllStringFunc(path, func(match string) string {
		if value, ok := e.lookup(strings.Trim(match, "${}")); ok {
			return value
		}
		return match
	}), nil
}
