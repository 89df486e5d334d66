package tokenizerjson

import (
	"math"
	"strconv"
)

// pow10 holds the powers of ten, each the nearest float64; math.Pow10's are products.
var pow10 = func() (p [309]float64) {
	for i := range p {
		p[i], _ = strconv.ParseFloat("1e"+strconv.Itoa(i), 64)
	}
	return
}()

// number is a JSON number. whole tells that it was written as a non-negative integer that fits 64 bits,
// which bits then holds; float is its value in any case.
type number struct {
	float float64
	bits  uint64
	whole bool
}

// number reads a number the way the reference does (serde_json 1 without float_roundtrip): the digits go
// into a 64-bit integer, those beyond are ignored, and one multiplication or division by a power of ten
// makes the result. It can differ from the nearest float64 in the last bit, and token scores compare
// exactly, so that doing better would be wrong.
func (r *reader) number() (number, error) {
	c := r.peek()
	negative := c == '-'
	start := r.pos
	if negative {
		r.pos++
	}
	if !r.digit() {
		r.pos = start
		return number{}, r.unexpected("a number")
	}
	var mantissa uint64
	exponent := 0
	if r.data[r.pos] == '0' {
		r.pos++
		if r.digit() {
			return number{}, r.errorf("a number must not begin with 0")
		}
	}
	whole, full := true, false
	for ; r.digit(); r.pos++ {
		if !full {
			full = !accumulate(&mantissa, r.data[r.pos])
		}
		if full {
			exponent++
			whole = false
		}
	}
	if r.pos < len(r.data) && r.data[r.pos] == '.' {
		whole, full = false, false // the reference tries again after the point
		r.pos++
		if !r.digit() {
			return number{}, r.errorf("expected a digit")
		}
		for ; r.digit(); r.pos++ {
			if !full {
				full = !accumulate(&mantissa, r.data[r.pos])
			}
			if !full {
				exponent--
			}
		}
	}
	if r.pos < len(r.data) && r.data[r.pos]|0x20 == 'e' {
		whole = false
		e, err := r.exponent()
		if err != nil {
			return number{}, err
		}
		exponent += e
	}
	f, ok := scale(float64(mantissa), exponent)
	if !ok {
		return number{}, r.errorAt(start, "number out of range")
	}
	if negative {
		f = -f
	}
	return number{float: f, bits: mantissa, whole: whole && !negative}, nil
}

func (r *reader) digit() bool {
	return r.pos < len(r.data) && r.data[r.pos]-'0' <= 9
}

// accumulate appends a digit to m. It reports false, with m unchanged, if that overflows.
func accumulate(m *uint64, c byte) bool {
	d := uint64(c - '0')
	if *m > math.MaxUint64/10 || *m == math.MaxUint64/10 && d > math.MaxUint64%10 {
		return false
	}
	*m = *m*10 + d
	return true
}

// exponent reads e, a sign and digits. Beyond what any float can have the value is cut.
func (r *reader) exponent() (int, error) {
	const limit = 1 << 20
	r.pos++
	negative := false
	if r.pos < len(r.data) && (r.data[r.pos] == '+' || r.data[r.pos] == '-') {
		negative = r.data[r.pos] == '-'
		r.pos++
	}
	if !r.digit() {
		return 0, r.errorf("expected a digit")
	}
	e := 0
	for ; r.digit(); r.pos++ {
		e = min(10*e+int(r.data[r.pos]-'0'), limit)
	}
	if negative {
		e = -e
	}
	return e, nil
}

// scale returns f times ten to the exponent. It reports false if that is infinite.
func scale(f float64, exponent int) (float64, bool) {
	for exponent < -308 && f != 0 {
		f /= 1e308
		exponent += 308
	}
	switch {
	case f == 0:
		return f, true
	case exponent > 308:
		return 0, false
	case exponent < 0:
		return f / pow10[-exponent], true
	}
	f *= pow10[exponent]
	return f, !math.IsInf(f, 0)
}
