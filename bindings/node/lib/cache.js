'use strict';
// What the cache holds, and how to make room in it. The scan has the form of huggingface.js's.

const backend = require('./backend.js');
const { HftokError } = require('./errors.js');
const { cString, environment, flag } = require('./loading.js');

const [SCAN, DELETE, PRUNE] = [0, 1, 2];
const DRY_RUN = 1;

/** Runs an operation off the event loop; resolves with what the library says. */
async function run(operation, cacheDir, targets = [], flags = 0) {
  const dir = cString(cacheDir, 'the cache directory');
  const block = Buffer.from(targets.map((target) => `${cString(target, 'a target')}\0`).join(''));
  try {
    const json = await new Promise((resolve, reject) => {
      const done = (error, text) => (error === null ? resolve(text) : reject(error));
      backend().cache(operation, dir, environment(), block, flags, done);
    });
    return JSON.parse(json);
  } catch (error) {
    if (error instanceof HftokError) Error.captureStackTrace(error, run);
    throw error;
  }
}

const date = (seconds) => new Date(seconds * 1000);

function file({ name, path, blob, size_on_disk, last_accessed, last_modified }) {
  const content = { path: blob, size: size_on_disk, lastAccessedAt: date(last_accessed), lastModifiedAt: date(last_modified) };
  return { name, path, blob: content };
}

function revision({ commit, path, size_on_disk, refs, last_modified, files }) {
  return { commitOid: commit, path, size: size_on_disk, refs, lastModifiedAt: date(last_modified), files: files.map(file) };
}

function repo({ id, path, size_on_disk, files, last_accessed, last_modified, revisions }) {
  const slash = id.indexOf('/');
  return {
    id: { type: id.slice(0, slash), name: id.slice(slash + 1) },
    path,
    size: size_on_disk,
    filesCount: files,
    lastAccessedAt: date(last_accessed),
    lastModifiedAt: date(last_modified),
    revisions: revisions.map(revision),
  };
}

const object = ({ path, size_on_disk }) => ({ path, size: size_on_disk });

/** Everything in the cache, whoever put it there. A cache that does not exist is empty. */
async function scanCacheDir(cacheDir) {
  const info = await run(SCAN, cacheDir || undefined);
  return {
    path: info.cache_dir,
    size: info.size_on_disk,
    repos: info.repos.map(repo),
    incomplete: info.incomplete.map(object),
    unreferenced: info.unreferenced.map(object),
    warnings: info.warnings.map((text) => new Error(text)),
  };
}

function settings({ cache_dir, dry_run } = {}) {
  return [cache_dir, flag(dry_run, 'dry_run', DRY_RUN)];
}

/** Removes revisions, given by commit, and repositories: "org/name", "dataset/org/name". */
async function remove(targets, options) {
  const [dir, flags] = settings(options);
  const list = typeof targets === 'string' ? [targets] : targets;
  if (!Array.isArray(list) || !list.every((target) => typeof target === 'string')) {
    throw new TypeError('what to delete must be a string, or an array of strings');
  }
  return run(DELETE, dir, list, flags);
}

/** Removes revisions that no branch or tag leads to, and the remains of broken downloads. */
async function prune(options) {
  const [dir, flags] = settings(options);
  return run(PRUNE, dir, [], flags);
}

module.exports = { scanCacheDir, cache: { scan: scanCacheDir, delete: remove, prune } };
