package regex

import (
	"errors"
	"fmt"
)

// Error says why a pattern is refused.
type Error struct {
	Pattern string
	Pos     int // byte offset in Pattern at which the fault was noticed
	Reason  string
}

func (e *Error) Error() string {
	return fmt.Sprintf("invalid regular expression %q at byte %d: %s", e.Pattern, e.Pos, e.Reason)
}

// ErrLimit is returned by a search that would take unreasonably long: one that Oniguruma gives up too, or
// one whose time grows with more than the length of the text.
var ErrLimit = errors.New("regular expression search takes too long")

// ErrEndless is returned by FindAll where matches would repeat for ever, because \K in a look-behind moved
// the start of a match before the end of the one before it.
var ErrEndless = errors.New("regular expression matches the same text again and again")

// Reasons, in Oniguruma's words where it has the same.
const (
	errTooDeep         = "parse depth limit over"
	errEmptyClass      = "empty char-class"
	errPrematureClass  = "premature end of char-class"
	errEndAtEscape     = "end pattern at escape"
	errEndAtMeta       = "end pattern at meta"
	errEndAtControl    = "end pattern at control"
	errMetaSyntax      = "invalid meta-code syntax"
	errControlSyntax   = "invalid control-code syntax"
	errClassAtRangeEnd = "char-class value at end of range"
	errUnmatchedRange  = "unmatched range specifier in char-class"
	errNoRepeatTarget  = "target of repeat operator is not specified"
	errBadRepeatTarget = "target of repeat operator is invalid"
	errUnmatchedClose  = "unmatched close parenthesis"
	errUnmatchedParen  = "end pattern with unmatched parenthesis"
	errEndInGroup      = "end pattern in group"
	errUndefinedOption = "undefined group option"
	errInvalidOption   = "invalid group option"
	errPosixBracket    = "invalid POSIX bracket type"
	errLookBehind      = "invalid pattern in look-behind"
	errBigNumber       = "too big number"
	errBigRepeat       = "too big number for repeat range"
	errEmptyRange      = "empty range in char class"
	errShortChar       = "too short multibyte code string"
	errInvalidBackref  = "invalid backref number/name"
	errNumberedRef     = "numbered backref/call is not allowed. (use name)"
	errTooManyCaptures = "too many captures"
	errLongCodePoint   = "too long wide-char value"
	errCodePoint       = "invalid code point value"
	errWideChar        = "invalid wide-char value"
	errEmptyName       = "group name is empty"
	errBadName         = "invalid group name <%s>"
	errBadNameChar     = "invalid char in group name <%s>"
	errUndefinedName   = "undefined name <%s> reference"
	errUndefinedGroup  = "undefined group <%s> reference"
	errAmbiguousCall   = "multiplex definition name <%s> call"
	errEndless         = "never ending recursion"
	errProperty        = "invalid character property name {%s}"
	errIfElse          = "invalid if-else syntax"
	errUTF8            = "not valid UTF-8"
	errCallout         = "callouts are not supported"
	errFindLongest     = "the option L (find the longest) is not supported"
	errLevel           = "back-references with a level are not supported"
	errTooLarge        = "the compiled program is too large"
)

// fail ends the compilation; Compile recovers it.
func (c *compiler) fail(pos int, reason string, args ...any) {
	if len(args) > 0 {
		reason = fmt.Sprintf(reason, args...)
	}
	panic(&Error{Pattern: c.pattern, Pos: pos, Reason: reason})
}
