package standin

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
)

// response is an answer of the protocol before faults change it.
type response struct {
	status int
	header http.Header
	body   bytes.Buffer
}

func newResponse() *response { return &response{status: http.StatusOK, header: http.Header{}} }

func (w *response) Header() http.Header         { return w.header }
func (w *response) WriteHeader(status int)      { w.status = status }
func (w *response) Write(p []byte) (int, error) { return w.body.Write(p) }

// fail answers with an error as the Hub words it; code "" is an untyped one.
func (w *response) fail(status int, code, message string) {
	w.status = status
	if code != "" {
		w.header.Set("X-Error-Code", code)
	}
	w.header.Set("X-Error-Message", message)
	w.header.Set("Content-Type", "application/json; charset=utf-8")
	body, _ := json.Marshal(map[string]string{"error": message})
	w.body.Write(body)
}

func (w *response) json(value any) {
	w.header.Set("Content-Type", "application/json; charset=utf-8")
	body, _ := json.Marshal(value)
	w.body.Write(body)
}

func (h *Hub) serveHub(w *response, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.fail(http.StatusMethodNotAllowed, "", "Method not allowed")
		return
	}
	parts, err := segments(r.URL)
	if err != nil {
		w.fail(http.StatusBadRequest, "", "Malformed path")
		return
	}
	if prefix := strings.Trim(h.config.Prefix, "/"); prefix != "" {
		if parts[0] != prefix {
			w.status = http.StatusNotFound
			fmt.Fprint(w, "<html><body>This is not a Hub.</body></html>")
			return
		}
		parts = parts[1:]
	}
	access, known := h.access(r)
	if !known || access == Expired {
		w.fail(http.StatusUnauthorized, "", "Invalid credentials in Authorization header")
		return
	}
	switch {
	case len(parts) >= 5 && parts[0] == "api" && parts[1] == "resolve-cache":
		h.resolveCache(w, r, parts[3:])
	case len(parts) >= 3 && parts[0] == "api" && parts[1] == "models":
		h.api(w, r, parts[2:])
	default:
		if i := slices.Index(parts, "resolve"); (i == 1 || i == 2) && len(parts) >= i+3 {
			h.resolve(w, r, strings.Join(parts[:i], "/"), parts[i+1], strings.Join(parts[i+2:], "/"))
			return
		}
		w.fail(http.StatusNotFound, "", "Sorry, we can't find the page you are looking for.")
	}
}

