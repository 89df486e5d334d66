package sugarme_test

import (
	"fmt"

	"github.com/libhftok/libhftok/core/sugarme"
)

func Example() {
	tk, err := sugarme.FromFile("../../tests/data/bert-demo/tokenizer.json")
	if err != nil {
		fmt.Println(err)
		return
	}
	en, err := tk.EncodeSingle("Hello wörld!", true)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(en.Tokens)
	fmt.Println(en.Offsets)
	fmt.Println(tk.Decode(en.Ids, true))
	// Output:
	// [[CLS] he ##llo world ! [SEP]]
	// [[0 0] [0 2] [2 5] [6 12] [12 13] [0 0]]
	// hello world!
}
