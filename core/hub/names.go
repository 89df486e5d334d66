package hub

import (
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/libhftok/libhftok/core/status"
)

var (
	repoID   = pattern(`\A(?:[A-Za-z0-9_](?:[A-Za-z0-9_.\-]{0,94}[A-Za-z0-9_])?/)?[A-Za-z0-9_](?:[A-Za-z0-9_.\-]{0,94}[A-Za-z0-9_])?\z`)
	commitID = pattern(`\A[0-9a-f]{40}\z`)
	blobID   = pattern(`\A(?:[0-9a-f]{40}|[0-9a-f]{64})\z`)
)

func isCommit(s string) bool { return commitID().MatchString(s) }

func isRepoID(s string) bool {
	return repoID().MatchString(s) && !strings.Contains(s, "--") && !strings.Contains(s, "..") && !strings.HasSuffix(s, ".git")
}

func checkRepoID(s string) error {
	if strings.Contains(s, "://") {
		return status.Errorf(status.InvalidRepo, "%q is a URL; give the repository's id alone, as in \"organization/name\", and the host, if it is not huggingface.co, as HF_ENDPOINT", clip(s))
	}
	if !isRepoID(s) {
		return status.Errorf(status.InvalidRepo, "%q is neither an existing directory nor a repository id; an id is \"name\" or \"organization/name\", each of letters, digits, '-', '_' and '.', 96 at most, beginning and ending with a letter, digit or '_', without \"--\", \"..\" and \".git\" at the end", clip(s))
	}
	return nil
}

// checkRevision refuses what git allows in no ref and what could leave the cache's refs folder.
func checkRevision(s string) error {
	reason := ""
	switch {
	case !utf8.ValidString(s):
		reason = "it is not UTF-8"
	case strings.ContainsFunc(s, unicode.IsControl):
		reason = "it holds a control character"
	case strings.Contains(s, `\`):
		reason = "it holds a backslash"
	case strings.HasPrefix(s, "/") || strings.HasPrefix(s, "-"):
		reason = "it begins with '/' or '-'"
	case strings.Contains(s, ".."):
		reason = `it holds ".."`
	case path.Clean(s) != s || strings.HasPrefix(s, ".") || strings.Contains(s, "/."):
		reason = "a part of it is empty or begins with '.'"
	case strings.HasSuffix(s, ".lock"):
		reason = `it ends in ".lock"`
	case len(s) > 1024:
		reason = "it is too long"
	}
	if reason != "" {
		return status.Errorf(status.InvalidRepo, "%q is not a revision: %s", clip(s), reason)
	}
	return nil
}

// checkFileName accepts relative slash-separated names that mean the same file on every system.
func checkFileName(s string) error {
	reason := ""
	switch {
	case s == "":
		reason = "it is empty"
	case !utf8.ValidString(s):
		reason = "it is not UTF-8"
	case strings.ContainsFunc(s, unicode.IsControl):
		reason = "it holds a control character"
	case strings.ContainsAny(s, `\:`):
		reason = "it holds a backslash or a colon"
	case strings.HasPrefix(s, "/"):
		reason = "it is absolute"
	case path.Clean(s) != s || s == "." || s == ".." || strings.HasPrefix(s, "../"):
		reason = `a part of it is empty, "." or ".."`
	case len(s) > 1024:
		reason = "it is too long"
	}
	if reason != "" {
		return status.Errorf(status.InvalidRepo, "%q is not the name of a file in a repository: %s", clip(s), reason)
	}
	return nil
}

func checkSubfolder(s string) error {
	if s == "" {
		return nil
	}
	if checkFileName(s) != nil {
		return status.Errorf(status.InvalidRepo, "%q is not a subfolder; give a relative path such as \"onnx/v2\" without \"..\"", clip(s))
	}
	return nil
}

// folderName is the repository's folder in the cache.
func folderName(repo string) string { return "models--" + strings.ReplaceAll(repo, "/", "--") }

// clip shortens hostile or mistaken input for a message.
func clip(s string) string {
	if len(s) > 200 {
		return strings.ToValidUTF8(s[:200], "") + "…"
	}
	return s
}
