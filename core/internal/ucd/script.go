package ucd

// Scripts that the reference takes together.
const (
	ScriptNone     = 0
	ScriptHan      = scriptHan
	ScriptHiragana = scriptHiragana
	ScriptKatakana = scriptKatakana
)

// Script9 returns a number for the script of r in Unicode 9.0, ScriptNone if it has none.
func Script9(r rune) uint8 {
	if i := uint32(r) >> 7; i < uint32(len(script9Index)) {
		return script9Blocks[uint32(script9Index[i])<<7|uint32(r)&127]
	}
	return ScriptNone
}
