/* exercise.c - the whole C API once over, its good ways and its errors, with every buffer exactly as big
 * as the call may use. For memory checkers. Argument: bert-demo's tokenizer.json. */

#include "check.h"

static const char text[] = "Hello world!";
static const uint32_t ids[] = {4, 518, 1652, 1168, 7, 5};
enum { COUNT = 6, LENGTH = sizeof text - 1 };

static char *exactly(const char *s, size_t len) {
  char *copy = malloc(len);
  memcpy(copy, s, len);
  return copy;
}

static void encode(hftok_tokenizer *t) {
  char *in = exactly(text, LENGTH);
  for (size_t cap = 0; cap <= COUNT; cap++) {
    uint32_t *out = cap ? malloc(cap * sizeof *out) : NULL;
    size_t count = 0;
    hftok_error *error = NULL;
    hftok_status status = hftok_encode(t, in, LENGTH, NULL, out, cap, &count, &error);
    CHECK(status == (cap < COUNT ? HFTOK_ERR_BUFFER_TOO_SMALL : HFTOK_OK) && count == COUNT);
    if (status) {
      uint32_t *kept = malloc(COUNT * sizeof *kept);
      CHECK(hftok_error_ids(error, kept, COUNT) == COUNT && !memcmp(kept, ids, sizeof ids));
      free(kept);
    } else {
      CHECK(!memcmp(out, ids, sizeof ids));
    }
    hftok_error_free(error);
    free(out);
  }
  size_t count;
  CHECK(hftok_encode(t, in, LENGTH, NULL, NULL, 0, &count, NULL) == HFTOK_ERR_BUFFER_TOO_SMALL);
  FAILS(HFTOK_ERR_INVALID_ARGUMENT, hftok_encode(t, "\xff", 1, NULL, NULL, 0, &count, &err));
  free(in);
}

static void encodings(hftok_tokenizer *t) {
  hftok_encode_options *opts = malloc(sizeof *opts);
  hftok_encode_options_init(opts, sizeof *opts);
  opts->truncation = HFTOK_TRUNCATION_LONGEST_FIRST;
  opts->max_length = 5;
  opts->stride = 1;
  opts->padding = HFTOK_PADDING_BATCH_LONGEST;
  opts->offset_unit = HFTOK_OFFSETS_UTF16;
  hftok_encoding *e;
  hftok_encoding_view view = {.size = sizeof view};
  OK(hftok_encode_full(t, text, LENGTH, "world", 5, NULL, &e, &err));
  CHECK(hftok_encoding_get(e, &view) == HFTOK_OK && view.rows == 1 && view.tokens == 8);
  hftok_encoding_free(e);
  OK(hftok_encode_full(t, text, LENGTH, NULL, 0, opts, &e, &err));
  CHECK(hftok_encoding_get(e, &view) == HFTOK_OK && view.rows == 2 && view.tokens == 10);
  uint64_t sum = 0;
  for (size_t i = 0; i < view.tokens; i++)
    sum += view.ids[i] + view.type_ids[i] + view.offsets[2 * i] + view.offsets[2 * i + 1] + (uint64_t)view.word_ids[i] +
           (uint64_t)view.sequence_ids[i] + view.special_tokens_mask[i] + view.attention_mask[i] + view.token_ends[i];
  for (size_t i = 0; i < view.token_ends[view.tokens - 1]; i++) sum += (unsigned char)view.token_text[i];
  for (size_t i = 0; i < view.rows; i++) sum += view.row_ends[i] + view.row_inputs[i];
  CHECK(sum);
  hftok_encoding_free(e);
  hftok_encoding_free(e);
  CHECK(hftok_encoding_get(e, &view) == HFTOK_ERR_INVALID_HANDLE);

  enum { STRINGS = 3000 };
  uint64_t *ends = malloc(STRINGS * sizeof *ends);
  char *data = malloc(STRINGS * LENGTH);
  for (size_t i = 0; i < STRINGS; i++) {
    memcpy(data + i * LENGTH, text, LENGTH);
    ends[i] = (i + 1) * LENGTH;
  }
  OK(hftok_encode_batch(t, data, ends, STRINGS, NULL, &e, &err));
  view.size = sizeof view;
  CHECK(hftok_encoding_get(e, &view) == HFTOK_OK && view.rows == STRINGS && view.tokens == STRINGS * COUNT);
  for (size_t i = 0; i < STRINGS; i++) CHECK(!memcmp(view.ids + i * COUNT, ids, sizeof ids));
  hftok_encoding_free(e);
  uint32_t *flat = malloc(STRINGS * sizeof ids);
  uint64_t *row_ends = malloc(STRINGS * sizeof *row_ends);
  size_t flat_count;
  OK(hftok_encode_batch_ids(t, data, ends, STRINGS, NULL, flat, STRINGS * COUNT, row_ends, &flat_count, &err));
  CHECK(flat_count == STRINGS * COUNT);
  for (size_t i = 0; i < STRINGS; i++)
    CHECK(!memcmp(flat + i * COUNT, ids, sizeof ids) && row_ends[i] == (i + 1) * COUNT);
  const char **texts = malloc(STRINGS * sizeof *texts);
  size_t *lens = malloc(STRINGS * sizeof *lens);
  for (size_t i = 0; i < STRINGS; i++) {
    texts[i] = data + (STRINGS - 1 - i) * LENGTH;
    lens[i] = LENGTH;
  }
  memset(flat, 0, STRINGS * sizeof ids);
  OK(hftok_encode_texts_ids(t, texts, lens, STRINGS, NULL, flat, STRINGS * COUNT, row_ends, &flat_count, &err));
  CHECK(flat_count == STRINGS * COUNT);
  for (size_t i = 0; i < STRINGS; i++)
    CHECK(!memcmp(flat + i * COUNT, ids, sizeof ids) && row_ends[i] == (i + 1) * COUNT);
  free(lens);
  free(texts);
  FAILS(HFTOK_ERR_BUFFER_TOO_SMALL, hftok_encode_batch_ids(t, data, ends, STRINGS, NULL, flat, 7, row_ends, &flat_count, &err));
  data[STRINGS / 2 * LENGTH] = '\xc0';
  FAILS(HFTOK_ERR_INVALID_ARGUMENT, hftok_encode_batch_ids(t, data, ends, STRINGS, NULL, flat, STRINGS * COUNT, row_ends, &flat_count, &err));
  free(row_ends);
  free(flat);
  FAILS(HFTOK_ERR_INVALID_ARGUMENT, hftok_encode_batch(t, data, ends, STRINGS, NULL, &e, &err));
  free(data);
  free(ends);
  free(opts);
}

