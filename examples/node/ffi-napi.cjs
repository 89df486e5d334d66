// The C library through your own ffi-napi, without the hftok package.
//
//     npm install --ignore-scripts ffi-napi ref-napi
//     HF_TOKEN=hf_... node ffi-napi.cjs path/to/libhftok.so
//
// What makes it work well (include/hftok.h has the whole contract):
//   - handles are size_t, and every out-parameter is a Buffer of 8 bytes;
//   - nothing returns a pointer, which takes ffi-napi milliseconds;
//   - the download runs off the event loop, with .async.
const ffi = require('ffi-napi');
const path = require('node:path');

// Keeps Node's handler in place, so that the library can make it safe for child_process. Before the load.
process.on('SIGCHLD', () => {});

const lib = ffi.Library(process.argv[2] ?? path.join(__dirname, '..', '..', 'build', 'libhftok.so'), {
  hftok_from_pretrained: ['int32', ['string', 'pointer', 'pointer', 'pointer']], // repo, options, &tokenizer, &err
  hftok_encode: ['int32', ['size_t', 'pointer', 'size_t', 'pointer', 'pointer', 'size_t', 'pointer', 'pointer']],
  hftok_error_copy_message: ['size_t', ['size_t', 'pointer', 'size_t']],
  hftok_error_free: ['void', ['size_t']],
});

const out = Buffer.alloc(8);
const err = Buffer.alloc(8);

function check(status) {
  if (status === 0) return;
  const error = err.readBigUInt64LE().toString();
  const message = Buffer.alloc(4096);
  lib.hftok_error_copy_message(error, message, message.length);
  lib.hftok_error_free(error);
  console.error(message.toString('utf8', 0, message.indexOf(0)));
  process.exit(1);
}

lib.hftok_from_pretrained.async('meta-llama/Llama-2-7b-hf', null, out, err, (failed, status) => {
  if (failed) throw failed;
  check(status);
  const tokenizer = out.readBigUInt64LE().toString();

  const text = Buffer.from('Hello world!');
  const ids = new Uint32Array(512);
  check(lib.hftok_encode(tokenizer, text, text.length, null, Buffer.from(ids.buffer), ids.length, out, err));
  console.log(Array.from(ids.subarray(0, Number(out.readBigUInt64LE()))));
});
