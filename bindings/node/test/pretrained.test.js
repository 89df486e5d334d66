'use strict';
// from_pretrained against the stand-in Hub: tokens and where they come from, errors, progress, cancelling.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { test, describe } = require('node:test');
const { setTimeout: sleep } = require('node:timers/promises');
const { Worker } = require('node:worker_threads');
const hftok = require('..');
const { AutoTokenizer, PreTrainedTokenizer, Tokenizer } = hftok;
const { PACKAGE, BACKEND, REPO, STALL, demo, hub, run, scratch, useEnv } = require('./support.js');

const addonOnly = { skip: BACKEND !== 'addon' && 'the addon only' };
const HELLO = [1, 388, 447, 1613, 1008, 1544]; // 'Hello world!', from tokenizers 0.23.3

const authorizations = async (h) => new Set((await h.requests()).map((r) => r.header.Authorization?.[0]));

describe('tokens', () => {
  test('a gated repository without a token', async (t) => {
    const h = await hub(t);
    useEnv(t, h.env);
    const error = await AutoTokenizer.from_pretrained(REPO).then(assert.fail, (e) => e);
    assert.ok(error instanceof hftok.GatedRepoError);
    assert.ok(error instanceof hftok.RepositoryNotFoundError);
    assert.equal(error.name, 'GatedRepoError');
    assert.equal(error.code, 'GATED_NO_TOKEN');
    assert.equal(error.status, 401);
    assert.ok(error.requestId);
    for (const part of [REPO, 'HF_TOKEN', `${h.endpoint}/${REPO}`]) assert.ok(error.message.includes(part), error.message);
    assert.deepEqual(await authorizations(h), new Set([undefined]));
  });

  test('HF_TOKEN of the environment', async (t) => {
    const h = await hub(t);
    const { stdout, stderr } = await run(
      `hftok.AutoTokenizer.from_pretrained('${REPO}').then((t) => console.log(t.encode('Hello world!')))`,
      { env: { ...h.env, HF_TOKEN: 'hf_good' } },
    );
    assert.equal(stderr, '');
    assert.deepEqual(JSON.parse(stdout), HELLO);
    assert.deepEqual(await authorizations(h), new Set(['Bearer hf_good']));
  });

  test('HF_TOKEN set in code, changed and deleted there', async (t) => {
    const h = await hub(t);
    useEnv(t, h.env);
    await assert.rejects(AutoTokenizer.from_pretrained(REPO), { code: 'GATED_NO_TOKEN' });
    process.env.HF_TOKEN = 'hf_stranger';
    await assert.rejects(AutoTokenizer.from_pretrained(REPO), { code: 'GATED_DENIED' });
    process.env.HF_TOKEN = 'hf_good';
    assert.deepEqual((await AutoTokenizer.from_pretrained(REPO)).encode('Hello world!'), HELLO);
    delete process.env.HF_TOKEN;
    process.env.HF_HOME = scratch(t);
    await assert.rejects(AutoTokenizer.from_pretrained(REPO), { code: 'GATED_NO_TOKEN' });
  });

  test('a worker has an environment of its own', async (t) => {
    const h = await hub(t);
    useEnv(t, { ...h.env, HF_TOKEN: 'hf_wrong' });
    const source = `
      const { parentPort } = require('node:worker_threads');
      const { AutoTokenizer } = require(${JSON.stringify(PACKAGE)});
      AutoTokenizer.from_pretrained('${REPO}').then((t) => t.encode('Hello world!'), (e) => e.code)
        .then((result) => parentPort.postMessage(result));`;
    const ask = (env) =>
      new Promise((resolve, reject) => new Worker(source, { eval: true, env }).once('message', resolve).once('error', reject));
    assert.equal(await ask(h.env), 'GATED_NO_TOKEN');
    assert.deepEqual(await ask({ ...h.env, HF_TOKEN: 'hf_good' }), HELLO);
    assert.deepEqual(await authorizations(h), new Set([undefined, 'Bearer hf_good']));
  });

  test('what JavaScript makes of undefined is no token, and says so', async (t) => {
    const h = await hub(t);
    useEnv(t, h.env);
    process.env.HF_TOKEN = undefined;
    const error = await AutoTokenizer.from_pretrained(REPO).then(assert.fail, (e) => e);
    assert.match(error.message, /undefined/);
    assert.deepEqual(await h.requests(), []);
  });

  test('HF_ACCESS_TOKEN, where HF_TOKEN is not set', async (t) => {
    const h = await hub(t);
    useEnv(t, { ...h.env, HF_ACCESS_TOKEN: 'hf_good' });
    assert.deepEqual((await AutoTokenizer.from_pretrained(REPO)).encode('Hello world!'), HELLO);
    process.env.HF_HOME = scratch(t);
    process.env.HF_ACCESS_TOKEN = 'hf_stranger';
    await assert.rejects(AutoTokenizer.from_pretrained(REPO), { code: 'GATED_DENIED', message: /token HF_ACCESS_TOKEN/ });
    process.env.HF_ACCESS_TOKEN = 'hf_good';
    process.env.HF_TOKEN = 'hf_stranger';
    await assert.rejects(AutoTokenizer.from_pretrained(REPO), { code: 'GATED_DENIED', message: /token HF_TOKEN/ });
    process.env.HF_TOKEN = '';
    await assert.rejects(AutoTokenizer.from_pretrained(REPO), { code: 'GATED_NO_TOKEN' });
  });

  test('the token option', async (t) => {
    const h = await hub(t);
    useEnv(t, { ...h.env, HF_TOKEN: 'hf_stranger' });
    await assert.rejects(Tokenizer.from_pretrained(REPO, { token: false }), { code: 'GATED_NO_TOKEN' });
    await assert.rejects(Tokenizer.from_pretrained(REPO, { token: true }), { code: 'GATED_DENIED' });
    await assert.rejects(Tokenizer.from_pretrained(REPO, { token: ' ' }));
    assert.deepEqual((await Tokenizer.from_pretrained(REPO, { token: 'hf_good' })).encode('Hello world!').ids, HELLO);
    delete process.env.HF_TOKEN;
    await assert.rejects(Tokenizer.from_pretrained('org/open', { token: true }), /token/i);
  });

  test('no message shows a token', async (t) => {
    const h = await hub(t);
    for (const token of ['hf_stranger', 'hf_secretsecret', 'hf_sécret', 'undefinedsecret\n\nsecret']) {
      useEnv(t, { ...h.env, HF_TOKEN: token });
      const error = await AutoTokenizer.from_pretrained(REPO).then(assert.fail, (e) => e);
      const seen = `${error.stack}${JSON.stringify(error)}${Object.values(error)}`;
      assert.ok(!seen.includes(token.trim()) && !seen.includes('secretsecret'), seen);
    }
  });
});

