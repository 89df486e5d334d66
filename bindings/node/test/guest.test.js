'use strict';
// Being a guest in the program: its event loop, its child processes, its workers, its end.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const { test, describe } = require('node:test');
const { setTimeout: sleep } = require('node:timers/promises');
const { Worker } = require('node:worker_threads');
const { Tokenizer } = require('..');
const { PACKAGE, BACKEND, STALL, demo, hub, run, useEnv } = require('./support.js');

const DEMO = JSON.stringify(demo('llama2'));
const addonOnly = { skip: BACKEND !== 'addon' && 'the addon only' };

describe('the event loop', () => {
  test('goes on during a stalled download', async (t) => {
    const h = await hub(t);
    useEnv(t, h.env);
    await h.misbehave(STALL);
    const controller = new AbortController();
    const loading = Tokenizer.from_pretrained('org/open', { signal: controller.signal }).catch((e) => e.name);
    let ticks = 0;
    for (; ticks < 50; ticks++) await sleep(1);
    controller.abort();
    assert.equal(await loading, 'AbortError');
    assert.equal(ticks, 50);
  });

  test('so do files and look-ups, however many downloads stall', addonOnly, async (t) => {
    const h = await hub(t);
    useEnv(t, h.env);
    await h.misbehave(STALL);
    const controller = new AbortController();
    const loading = Array.from({ length: 12 }, () =>
      Tokenizer.from_pretrained('org/open', { signal: controller.signal }).catch((e) => e.name));
    while (!(await h.requests()).some((r) => r.method === 'GET')) await sleep(10);
    assert.ok((await fs.promises.readFile(demo('llama2'))).length > 0);
    controller.abort();
    assert.deepEqual(new Set(await Promise.all(loading)), new Set(['AbortError']));
  });

  test('ends when nothing is left to do, with tokenizers loaded', async () => {
    const { code, stdout, stderr } = await run(`
      hftok.Tokenizer.from_file(${DEMO}).then((t) => { globalThis.kept = t; console.log(t.encode('Hello world!').length); })`);
    assert.deepEqual([code, stdout.trim(), stderr], [0, '6', '']);
  });

  test('lives until a load has ended', async () => {
    const { code, stdout } = await run(`
      hftok.Tokenizer.from_file(${DEMO}).then(() => hftok.Tokenizer.from_file(${DEMO})).then(() => console.log('loaded'))`);
    assert.deepEqual([code, stdout.trim()], [0, 'loaded']);
  });

  test('ends at once at process.exit, a throw and SIGTERM in mid-download', async (t) => {
    const h = await hub(t);
    await h.misbehave(STALL);
    const start = `hftok.Tokenizer.from_pretrained('org/open', { progress_callback() {} }).catch(() => {});`;
    for (const [end, expected] of [
      ['process.exit(3)', { code: 3, signal: null }],
      ['throw new Error("the program’s own")', { code: 1, signal: null }],
      ['process.kill(process.pid, "SIGTERM")', { signal: 'SIGTERM' }],
    ]) {
      const { code, signal } = await run(`${start} setTimeout(() => { ${end} }, 300)`, { env: h.env, timeout: 20_000 });
      assert.equal(signal, expected.signal, end);
      if ('code' in expected) assert.equal(code, expected.code, end);
    }
  });
});

