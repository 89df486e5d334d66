// Package status holds the error type that every room of the library returns and the codes of the
// public contract. It imports nothing of ours.
package status

import (
	"errors"
	"fmt"
)

// Code says what kind of failure an Error is. The values are those of include/hftok.h and are only
// ever added to; package export fails to compile when they drift.
type Code int32

const (
	OK               Code = 0
	InvalidArgument  Code = -1
	InvalidHandle    Code = -2
	BufferTooSmall   Code = -3
	NotFound         Code = -4
	Internal         Code = -5
	Forked           Code = -6
	Cancelled        Code = -7
	OutOfMemory      Code = -8
	Unsupported      Code = -9
	IO               Code = -20
	InvalidTokenizer Code = -21
	Encode           Code = -30
	Decode           Code = -31
	GatedNoToken     Code = -100
	GatedDenied      Code = -101
	BadToken         Code = -102
	RepoNotFound     Code = -103
	RevisionNotFound Code = -104
	EntryNotFound    Code = -105
	Disabled         Code = -106
	Forbidden        Code = -107
	RateLimited      Code = -108
	Server           Code = -109
	NotAHub          Code = -110
	Integrity        Code = -111
	Network          Code = -112
	TLS              Code = -113
	Proxy            Code = -114
	Offline          Code = -115
	LocalMiss        Code = -116
	Timeout          Code = -117
	InvalidRepo      Code = -118
	TokenNotFound    Code = -119
)

// Error is what every fallible call of the library returns. Message is complete by itself and never
// holds a secret.
type Error struct {
	Code       Code
	Message    string
	HTTPStatus int    // 0 if the failure did not come from an HTTP answer
	RequestID  string // the Hub's X-Request-Id, or ""
	Err        error  // cause, or nil
}

func (e *Error) Error() string { return e.Message }
func (e *Error) Unwrap() error { return e.Err }

// Errorf makes an Error with a formatted message. Wrapping with %w keeps the cause.
func Errorf(code Code, format string, args ...any) *Error {
	err := fmt.Errorf(format, args...)
	return &Error{Code: code, Message: err.Error(), Err: errors.Unwrap(err)}
}

// CodeOf returns the code of the first Error in err's chain, OK for nil and Internal for an error that
// is not ours.
func CodeOf(err error) Code {
	if err == nil {
		return OK
	}
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return Internal
}
