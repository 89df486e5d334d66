package hub_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/libhftok/libhftok/core/hub"
	"github.com/libhftok/libhftok/core/status"
	"github.com/libhftok/libhftok/tests/hub/standin"
)

func TestAccess(t *testing.T) {
	gated := func(r *standin.Repo) { r.Gated = true }
	private := func(r *standin.Repo) { r.Private = true }
	public := func(*standin.Repo) {}
	for name, c := range map[string]struct {
		repo  func(*standin.Repo)
		token string
		code  status.Code
		http  int
		says  []string
	}{
		"gated, no token":          {gated, "", status.GatedNoToken, 401, []string{"accept its terms at ENDPOINT/org/tokenizer", "set HF_TOKEN", "token none"}},
		"gated, ungranted":         {gated, "hf_ungranted", status.GatedDenied, 403, []string{"Request access at ENDPOINT/org/tokenizer", "still to be granted", "token HF_TOKEN"}},
		"gated, fine-grained":      {gated, "hf_finegrained", status.GatedDenied, 403, []string{"permission to read public gated repositories", "fine-grained"}},
		"gated, expired":           {gated, "hf_expired", status.BadToken, 401, []string{"from HF_TOKEN", "it is expired"}},
		"gated, granted":           {gated, "hf_good", status.OK, 0, nil},
		"public, expired":          {public, "hf_expired", status.BadToken, 401, []string{"even public repositories", "settings/tokens", "remove this one"}},
		"public, unknown":          {public, "hf_unknown", status.BadToken, 401, []string{"from HF_TOKEN"}},
		"public, no token":         {public, "", status.OK, 0, nil},
		"private, no token":        {private, "", status.RepoNotFound, 401, []string{"private", "set HF_TOKEN"}},
		"private, ungranted":       {private, "hf_ungranted", status.RepoNotFound, 404, []string{"the token (from HF_TOKEN) has no access"}},
		"private, granted":         {private, "hf_good", status.OK, 0, nil},
		"disabled":                 {func(r *standin.Repo) { r.Disabled = true }, "hf_good", status.Disabled, 403, []string{"disabled"}},
		"another repository's":     {func(r *standin.Repo) { r.ID = "org/elsewhere" }, "hf_good", status.RepoNotFound, 404, nil},
		"another's, without token": {func(r *standin.Repo) { r.ID = "org/elsewhere" }, "", status.RepoNotFound, 401, nil},
	} {
		t.Run(name, func(t *testing.T) {
			w := start(t, standin.Config{})
			fresh := standin.NewRepo(repoID, files())
			c.repo(fresh)
			if fresh.ID != repoID {
				h, err := standin.Start(standin.Config{})
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(h.Close)
				h.AddToken("hf_good", standin.Good)
				w.hub, w.env["HF_ENDPOINT"] = h, h.Endpoint()
			}
			w.hub.AddRepo(fresh)
			if c.token != "" {
				w.env["HF_TOKEN"] = c.token
			}
			_, err := w.one()
			if c.code == status.OK {
				if err != nil {
					t.Fatal(err)
				}
				return
			}
			for i, s := range c.says {
				c.says[i] = strings.ReplaceAll(s, "ENDPOINT", w.hub.Endpoint())
			}
			facts := []string{"repository " + repoID, "revision main", "file tokenizer.json", "host 127.0.0.1:", "request id Root=1-"}
			e := w.fails(err, c.code, append(facts, c.says...)...)
			if e.HTTPStatus != c.http || !strings.HasPrefix(e.RequestID, "Root=1-") {
				t.Errorf("HTTP status %d, request id %q", e.HTTPStatus, e.RequestID)
			}
			if entries, _ := os.ReadDir(w.cachePath("blobs")); len(entries) > 0 {
				t.Errorf("a refused load left %v", entries)
			}
		})
	}
}