describe('checkRepoAccess', () => {
  test('asks, and loads nothing', async (t) => {
    const h = await hub(t);
    useEnv(t, h.env);
    const ask = (repo, options) => hftok.checkRepoAccess({ repo, ...options });
    await assert.rejects(ask(REPO), (e) => e instanceof hftok.GatedRepoError && e.code === 'GATED_NO_TOKEN' && e.status === 401);
    await assert.rejects(ask({ type: 'model', name: REPO }, { accessToken: 'hf_stranger' }), { code: 'GATED_DENIED', message: /Request access at/ });
    await assert.rejects(ask('org/none'), { name: 'RepositoryNotFoundError' });
    await assert.rejects(ask('org/open', { revision: 'none' }), { name: 'RevisionNotFoundError' });
    process.env.HF_ACCESS_TOKEN = 'hf_stranger';
    await assert.rejects(ask(REPO), { code: 'GATED_DENIED', message: /token HF_ACCESS_TOKEN/ });
    process.env.HF_TOKEN = 'hf_good';
    assert.equal(await ask(REPO), undefined);
    assert.equal(await ask('org/open', { accessToken: false }), undefined);
    assert.deepEqual(new Set((await h.requests()).map((r) => r.method)), new Set(['HEAD']));
    assert.equal((await hftok.scanCacheDir()).repos.length, 0);
    await assert.rejects(ask('org/open', { signal: AbortSignal.abort() }), { name: 'AbortError' });
    await assert.rejects(ask('org/open', { hubUrl: 'http://127.0.0.1:1', timeout: 1, signal: AbortSignal.timeout(300) }), { name: 'TimeoutError' });
    process.env.HF_HUB_OFFLINE = '1';
    await assert.rejects(ask(REPO), { name: 'OfflineModeIsEnabled' });
    for (const wrong of [undefined, {}, { repo: 5 }, { repo: { type: 'dataset', name: REPO } }, { repo: REPO, timeout: -1 }]) {
      await assert.rejects(hftok.checkRepoAccess(wrong), TypeError);
    }
  });
});

