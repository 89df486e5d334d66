// Which token covers which part of a text, and text as a model's ids come in.
//
//     node encoding.js path/to/tokenizer.json
import { Tokenizer } from 'hftok';

const tokenizer = await Tokenizer.from_file(process.argv[2]);
const text = 'Hello world! 😀';
const { ids, tokens, offsets } = tokenizer.encode(text);
tokens.forEach((token, i) => console.log(ids[i], token, JSON.stringify(text.slice(...offsets[i]))));

const stream = tokenizer.decode_stream({ skip_special_tokens: true });
for (const id of ids) process.stdout.write(stream.step(id) ?? ''); // an emoji's tokens give it with the last
console.log();
