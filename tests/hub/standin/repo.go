package standin

import (
	"crypto/sha1"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
)

// Delivery is the way a file reaches the client.
type Delivery int

const (
	Auto         Delivery = iota // LFS for what the Hub keeps there by default, else ResolveCache
	Inline                       // 200 from the resolve URL itself
	ResolveCache                 // 307 to /api/resolve-cache on the Hub
	LFS                          // 302 to a signed URL of the CDN
)

// File is a file of one commit.
type File struct {
	Content  []byte
	Delivery Delivery
	WeakETag bool // ETag: W/"…"
	XetHash  string
}

// Repo is a model repository. Fill it before AddRepo; it is not changed afterwards, except through
// methods of its own that say so.
type Repo struct {
	ID       string
	Gated    bool
	Private  bool
	Disabled bool
	Refs     map[string]string          // "main", "v1", "refs/pr/1" → commit
	Commits  map[string]map[string]File // commit → name → file
}

// NewRepo makes a repository whose main branch holds files.
func NewRepo(id string, files map[string]File) *Repo {
	r := &Repo{ID: id, Refs: map[string]string{}, Commits: map[string]map[string]File{}}
	r.Commit("main", files)
	return r
}

// Commit makes ref point to a commit that holds exactly files, and returns the commit. Its id is a
// function of the repository's name and the content.
func (r *Repo) Commit(ref string, files map[string]File) string {
	hash := sha1.New()
	fmt.Fprintf(hash, "%s\n", r.ID)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		fmt.Fprintf(hash, "%s %s\n", gitSHA1(files[name].Content), name)
	}
	commit := hex.EncodeToString(hash.Sum(nil))
	r.Commits[commit] = files
	r.Refs[ref] = commit
	return commit
}

// Texts is a short way to write files.
func Texts(content map[string]string) map[string]File {
	files := map[string]File{}
	for name, text := range content {
		files[name] = File{Content: []byte(text)}
	}
	return files
}

// ReadFiles reads a directory as the files of a commit, or a single file under its own name.
func ReadFiles(root string) (map[string]File, error) {
	files := map[string]File{}
	root, err := filepath.EvalSymlinks(root)
	if err != nil {
		return nil, err
	}
	err = filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		if rel == "." {
			rel = filepath.Base(name)
		}
		content, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		files[filepath.ToSlash(rel)] = File{Content: content}
		return nil
	})
	return files, err
}

func (r *Repo) commitOf(revision string) (string, bool) {
	if commit, ok := r.Refs[revision]; ok {
		return commit, true
	}
	_, ok := r.Commits[revision]
	return revision, ok
}

// delivery follows the patterns of the .gitattributes that the Hub puts into a new repository.
func (f File) delivery(name string) Delivery {
	const lfsThreshold = 10 << 20
	if f.Delivery != Auto {
		return f.Delivery
	}
	switch path.Ext(name) {
	case ".model", ".bin", ".safetensors", ".gz", ".zip", ".h5", ".onnx", ".parquet", ".pt", ".npz":
		return LFS
	}
	if len(f.Content) >= lfsThreshold {
		return LFS
	}
	return ResolveCache
}

// GitSHA1 is the file's id in git, which is the ETag of a file that git itself stores.
func (f File) GitSHA1() string { return gitSHA1(f.Content) }

// SHA256 is the ETag of a file in large file storage.
func (f File) SHA256() string { return sha256Hex(f.Content) }

func (f File) etag() string {
	tag := `"` + f.GitSHA1() + `"`
	if f.WeakETag {
		return "W/" + tag
	}
	return tag
}

// gitSHA1 is the id that git gives to a blob.
func gitSHA1(content []byte) string {
	hash := sha1.New()
	fmt.Fprintf(hash, "blob %d\x00", len(content))
	hash.Write(content)
	return hex.EncodeToString(hash.Sum(nil))
}

func sha256Hex(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}