describe('errors', () => {
  test('the stack leads to who called', async () => {
    async function theCaller() {
      await Tokenizer.from_pretrained('org/name/more');
    }
    await assert.rejects(theCaller(), (error) => error.stack.includes('theCaller'));
  });

  test('by name and code', async (t) => {
    const h = await hub(t);
    useEnv(t, { ...h.env, HF_TOKEN: 'hf_good' });
    const cases = [
      ['org/none', {}, 'RepositoryNotFoundError', 'REPO_NOT_FOUND'],
      ['org/open', { revision: 'none' }, 'RevisionNotFoundError', 'REVISION_NOT_FOUND'],
      ['org/open', { subfolder: 'none' }, 'RemoteEntryNotFoundError', 'ENTRY_NOT_FOUND'],
      ['org/name/more', {}, 'HFValidationError', 'INVALID_REPO'],
      ['org/open', { local_files_only: true }, 'LocalEntryNotFoundError', 'LOCAL_MISS'],
    ];
    for (const [repo, options, name, code] of cases) {
      await assert.rejects(Tokenizer.from_pretrained(repo, options), (error) => {
        assert.deepEqual([error.name, error.code], [name, code], error.message);
        assert.ok(error instanceof hftok[name] && error instanceof hftok.HftokError);
        return true;
      });
    }
    await h.misbehave({ method: 'HEAD', times: 1, status: 200, body: '<html>', remove: ['X-Repo-Commit', 'ETag'] });
    await assert.rejects(Tokenizer.from_pretrained('org/open'), { name: 'HubConnectionError', code: 'NOT_A_HUB' });
    process.env.HF_TOKEN = 'hf_unknown';
    await assert.rejects(Tokenizer.from_pretrained('org/open'), { name: 'HfHubHTTPError', code: 'BAD_TOKEN', status: 401 });
    delete process.env.HF_TOKEN;
    await assert.rejects(Tokenizer.from_pretrained('org/open', { token: true }), {
      name: 'LocalTokenNotFoundError', code: 'TOKEN_NOT_FOUND',
    });
    process.env.HF_HUB_OFFLINE = '1';
    await assert.rejects(Tokenizer.from_pretrained('org/open'), { name: 'OfflineModeIsEnabled', code: 'OFFLINE' });
  });

  test('a text option with NUL, or of another type', async () => {
    for (const options of [{ token: 'a\0b' }, { revision: 'a\0' }, { cache_dir: 7 }, { subfolder: {} }, { token: 3 }]) {
      await assert.rejects(Tokenizer.from_pretrained('org/open', options), TypeError);
    }
  });
});

