"""The programs of README.md and examples/python do what they say."""

import os
import re
import shutil
import subprocess
import sys

import pytest
from conftest import DATA, ROOT

import hftok

README = (ROOT / "bindings" / "python" / "README.md").read_text(encoding="utf-8")
EXPECTED = str(hftok.Tokenizer.from_file(str(DATA / "llama2-demo" / "tokenizer.json")).encode("Hello world!").ids)


def test_readme(hub, clean_env, tmp_path, capsys):
    clean_env.setenv("HF_TOKEN", "hf_good")
    clean_env.chdir(tmp_path)
    shutil.copy(DATA / "bert-demo" / "tokenizer.json", tmp_path)
    programs = re.findall(r"^```python\n(.*?)^```", README, re.M | re.S)
    assert len(programs) == 4
    names = {}
    for i, program in enumerate(programs):
        clean_env.setenv("HF_HOME", str(tmp_path / str(i)))
        exec(program, names)
    assert [e.n_sequences for e in names["batch"]] == [1, 2]
    assert names["small"].encode("á").tokens == ["a"]
    assert capsys.readouterr().out.startswith("GATED_NO_TOKEN ")


def test_readme_names_only_what_there_is():
    for name in re.findall(r"`(\w+(?:Error|IsEnabled))`", README):
        assert name in ("TypeError", "KeyError") or hasattr(hftok, name), name


@pytest.mark.parametrize(("example", "token"), [("llama.py", None), ("token_in_code.py", "hf_good")])
def test_examples(hub, example, token):
    env = {**os.environ, "PYTHONPATH": str(ROOT / "bindings" / "python")}
    if token is None:
        env["HF_TOKEN"] = "hf_good"
    argv = [sys.executable, ROOT / "examples" / "python" / example, *([token] if token else [])]
    done = subprocess.run(argv, env=env, capture_output=True, text=True, timeout=60)
    assert (done.stdout.strip(), done.stderr) == (EXPECTED, "")
