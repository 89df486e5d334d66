// A worker has an environment of its own, and its token comes from there.
//
//     node worker.js hf_...
import { Worker, isMainThread, parentPort } from 'node:worker_threads';
import { AutoTokenizer } from 'hftok';

if (isMainThread) {
  const env = { ...process.env, HF_TOKEN: process.argv[2] };
  new Worker(new URL(import.meta.url), { env }).on('message', (ids) => console.log(ids));
} else {
  const tokenizer = await AutoTokenizer.from_pretrained('meta-llama/Llama-2-7b-hf');
  parentPort.postMessage(tokenizer.encode('Hello world!'));
}