describe('the cache', () => {
  test('is used by the next call, and offline', async (t) => {
    const h = await hub(t);
    const cache_dir = scratch(t);
    useEnv(t, h.env);
    await Tokenizer.from_pretrained('org/open', { cache_dir });
    assert.ok(fs.existsSync(path.join(cache_dir, 'models--org--open', 'refs', 'main')));
    const before = (await h.requests()).length;
    const cached = await Tokenizer.from_pretrained('org/open', { cache_dir, local_files_only: true });
    assert.deepEqual(cached.encode('Hello world!').ids, HELLO);
    assert.equal((await h.requests()).length, before);
  });

  test('stands in for a Hub that fails, with a warning', addonOnly, async (t) => {
    const h = await hub(t);
    useEnv(t, h.env);
    await Tokenizer.from_pretrained('org/open');
    await h.misbehave({ status: 503 });
    const warned = new Promise((resolve) => process.once('warning', resolve));
    assert.deepEqual((await Tokenizer.from_pretrained('org/open', { timeout: 1 })).encode('Hello world!').ids, HELLO);
    assert.match((await warned).message, /503/);
  });
});

describe('progress', addonOnly, () => {
  test('is told as transformers.js tells it', async (t) => {
    const h = await hub(t);
    useEnv(t, h.env);
    const events = [];
    await Tokenizer.from_pretrained('org/open', { progress_callback: (info) => events.push(info) });
    assert.ok(events.every((e) => e.name === 'org/open' && e.file === 'tokenizer.json'));
    const statuses = events.map((e) => e.status);
    assert.deepEqual(statuses.slice(0, 3), ['initiate', 'download', 'progress']);
    assert.equal(statuses.at(-1), 'done');
    const size = fs.statSync(demo('llama2')).size;
    const steps = events.filter((e) => e.status === 'progress');
    assert.deepEqual(steps.at(-1), { status: 'progress', name: 'org/open', file: 'tokenizer.json', progress: 100, loaded: size, total: size });
    assert.deepEqual(steps.map((e) => e.loaded), steps.map((e) => e.loaded).sort((a, b) => a - b));
  });

  test('what it throws cancels the load', async (t) => {
    const h = await hub(t);
    useEnv(t, h.env);
    await h.misbehave({ ...STALL, stall: false, stall_after: 1000 });
    const reason = new Error('enough');
    const progress_callback = () => {
      throw reason;
    };
    await assert.rejects(Tokenizer.from_pretrained('org/open', { progress_callback }), (e) => e === reason);
  });
});

describe('cancelling', () => {
  test('an AbortSignal ends a stalled download with its reason', async (t) => {
    const h = await hub(t);
    useEnv(t, h.env);
    await h.misbehave(STALL);
    const controller = new AbortController();
    const loading = Tokenizer.from_pretrained('org/open', { signal: controller.signal });
    while (!(await h.requests()).some((r) => r.method === 'GET')) await sleep(10);
    const reason = new Error('no longer wanted');
    controller.abort(reason);
    await assert.rejects(loading, (e) => e === reason);
  });

  test('a signal that was aborted before makes no request', async (t) => {
    const h = await hub(t);
    useEnv(t, h.env);
    await assert.rejects(Tokenizer.from_pretrained('org/open', { signal: AbortSignal.abort() }), { name: 'AbortError' });
    assert.deepEqual(await h.requests(), []);
  });

  test('AbortSignal.timeout', async (t) => {
    const h = await hub(t);
    useEnv(t, h.env);
    await h.misbehave(STALL);
    const signal = AbortSignal.timeout(300);
    await assert.rejects(Tokenizer.from_pretrained('org/open', { signal }), { name: 'TimeoutError' });
  });

  test('a signal that is aborted too late does nothing', async (t) => {
    const h = await hub(t);
    useEnv(t, h.env);
    const controller = new AbortController();
    const tokenizer = await Tokenizer.from_pretrained('org/open', { signal: controller.signal });
    controller.abort();
    assert.deepEqual(tokenizer.encode('Hello world!').ids, HELLO);
  });

  test('one signal stops many loads, and only its own', async (t) => {
    const h = await hub(t);
    useEnv(t, h.env);
    await h.misbehave({ ...STALL, times: 3 });
    const controller = new AbortController();
    const doomed = [1, 2, 3].map(() =>
      Tokenizer.from_pretrained('org/open', { signal: controller.signal, cache_dir: scratch(t) }).catch((e) => e.name));
    while ((await h.requests()).filter((r) => r.method === 'GET' && r.uri.includes('tokenizer.json')).length < 3) await sleep(10);
    const other = Tokenizer.from_pretrained('org/open', { cache_dir: scratch(t) });
    controller.abort();
    assert.deepEqual(await Promise.all(doomed), ['AbortError', 'AbortError', 'AbortError']);
    assert.deepEqual((await other).encode('Hello world!').ids, HELLO);
  });
});

