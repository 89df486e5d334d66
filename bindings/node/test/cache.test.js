'use strict';
// The cache seen and pruned, and what a load shows of its downloads on a terminal.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { test, describe } = require('node:test');
const { execFile } = require('node:child_process');
const { Worker } = require('node:worker_threads');
const { cache, scanCacheDir, HftokError, Tokenizer } = require('..');
const { PACKAGE, BACKEND, demo, hub, run, scratch, useEnv } = require('./support.js');

const addonOnly = { skip: BACKEND !== 'addon' && 'the addon only' };

describe('the cache', () => {
  test('is scanned in the form of huggingface.js', async (t) => {
    const h = await hub(t);
    useEnv(t, h.env);
    const dir = path.join(h.env.HF_HOME, 'hub');
    assert.deepEqual(await scanCacheDir(), { path: dir, size: 0, repos: [], incomplete: [], unreferenced: [], warnings: [] });
    const before = Date.now() - 2000;
    await Tokenizer.from_pretrained('org/open');
    const info = await scanCacheDir();
    assert.equal(cache.scan, scanCacheDir);
    const [repo] = info.repos;
    assert.deepEqual(repo.id, { type: 'model', name: 'org/open' });
    const [revision] = repo.revisions;
    const [file] = revision.files;
    const size = fs.statSync(demo('llama2')).size;
    assert.deepEqual([info.size, repo.size, revision.size, file.blob.size], [size, size, size, size]);
    assert.deepEqual([info.repos.length, repo.revisions.length, repo.filesCount, revision.files.length], [1, 1, 1, 1]);
    assert.deepEqual([revision.refs, file.name], [['main'], 'tokenizer.json']);
    assert.equal(fs.realpathSync(file.path), file.blob.path);
    assert.equal(file.path, path.join(revision.path, 'tokenizer.json'));
    assert.equal(revision.path, path.join(repo.path, 'snapshots', revision.commitOid));
    for (const date of [repo.lastAccessedAt, repo.lastModifiedAt, revision.lastModifiedAt, file.blob.lastAccessedAt, file.blob.lastModifiedAt]) {
      assert.ok(date instanceof Date && date >= before && date <= Date.now() + 2000, date);
    }
    fs.writeFileSync(path.join(dir, 'stray'), '');
    const { warnings } = await cache.scan(dir);
    assert.equal(warnings.length, 1);
    assert.ok(warnings[0] instanceof Error && warnings[0].message.includes('stray'));
  });

  test('loses what is deleted and pruned', async (t) => {
    const h = await hub(t);
    useEnv(t, { ...h.env, HF_TOKEN: 'hf_good' });
    await Tokenizer.from_pretrained('org/open');
    const [repo] = (await scanCacheDir()).repos;
    const { commitOid } = repo.revisions[0];
    const nothing = { repos: [], revisions: [], incomplete: 0, shared: 0, freed: 0, missing: [], kept: [] };
    const all = { ...nothing, repos: ['model/org/open'], revisions: [`model/org/open@${commitOid}`], freed: repo.size };
    assert.deepEqual(await cache.prune(), nothing);
    assert.deepEqual(await cache.delete(['org/open', 'org/absent'], { dry_run: true }), { ...all, missing: ['org/absent'] });
    assert.equal((await scanCacheDir()).repos.length, 1);
    assert.deepEqual(await cache.delete(commitOid), all);
    assert.deepEqual((await scanCacheDir()).repos, []);
    assert.deepEqual(await cache.delete([]), nothing);

    const cache_dir = scratch(t);
    await Tokenizer.from_pretrained('org/open', { cache_dir });
    fs.rmSync(path.join(cache_dir, 'models--org--open', 'refs'), { recursive: true });
    assert.deepEqual(await cache.prune({ cache_dir, dry_run: true }), all);
    assert.deepEqual(await cache.prune({ cache_dir }), all);
    assert.deepEqual((await scanCacheDir(cache_dir)).repos, []);
  });

  test('is the one of the environment at the call, in a worker too', async (t) => {
    const [mine, theirs] = [scratch(t), scratch(t)];
    useEnv(t, { ...process.env, HF_HUB_CACHE: mine });
    assert.equal((await scanCacheDir()).path, fs.realpathSync(mine));
    const source = `
      const { parentPort } = require('node:worker_threads');
      require(${JSON.stringify(PACKAGE)}).scanCacheDir().then((info) => parentPort.postMessage(info.path));`;
    const ask = (env) => new Promise((resolve, reject) => new Worker(source, { eval: true, env }).once('message', resolve).once('error', reject));
    assert.equal(await ask({ ...process.env, HF_HUB_CACHE: theirs }), fs.realpathSync(theirs));
    assert.equal(await ask({ HF_HUB_CACHE: theirs }), fs.realpathSync(theirs)); // next to nothing in it
  });

  test('what can not be done is an error', async (t) => {
    const file = path.join(scratch(t), 'file');
    fs.writeFileSync(file, '');
    async function theCaller() {
      await scanCacheDir(file);
    }
    const error = await theCaller().then(assert.fail, (e) => e);
    assert.ok(error instanceof HftokError && error.code === 'IO' && error.message.includes(file) && error.stack.includes('theCaller'), error.stack);
    await assert.rejects(cache.delete(' '), { code: 'INVALID_ARGUMENT' });
    for (const call of [
      () => scanCacheDir(5), () => scanCacheDir('a\0b'), () => cache.delete(5), () => cache.delete([5]), () => cache.delete(),
      () => cache.delete('a\0b'), () => cache.prune({ dry_run: 1 }), () => cache.prune({ cache_dir: {} }),
    ]) {
      await assert.rejects(call, TypeError);
    }
  });

  test('a worker may end in the middle', addonOnly, async () => {
    const source = `
      const { parentPort } = require('node:worker_threads');
      const { scanCacheDir } = require(${JSON.stringify(PACKAGE)});
      for (let i = 0; i < 20; i++) scanCacheDir('/').catch(() => {});
      parentPort.postMessage('started');`;
    const { code, signal, stdout } = await run(`
      const { Worker } = require('node:worker_threads');
      const worker = new Worker(${JSON.stringify(source)}, { eval: true });
      worker.once('message', () => worker.terminate().then(() => console.log('ended')));`);
    assert.deepEqual([code, signal, stdout], [0, null, 'ended\n']);
  });
});

