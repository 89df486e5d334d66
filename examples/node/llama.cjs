// llama.js as CommonJS: import is require, and there is no await outside of a function.
//
//     HF_TOKEN=hf_... node llama.cjs
const { AutoTokenizer } = require('hftok');

AutoTokenizer.from_pretrained(process.argv[2] ?? 'meta-llama/Llama-2-7b-hf').then((tokenizer) => {
  console.log(tokenizer.encode('Hello world!'));
});
