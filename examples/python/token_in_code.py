"""The token comes from the program, not from the shell; it may be set at any time before the call.

python3 token_in_code.py hf_...
"""

import os
import sys

import hftok

os.environ["HF_TOKEN"] = sys.argv[1]
tokenizer = hftok.AutoTokenizer.from_pretrained("meta-llama/Llama-2-7b-hf")
print(tokenizer.encode("Hello world!"))