/** Makes stderr a terminal, or not; gives what is written there. */
function watch(t, isTTY) {
  const shown = [];
  const { write } = process.stderr;
  const before = Object.getOwnPropertyDescriptor(process.stderr, 'isTTY');
  Object.defineProperty(process.stderr, 'isTTY', { value: isTTY, configurable: true });
  process.stderr.write = (text) => shown.push(text) > 0;
  t.after(() => {
    process.stderr.write = write;
    if (before) Object.defineProperty(process.stderr, 'isTTY', before);
    else delete process.stderr.isTTY;
  });
  return () => shown.join('');
}

describe('a bar', () => {
  const load = (t, options) => Tokenizer.from_pretrained('org/open', { cache_dir: scratch(t), ...options });

  test('is drawn on a terminal', addonOnly, async (t) => {
    const h = await hub(t);
    useEnv(t, h.env);
    const shown = watch(t, true);
    const cache_dir = scratch(t);
    await load(t, { cache_dir });
    assert.match(shown(), /^\rtokenizer\.json: .*\rtokenizer\.json: 100% of \d+\.\d MB\n$/s);
    const once = shown();
    await load(t, { cache_dir }); // nothing is downloaded
    await load(t, { progress_callback: () => {} });
    await load(t, { progress_callback: false });
    for (const value of ['1', 'on', 'YES', ' true ']) {
      process.env.HF_HUB_DISABLE_PROGRESS_BARS = value;
      await load(t);
    }
    assert.equal(shown(), once);
    process.env.HF_HUB_DISABLE_PROGRESS_BARS = '0';
    await load(t);
    assert.notEqual(shown(), once);
  });

  test('ends with the load that fails', addonOnly, async (t) => {
    const h = await hub(t);
    useEnv(t, h.env);
    const shown = watch(t, true);
    await h.misbehave({ method: 'GET', path: 'tokenizer.json', stall_after: 1000 });
    await assert.rejects(load(t, { signal: AbortSignal.timeout(500) }), { name: 'TimeoutError' });
    assert.match(shown(), /^\rtokenizer\.json: .*\n$/s);
  });

  test('is drawn nowhere else', async (t) => {
    const h = await hub(t);
    useEnv(t, h.env);
    const shown = watch(t, undefined);
    await load(t);
    assert.equal(shown(), '');
  });

  test('is seen on a real terminal', addonOnly, async (t) => {
    const h = await hub(t);
    const program = `require(${JSON.stringify(PACKAGE)}).Tokenizer.from_pretrained('org/open').then((t) => console.log('loaded'))`;
    const spawn = 'import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))';
    const seen = await new Promise((resolve, reject) => {
      execFile('python3', ['-c', spawn, process.execPath, '-e', program], { env: h.env }, (error, stdout) =>
        error ? reject(error) : resolve(stdout));
    });
    assert.match(seen, /tokenizer\.json: 100% of \d+\.\d MB\r?\nloaded/);
  });
});