describe('PreTrainedTokenizer', () => {
  const load = async (t) => {
    const h = await hub(t);
    useEnv(t, h.env);
    return AutoTokenizer.from_pretrained('org/open');
  };

  test('is a function', async (t) => {
    const tokenizer = await load(t);
    assert.equal(typeof tokenizer, 'function');
    assert.ok(tokenizer instanceof PreTrainedTokenizer && !(tokenizer instanceof Tokenizer));
    const one = { input_ids: HELLO, attention_mask: HELLO.map(() => 1) };
    assert.deepEqual(tokenizer('Hello world!'), one);
    assert.deepEqual(tokenizer('Hello world!', { return_tensor: false }), one);
    assert.deepEqual(tokenizer(['Hello world!', '']), { input_ids: [HELLO, [1]], attention_mask: [one.attention_mask, [1]] });
    assert.deepEqual(tokenizer('Hello', { text_pair: 'a', return_token_type_ids: true }).token_type_ids.length, 6);
    assert.deepEqual(tokenizer('Hello world!', { add_special_tokens: false }).input_ids, HELLO.slice(1));
  });

  test('encode gives a plain array of numbers', async (t) => {
    const tokenizer = await load(t);
    for (const options of [undefined, {}, { add_special_tokens: false }, { text_pair: 'pair' }, { truncation: true, max_length: 3 }]) {
      const ids = tokenizer.encode('Hello world!', options);
      assert.ok(Array.isArray(ids));
      assert.deepEqual(ids, tokenizer.encode_full('Hello world!', options ?? {}).ids);
      assert.deepEqual(Uint32Array.from(ids), tokenizer.encode_ids('Hello world!', options));
    }
    const long = 'Hello world! '.repeat(20_000);
    assert.deepEqual(tokenizer.encode(long), tokenizer.encode_full(long).ids);
    tokenizer.encode('Hello world!').push(7); // the caller's own
    assert.deepEqual(tokenizer.encode('Hello world!'), HELLO);
    assert.equal(tokenizer.add_special_tokens(['<x>']), 1);
    assert.deepEqual(tokenizer.encode('<x>'), [1, 1762]);
    assert.deepEqual(tokenizer.all_special_tokens, ['<unk>', '<s>', '</s>', '<x>']);
  });

  test('tensors are refused, and what is no text', async (t) => {
    const tokenizer = await load(t);
    assert.throws(() => tokenizer('a', { return_tensor: true }), /tensor/);
    assert.throws(() => tokenizer([]), TypeError);
    assert.throws(() => tokenizer(null), TypeError);
    assert.throws(() => tokenizer('a', { text_pair: ['b'] }), TypeError);
    assert.throws(() => tokenizer(['a'], { text_pair: 'b' }), TypeError);
    assert.throws(() => tokenizer(['a', 'b'], { padding: true }), /pad_token_id/);
  });

  test('tokens and special tokens', async (t) => {
    const tokenizer = await load(t);
    assert.deepEqual(tokenizer.convert_tokens_to_ids(['▁H', 'ell']), [388, 447]);
    assert.equal(tokenizer.convert_tokens_to_ids('▁H'), 388);
    assert.deepEqual(tokenizer.all_special_ids, [0, 1, 2]);
    assert.deepEqual(tokenizer.all_special_tokens, ['<unk>', '<s>', '</s>']);
  });
});
