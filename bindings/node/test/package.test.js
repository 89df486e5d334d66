'use strict';
// The package as a whole: both module systems, types, what it loads and what it says when it can't.

const assert = require('node:assert/strict');
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { pathToFileURL } = require('node:url');
const { test } = require('node:test');
const hftok = require('..');
const { ROOT, PACKAGE, BACKEND, demo, node, run, scratch } = require('./support.js');

const LOAD = `hftok.Tokenizer.from_file(${JSON.stringify(demo('llama2'))}).then(
  (t) => console.log(t.encode('Hello world!').ids.join()),
  (e) => console.log(e.name, e.code, e.message));`;
const IDS = '1,388,447,1613,1008,1544';

test('import and require give the same', async () => {
  const imported = await import('../index.mjs');
  const { default: all, ...named } = imported;
  assert.equal(all, hftok);
  assert.deepEqual({ ...named }, { ...hftok });
});

test('the types name all that is there, and what they promise compiles', (t) => {
  const types = fs.readFileSync(path.join(PACKAGE, 'index.d.ts'), 'utf8');
  const names = [...types.matchAll(/^export (?:class|function|const) (\w+)/gm)].map((m) => m[1]);
  assert.deepEqual(names.sort(), Object.keys(hftok).sort());
  for (const method of [
    hftok.Tokenizer, Object.getPrototypeOf(hftok.Tokenizer), hftok.PreTrainedTokenizer, hftok.Encoding, hftok.DecodeStream,
  ].flatMap((c) => Object.getOwnPropertyNames(c.prototype))) {
    if (!method.startsWith('_') || method === '_call') assert.match(types, new RegExp(`\\b${method}\\b`));
  }

  const dir = scratch(t);
  fs.mkdirSync(path.join(dir, 'node_modules'));
  fs.symlinkSync(PACKAGE, path.join(dir, 'node_modules', 'hftok'));
  fs.writeFileSync(path.join(dir, 'package.json'), '{"type": "module"}');
  fs.copyFileSync(path.join(__dirname, 'types.ts'), path.join(dir, 'types.ts'));
  fs.writeFileSync(path.join(dir, 'types.cts'), "import hftok = require('hftok');\nexport const t: Promise<hftok.Tokenizer> = hftok.Tokenizer.from_str('{}');\n");
  const tsc = [require.resolve('typescript/bin/tsc'), '--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2022'];
  try {
    execFileSync(process.execPath, [...tsc, '--lib', 'es2022,dom', 'types.ts', 'types.cts'], { cwd: dir, encoding: 'utf8' });
  } catch (error) {
    assert.fail(error.stdout);
  }
});

test('by name from another program, in both module systems', async (t) => {
  const dir = scratch(t);
  fs.mkdirSync(path.join(dir, 'node_modules'));
  fs.symlinkSync(PACKAGE, path.join(dir, 'node_modules', 'hftok'));
  fs.writeFileSync(path.join(dir, 'a.mjs'), `import hftok, { Tokenizer } from 'hftok'; console.log(Tokenizer === hftok.Tokenizer); ${LOAD}`);
  fs.writeFileSync(path.join(dir, 'b.cjs'), `const hftok = require('hftok'); ${LOAD}`);
  assert.deepEqual((await node([path.join(dir, 'a.mjs')])).stdout, `true\n${IDS}\n`);
  assert.deepEqual((await node([path.join(dir, 'b.cjs')])).stdout, `${IDS}\n`);
  assert.equal((await import(pathToFileURL(path.join(PACKAGE, 'index.mjs')))).Tokenizer, hftok.Tokenizer);
});

test('importing loads nothing', async () => {
  const { code } = await run('', { env: { ...process.env, HFTOK_LIBRARY: '/none', HFTOK_NODE_BACKEND: 'none' } });
  assert.equal(code, 0);
});

test('HFTOK_LIBRARY is the only place looked at', async (t) => {
  const env = (HFTOK_LIBRARY) => ({ ...process.env, HFTOK_LIBRARY });
  const copy = path.join(scratch(t), 'copy.so');
  fs.copyFileSync(path.join(ROOT, 'build', 'libhftok.so'), copy);
  assert.equal((await run(LOAD, { env: env(copy) })).stdout, `${IDS}\n`);
  assert.equal((await run(LOAD, { env: env(path.relative('.', copy)) })).stdout, `${IDS}\n`);
  for (const file of ['/no/such/libhftok.so', __filename, '/lib/x86_64-linux-gnu/libm.so.6']) {
    if (!fs.existsSync(file) && file !== '/no/such/libhftok.so') continue;
    const { stdout } = await run(LOAD, { env: env(file) });
    assert.match(stdout, /^LibraryLoadError LIBRARY /);
    assert.ok(stdout.includes(`${file} (HFTOK_LIBRARY): `) && stdout.includes('make'), stdout);
    assert.ok(!stdout.includes(path.join('build', 'libhftok')), stdout);
  }
});

test('the backend that is asked for is the one that is used', async () => {
  const show = `hftok.Tokenizer.from_file(${JSON.stringify(demo('llama2'))}).then(() => console.log(
    Object.keys(require.cache).some((file) => /ffi-napi.js$/.test(file)) ? 'ffi-napi' : 'addon'))`;
  assert.equal((await run(show)).stdout.trim(), BACKEND);
  const { stdout } = await run(LOAD, { env: { ...process.env, HFTOK_NODE_BACKEND: 'koffi' } });
  assert.match(stdout, /^LibraryLoadError LIBRARY .*koffi.*addon or ffi-napi/);
});

test('without the addon ffi-napi is used, without either the error says what to do', async (t) => {
  // The package in a tree that has the library and no addon.
  const dir = scratch(t);
  const copy = path.join(dir, 'bindings', 'node');
  fs.cpSync(PACKAGE, copy, { recursive: true, filter: (file) => !file.includes('node_modules') });
  fs.mkdirSync(path.join(dir, 'build'));
  fs.symlinkSync(path.join(ROOT, 'build', 'libhftok.so'), path.join(dir, 'build', 'libhftok.so'));
  const { HFTOK_NODE_BACKEND, ...env } = process.env;
  const program = ['-e', `const hftok = require(${JSON.stringify(copy)}); ${LOAD}`];
  const { stdout } = await node(program, { env });
  assert.match(stdout, /^LibraryLoadError LIBRARY /);
  for (const part of [path.join(dir, 'build', 'hftok.node'), 'ffi-napi', 'make', '--ignore-scripts']) assert.ok(stdout.includes(part), stdout);

  fs.symlinkSync(path.join(PACKAGE, 'node_modules'), path.join(copy, 'node_modules'));
  assert.equal((await node(program, { env })).stdout, `${IDS}\n`);
});
