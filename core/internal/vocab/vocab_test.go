package vocab

import (
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
)

// someToken makes tokens that differ in few bytes, from 0 to 70 bytes long.
func someToken(i int) string {
	if i == 0 {
		return ""
	}
	return strings.Repeat("ab", i%31) + strconv.FormatInt(int64(i), 2)[i%8%(1+i/1024):]
}

func TestAgainstMap(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	b := NewBuilder(0)
	ids, tokens := map[string]uint32{}, map[uint32]string{}
	for i := range 5000 {
		token := someToken(r.IntN(4000)) // some twice
		id := uint32(i)
		if i%100 == 0 {
			id = math.MaxUint32 - uint32(i)
		}
		delete(tokens, ids[token])
		ids[token], tokens[id] = id, token
		if !b.Add([]byte(token), id) {
			t.Fatal("full")
		}
	}
	v := b.Build()
	if v.Len() != len(ids) {
		t.Errorf("%d tokens, want %d", v.Len(), len(ids))
	}
	for i := range 5000 {
		token := someToken(i)
		want, known := ids[token]
		if id, ok := v.ID([]byte(token)); ok != known || ok && id != want {
			t.Fatalf("ID(%s) = %d, %v; want %d, %v", token, id, ok, want, known)
		}
		if id, ok := v.IDOf(token); ok != known || ok && id != want {
			t.Fatalf("IDOf(%s) = %d, %v; want %d, %v", token, id, ok, want, known)
		}
	}
	var all [][]byte
	for i := range 5000 {
		token := []byte("..." + someToken(i) + strings.Repeat(".", i%40))
		all = append(all, token[3:3+len(someToken(i))]) // with more or less capacity
	}
	found := make([]uint32, len(all))
	v.FindAll(all, found)
	for i, token := range all {
		if e, _ := v.Find(token); e != found[i] {
			t.Fatalf("FindAll(%s) = %d, Find %d", token, found[i], e)
		}
	}
	for id, want := range tokens {
		if token, ok := v.Token(id); !ok || token != want {
			t.Fatalf("Token(%d) = %q, %v; want %q", id, token, ok, want)
		}
	}
	n := 0
	for token, id := range v.All() {
		if ids[token] != id {
			t.Fatalf("All: %q %d", token, id)
		}
		n++
	}
	if n != len(ids) {
		t.Errorf("All yields %d tokens", n)
	}
}

func TestEmpty(t *testing.T) {
	v := NewBuilder(0).Build()
	if _, ok := v.ID(nil); ok {
		t.Error("an empty vocabulary has no empty token")
	}
	if _, ok := v.Token(0); ok {
		t.Error("an empty vocabulary has no id 0")
	}
}
