package decoder

import "strings"

// WordPiece joins words with spaces: a token but the first loses the prefix, or gains a space if it has
// none. With cleanup, the spaces before punctuation and English contractions go, token by token.
type WordPiece struct {
	prefix  string
	cleanup bool
}

func NewWordPiece(prefix string, cleanup bool) *WordPiece { return &WordPiece{prefix, cleanup} }

func (d *WordPiece) DecodeChain(tokens []string) ([]string, error) { return decodeEach(d, tokens) }
func (d *WordPiece) edges() (first, last bool)                     { return true, false }

func (d *WordPiece) decodeToken(token string, first, last bool) (string, error) {
	if !first {
		if rest, ok := strings.CutPrefix(token, d.prefix); ok {
			token = rest
		} else {
			token = " " + token
		}
	}
	if d.cleanup {
		token = cleanup(token)
	}
	return token, nil
}

// artifacts are replaced one after the other, each in what the one before made.
var artifacts = [...][2]string{
	{" .", "."}, {" ?", "?"}, {" !", "!"}, {" ,", ","}, {" ' ", "'"}, {" n't", "n't"}, {" 'm", "'m"},
	{" do not", " don't"}, {" 's", "'s"}, {" 've", "'ve"}, {" 're", "'re"},
}

func cleanup(s string) string {
	if !hasArtifact(s) {
		return s
	}
	for _, a := range artifacts {
		s = strings.ReplaceAll(s, a[0], a[1])
	}
	return s
}

// hasArtifact reports whether s may hold an artifact: a space before one of the characters that follow it
// in all of them.
func hasArtifact(s string) bool {
	for i := 1; i < len(s); i++ {
		if s[i-1] == ' ' && strings.IndexByte(".?!,'nd", s[i]) >= 0 {
			return true
		}
	}
	return false
}
