"""Ids of a text, by the tokenizer of a gated repository.

HF_TOKEN=hf_... python3 llama.py
"""

import sys

import hftok

repo = sys.argv[1] if len(sys.argv) > 1 else "meta-llama/Llama-2-7b-hf"
try:
    tokenizer = hftok.AutoTokenizer.from_pretrained(repo)
except hftok.GatedRepoError as e:
    sys.exit(str(e))
print(tokenizer.encode("Hello world!"))
