package main

func union(sets ...[]span) []span { return fromTable(toTable(sets...)) }

func minus(set, other []span) []span {
	in, out := toTable(set), toTable(other)
	for c, member := range out {
		in[c] = in[c] && !member
	}
	return fromTable(in)
}

func toTable(sets ...[]span) []bool {
	table := make([]bool, codeSpace)
	for _, set := range sets {
		for _, s := range set {
			for c := s.begin; c < s.end; c++ {
				table[c] = true
			}
		}
	}
	return table
}

func fromTable(table []bool) []span {
	var out []span
	for c := 0; c < codeSpace; c++ {
		if !table[c] {
			continue
		}
		begin := c
		for c < codeSpace && table[c] {
			c++
		}
		out = append(out, span{begin, c})
	}
	return out
}
