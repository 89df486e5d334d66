"""The tokenizers that are measured, a family each."""

from documents import ROOT, SHARED

# name: (directory of the tokenizer.json, kind)
FAMILIES = {
    "gpt2": ("gpt2", "byte-level BPE"),
    "cl100k": ("tiktoken-cl100k", "byte-level BPE"),
    "o200k": ("gpt-oss", "byte-level BPE"),
    "llama3": ("llama3", "byte-level BPE"),
    "qwen3": ("qwen3", "byte-level BPE"),
    "deepseek-v3": ("deepseek-v3", "byte-level BPE"),
    "kimi-k2": ("kimi-k2", "byte-level BPE"),
    "tekken": ("mistral-nemo-tekken", "byte-level BPE"),
    "whisper": ("whisper-large-v3", "byte-level BPE"),
    "clip": ("clip-vit-base", "byte-level BPE"),
    "llama2": ("llama2", "SentencePiece BPE"),
    "mistral": ("mistral-7b-v0.1", "SentencePiece BPE"),
    "gemma3": ("gemma3-shape-synthetic", "SentencePiece BPE"),
    "bert": ("bert-base-uncased", "WordPiece"),
    "t5": ("t5-small", "Unigram"),
    "xlm-r": ("xlm-roberta-base", "Unigram"),
    "albert": ("albert-base-v2", "Unigram"),
}

# Without the shared tokenizers: the repository's own small ones.
OWN = {"gpt2": "gpt2-demo", "llama3": "llama3-demo", "llama2": "llama2-demo", "bert": "bert-demo", "t5": "t5-demo"}


def kind(family):
    return FAMILIES[family][1]


def present(chosen):
    """The chosen families, or all, that are on this machine: name to tokenizer.json."""
    found = {}
    for name in chosen or FAMILIES:
        file = SHARED / "tokenizers" / FAMILIES[name][0] / "tokenizer.json"
        if not SHARED.exists() and name in OWN:
            file = ROOT / "tests" / "data" / OWN[name] / "tokenizer.json"
        if file.exists():
            found[name] = file
        else:
            print(f"{name}: no {file}")
    return found
