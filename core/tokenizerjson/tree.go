package tokenizerjson

// value is a JSON value as a tree, for the small parts of the file: nil, bool, number, string, []value or
// *object. Vocabularies are never read so.
type value = any

// object is a JSON object. Of a key that occurs twice the last value counts.
type object struct {
	keys   []string
	values map[string]value
}

// tree reads the next value whole.
func (r *reader) tree() (value, error) {
	switch c := r.peek(); {
	case c == '{':
		o := &object{values: map[string]value{}}
		err := r.object(func(key []byte) error {
			k := string(key)
			v, err := r.tree()
			if err != nil {
				return err
			}
			if _, twice := o.values[k]; !twice {
				o.keys = append(o.keys, k)
			}
			o.values[k] = v
			return nil
		})
		return o, err
	case c == '[':
		list := []value{}
		err := r.array(func(int) error {
			v, err := r.tree()
			list = append(list, v)
			return err
		})
		return list, err
	case c == '"':
		s, err := r.str()
		return string(s), err
	case c == 't' || c == 'f':
		return r.boolean()
	case c == 'n' && r.null():
		return nil, nil
	case c == '-' || '0' <= c && c <= '9':
		return r.number()
	}
	return nil, r.unexpected("a value")
}
