"""What the axes share: the ids that are right, and loading."""

import hashlib
import json

import documents
import process

OUT = documents.ROOT / "build" / "bench"
SLOW = {"tokenizers", "tiktoken", "sentencepiece"}  # measured on the first MB of documents

_reference = process.Process("tokenizers")


def prefix(docs, size):
    """How many of the documents have `size` bytes together; at least one."""
    total = 0
    for i, doc in enumerate(docs):
        total += len(doc.encode())
        if total >= size:
            return i + 1
    return len(docs)


def expected(file, docs):
    """The digests of the reference's ids of each document, without special tokens and with. Kept on disk."""
    key = hashlib.sha256(hashlib.sha256(file.read_bytes()).digest())
    for doc in docs:
        key.update(hashlib.sha256(doc.encode()).digest())
    kept = OUT / "expected" / f"{key.hexdigest()[:32]}.json"
    if not kept.exists():
        path = OUT / "expected.bin"
        documents.write(path, docs)
        _reference.call("load", path=str(file))
        _reference.call("texts", path=str(path))
        digests = [_reference.call("expect", special=special)["digests"] for special in (False, True)]
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps(digests))
        _reference.close()
    return json.loads(kept.read_text())


def differing(found, right):
    """The share of documents with other ids."""
    if len(found) != len(right):
        return 1.0
    return round(sum(a != b for a, b in zip(found, right)) / len(right), 4)


class Loader:
    """Loads tokenizers, for an engine that refuses the file as it is from an equal one. What an engine refused
    once it is not asked again."""

    def __init__(self):
        self._files = {}
        self._refusals = {}

    def __call__(self, worker, file):
        key = worker.name, file
        if key in self._refusals:
            raise self._refusals[key]
        first = None
        for path in [self._files[key]] if key in self._files else [file, plainer(file)]:
            try:
                answer = worker.call("load", path=str(path))
            except process.Refused as refusal:
                first = first or refusal
            else:
                self._files[key] = path
                return answer
        self._refusals[key] = first
        raise first


def plainer(file):
    """An equal tokenizer.json in the form that today's converters write: no added token in the model's
    vocabulary, the model's type named, absent affixes null."""
    copy = OUT / "plainer" / file.parent.name / "tokenizer.json"
    if not copy.exists():
        tokenizer = json.loads(file.read_bytes())
        model = tokenizer["model"]
        if "merges" in model:
            model.setdefault("type", "BPE")
            added = {token["content"] for token in tokenizer["added_tokens"]}
            merged = {token for merge in model["merges"] for token in (merge.split(" ") if isinstance(merge, str) else merge)}
            model["vocab"] = {token: id for token, id in model["vocab"].items() if token not in added or token in merged}
            for affix in ("continuing_subword_prefix", "end_of_word_suffix"):
                model[affix] = model.get(affix) or None
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(json.dumps(tokenizer))
        for model_file in ("tokenizer.model", "spiece.model"):
            if (file.parent / model_file).exists() and not (copy.parent / model_file).exists():
                (copy.parent / model_file).symlink_to(file.parent / model_file)
    return copy
