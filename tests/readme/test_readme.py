"""The README's programs and the demo, run as a reader would run them, against the stand-in Hub.

Where ../shared is, the gated repository serves Llama 2's own tokenizer, and the programs must print what the README
says that they print; otherwise it serves the small one of this repository.
"""

import json
import os
import re
import subprocess
import sys
from array import array
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "examples"), str(ROOT / "bindings" / "python")]

import demo
import hftok

LLAMA2 = ROOT.parent / "shared" / "tokenizers" / "llama2"
DEMO = ROOT / "tests" / "data" / "llama2-demo"
SERVED = LLAMA2 if LLAMA2.is_dir() else DEMO

README = (ROOT / "README.md").read_text(encoding="utf-8")
PROGRAMS = {name: (code, commands) for name, code, commands in
            re.findall(r"^### \w+: `(\S+)`\n\n```\w+\n(.*?)```\n\n```sh\n(.*?)```$", README, re.M | re.S)}


def numbers(text):
    return [int(n) for n in re.findall(r"\d+", text)]


@pytest.fixture(scope="module")
def hub():
    with demo.standin(SERVED) as endpoint:
        yield endpoint


@pytest.fixture
def env(hub, tmp_path):
    """An environment that knows the Hub and no token."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("HF_", "HUGGING", "TRANSFORMERS_", "PYTHONPATH"))}
    return dict(kept, HF_ENDPOINT=hub, HF_HOME=str(tmp_path / "hf"),
                PATH=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")


@pytest.fixture
def tree(tmp_path):
    """A directory that looks to the programs like this one."""
    for name in ("include", "build", "bindings", "node_modules"):
        (tmp_path / name).symlink_to(ROOT / name)
    return tmp_path


def test_every_language_has_a_program():
    assert list(PROGRAMS) == ["llama.c", "llama.py", "llama.mjs"]


@pytest.mark.parametrize("name", PROGRAMS)
def test_program(name, tree, env):
    code, commands = PROGRAMS[name]
    (tree / name).write_text(code, encoding="utf-8")
    refused = subprocess.run(["bash", "-ec", commands.replace("HF_TOKEN=hf_... ", "")], cwd=tree, env=env,
                             capture_output=True, text=True)
    assert refused.returncode != 0
    assert "gated" in refused.stderr and "HF_TOKEN" in refused.stderr
    done = subprocess.run(["bash", "-ec", commands.replace("hf_...", demo.TOKEN)], cwd=tree, env=env,
                          capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    expected = hftok.Tokenizer.from_file(str(SERVED / "tokenizer.json")).encode_ids("Hello world!").tolist()
    assert numbers(done.stdout) == expected
    if SERVED is LLAMA2:
        printed = [numbers(line) for line in code.splitlines() if "15043" in line]
        assert [ids[-4:] for ids in printed] == [expected]


def test_corpora(tree, env):
    command = re.search(r"^## Corpora\n.*?```sh\n(.*?)```$", README, re.M | re.S)[1].replace("hf_...", demo.TOKEN)
    texts = ["Hello world!", "", "Grüße\n"]
    (tree / "corpus.jsonl").write_text("".join(json.dumps({"text": text}) + "\n" for text in texts))
    done = subprocess.run(["bash", "-ec", command], cwd=tree, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    tokenizer = hftok.Tokenizer.from_file(str(SERVED / "tokenizer.json"))
    assert array("H", (tree / "train.bin").read_bytes()).tolist() == [id for text in texts for id in tokenizer.encode_ids(text)]
    assert (tree / "train.idx").exists()


def refusals(stdout):
    """How many of the runs say that the repository is gated and what to set."""
    return sum("gated" in said and "HF_TOKEN" in said.split("\n", 1)[1] for said in stdout.split("\n  $ ")[1:])


def run_demo(env, *arguments):
    return subprocess.run([sys.executable, ROOT / "examples" / "demo.py", *arguments], env=env, capture_output=True, text=True)


def test_demo(env):
    done = run_demo(env)
    assert done.returncode == 0, done.stdout + done.stderr
    assert refusals(done.stdout) == 3
    assert "Node, Python and C agree." in done.stdout


def test_demo_of_a_model_with_a_token_of_the_users(env):
    done = run_demo(dict(env, HF_TOKEN=demo.TOKEN), demo.GATED)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Node, Python and C agree." in done.stdout
    assert demo.TOKEN not in done.stdout


def test_demo_of_a_model_without_a_token_fails(env):
    done = run_demo(env, demo.GATED)
    assert done.returncode == 1
    assert refusals(done.stdout) == 6


def test_links_lead_somewhere():
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", README):
        assert (ROOT / target).exists(), target
