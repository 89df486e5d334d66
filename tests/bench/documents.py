"""The texts that are measured, and the file that carries documents to a worker."""

import json
import struct
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
CORPORA = SHARED / "corpora"
MB = 1_000_000

SIZES = {"50B": 50, "1KB": 1_000, "10KB": 10_000, "1MB": MB}


def write(path, texts):
    """Each text as its length in bytes (u32le) and UTF-8."""
    with open(path, "wb") as f:
        for text in texts:
            data = text.encode()
            f.write(struct.pack("<I", len(data)) + data)


def read(path):
    data, texts, at = Path(path).read_bytes(), [], 0
    while at < len(data):
        (size,) = struct.unpack_from("<I", data, at)
        texts.append(data[at + 4 : at + 4 + size].decode())
        at += 4 + size
    return texts


def cut(text, size):
    """text in documents of about `size` bytes each. What is left over at the end is dropped, if there are others."""
    data, documents, at = text.encode(), [], 0
    while at < len(data):
        end = at + size
        while end < len(data) and data[end] & 0xC0 == 0x80:
            end += 1
        documents.append(data[at:end].decode())
        at = end
    if len(documents) > 1 and len(documents[-1].encode()) < size:
        documents.pop()
    return documents


def english():
    files = sorted((CORPORA / "english").glob("*.txt")) or [go_root() / "src/testdata/Isaac.Newton-Opticks.txt"]
    return joined(files)


def code():
    """Go's own library: every machine that builds this project has it."""
    files = sorted((go_root() / "src" / "net").rglob("*.go"))
    return joined(files)[: 2 * MB]


def cjk():
    names = ("chinese", "japanese", "korean", "Chinese-Lipsum", "Japanese-Lipsum", "Korean-Lipsum")
    texts = [(CORPORA / "multilingual" / f"{name}.txt").read_text(encoding="utf-8") for name in names]
    return "".join(interleaved([cut(text, 2000) for text in texts]))


def mixed():
    return (CORPORA / "mixed_multilingual.txt").read_text(encoding="utf-8")


def chat(tokenizer):
    """Dialogues, each message between two special tokens of the tokenizer's own."""
    begin, end = chat_tokens(tokenizer)
    lines = (CORPORA / "chat_transcripts.jsonl").read_text(encoding="utf-8").splitlines()
    dialogues = (json.loads(line) for line in lines)
    out = []
    for dialogue in dialogues:
        messages = dialogue["messages"] if isinstance(dialogue, dict) else dialogue
        out += (f"{begin}{m['role']}\n{m['content']}{end}\n" for m in messages)
    return "".join(out)


_MARKS = [("<|im_start|>", "<|im_end|>"), ("<|start_header_id|>", "<|eot_id|>"), ("<|start|>", "<|end|>"),
          ("<start_of_turn>", "<end_of_turn>"), ("<|im_user|>", "<|im_end|>"), ("[INST]", "[/INST]"),
          ("<|startoftranscript|>", "<|endoftext|>"), ("[CLS]", "[SEP]"), ("<s>", "</s>"),
          ("<|startoftext|>", "<|endoftext|>")]  # fmt: skip


def chat_tokens(tokenizer):
    added = json.loads(Path(tokenizer).read_bytes())["added_tokens"]
    special = [token["content"] for token in added if token["special"]]
    for marks in _MARKS:
        if all(mark in special for mark in marks):
            return marks
    return (special[0], special[-1]) if special else ("", "")


TEXTS = {"english": english, "code": code, "cjk": cjk, "mixed": mixed, "chat": chat}


def available(names):
    """Those of the texts that this machine has."""
    return [name for name in names if CORPORA.exists() or name in ("english", "code")]


def text(name, tokenizer):
    """A whole text; the special tokens in it are those of the tokenizer.json."""
    return chat(tokenizer) if name == "chat" else TEXTS[name]()


def joined(files):
    return "".join(file.read_text(encoding="utf-8", errors="ignore") for file in files)


def interleaved(lists):
    out = []
    for i in range(max(map(len, lists))):
        out += (part[i] for part in lists if i < len(part))
    return out


def go_root():
    return Path(subprocess.run(["go", "env", "GOROOT"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip())
