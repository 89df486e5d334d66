// What a TypeScript program may write; package.test.js checks that it compiles.
import hftok, { cache, checkRepoAccess, scanCacheDir, AutoTokenizer, Encoding, GatedRepoError, PreTrainedTokenizer, Tokenizer } from 'hftok';

const controller = new AbortController();
const auto: PreTrainedTokenizer = await AutoTokenizer.from_pretrained('org/name', {
  revision: 'main',
  token: false,
  cache_dir: null,
  signal: controller.signal,
  progress_callback: (info) => info.status === 'progress' && info.loaded / info.total,
});
const plain: Tokenizer = await Tokenizer.from_pretrained('org/name');
const loaded: Tokenizer[] = [
  plain,
  await Tokenizer.from_file('tokenizer.json'),
  await Tokenizer.from_str('{}'),
  await Tokenizer.from_bytes(new Uint8Array()),
];
const again: PreTrainedTokenizer = await PreTrainedTokenizer.from_pretrained('org/name');

const ids: number[] = auto.encode('text', { text_pair: 'pair', add_special_tokens: false, max_length: 8 });
const encoding: Encoding = plain.encode('text', { text_pair: 'pair', seed: 1 });
const array: Uint32Array = plain.encode_ids('text');
const full: Encoding = plain.encode_full('text', { offset_unit: 'char' });
const words: Encoding = plain.encode_full(['two', 'words'], { is_pretokenized: true });
const batch: Encoding[] = plain.encode_batch(['a', 'b'], { text_pair: ['c', 'd'], padding: true, pad_token_id: 0 });
const flat: Uint32Array = plain.encode_batch_flat(['a', 'b'], { threads: 1, add_special_tokens: false }).offsets;
const [start, end]: [number, number] = full.offsets![0];
const one: number[] = auto('text').input_ids;
const many: number[][] = again(['text'], { return_tensor: false }).attention_mask;
const text: string = plain.decode(array, { skip_special_tokens: true }) + plain.decode([1n]) + plain.batch_decode([ids])[0];
const id: number | undefined = plain.token_to_id('x');
const vocab: Map<string, number> = hftok.Tokenizer.prototype.get_vocab.call(plain);
const found: [number, number] | null = encoding.pad(8, { direction: 'left' }).truncate(4, 1).word_to_tokens(0, 1);
const merged: number[] = Encoding.merge([encoding, plain.post_process(encoding, null, { padding: false })], false).ids;
const step: string | null = plain.decode_stream({ ids: [1] }).step(2);
const added: number = auto.add_tokens(['a', { content: 'b', lstrip: true }, ...auto.get_added_tokens_decoder().values()]);
const [[piece, [from]]] = plain.pre_tokenize(plain.normalize('text'));
plain.set_components({ ...plain.get_components(), decoder: { type: 'Fuse' }, normalizer: null });
const kind: string | undefined = plain.get_components().model.type;
const found2: number = plain.model_tokens(plain.decode_tokens(['a', 'b']))[0].offsets[1];
await auto.save('tokenizer.json', false);
loaded.forEach((tokenizer) => tokenizer.dispose());
const [{ id: cached, revisions }] = (await scanCacheDir()).repos;
const freed: number = (await cache.delete([revisions[0].commitOid, cached.name], { dry_run: true })).freed + (await cache.prune()).freed;
const when: Date = (await cache.scan('/cache')).repos[0].revisions[0].files[0].blob.lastModifiedAt;

const nothing: void = await checkRepoAccess({ repo: { type: 'model', name: 'org/name' }, accessToken: 'hf_x', signal: controller.signal });
try {
  await AutoTokenizer.from_pretrained('org/gated');
} catch (error) {
  if (error instanceof GatedRepoError) console.log(error.code, error.status?.toFixed(), error.requestId);
}

// @ts-expect-error: no tensors here
auto('text', { return_tensor: true });
// @ts-expect-error: made by the static functions only
new Tokenizer({});
// @ts-expect-error: what transformers calls a tokenizer gives ids
auto.encode('text').tokens;
// @ts-expect-error: an array of words is said to be one
plain.encode_full(['two', 'words']);
// @ts-expect-error: no such unit
plain.encode('text', { truncation: 'sometimes' });

console.log(nothing, freed, when, found, merged, step, added, piece, from, words, batch, start, end, one, many, text, id, vocab, kind, found2);
