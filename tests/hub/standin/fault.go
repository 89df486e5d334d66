package standin

import (
	"io"
	"log"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Fault changes the answers to the requests it matches. In JSON it is the form of the command's -fault
// flag and of the control endpoint.
type Fault struct {
	Origin string `json:"origin,omitempty"` // "hub" or "cdn"; "": both
	Method string `json:"method,omitempty"` // "": any
	Path   string `json:"path,omitempty"`   // part of the request's URI; "": any
	Skip   int    `json:"skip,omitempty"`   // leave this many matching requests alone first
	Times  int    `json:"times,omitempty"`  // then apply so often; 0: always

	Status int               `json:"status,omitempty"` // answer with this status and an empty body instead
	Header map[string]string `json:"header,omitempty"` // set on the answer
	Remove []string          `json:"remove,omitempty"` // headers taken off the answer
	Body   *string           `json:"body,omitempty"`   // replaces the body; Content-Length follows it

	NoRange    bool `json:"no_range,omitempty"`    // answer as if there were no Range header
	DelayMS    int  `json:"delay_ms,omitempty"`    // before the answer begins
	Stall      bool `json:"stall,omitempty"`       // the answer never begins
	StallAfter *int `json:"stall_after,omitempty"` // the body stops after so many bytes, the connection stays
	ResetAfter *int `json:"reset_after,omitempty"` // the connection is reset after so many bytes of body
	CutAfter   *int `json:"cut_after,omitempty"`   // the connection ends in order after so many bytes of body
	Endless    bool `json:"endless,omitempty"`     // the body, sent chunked, is followed by spaces for ever
	PaceMS     int  `json:"pace_ms,omitempty"`     // one byte of body each so many milliseconds
}

// At is a value for the fields that count bytes.
func At(n int) *int { return &n }

// Text is a value for Body.
func Text(s string) *string { return &s }

// fault picks the fault for a request; h.mu is held.
func (h *Hub) fault(origin string, r *http.Request) *Fault {
	for i, f := range h.faults {
		if f.Origin != "" && f.Origin != origin || f.Method != "" && f.Method != r.Method || !strings.Contains(r.RequestURI, f.Path) {
			continue
		}
		if f.Skip > 0 {
			f.Skip--
			continue
		}
		if f.Times == 1 {
			h.faults = append(h.faults[:i:i], h.faults[i+1:]...)
		} else if f.Times > 1 {
			f.Times--
		}
		picked := *f
		return &picked
	}
	return nil
}

func (f *Fault) change(resp *response) {
	if f.Status != 0 {
		request, limit := resp.header.Get("X-Request-Id"), resp.header.Get("RateLimit")
		*resp = *newResponse()
		resp.status = f.Status
		resp.header.Set("X-Request-Id", request)
		if limit != "" {
			resp.header.Set("RateLimit", limit)
		}
	}
	if f.Body != nil {
		resp.body.Reset()
		resp.body.WriteString(*f.Body)
		resp.header.Set("Content-Length", strconv.Itoa(len(*f.Body)))
	}
	for _, name := range f.Remove {
		resp.header.Del(name)
	}
	for name, value := range f.Header {
		resp.header.Set(name, value)
	}
}

// send writes resp as fault asks.
func (h *Hub) send(w http.ResponseWriter, r *http.Request, resp *response, fault *Fault) {
	if fault == nil {
		fault = &Fault{}
	}
	if !h.pause(r, time.Duration(fault.DelayMS)*time.Millisecond) {
		return
	}
	if fault.Stall {
		h.stall(r)
		return
	}
	body := resp.body.Bytes()
	if resp.header.Get("Content-Length") == "" && !fault.Endless {
		resp.header.Set("Content-Length", strconv.Itoa(len(body)))
	}
	if fault.Endless {
		resp.header.Del("Content-Length")
	}
	for name, values := range resp.header {
		w.Header()[name] = values
	}
	w.WriteHeader(resp.status)
	if r.Method == http.MethodHead {
		return
	}
	cut := len(body)
	for _, at := range []*int{fault.StallAfter, fault.ResetAfter, fault.CutAfter} {
		if at != nil {
			cut = min(cut, *at)
		}
	}
	if !h.write(w, r, body[:cut], time.Duration(fault.PaceMS)*time.Millisecond) {
		return
	}
	switch {
	case fault.StallAfter != nil:
		h.stall(r)
	case fault.ResetAfter != nil:
		reset(w)
	case fault.CutAfter != nil:
		panic(http.ErrAbortHandler)
	case fault.Endless:
		for h.write(w, r, []byte(strings.Repeat(" ", 64<<10)), 0) {
		}
	}
}

// write sends p, a byte at a time if there is a pace, and flushes; false once the client has gone.
func (h *Hub) write(w http.ResponseWriter, r *http.Request, p []byte, pace time.Duration) bool {
	flush := func() bool { return http.NewResponseController(w).Flush() == nil }
	if pace == 0 {
		_, err := w.Write(p)
		return err == nil && flush()
	}
	for i := range p {
		if _, err := w.Write(p[i : i+1]); err != nil || !flush() || !h.pause(r, pace) {
			return false
		}
	}
	return true
}

// pause waits; false if the client or the Hub ended meanwhile.
func (h *Hub) pause(r *http.Request, d time.Duration) bool {
	if d == 0 {
		return true
	}
	select {
	case <-time.After(d):
		return true
	case <-r.Context().Done():
	case <-h.closing:
	}
	return false
}

func (h *Hub) stall(r *http.Request) {
	select {
	case <-r.Context().Done():
	case <-h.closing:
	}
	panic(http.ErrAbortHandler)
}

// reset ends the connection with a TCP RST where the transport allows it.
func reset(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if c, ok := conn.(interface{ SetLinger(int) error }); ok {
		c.SetLinger(0)
	}
	conn.Close()
}

func discardLog() *log.Logger { return log.New(io.Discard, "", 0) }