describe('child processes', () => {
  // Each child's end sends SIGCHLD, which may hit a thread of the library.
  const spawning = (busy) => `
    const { spawnSync } = require('node:child_process');
    ${busy}
    const end = Date.now() + 2000;
    let children = 0;
    (function more() {
      for (let i = 0; i < 10; i++) {
        const { status, error } = spawnSync('true');
        if (status !== 0) throw error ?? new Error('a child failed');
        children++;
      }
      if (Date.now() < end) setImmediate(more);
      else { console.log(children > 0); exit(); }
    })();`;

  test('spawnSync while tokenizers load', async () => {
    const { code, signal, stdout, stderr } = await run(
      spawning(`
        const load = () => hftok.Tokenizer.from_file(${DEMO}).then((t) => { t.encode('x'.repeat(100_000)); t.dispose(); }).then(load);
        load(); load();
        const exit = () => process.exit(0);`),
    );
    assert.deepEqual({ code, signal, stdout, stderr }, { code: 0, signal: null, stdout: 'true\n', stderr: '' });
  });

  test('spawnSync while downloads run and fail', async (t) => {
    const h = await hub(t);
    await h.misbehave({ method: 'GET', path: 'tokenizer.json', cut_after: 500 });
    const { code, signal, stdout } = await run(
      spawning(`
        const load = () => hftok.Tokenizer.from_pretrained('org/open', { force_download: true }).catch(() => {}).then(load);
        load(); load();
        const exit = () => process.exit(0);`),
      { env: h.env },
    );
    assert.deepEqual({ code, signal, stdout }, { code: 0, signal: null, stdout: 'true\n' });
  });

  test('spawnSync in a worker that loaded the library first', async () => {
    const { code, signal, stdout, stderr } = await run(`
      const { Worker } = require('node:worker_threads');
      const inWorker = ${JSON.stringify(`
        const hftok = require(${JSON.stringify(PACKAGE)});
        let stop = false;
        require('node:worker_threads').parentPort.once('message', () => (stop = true));
        const load = () => stop || hftok.Tokenizer.from_file(${DEMO}).then((t) => t.dispose()).then(load);
        load(); load();`)};
      const worker = new Worker(inWorker, { eval: true });
      const exit = () => worker.once('exit', () => process.exit(0)).postMessage('stop');
      ${spawning('')}`);
    assert.deepEqual({ code, signal, stdout, stderr }, { code: 0, signal: null, stdout: 'true\n', stderr: '' });
  });

  test('the SIGCHLD handler that the library made safe stays', { skip: process.platform !== 'linux' && 'Linux only' }, async () => {
    const { stdout } = await run(`
      const caught = () => {
        const [, mask] = /SigCgt:\\s*(\\w+)/.exec(require('node:fs').readFileSync('/proc/self/status', 'utf8'));
        return Number((BigInt('0x' + mask) >> 16n) & 1n);
      };
      const before = caught();
      hftok.Tokenizer.from_file(${DEMO}).then(() => {
        require('node:child_process').spawnSync('true');
        console.log(before, caught());
      });`);
    assert.equal(stdout.trim(), '0 1');
  });

  test('a program’s own SIGCHLD and SIGINT handlers are called', async () => {
    const { code, stdout } = await run(`
      let chld = 0;
      process.on('SIGCHLD', () => chld++);
      process.on('SIGINT', () => { console.log(chld > 0, 'SIGINT'); process.exit(0); });
      hftok.Tokenizer.from_file(${DEMO}).then(() => {
        require('node:child_process').spawn('true').on('close', () => setImmediate(() => process.kill(process.pid, 'SIGINT')));
        setTimeout(() => {}, 30_000); // a handler alone keeps no program alive
      });`);
    assert.deepEqual([code, stdout.trim()], [0, 'true SIGINT']);
  });
});

