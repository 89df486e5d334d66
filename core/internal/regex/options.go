package regex

// options are what (?imxWDSPy) switches. (?CIL) are options of the whole pattern.
type options struct {
	ignoreCase bool
	dotAll     bool // (?m)
	extended   bool
	asciiWord  bool
	asciiDigit bool
	asciiSpace bool
	asciiPosix bool
	wordBreak  bool // (?y{w})
	noCapture  bool
}

// standardTypes are the sets whose names confines takes, those of the POSIX brackets.
var standardTypes = map[string]bool{
	"newline": true, "alpha": true, "blank": true, "cntrl": true, "digit": true, "graph": true, "lower": true,
	"print": true, "posixpunct": true, "space": true, "upper": true, "xdigit": true, "word": true, "alnum": true,
}

// confines reports whether the options confine the standard type name to ASCII.
func (o options) confines(name string) bool {
	return standardTypes[name] && o.asciiPosix ||
		name == "word" && o.asciiWord || name == "digit" && o.asciiDigit || name == "space" && o.asciiSpace
}
