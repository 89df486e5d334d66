// The example of Transformers.js's guide to private and gated models, with only the import changed.
// https://huggingface.co/docs/transformers.js/guides/private
//
//     HF_TOKEN=hf_... node llama.js
import { AutoTokenizer } from 'hftok';

// Load tokenizer for a gated repository.
const tokenizer = await AutoTokenizer.from_pretrained(process.argv[2] ?? 'meta-llama/Llama-2-7b-hf');

// Encode text.
const text = 'Hello world!';
const encoded = tokenizer.encode(text);
console.log(encoded);
