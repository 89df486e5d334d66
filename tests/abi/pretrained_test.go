package abi

import (
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"github.com/ebitengine/purego"

	"github.com/libhftok/libhftok/tests/hub/standin"
)

const (
	repo      = "meta-llama/Llama-2-7b-hf"
	goodToken = "hf_goodgoodgoodgood"
)

// startHub serves llama2-demo as a gated repository.
func startHub(t *testing.T) *standin.Hub {
	t.Helper()
	hub, err := standin.Start(standin.Config{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(hub.Close)
	files, err := standin.ReadFiles(filepath.Join("..", "data", "llama2-demo"))
	if err != nil {
		t.Fatal(err)
	}
	r := standin.NewRepo(repo, files)
	r.Gated = true
	hub.AddRepo(r)
	hub.AddToken(goodToken, standin.Good)
	return hub
}

// optionsFor points at hub, with a new cache and no environment.
func optionsFor(t *testing.T, hub *standin.Hub, env ...string) *pretrainedOptions {
	t.Helper()
	o := newPretrainedOptions()
	o.Endpoint, o.CacheDir = cstring(hub.Endpoint()), cstring(t.TempDir())
	setEnv(o, append(env, "HF_HOME="+t.TempDir())...)
	return o
}

func setEnv(o *pretrainedOptions, env ...string) {
	block := strings.Join(env, "\x00") + "\x00"
	o.Env, o.EnvSize = cstring(block), uintptr(len(block))
}

func fromPretrained(o *pretrainedOptions) (h handle, code int32, e handle) {
	code = api.FromPretrained(cpath(repo), o, &h, &e)
	return h, code, e
}

func mustLoad(t *testing.T, o *pretrainedOptions) {
	t.Helper()
	h, code, e := fromPretrained(o)
	check(t, code, e)
	defer api.Free(h)
	equal(t, "ids", encode(t, h, "Hello world!", nil), []uint32{1, 388, 447, 1613, 1008, 1544})
}

func TestFromPretrained(t *testing.T) {
	hub := startHub(t)
	o := optionsFor(t, hub)
	_, code, e := fromPretrained(o)
	if status := api.ErrorHTTPStatus(e); status != 401 {
		t.Errorf("HTTP status %d", status)
	}
	if api.ErrorRequestID(e) == "" {
		t.Error("no request id")
	}
	refused(t, gatedNoToken, code, e, repo, "HF_TOKEN")

	o.Token = cstring("hf_wrongwrongwrong")
	_, code, e = fromPretrained(o)
	if strings.Contains(api.ErrorMessage(e), "hf_wrong") {
		t.Error("the message shows the token")
	}
	refused(t, badToken, code, e)

	o.Token = cstring(goodToken)
	mustLoad(t, o)
	o.Token, o.Flags = nil, flagLocalFilesOnly
	mustLoad(t, o)

	// An older header's struct ends before subfolder.
	older := *optionsFor(t, hub)
	older.Size, older.Token = uint32(unsafe.Offsetof(older.Subfolder)), cstring(goodToken)
	older.Subfolder, older.Timeout, older.Progress, older.Cancel = cstring("no/such"), -1, 1, 1
	mustLoad(t, &older)
}

// TestCheckAccess asks for access and fetches nothing.
func TestCheckAccess(t *testing.T) {
	hub := startHub(t)
	o := optionsFor(t, hub)
	ask := func() (int32, handle) {
		var e handle
		return api.CheckAccess(cpath(repo), o, &e), e
	}
	code, e := ask()
	refused(t, gatedNoToken, code, e, repo, "HF_TOKEN")
	o.Token = cstring(goodToken)
	code, e = ask()
	check(t, code, e)
	for _, r := range hub.Requests() {
		if r.Method != "HEAD" {
			t.Errorf("%s %s", r.Method, r.URI)
		}
	}
	var err handle
	refused(t, invalidArgument, api.CheckAccess(nil, o, &err), err, "NULL")
	check(t, api.CancelNew(&o.Cancel, &e), e)
	defer api.CancelFree(o.Cancel)
	api.CancelTrigger(o.Cancel)
	code, e = ask()
	refused(t, cancelled, code, e)
}

func TestEnvironmentOption(t *testing.T) {
	hub := startHub(t)
	mustLoad(t, optionsFor(t, hub, "HF_TOKEN="+goodToken))
	mustLoad(t, optionsFor(t, hub, "HF_TOKEN="+goodToken, "HF_TOKEN=hf_second"))
	mustLoad(t, optionsFor(t, hub, "no variable", "HF_TOKEN="+goodToken))
	_, code, e := fromPretrained(optionsFor(t, hub, "HF_TOKEN2="+goodToken))
	refused(t, gatedNoToken, code, e)
	o := optionsFor(t, hub, "HF_TOKEN="+goodToken)
	o.Flags = flagNoToken
	_, code, e = fromPretrained(o)
	refused(t, gatedNoToken, code, e)
}

// TestLiveEnvironment changes the process's environment after the library was loaded, as C, Python and
// Node do.
func TestLiveEnvironment(t *testing.T) {
	libc, err := purego.Dlopen("libc.so.6", purego.RTLD_NOW)
	if err != nil {
		t.Fatal(err)
	}
	var setenv func(name, value string, overwrite int32) int32
	var unsetenv func(name string) int32
	purego.RegisterLibFunc(&setenv, libc, "setenv")
	purego.RegisterLibFunc(&unsetenv, libc, "unsetenv")
	hub := startHub(t)
	o := optionsFor(t, hub)
	o.Env, o.EnvSize = nil, 0
	setenv("HF_HOME", t.TempDir(), 1)
	setenv("HF_TOKEN", goodToken, 1)
	defer unsetenv("HF_HOME")
	defer unsetenv("HF_TOKEN")
	mustLoad(t, o)

	unsetenv("HF_TOKEN")
	o.CacheDir = cstring(t.TempDir())
	_, code, e := fromPretrained(o)
	refused(t, gatedNoToken, code, e)

	setenv("HF_TOKEN", goodToken, 1)
	setEnv(o, "HF_HOME="+t.TempDir())
	_, code, e = fromPretrained(o)
	refused(t, gatedNoToken, code, e) // env stands for the whole environment
}

// A listener is a progress and log function that records what it was told.
type listener struct {
	mu     sync.Mutex
	files  []string // "file done total"
	beats  int
	logs   []string
	thread int // 0: any
	wrong  int // calls on another thread
	answer func(l *listener, file string) uintptr
}

// The library is given one function of each kind, and the listener of a call as its user pointer:
// purego never frees a callback.
var (
	listeners sync.Map // uintptr → *listener

	progressFn = purego.NewCallback(func(user uintptr, file *byte, done, total uint64) uintptr {
		l := listenerOf(user)
		l.mu.Lock()
		defer l.mu.Unlock()
		name := ""
		if file == nil {
			l.beats++
		} else {
			name = goString(file)
			l.files = append(l.files, name)
			if done == total && total > 0 {
				l.files = append(l.files, "end")
			}
		}
		if l.answer == nil {
			return 0
		}
		return l.answer(l, name)
	})
	logFn = purego.NewCallback(func(user uintptr, level int32, message *byte) uintptr {
		l := listenerOf(user)
		l.mu.Lock()
		defer l.mu.Unlock()
		l.logs = append(l.logs, goString(message))
		return 0
	})
)

func listenerOf(user uintptr) *listener {
	v, _ := listeners.Load(user)
	l := v.(*listener)
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.thread != 0 && syscall.Gettid() != l.thread {
		l.wrong++
	}
	return l
}

// listen registers a new listener for calls of this thread, which it locks.
func listen(t *testing.T) (*listener, uintptr) {
	t.Helper()
	runtime.LockOSThread()
	l := &listener{thread: syscall.Gettid()}
	user := uintptr(unsafe.Pointer(l))
	listeners.Store(user, l)
	t.Cleanup(func() {
		runtime.UnlockOSThread()
		listeners.Delete(user)
		if l.wrong != 0 {
			t.Errorf("%d calls on another thread", l.wrong)
		}
	})
	return l, user
}

func goString(p *byte) string {
	n := 0
	for *(*byte)(unsafe.Add(unsafe.Pointer(p), n)) != 0 {
		n++
	}
	return string(unsafe.Slice(p, n))
}

func TestProgress(t *testing.T) {
	hub := startHub(t)
	l, user := listen(t)
	o := optionsFor(t, hub, "HF_TOKEN="+goodToken)
	o.Progress, o.ProgressUser = progressFn, user
	mustLoad(t, o)
	if n := len(l.files); n < 2 || l.files[0] != "tokenizer.json" || l.files[n-1] != "end" {
		t.Errorf("progress: %v", l.files)
	}
}

// TestHeartbeat lets the Hub be silent: the host hears of it, and can end the call.
func TestHeartbeat(t *testing.T) {
	hub := startHub(t)
	hub.Inject(standin.Fault{Method: "GET", Path: "tokenizer.json", Stall: true})
	l, user := listen(t)
	l.answer = func(l *listener, _ string) uintptr {
		if l.beats >= 3 {
			return 7
		}
		return 0
	}
	o := optionsFor(t, hub, "HF_TOKEN="+goodToken)
	o.Progress, o.ProgressUser, o.Timeout = progressFn, user, 600
	_, code, e := fromPretrained(o)
	refused(t, cancelled, code, e)
	if l.beats != 3 {
		t.Errorf("%d heartbeats: called again after it had said no", l.beats)
	}
}

func TestProgressMayCancel(t *testing.T) {
	hub := startHub(t)
	l, user := listen(t)
	l.answer = func(_ *listener, file string) uintptr {
		if file != "" {
			return ^uintptr(0)
		}
		return 0
	}
	o := optionsFor(t, hub, "HF_TOKEN="+goodToken)
	o.Progress, o.ProgressUser = progressFn, user
	_, code, e := fromPretrained(o)
	refused(t, cancelled, code, e)
	if n := slices.Index(l.files, "tokenizer.json"); n != 0 || slices.Contains(l.files[1:], "tokenizer.json") {
		t.Errorf("progress after it was refused: %v", l.files)
	}
}

func TestCancelToken(t *testing.T) {
	hub := startHub(t)
	hub.Inject(standin.Fault{Path: "tokenizer.json", Stall: true})
	var c, e handle
	check(t, api.CancelNew(&c, &e), e)
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			o := optionsFor(t, hub, "HF_TOKEN="+goodToken)
			o.Cancel, o.Timeout = c, 600
			_, code, e := fromPretrained(o)
			refused(t, cancelled, code, e)
		})
	}
	for len(hub.Requests()) < 3 {
		time.Sleep(time.Millisecond)
	}
	api.CancelTrigger(c)
	wg.Wait()

	hub.ClearFaults()
	hub.ClearRequests()
	o := optionsFor(t, hub, "HF_TOKEN="+goodToken)
	o.Cancel = c
	_, code, e := fromPretrained(o)
	refused(t, cancelled, code, e) // a token stays triggered
	if n := len(hub.Requests()); n != 0 {
		t.Errorf("a cancelled call made %d requests", n)
	}
	api.CancelFree(c)

	// A token that is freed while it is used lets the call go on.
	check(t, api.CancelNew(&c, &e), e)
	o.Cancel = c
	l, user := listen(t)
	l.answer = func(*listener, string) uintptr { api.CancelFree(c); api.CancelTrigger(c); return 0 }
	o.Progress, o.ProgressUser = progressFn, user
	mustLoad(t, o)
}

