// Package hex reads the digits of JSON's \uXXXX.
package hex

// Unit returns the UTF-16 unit that four digits stand for. It reports false if one of digits is none.
func Unit(digits []byte) (unit rune, ok bool) {
	for _, c := range digits {
		switch {
		case '0' <= c && c <= '9':
			c -= '0'
		case 'a' <= c|0x20 && c|0x20 <= 'f':
			c = c | 0x20 - 'a' + 10
		default:
			return 0, false
		}
		unit = unit<<4 | rune(c)
	}
	return unit, true
}