// TestCheckAccess: what loading would say, from one request that fetches nothing and leaves nothing.
func TestCheckAccess(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*world)
		code   status.Code
		says   string
	}{
		"public":       {func(w *world) {}, status.OK, ""},
		"no token":     {func(w *world) { w.repo.Gated = true }, status.GatedNoToken, "accept its terms at"},
		"ungranted":    {func(w *world) { w.repo.Gated, w.env["HF_TOKEN"] = true, "hf_ungranted" }, status.GatedDenied, "Request access at"},
		"fine-grained": {func(w *world) { w.repo.Gated, w.env["HF_TOKEN"] = true, "hf_finegrained" }, status.GatedDenied, "permission to read"},
		"expired":      {func(w *world) { w.env["HF_TOKEN"] = "hf_expired" }, status.BadToken, "expired"},
		"granted":      {func(w *world) { w.repo.Gated, w.env["HF_TOKEN"] = true, "hf_good" }, status.OK, ""},
		"private":      {func(w *world) { w.repo.Private = true }, status.RepoNotFound, "private"},
		"no such file": {func(w *world) { w.repo.Commit("main", map[string]standin.File{"x": {Content: []byte("x")}}) }, status.OK, ""},
		"cached, and lost since": {func(w *world) {
			w.mustLoad()
			w.hub.ClearRequests()
			w.repo.Gated = true
		}, status.GatedNoToken, "gated"},
	} {
		t.Run(name, func(t *testing.T) {
			w := start(t, standin.Config{})
			c.change(w)
			before := tree(t, w.home)
			err := hub.CheckAccess(t.Context(), repoID, w.options())
			if c.code != status.OK {
				w.fails(err, c.code, c.says)
			} else if err != nil {
				t.Error(err)
			}
			if got := w.requests(); len(got) != 1 || !strings.HasPrefix(got[0], "hub HEAD") {
				t.Errorf("requests %v", got)
			}
			if !slices.Equal(tree(t, w.home), before) {
				t.Errorf("left: %v", tree(t, w.home))
			}
		})
	}
	w := start(t, standin.Config{})
	w.env["TRANSFORMERS_OFFLINE"] = "1"
	w.fails(hub.CheckAccess(t.Context(), repoID, w.options()), status.Offline, "TRANSFORMERS_OFFLINE")
	if err := hub.CheckAccess(t.Context(), t.TempDir(), w.options()); err != nil {
		t.Error(err)
	}
	w.expectRequests()
}