// access looks up the token that a request shows; without one it is anonymous, hence Ungranted.
func (h *Hub) access(r *http.Request) (access Access, known bool) {
	header := r.Header.Get("Authorization")
	if header == "" {
		return Ungranted, true
	}
	token, ok := strings.CutPrefix(header, "Bearer ")
	if !ok {
		return Ungranted, false
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	access, known = h.tokens[token]
	return access, known
}

// lookup finds the repository that the request may read; otherwise it has answered.
func (h *Hub) lookup(w *response, r *http.Request, id string) *Repo {
	access, _ := h.access(r)
	anonymous := r.Header.Get("Authorization") == ""
	h.mu.Lock()
	repo, today := h.repos[id], h.renamed[id]
	h.mu.Unlock()
	switch {
	case repo == nil && today != "":
		path := strings.Replace(r.URL.EscapedPath(), "/"+id+"/", "/"+today+"/", 1)
		w.header.Set("Location", path)
		w.status = http.StatusTemporaryRedirect
		return nil
	case repo == nil || repo.Private && access != Good:
		status := http.StatusNotFound
		if anonymous {
			status = http.StatusUnauthorized
		}
		w.fail(status, "RepoNotFound", "Repository not found")
		return nil
	case repo.Disabled:
		w.fail(http.StatusForbidden, "", "Access to this resource is disabled.")
		return nil
	}
	return repo
}

// admit says whether the request may read files of repo; otherwise it has answered.
func (h *Hub) admit(w *response, r *http.Request, repo *Repo) bool {
	access, _ := h.access(r)
	restricted := "Access to model " + repo.ID + " is restricted"
	switch {
	case !repo.Gated || access == Good:
		return true
	case r.Header.Get("Authorization") == "":
		w.fail(http.StatusUnauthorized, "GatedRepo", restricted+". You must have access to it and be authenticated to access it. Please log in.")
	case access == FineGrained:
		w.fail(http.StatusForbidden, "", "Please enable access to public gated repositories in your fine-grained token settings to view this repository.")
	default:
		w.fail(http.StatusForbidden, "GatedRepo", restricted+" and you are not in the authorized list. Visit "+h.Endpoint()+"/"+repo.ID+" to ask for access.")
	}
	return false
}

func (h *Hub) resolve(w *response, r *http.Request, id, revision, name string) {
	repo := h.lookup(w, r, id)
	if repo == nil || !h.admit(w, r, repo) {
		return
	}
	commit, ok := repo.commitOf(revision)
	if !ok {
		w.fail(http.StatusNotFound, "RevisionNotFound", "Invalid rev id: "+revision)
		return
	}
	w.header.Set("X-Repo-Commit", commit)
	file, ok := repo.Commits[commit][name]
	if !ok {
		w.fail(http.StatusNotFound, "EntryNotFound", "Entry not found")
		return
	}
	if file.XetHash != "" {
		w.header.Set("X-Xet-Hash", file.XetHash)
		w.header.Set("Link", fmt.Sprintf(`<%s/api/models/%s/xet-read-token/%s>; rel="xet-auth"`, h.Endpoint(), id, commit))
	}
	switch file.delivery(name) {
	case Inline:
		serveFile(w, r, file.etag(), file.Content)
	case ResolveCache:
		w.header.Del("X-Repo-Commit") // the target has it
		target := h.config.Prefix + "/api/resolve-cache/models/" + repo.ID + "/" + commit + "/" + escapePath(name)
		query := url.Values{"etag": {file.etag()}, "download": {"true"}}
		w.header.Set("Location", target+"?"+query.Encode())
		w.status = http.StatusTemporaryRedirect
		fmt.Fprint(w, "Temporary Redirect. Redirecting to "+target)
	default:
		sum := sha256Hex(file.Content)
		w.header.Set("X-Linked-Etag", `"`+sum+`"`)
		w.header.Set("X-Linked-Size", strconv.Itoa(len(file.Content)))
		query := url.Values{"X-Amz-Signature": {sha256Hex([]byte("signature of " + sum))}, "Expires": {"3600"}}
		w.header.Set("Location", h.CDN()+"/repos/"+repo.ID+"/"+commit+"/"+escapePath(name)+"?"+query.Encode())
		w.status = http.StatusFound
		fmt.Fprint(w, "Found. Redirecting to the CDN")
	}
}

// resolveCache serves kind/namespace/name/commit/file…; the repository's name may lack a namespace.
func (h *Hub) resolveCache(w *response, r *http.Request, parts []string) {
	repo, commit, name := h.split(parts)
	if repo == nil {
		w.fail(http.StatusNotFound, "RepoNotFound", "Repository not found")
		return
	}
	if h.lookup(w, r, repo.ID) == nil || !h.admit(w, r, repo) {
		return
	}
	file, ok := repo.Commits[commit][name]
	if !ok {
		w.fail(http.StatusNotFound, "EntryNotFound", "Entry not found")
		return
	}
	w.header.Set("X-Repo-Commit", commit)
	serveFile(w, r, file.etag(), file.Content)
}

// split finds the repository, the commit and the file in a path of repository/commit/file.
func (h *Hub) split(parts []string) (repo *Repo, commit, name string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for i := 1; i <= 2 && i+1 < len(parts); i++ {
		if repo := h.repos[strings.Join(parts[:i], "/")]; repo != nil {
			return repo, parts[i], strings.Join(parts[i+1:], "/")
		}
	}
	return nil, "", ""
}

func (h *Hub) serveCDN(w *response, r *http.Request) {
	// A signed URL is an authorization; storage services refuse a second one.
	if r.Header.Get("Authorization") != "" {
		w.status = http.StatusBadRequest
		fmt.Fprint(w, "<Error><Code>InvalidArgument</Code><Message>Only one auth mechanism allowed</Message></Error>")
		return
	}
	parts, err := segments(r.URL)
	if err != nil || parts[0] != "repos" {
		w.status = http.StatusNotFound
		return
	}
	repo, commit, name := h.split(parts[1:])
	if repo == nil {
		w.status = http.StatusNotFound
		return
	}
	file, ok := repo.Commits[commit][name]
	if !ok || r.URL.Query().Get("X-Amz-Signature") != sha256Hex([]byte("signature of "+sha256Hex(file.Content))) {
		w.status = http.StatusForbidden
		return
	}
	// The CDN's own ETag looks like a sha256 and is not the file's.
	serveFile(w, r, `"`+sha256Hex([]byte("entity "+name+sha256Hex(file.Content)))+`"`, file.Content)
}

func serveFile(w *response, r *http.Request, etag string, content []byte) {
	w.header.Set("ETag", etag)
	w.header.Set("Content-Type", "application/octet-stream")
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(content))
	if r.Method == http.MethodHead && w.header.Get("Content-Length") == "" {
		w.header.Set("Content-Length", strconv.Itoa(len(content)))
	}
}

