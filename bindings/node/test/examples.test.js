'use strict';
// The programs of examples/node, run as their users run them.

const assert = require('node:assert/strict');
const path = require('node:path');
const { test } = require('node:test');
const { ROOT, PACKAGE, demo, hub, node } = require('./support.js');

const example = (name) => path.join(ROOT, 'examples', 'node', name);
const HELLO = '[ 1, 388, 447, 1613, 1008, 1544 ]'; // from tokenizers 0.23.3

const PROGRAMS = [
  ['llama.js', 'HF_TOKEN'],
  ['llama.cjs', 'HF_TOKEN'],
  ['token-in-code.js', 'argument'],
  ['worker.js', 'argument'],
  ['ffi-napi.cjs', 'HF_TOKEN'],
];

for (const [name, from] of PROGRAMS) {
  test(name, async (t) => {
    const h = await hub(t);
    const env = { ...h.env, NODE_PATH: path.join(PACKAGE, 'node_modules') };
    const start = (token) =>
      from === 'argument'
        ? node([example(name), token], { env })
        : node([example(name)], { env: { ...env, HF_TOKEN: token } });

    const refused = await start('hf_stranger');
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /gated/i);
    assert.doesNotMatch(refused.stdout + refused.stderr, /hf_stranger/);

    const { code, stdout, stderr } = await start('hf_good');
    assert.deepEqual({ code, stderr, ids: stdout.replace(/\s+/g, ' ').trim() }, { code: 0, stderr: '', ids: HELLO });
  });
}

test('encoding.js', async () => {
  const { code, stdout, stderr } = await node([example('encoding.js'), demo('llama2')]);
  assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
  const lines = stdout.trimEnd().split('\n');
  assert.equal(lines[5], '1544 ! "!"');
  assert.equal(lines.at(-1), 'Hello world! 😀');
});