static void pack(hftok_tokenizer *t) {
  hftok_pack_options opts;
  hftok_pack_options_init(&opts, sizeof opts);
  opts.flags = HFTOK_PACK_APPEND | HFTOK_PACK_16_BIT;
  opts.append_id = 9;
  hftok_packed *p;
  hftok_packed_view view = {.size = sizeof view};
  char *in = exactly("Hello world!\n\nx", 15);
  OK(hftok_pack(t, in, 15, NULL, &opts, &p, NULL, &err));
  CHECK(hftok_packed_get(p, &view) == HFTOK_OK && view.documents == 3 && view.id_bytes == 2);
  CHECK(view.lengths[0] == COUNT + 1 && view.lengths[1] == 3 && view.lengths[0] + view.lengths[1] + view.lengths[2] == view.tokens);
  const uint16_t *got = view.ids;
  for (size_t i = 0; i < COUNT; i++) CHECK(got[i] == ids[i]);
  CHECK(got[COUNT] == 9 && got[view.tokens - 1] == 9);
  hftok_packed_free(p);
  hftok_packed_free(p);
  CHECK(hftok_packed_get(p, &view) == HFTOK_ERR_INVALID_HANDLE);
  free(in);
  opts.documents = HFTOK_DOCUMENTS_JSON_LINES;
  opts.field = "a\0b";
  opts.field_size = 4;
  in = exactly("{\"a\":{\"b\":\"\\u0041\"}}\n{}", 23);
  size_t at = 99;
  FAILS(HFTOK_ERR_INVALID_ARGUMENT, hftok_pack(t, in, 23, NULL, &opts, &p, &at, &err));
  CHECK(at == 21);
  opts.flags = HFTOK_PACK_SKIP;
  OK(hftok_pack(t, in, 23, NULL, &opts, &p, &at, &err));
  view.size = sizeof view;
  CHECK(hftok_packed_get(p, &view) == HFTOK_OK && view.documents == 1 && view.skipped == 1 && view.id_bytes == 4);
  hftok_packed_free(p);
  free(in);
}

static void decode(hftok_tokenizer *t) {
  hftok_decode_options opts;
  hftok_decode_options_init(&opts, sizeof opts);
  opts.flags = HFTOK_DECODE_KEEP_SPECIAL_TOKENS;
  uint32_t *in = malloc(sizeof ids);
  memcpy(in, ids, sizeof ids);
  char *out;
  size_t len;
  OK(hftok_decode(t, in, COUNT, &opts, &out, &len, &err));
  CHECK(len == strlen(out) && !strcmp(out, "[CLS] hello world! [SEP]"));
  hftok_string_free(out);
  char *room = malloc(len);
  size_t again;
  OK(hftok_decode_into(t, in, COUNT, &opts, room, len, &again, &err));
  CHECK(again == len && !memcmp(room, "[CLS] hello world! [SEP]", len));
  FAILS(HFTOK_ERR_BUFFER_TOO_SMALL, hftok_decode_into(t, in, COUNT, &opts, room, len - 1, &again, &err));
  free(room);
  uint64_t *ends = malloc(2 * sizeof *ends), *out_ends = malloc(2 * sizeof *out_ends);
  ends[0] = 3;
  ends[1] = COUNT;
  OK(hftok_decode_batch(t, in, ends, 2, NULL, &out, out_ends, &err));
  CHECK(!strcmp(out, "helloworld!") && out_ends[0] == 5 && out_ends[1] == 11);
  hftok_string_free(out);
  free(out_ends);
  free(ends);
  free(in);
}

