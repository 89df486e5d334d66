// Package sugarme puts our exact and fast engine behind the types of github.com/sugarme/tokenizer, for Go
// programs that are written against them. The line that loads changes, the rest stays:
//
//	tk, err := pretrained.FromFile(path)                  // before
//	tk, err := sugarme.FromFile(path)                     // after
//	tk, err := sugarme.FromPretrained(ctx, "gpt2", nil)   // or from the Hub, with HF_TOKEN
//
//	en, err := tk.EncodeSingle("Hello world!", true)      // *tokenizer.Encoding
//
// Results are *tokenizer.Encoding, inputs tokenizer.EncodeInput, parameters *tokenizer.TruncationParams and
// *tokenizer.PaddingParams. What that package decided differently from Hugging Face's tokenizers in its
// signatures stays too: special tokens are added only if asked for; offsets count bytes of the input text
// but for EncodeCharOffsets, which counts Unicode code points; a missing word index is -1.
//
// # Why a type of our own
//
// A function that names *tokenizer.Tokenizer has to name *[Tokenizer] instead. That struct runs its own added
// vocabulary, truncation and padding around the parts it is given, and no part can mend these:
//   - EncodeBatch ends the process by log.Fatal if one text can't be encoded; so does truncation of a text
//     that is too short for it, and the post-processing step has no way to report an error;
//   - DecodeBatch appends from several goroutines without a lock: texts get lost or change places;
//   - decoding leaves out special tokens only if the struct also searches each text for them, by one
//     regular expression per token, which is neither exact nor fast;
//   - padding on the left panics.
//
// The methods of the pipeline's parts (WithModel, GetNormalizer, EncodeSingleSequence, PostProcess, …) and of
// training are missing: a tokenizer.json is taken whole, and a call to one of them does not compile instead
// of doing nothing. The methods of tokenizer.Encoding are that package's own.
package sugarme
