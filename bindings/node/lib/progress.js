'use strict';
// What is told of downloads: to the caller's function or, by default, to whoever watches a terminal.

/** Calls a transformers.js progress_callback with what the library reports of its downloads. */
function progressEvents(name, callback) {
  let current;
  return (file, loaded, total) => {
    if (file !== current) {
      current = file;
      callback({ status: 'initiate', name, file });
      callback({ status: 'download', name, file });
    }
    callback({ status: 'progress', name, file, progress: total > 0 ? (loaded / total) * 100 : 0, loaded, total });
    if (total > 0 && loaded >= total) callback({ status: 'done', name, file });
  };
}

/** Whether a bar is to be drawn: stderr is a terminal, and nobody minds. A worker has no terminal. */
function isWatched() {
  const disabled = /^(1|on|yes|true)$/i.test((process.env.HF_HUB_DISABLE_PROGRESS_BARS ?? '').trim());
  return !disabled && process.stderr.isTTY === true;
}

/** A line on stderr for each file. */
class Bar {
  #file;
  #drawn;

  /** Draws how far a file has come, ten times a second at most. */
  update = (file, loaded, total) => {
    if (file !== this.#file) {
      this.close();
      this.#file = file;
      this.#drawn = -Infinity;
    }
    if (loaded !== total && performance.now() - this.#drawn < 100) return;
    this.#drawn = performance.now();
    const megabytes = (n) => `${(n / 1e6).toFixed(1)} MB`;
    const part = total > 0 ? `${String(Math.floor((loaded / total) * 100)).padStart(3)}% of ${megabytes(total)}` : megabytes(loaded);
    process.stderr.write(`\r${file}: ${part}`);
  };

  close() {
    if (this.#file === undefined) return;
    this.#file = undefined;
    process.stderr.write('\n');
  }
}

module.exports = { progressEvents, isWatched, Bar };
