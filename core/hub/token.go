package hub

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/libhftok/libhftok/core/status"
)

// token is a secret and where it came from. It prints as its source alone.
type token struct {
	value  string // "": there is none
	source string // "HF_TOKEN", "file …", "argument", or why there is none
}

func (t token) String() string   { return t.source }
func (t token) GoString() string { return t.source }

// hide takes the token out of text, should a server have echoed it, in lower case too, as in a host's name.
func (t token) hide(text string) string {
	if t.value == "" {
		return text
	}
	return regexp.MustCompile("(?i)"+regexp.QuoteMeta(t.value)).ReplaceAllLiteralString(text, "***")
}

// findToken looks for the token: the option, else HF_TOKEN, else HUGGING_FACE_HUB_TOKEN, else the file.
func findToken(o *Options, home string, env environment, log logger) (token, error) {
	explicit := o.TokenSet || o.Token != ""
	switch {
	case o.NoToken && (explicit || o.RequireToken):
		return token{}, status.Errorf(status.InvalidArgument, "a token is both asked for and refused")
	case o.NoToken:
		return token{source: "none (refused by the caller)"}, nil
	case explicit:
		value := cleanToken(o.Token)
		if value == "" {
			return token{}, status.Errorf(status.InvalidArgument, "the token argument is blank; leave it out to use HF_TOKEN or the token file")
		}
		return token{value, "argument"}, checkToken(value, "the token argument")
	}
	if env.isTrue("HF_HUB_DISABLE_IMPLICIT_TOKEN") && !o.RequireToken {
		return token{source: "none (HF_HUB_DISABLE_IMPLICIT_TOKEN is set)"}, nil
	}
	if env.get("HF_OIDC_RESOURCE") != "" {
		log(LogWarning, "HF_OIDC_RESOURCE is set, but exchanging an OIDC identity for a token is not supported; HF_TOKEN and the token file are used")
	}
	for _, name := range []string{"HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"} {
		if value := cleanToken(env.get(name)); value != "" {
			return token{value, name}, checkToken(value, name)
		}
	}
	path, err := tokenPath(home, env)
	if err != nil {
		return token{}, err
	}
	value, err := readToken(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		log(LogWarning, "the token file %s can't be read and is left aside: %v", path, cause(err))
	}
	if value != "" {
		return token{value, "file " + path}, checkToken(value, "the token file "+path)
	}
	if o.RequireToken {
		return token{}, status.Errorf(status.TokenNotFound, "a token is required and none was found: HF_TOKEN and HUGGING_FACE_HUB_TOKEN are not set and %s holds none; set HF_TOKEN, or run `hf auth login`", path)
	}
	return token{source: "none"}, nil
}

func tokenPath(home string, env environment) (string, error) {
	if path := env.get("HF_TOKEN_PATH"); path != "" {
		return env.expand(path)
	}
	return filepath.Join(home, "token"), nil
}

func readToken(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, 64<<10))
	return cleanToken(string(text)), err
}

// cleanToken removes what a shell, an editor or a copy may have added.
func cleanToken(s string) string {
	return strings.TrimSpace(strings.NewReplacer("\r", "", "\n", "").Replace(s))
}

// checkToken refuses what can't be a token, before it reaches a header.
func checkToken(value, source string) error {
	for i := range len(value) {
		if value[i] <= ' ' || value[i] > '~' {
			return status.Errorf(status.InvalidArgument, "%s holds a character that no token has, at byte %d", source, i)
		}
	}
	if value == "undefined" || value == "null" {
		return status.Errorf(status.InvalidArgument, "%s is the word %q, which is what JavaScript makes of a missing value; delete the variable instead", source, value)
	}
	return nil
}
