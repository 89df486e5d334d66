package standin

import (
	"encoding/json"
	"net/http"
)

// control answers /__requests and /__faults, by which a test in another process reads the record and
// scripts faults. It says whether the request was one of these; they are not recorded.
func (h *Hub) control(w http.ResponseWriter, r *http.Request) bool {
	switch r.Method + " " + r.URL.Path {
	case "GET /__requests":
		w.Header().Set("Content-Type", "application/json")
		json.NewEncoder(w).Encode(h.Requests())
	case "DELETE /__requests":
		h.ClearRequests()
		w.WriteHeader(http.StatusNoContent)
	case "POST /__faults":
		var faults []Fault
		decoder := json.NewDecoder(r.Body)
		decoder.DisallowUnknownFields()
		if err := decoder.Decode(&faults); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return true
		}
		h.Inject(faults...)
		w.WriteHeader(http.StatusNoContent)
	case "DELETE /__faults":
		h.ClearFaults()
		w.WriteHeader(http.StatusNoContent)
	default:
		return false
	}
	return true
}
