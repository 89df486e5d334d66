// worker.py for engines of Node: the commands load, texts, encode and digests.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

const WARM_UP = 'Hello';

const engines = {
  'hftok-node': async (file) => {
    const { Tokenizer } = await import('hftok');
    const tokenizer = await Tokenizer.from_file(file);
    const plain = { add_special_tokens: false };
    return { call: 'Tokenizer.encode_ids', each: (texts) => texts.map((text) => tokenizer.encode_ids(text, plain)) };
  },
  'huggingface-js': async (file) => {
    const { Tokenizer } = await import('@huggingface/tokenizers');
    const tokenizer = new Tokenizer(JSON.parse(readFileSync(file, 'utf8')), {});
    const plain = { add_special_tokens: false };
    return { call: 'Tokenizer.encode(...).ids', each: (texts) => texts.map((text) => tokenizer.encode(text, plain).ids) };
  },
};

const make = engines[process.argv[2]];
let engine, documents, result;

const commands = {
  async load({ path: file }) {
    const started = performance.now();
    engine = await make(file);
    const seconds = (performance.now() - started) / 1000;
    engine.each([WARM_UP]);
    return { seconds, paths: { each: engine.call }, special: false };
  },
  texts({ path: file }) {
    const data = readFileSync(file);
    documents = [];
    for (let at = 0; at < data.length; ) {
      const size = data.readUInt32LE(at);
      documents.push(data.toString('utf8', at + 4, at + 4 + size));
      at += 4 + size;
    }
    return {};
  },
  encode({ repeat = 1 }) {
    const cpu = [], wall = [];
    for (let i = 0; i < repeat; i++) {
      const wallStart = performance.now(), cpuStart = process.cpuUsage();
      result = engine.each(documents);
      const used = process.cpuUsage(cpuStart);
      cpu.push((used.user + used.system) / 1e6);
      wall.push((performance.now() - wallStart) / 1000);
    }
    return { cpu, wall };
  },
  digests() {
    const digest = (ids) => createHash('sha256').update(new Uint8Array(Uint32Array.from(ids).buffer)).digest('hex').slice(0, 12);
    return { digests: result.map(digest) };
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const { do: name, ...rest } = JSON.parse(line);
  let answer;
  try {
    answer = await commands[name](rest);
  } catch (error) {
    answer = { error: String(error).split('\n')[0].slice(0, 200) };
  }
  process.stdout.write(JSON.stringify(answer) + '\n');
}