// api answers model information and trees, which other clients ask for before they fetch files.
func (h *Hub) api(w *response, r *http.Request, parts []string) {
	id := strings.Join(parts[:min(2, len(parts))], "/")
	rest := parts[min(2, len(parts)):]
	if len(parts) == 1 || parts[1] == "tree" || parts[1] == "revision" {
		id, rest = parts[0], parts[1:]
	}
	repo := h.lookup(w, r, id)
	if repo == nil {
		return
	}
	revision := "main"
	if len(rest) >= 2 {
		revision = rest[1]
	}
	commit, ok := repo.commitOf(revision)
	if !ok {
		w.fail(http.StatusNotFound, "RevisionNotFound", "Invalid rev id: "+revision)
		return
	}
	w.header.Set("X-Repo-Commit", commit)
	switch {
	case len(rest) == 0 || len(rest) == 2 && rest[0] == "revision":
		w.json(modelInfo(repo, commit))
	case len(rest) >= 2 && rest[0] == "tree":
		entries := tree(repo.Commits[commit], strings.Join(rest[2:], "/"), r.URL.Query().Get("recursive") == "true")
		if len(entries) == 0 && len(rest) > 2 {
			w.fail(http.StatusNotFound, "EntryNotFound", strings.Join(rest[2:], "/")+" does not exist on \""+revision+"\"")
			return
		}
		w.json(entries)
	default:
		w.fail(http.StatusNotFound, "", "Sorry, we can't find the page you are looking for.")
	}
}

func modelInfo(repo *Repo, commit string) map[string]any {
	var siblings []map[string]string
	for _, name := range sortedNames(repo.Commits[commit]) {
		siblings = append(siblings, map[string]string{"rfilename": name})
	}
	gated := any(false)
	if repo.Gated {
		gated = "manual"
	}
	return map[string]any{
		"_id": commit[:24], "id": repo.ID, "modelId": repo.ID, "sha": commit, "private": repo.Private,
		"gated": gated, "disabled": repo.Disabled, "downloads": 0, "likes": 0, "tags": []string{},
		"createdAt": "2024-01-01T00:00:00.000Z", "lastModified": "2024-01-01T00:00:00.000Z", "siblings": siblings,
	}
}

// tree lists the files below dir, and its folders.
func tree(files map[string]File, dir string, recursive bool) []map[string]any {
	entries := []map[string]any{}
	folders := map[string]bool{}
	for _, name := range sortedNames(files) {
		if dir != "" && !strings.HasPrefix(name, dir+"/") {
			continue
		}
		parent := path.Dir(name)
		for d := parent; d != "." && d != dir; d = path.Dir(d) {
			if !folders[d] && (recursive || path.Dir(d) == dir || path.Dir(d) == "." && dir == "") {
				folders[d] = true
				entries = append(entries, map[string]any{"type": "directory", "oid": gitSHA1([]byte(d)), "size": 0, "path": d})
			}
		}
		if !recursive && parent != dir && !(parent == "." && dir == "") {
			continue
		}
		f := files[name]
		entry := map[string]any{"type": "file", "oid": gitSHA1(f.Content), "size": len(f.Content), "path": name}
		if f.delivery(name) == LFS {
			entry["lfs"] = map[string]any{"oid": sha256Hex(f.Content), "size": len(f.Content), "pointerSize": 134}
		}
		entries = append(entries, entry)
	}
	return entries
}

func sortedNames(files map[string]File) []string {
	names := make([]string, 0, len(files))
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func escapePath(name string) string {
	parts := strings.Split(name, "/")
	for i, p := range parts {
		parts[i] = url.PathEscape(p)
	}
	return strings.Join(parts, "/")
}