func TestLog(t *testing.T) {
	hub := startHub(t)
	o := optionsFor(t, hub, "HF_TOKEN="+goodToken)
	mustLoad(t, o)
	hub.Inject(standin.Fault{Status: 503})
	setEnv(o, "HF_HOME="+t.TempDir()) // the cache serves although no token is left

	l, user := listen(t)
	api.SetLog(logFn, user, 1)
	defer api.SetLog(0, 0, 0)
	mustLoad(t, o)
	if len(l.logs) == 0 || !strings.Contains(l.logs[0], "503") {
		t.Errorf("log of a load that fell back to the cache: %q", l.logs)
	}
	api.SetLog(logFn, user, 0)
	l.logs = nil
	mustLoad(t, o)
	api.SetLog(0, user, 3)
	mustLoad(t, o)
	if len(l.logs) != 0 {
		t.Errorf("logged although nothing was asked for: %q", l.logs)
	}
}

func TestLocalPaths(t *testing.T) {
	var h, e handle
	o := newPretrainedOptions()
	setEnv(o, "HF_HOME="+t.TempDir())
	dir, err := filepath.Abs(filepath.Dir(dataFile("llama2-demo")))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{dir, filepath.Join(dir, "tokenizer.json")} {
		check(t, api.FromPretrained(cpath(path), o, &h, &e), e)
		equal(t, "ids", encode(t, h, "Hello world!", nil), []uint32{1, 388, 447, 1613, 1008, 1544})
		api.Free(h)
	}
	refused(t, ioError, api.FromPretrained(cpath(filepath.Join(dir, "absent")), o, &h, &e), e, "absent")
}