static void combine(hftok_tokenizer *t) {
  hftok_encode_options opts;
  hftok_encode_options_init(&opts, sizeof opts);
  opts.padding = HFTOK_PADDING_FIXED;
  opts.pad_length = 20;
  opts.truncation = HFTOK_TRUNCATION_LONGEST_FIRST;
  opts.max_length = 5;
  hftok_encoding *e, *copy, *out;
  hftok_encoding_view view = {.size = sizeof view};
  OK(hftok_encode_full(t, text, LENGTH, NULL, 0, NULL, &e, &err));
  CHECK(hftok_encoding_get(e, &view) == HFTOK_OK);
  OK(hftok_encoding_new(&view, &copy, &err));
  hftok_encoding_free(e); /* the copy must not need it any more */
  OK(hftok_encoding_pad(copy, &opts, &out, &err));
  hftok_encoding_free(out);
  OK(hftok_encoding_truncate(copy, 3, 1, HFTOK_SIDE_LEFT, &out, &err));
  hftok_encoding_free(out);
  const hftok_encoding *parts[] = {copy, copy, copy};
  OK(hftok_encoding_merge(parts, 3, 1, &out, &err));
  hftok_encoding_free(out);
  OK(hftok_post_process(t, copy, copy, &opts, &out, &err));
  hftok_encoding_free(out);
  parts[1] = out;
  FAILS(HFTOK_ERR_INVALID_HANDLE, hftok_encoding_merge(parts, 3, 1, &out, &err));
  view.size = sizeof view;
  CHECK(hftok_encoding_get(copy, &view) == HFTOK_OK);
  view.row_ends = (const uint64_t[]){99};
  FAILS(HFTOK_ERR_INVALID_ARGUMENT, hftok_encoding_new(&view, &out, &err));
  hftok_encoding_free(copy);
}

static void steps(hftok_tokenizer *t) {
  char *out;
  size_t len, added;
  hftok_tokenizer *more;
  OK(hftok_normalize(t, text, LENGTH, &out, &len, &err));
  CHECK(len == strlen(out));
  hftok_string_free(out);
  OK(hftok_pre_tokenize(t, text, LENGTH, HFTOK_OFFSETS_UTF16, &out, &len, &err));
  CHECK(len == strlen(out));
  hftok_string_free(out);
  OK(hftok_to_json(t, NULL, HFTOK_JSON_PRETTY, &out, &len, &err));
  CHECK(len == strlen(out));
  hftok_string_free(out);
  hftok_encoding *tokens;
  OK(hftok_model_tokens(t, text, LENGTH, &tokens, &err));
  hftok_encoding_free(tokens);
  OK(hftok_decode_tokens(t, "ab", (const uint64_t[]){1, 2}, 2, &out, &len, &err));
  CHECK(len == strlen(out));
  hftok_string_free(out);
  OK(hftok_sections_json(t, &out, &len, &err));
  CHECK(len == strlen(out));
  hftok_string_free(out);
  OK(hftok_with_sections(t, "{\"decoder\":null}", 16, &more, &err));
  hftok_free(more);
  FAILS(HFTOK_ERR_INVALID_ARGUMENT, hftok_with_sections(t, "{\"decoder\":0}", 13, &more, &err));
  OK(hftok_add_tokens(t, "[\"<new>\"]", 9, &more, &added, &err));
  CHECK(added == 1);
  hftok_decode_stream *stream, *second;
  OK(hftok_decode_stream_new(more, ids, 1, NULL, &stream, &err));
  hftok_free(more); /* the stream must not need it any more */
  OK(hftok_decode_stream_step(stream, ids + 1, 2, &out, &len, &err));
  CHECK(out && len == strlen(out));
  hftok_string_free(out);
  OK(hftok_decode_stream_clone(stream, &second, &err));
  hftok_decode_stream_free(stream);
  OK(hftok_decode_stream_step(second, NULL, 0, &out, &len, &err));
  CHECK(!out && !len);
  hftok_decode_stream_free(second);
  FAILS(HFTOK_ERR_INVALID_HANDLE, hftok_decode_stream_step(second, NULL, 0, &out, &len, &err));
}