// TestTokenSources asks which token reaches the Hub, and what the message calls it.
func TestTokenSources(t *testing.T) {
	for name, c := range map[string]struct {
		env    map[string]string
		file   string // content of the token file
		change func(*hub.Options)
		sent   string
		source string
	}{
		"none":                           {sent: "", source: "token none)"},
		"HF_TOKEN":                       {env: map[string]string{"HF_TOKEN": "hf_a"}, sent: "hf_a", source: "token HF_TOKEN)"},
		"HF_TOKEN before the other":      {env: map[string]string{"HF_TOKEN": "hf_a", "HUGGING_FACE_HUB_TOKEN": "hf_b"}, sent: "hf_a", source: "token HF_TOKEN)"},
		"HUGGING_FACE_HUB_TOKEN":         {env: map[string]string{"HF_TOKEN": "", "HUGGING_FACE_HUB_TOKEN": "hf_b"}, sent: "hf_b", source: "token HUGGING_FACE_HUB_TOKEN)"},
		"blank is unset":                 {env: map[string]string{"HF_TOKEN": " \n", "HUGGING_FACE_HUB_TOKEN": "hf_b"}, sent: "hf_b"},
		"trimmed":                        {env: map[string]string{"HF_TOKEN": "  hf_a\r\n"}, sent: "hf_a"},
		"broken over two lines":          {env: map[string]string{"HF_TOKEN": "hf_\na"}, sent: "hf_a"},
		"file":                           {file: "hf_file\n", sent: "hf_file", source: "token file HOME/.cache/huggingface/token)"},
		"environment before file":        {file: "hf_file", env: map[string]string{"HF_TOKEN": "hf_a"}, sent: "hf_a"},
		"blank file":                     {file: " \n", sent: "", source: "token none)"},
		"HF_TOKEN_PATH":                  {env: map[string]string{"HF_TOKEN_PATH": "~/secret"}, sent: "hf_secret", source: "token file HOME/secret)"},
		"HF_HOME":                        {env: map[string]string{"HF_HOME": "${HOME}/hfhome"}, sent: "hf_athome", source: "token file HOME/hfhome/token)"},
		"argument":                       {env: map[string]string{"HF_TOKEN": "hf_a"}, change: token("hf_arg"), sent: "hf_arg", source: "token argument)"},
		"implicit disabled":              {file: "hf_file", env: map[string]string{"HF_TOKEN": "hf_a", "HF_HUB_DISABLE_IMPLICIT_TOKEN": "1"}, sent: "", source: "HF_HUB_DISABLE_IMPLICIT_TOKEN"},
		"implicit disabled, argument":    {env: map[string]string{"HF_HUB_DISABLE_IMPLICIT_TOKEN": "yes"}, change: token("hf_arg"), sent: "hf_arg"},
		"implicit disabled, required":    {env: map[string]string{"HF_TOKEN": "hf_a", "HF_HUB_DISABLE_IMPLICIT_TOKEN": "TRUE"}, change: func(o *hub.Options) { o.RequireToken = true }, sent: "hf_a"},
		"refused by the caller":          {env: map[string]string{"HF_TOKEN": "hf_a"}, change: func(o *hub.Options) { o.NoToken = true }, sent: "", source: "none (refused by the caller)"},
		"token path that does not exist": {env: map[string]string{"HF_TOKEN_PATH": "/nonexistent/token"}, sent: ""},
	} {
		t.Run(name, func(t *testing.T) {
			w := start(t, standin.Config{})
			w.repo.Gated = true
			for path, content := range map[string]string{"secret": "hf_secret", "hfhome/token": "hf_athome", ".cache/huggingface/token": c.file} {
				path = filepath.Join(w.home, path)
				if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if c.sent != "" {
				w.hub.AddToken(c.sent, standin.Ungranted)
			}
			for name, value := range c.env {
				w.env[name] = value
			}
			if c.change == nil {
				c.change = func(*hub.Options) {}
			}
			_, err := w.one(c.change)
			if err == nil {
				t.Fatal("the gated repository was served")
			}
			requests := w.hub.Requests()
			if len(requests) != 1 {
				t.Fatalf("requests %v, error %v", requests, err)
			}
			want := ""
			if c.sent != "" {
				want = "Bearer " + c.sent
			}
			if got := requests[0].Header.Get("Authorization"); got != want {
				t.Errorf("Authorization %q, want %q", got, want)
			}
			if source := strings.ReplaceAll(c.source, "HOME", w.home); !strings.Contains(err.Error(), source) && !strings.Contains(err.Error(), c.source) {
				t.Errorf("message lacks %q: %v", source, err)
			}
			if c.sent != "" && strings.Contains(err.Error(), c.sent) {
				t.Errorf("the token is in the message: %v", err)
			}
		})
	}
}

// TestRefusedTokens: these fail before any request.
func TestRefusedTokens(t *testing.T) {
	for name, c := range map[string]struct {
		env    map[string]string
		change func(*hub.Options)
		says   string
	}{
		"undefined":          {map[string]string{"HF_TOKEN": "undefined"}, nil, `HF_TOKEN is the word "undefined"`},
		"null":               {map[string]string{"HUGGING_FACE_HUB_TOKEN": "null"}, nil, "HUGGING_FACE_HUB_TOKEN is the word"},
		"not ASCII":          {map[string]string{"HF_TOKEN": "hf_s3cretä"}, nil, "at byte 9"},
		"inner space":        {map[string]string{"HF_TOKEN": "hf_s3cret x"}, nil, "a character that no token has"},
		"header injection":   {nil, token("hf_s3cret\x00X-Evil: 1"), "the token argument"},
		"blank argument":     {nil, func(o *hub.Options) { o.TokenSet = true }, "blank"},
		"space argument":     {nil, token(" \t"), "blank"},
		"required and none":  {nil, func(o *hub.Options) { o.RequireToken = true }, "none was found"},
		"required, disabled": {nil, func(o *hub.Options) { o.RequireToken, o.NoToken = true, true }, "both"},
		"argument, refused":  {nil, func(o *hub.Options) { o.Token, o.NoToken = "hf_s3cret", true }, "both"},
		"over plain http":    {map[string]string{"HF_ENDPOINT": "http://hub.corp", "HF_TOKEN": "hf_s3cret"}, nil, "plain http"},
	} {
		t.Run(name, func(t *testing.T) {
			w := start(t, standin.Config{})
			for name, value := range c.env {
				w.env[name] = value
			}
			if c.change == nil {
				c.change = func(*hub.Options) {}
			}
			_, err := w.one(c.change)
			code := status.InvalidArgument
			if name == "required and none" {
				code = status.TokenNotFound
			}
			w.fails(err, code, c.says)
			w.expectRequests()
		})
	}
}

// TestServerEchoesToken: what a server says goes into the message, but never the token.
func TestServerEchoesToken(t *testing.T) {
	w := start(t, standin.Config{})
	w.hub.Inject(standin.Fault{Status: 403, Header: map[string]string{
		"X-Error-Message": "no entry for hf_good\u0085, go away", "X-Request-Id": "id-hf_good"}})
	_, err := w.one(token("hf_good"))
	e := w.fails(err, status.Forbidden, "no entry for ***", "go away", "scope", "IP addresses")
	w.noSecret(e.RequestID)
	if strings.ContainsRune(e.Message, 0x85) {
		t.Errorf("a control character in %q", e.Message)
	}
}

// TestTokenLeavesNoTrace: whatever comes of a load, and however a server tries, the token is in nothing that
// the load leaves: not in the cache, in the names of files or in what they hold, not in what it says or logs,
// not in an address, and not with another origin.
func TestTokenLeavesNoTrace(t *testing.T) {
	const secret = "hf_s3cretS3cret"
	echo := func(header ...string) standin.Fault {
		f := standin.Fault{Header: map[string]string{}}
		for i := 0; i < len(header); i += 2 {
			f.Header[header[i]] = header[i+1]
		}
		return f
	}
	with := func(f standin.Fault, change func(*standin.Fault)) []standin.Fault {
		change(&f)
		return []standin.Fault{f}
	}
	for name, c := range map[string]struct {
		faults  []standin.Fault
		private bool
	}{
		"served":         {},
		"refused":        {private: true},
		"an ETag":        {faults: []standin.Fault{echo("ETag", `"`+secret+`"`)}},
		"a path as ETag": {faults: []standin.Fault{echo("ETag", `"../`+secret+`"`)}},
		"a commit":       {faults: []standin.Fault{echo("X-Repo-Commit", secret)}},
		"a message":      {faults: with(echo("X-Error-Message", secret, "X-Request-Id", secret, "X-Error-Code", secret), func(f *standin.Fault) { f.Status = 403 })},
		"a quota":        {faults: with(echo("RateLimit-Policy", secret, "Retry-After", "99999"), func(f *standin.Fault) { f.Status = 429 })},
		"a body": {faults: with(echo(), func(f *standin.Fault) {
			f.Status, f.Method, f.Body = 400, "GET", standin.Text(`{"error": "`+secret+`"}`)
		})},
		"content":             {faults: with(echo(), func(f *standin.Fault) { f.Method, f.Body = "GET", standin.Text(secret) })},
		"a redirect's path":   {faults: with(echo("Location", "/"+secret+"/x"), func(f *standin.Fault) { f.Status = 302 })},
		"a redirect's host":   {faults: with(echo("Location", "https://"+secret+".example/x"), func(f *standin.Fault) { f.Status = 302 })},
		"a redirect's query":  {faults: with(echo("Location", "/org/tokenizer/resolve/main/tokenizer.json?t="+secret), func(f *standin.Fault) { f.Status, f.Times = 302, 1 })},
		"a compressed answer": {faults: []standin.Fault{echo("Content-Encoding", secret)}},
	} {
		t.Run(name, func(t *testing.T) {
			w := start(t, standin.Config{})
			w.hub.AddToken(secret, standin.Good)
			w.repo.Gated = true
			if c.private {
				w.hub.AddToken(secret, standin.Ungranted)
			}
			w.hub.Inject(c.faults...)
			w.env["HF_TOKEN"] = secret
			cmd := w.fetch("-debug", repoID, "tokenizer.json", "tokenizer.model", "onnx/tokenizer.json")
			var left strings.Builder
			cmd.Stderr = &left
			out, err := cmd.Output()
			if err != nil {
				t.Fatal(err)
			}
			left.Write(out)
			err = filepath.WalkDir(w.home, func(path string, entry fs.DirEntry, err error) error {
				left.WriteString(path + "\n")
				if err == nil && entry.Type().IsRegular() {
					content, err := os.ReadFile(path)
					left.Write(content)
					return err
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			asked := false
			for _, r := range w.hub.Requests() {
				own := r.Origin == "hub" && r.Header.Get("Authorization") == "Bearer "+secret
				asked = asked || own
				r.Header.Del("Authorization")
				if !strings.Contains(name, "redirect") { // which is an address that the server made
					left.WriteString(r.URI + r.Host)
				}
				fmt.Fprintln(&left, r.Header)
			}
			if !asked {
				t.Error("the token was not sent at all")
			}
			if at := strings.Index(strings.ToLower(left.String()), "s3cret"); at >= 0 {
				t.Errorf("the token is in: %s", left.String()[max(0, at-300):at+30])
			}
		})
	}
}
