// The token comes from the program, not from the shell; it may be set at any time before the call.
//
//     node token-in-code.js hf_...
import { AutoTokenizer } from 'hftok';

process.env.HF_TOKEN = process.argv[2];
const tokenizer = await AutoTokenizer.from_pretrained('meta-llama/Llama-2-7b-hf');
console.log(tokenizer.encode('Hello world!'));