static void vocabulary(hftok_tokenizer *t) {
  uint32_t id;
  size_t len;
  char *json, buf[5];
  OK(hftok_token_to_id(t, "world", 5, &id, &err));
  OK(hftok_id_to_token(t, id, buf, sizeof buf, &len, &err));
  CHECK(len == 5 && !memcmp(buf, "world", 5));
  FAILS(HFTOK_ERR_BUFFER_TOO_SMALL, hftok_id_to_token(t, id, buf, 4, &len, &err));
  CHECK(hftok_token_to_id(t, "no such", 7, &id, NULL) == HFTOK_ERR_NOT_FOUND);
  CHECK(hftok_id_to_token(t, UINT32_MAX, buf, sizeof buf, &len, NULL) == HFTOK_ERR_NOT_FOUND);
  OK(hftok_vocab_size(t, 1, &len, &err));
  OK(hftok_num_special_tokens(t, 1, &len, &err));
  OK(hftok_vocab_json(t, 1, &json, &len, &err));
  CHECK(len == strlen(json));
  hftok_string_free(json);
  OK(hftok_added_tokens_json(t, &json, &len, &err));
  CHECK(len == strlen(json));
  hftok_string_free(json);
  OK(hftok_info_json(t, &json, &len, &err));
  CHECK(len == strlen(json));
  hftok_string_free(json);
}

static int32_t progress(void *user, const char *file, uint64_t done, uint64_t total) {
  (void)user, (void)file, (void)done, (void)total;
  return 0;
}

static void message(void *user, int32_t level, const char *text) { (void)user, (void)level, (void)text; }

static void load(const char *path) {
  hftok_tokenizer *t;
  hftok_cancel *cancel;
  hftok_pretrained_options opts;
  hftok_set_log(message, NULL, HFTOK_LOG_DEBUG);
  hftok_set_word_cache_size(1 << 20);
  OK(hftok_cancel_new(&cancel, &err));
  hftok_pretrained_options_init(&opts, sizeof opts);
  opts.progress = progress;
  opts.cancel = cancel;
  opts.revision = "main";
  opts.flags = HFTOK_PRETRAINED_LOCAL_FILES_ONLY;
  opts.cache_dir = "/no/such/cache";
  OK(hftok_from_pretrained(path, &opts, &t, &err));
  hftok_free(t);
  FAILS(HFTOK_ERR_LOCAL_MISS, hftok_from_pretrained("org/name", &opts, &t, &err));
  hftok_cancel_trigger(cancel);
  FAILS(HFTOK_ERR_CANCELLED, hftok_from_pretrained(path, &opts, &t, &err));
  hftok_cancel_free(cancel);
  FAILS(HFTOK_ERR_INVALID_HANDLE, hftok_from_pretrained(path, &opts, &t, &err));
  FAILS(HFTOK_ERR_IO, hftok_from_file("/no/such/file", &t, &err));

  FILE *f = fopen(path, "rb");
  CHECK(f && !fseek(f, 0, SEEK_END));
  size_t len = (size_t)ftell(f);
  rewind(f);
  uint8_t *json = malloc(len);
  CHECK(fread(json, 1, len, f) == len);
  fclose(f);
  OK(hftok_from_bytes(json, len, &t, &err));
  FAILS(HFTOK_ERR_INVALID_TOKENIZER, hftok_from_bytes(json, len - 9, &t, &err));
  free(json); /* the tokenizer must not need it any more */
  encode(t);
  hftok_free(t);
}

int main(int argc, char **argv) {
  CHECK(argc == 2);
  CHECK(hftok_abi_version() == HFTOK_ABI_VERSION && !strcmp(hftok_version(), HFTOK_VERSION));
  hftok_tokenizer *t;
  OK(hftok_from_file(argv[1], &t, &err));
  encode(t);
  encodings(t);
  pack(t);
  decode(t);
  vocabulary(t);
  combine(t);
  steps(t);
  load(argv[1]);
  hftok_free(t);
  hftok_free(t);
  hftok_free(NULL);
  size_t count;
  FAILS(HFTOK_ERR_INVALID_HANDLE, hftok_encode(t, text, LENGTH, NULL, NULL, 0, &count, &err));
  hftok_error *e = NULL;
  char room[8];
  CHECK(hftok_encode(NULL, text, LENGTH, NULL, NULL, 0, &count, &e) == HFTOK_ERR_INVALID_HANDLE);
  CHECK(hftok_error_copy_message(e, room, sizeof room) > sizeof room && strlen(room) == sizeof room - 1);
  CHECK(hftok_error_http_status(e) == 0 && !hftok_error_request_id(e)[0]);
  hftok_error_free(e);
  puts("done");
  return 0;
}