describe('workers', () => {
  const source = (body) => `
    const { parentPort } = require('node:worker_threads');
    const { Tokenizer } = require(${JSON.stringify(PACKAGE)});
    (async () => { ${body} })();`;
  const work = (body, options) =>
    new Promise((resolve, reject) => {
      let answer;
      new Worker(source(body), { eval: true, ...options })
        .on('message', (message) => (answer = message))
        .on('error', reject)
        .on('exit', (code) => (code === 0 ? resolve(answer) : reject(new Error(`exit ${code}`))));
    });

  test('several at once, each with tokenizers of its own', async () => {
    const body = `
      const t = await Tokenizer.from_file(${DEMO});
      let ids;
      for (let i = 0; i < 200; i++) ids = t.encode('Hello world!').ids;
      parentPort.postMessage(ids);`;
    const answers = await Promise.all(Array.from({ length: 6 }, () => work(body)));
    for (const ids of answers) assert.deepEqual(ids, [1, 388, 447, 1613, 1008, 1544]);
  });

  test('one after another', async () => {
    for (let i = 0; i < 10; i++) {
      assert.equal(await work(`parentPort.postMessage((await Tokenizer.from_file(${DEMO})).get_vocab_size());`), 1762);
    }
  });

  test('terminated in mid-download', addonOnly, async (t) => {
    const h = await hub(t);
    await h.misbehave(STALL);
    const { code, signal, stdout, stderr } = await run(
      `
      const { Worker } = require('node:worker_threads');
      const inWorker = ${JSON.stringify(source(`
        Tokenizer.from_pretrained('org/open', { progress_callback() {} });
        Tokenizer.from_file(${DEMO});
        setTimeout(() => parentPort.postMessage('started'), 100);
        await new Promise(() => setInterval(() => {}, 1000));`))};
      (async () => {
        for (let round = 0; round < 5; round++) {
          await Promise.all([1, 2, 3].map(() => new Promise((resolve) => {
            const worker = new Worker(inWorker, { eval: true });
            worker.on('message', () => worker.terminate().then(resolve));
          })));
        }
        const t = await hftok.Tokenizer.from_file(${DEMO});
        console.log(t.encode('Hello world!').length);
      })();`,
      { env: h.env },
    );
    assert.deepEqual({ code, signal, stdout, stderr }, { code: 0, signal: null, stdout: '6\n', stderr: '' });
  });

  test('terminated while loading, at any moment', addonOnly, async () => {
    const { code, signal, stdout, stderr } = await run(`
      const { Worker } = require('node:worker_threads');
      const inWorker = ${JSON.stringify(source(`for (;;) await Promise.all([1, 2, 3].map(() => Tokenizer.from_file(${DEMO})));`))};
      (async () => {
        for (let delay = 0; delay < 60; delay += 3) {
          const worker = new Worker(inWorker, { eval: true });
          await new Promise((resolve) => setTimeout(resolve, 20 + delay));
          await worker.terminate();
        }
        console.log('alive');
      })();`);
    assert.deepEqual({ code, signal, stdout, stderr }, { code: 0, signal: null, stdout: 'alive\n', stderr: '' });
  });
});

describe('memory', () => {
  test('tokenizers that nobody holds are freed, without dispose', async () => {
    const { stdout, stderr } = await run(
      `
      (async () => {
        const load = async (n) => { for (let i = 0; i < n; i++) await hftok.Tokenizer.from_file(${DEMO}); };
        await load(30); gc(); await new Promise(setImmediate);
        const before = process.memoryUsage.rss();
        for (let i = 0; i < 10; i++) { await load(30); gc(); await new Promise(setImmediate); }
        console.log(JSON.stringify([before, process.memoryUsage.rss()]));
      })();`,
      { args: ['--expose-gc'], timeout: 120_000 },
    );
    assert.equal(stderr, '');
    const [before, after] = JSON.parse(stdout);
    assert.ok(after < 3 * before, `${before} bytes grew to ${after}`);
  });

  test('the garbage collector knows what tokenizers weigh', addonOnly, async () => {
    const { stdout, stderr } = await run(`
      const vocab = Object.fromEntries(Array.from({ length: 50_000 }, (_, i) => ['token' + i, i]));
      const json = Buffer.from(JSON.stringify({ version: '1.0', added_tokens: [], model: { type: 'WordLevel', unk_token: 'token0', vocab } }));
      (async () => {
        const load = () => hftok.Tokenizer.from_bytes(json);
        await load();
        const first = process.memoryUsage.rss();
        const held = await Promise.all(Array.from({ length: 3 }, load));
        const each = (process.memoryUsage.rss() - first) / 3;
        for (let i = 0; i < 60; i++) await load();
        console.log(JSON.stringify([each, process.memoryUsage.rss() - first]), held.length);
      })();`);
    assert.equal(stderr, '');
    const [each, grown] = JSON.parse(stdout.slice(0, stdout.indexOf(']') + 1));
    assert.ok(each > 1e6, `a tokenizer seems to take ${each} bytes`);
    assert.ok(grown < 30 * each, `grew by ${grown / each} tokenizers`);
  });
});
