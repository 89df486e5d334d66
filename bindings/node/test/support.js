'use strict';
// What the tests share: the repository's test data, the stand-in Hub, and programs run beside it.

const { execFile, spawn } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { createInterface } = require('node:readline');

const ROOT = path.resolve(__dirname, '..', '..', '..');
const PACKAGE = path.join(ROOT, 'bindings', 'node');
const BACKEND = process.env.HFTOK_NODE_BACKEND || 'addon';

/** Path of one of the repository's own tokenizers. */
const demo = (name) => path.join(ROOT, 'tests', 'data', `${name}-demo`, 'tokenizer.json');

/** A new empty directory, removed when the test ends. */
function scratch(t) {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'hftok-node-'));
  t.after(() => fs.rmSync(dir, { recursive: true, force: true }));
  return dir;
}

const REPO = 'meta-llama/Llama-2-7b-hf';

/**
 * Starts the stand-in Hub for one test: REPO is gated, hf_good may read it, hf_stranger may not, and
 * org/open is public. Gives its address, an environment without anything of the tester's own, the
 * requests it saw, and a way to make it misbehave.
 */
async function hub(t) {
  const dir = path.dirname(demo('llama2'));
  const child = spawn(
    path.join(ROOT, 'build', 'standin'),
    [
      ...['-repo', `${REPO}=${dir}`, '-gated', REPO, '-repo', `org/open=${dir}`],
      ...['-token', 'hf_good', '-token', 'hf_stranger=ungranted'],
    ],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  t.after(() => child.stdin.end());
  const [line] = await Promise.race([
    new Promise((resolve, reject) => createInterface(child.stdout).once('line', (l) => resolve([l])).once('close', reject)),
    new Promise((_, reject) => child.once('error', reject)),
  ]);
  const { endpoint } = JSON.parse(line);
  const env = { PATH: process.env.PATH, HOME: scratch(t), HF_HOME: scratch(t), HF_ENDPOINT: endpoint };
  if (process.env.HFTOK_NODE_BACKEND) env.HFTOK_NODE_BACKEND = process.env.HFTOK_NODE_BACKEND;
  return {
    endpoint,
    env,
    requests: async () => (await fetch(`${endpoint}/__requests`)).json(),
    misbehave: (...faults) => fetch(`${endpoint}/__faults`, { method: 'POST', body: JSON.stringify(faults) }),
  };
}

/** Every answer to a GET of tokenizer.json stops after its headers. */
const STALL = { method: 'GET', path: 'tokenizer.json', stall: true };

/** Replaces process.env for the test. */
function useEnv(t, env) {
  const before = { ...process.env };
  const set = (to) => {
    for (const name of Object.keys(process.env)) if (!(name in to)) delete process.env[name];
    Object.assign(process.env, to);
  };
  set(env);
  t.after(() => set(before));
}

/** Runs a program given as text, as CommonJS; resolves with { code, signal, stdout, stderr }. */
function run(source, { env = process.env, args = [], timeout = 60_000 } = {}) {
  const prelude = `const hftok = require(${JSON.stringify(PACKAGE)});`;
  return node([...args, '-e', prelude + source], { env, timeout });
}

/** Runs node; a program that hangs is ended with SIGKILL. */
function node(args, { env = process.env, timeout = 60_000, cwd } = {}) {
  return new Promise((resolve) => {
    execFile(process.execPath, args, { env, timeout, cwd, killSignal: 'SIGKILL' }, (error, stdout, stderr) => {
      resolve({ code: error ? error.code : 0, signal: error?.signal ?? null, stdout, stderr });
    });
  });
}

module.exports = { ROOT, PACKAGE, BACKEND, REPO, STALL, demo, scratch, hub, useEnv, run, node };
