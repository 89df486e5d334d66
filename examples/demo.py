#!/usr/bin/env python3
"""The example of Transformers.js's guide to private and gated models, from Node, Python and C.

    demo.py               against the stand-in Hub on loopback: no account, no network
    demo.py ORG/NAME      against the real Hub, with your own HF_TOKEN or token file

Each program runs twice, without a token and with one. The exit status is 0 only if the runs with a token give
ids, the same in all three languages, and those against the stand-in without one were refused. Run it as
`make demo`, which builds what it starts.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
GATED = "meta-llama/Llama-2-7b-hf"
TOKEN = "hf_demo"
PROGRAMS = {
    "Node": ["node", "examples/node/llama.js"],
    "Python": [sys.executable, "examples/python/llama.py"],
    "C": ["build/examples/encode"],
}


@contextmanager
def standin(directory):
    """A Hub on loopback with one gated repository, which serves directory. Yields its endpoint; it ends with its
    standard input."""
    argv = [ROOT / "build" / "standin", "-repo", f"{GATED}={directory}", "-gated", GATED, "-token", TOKEN]
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as hub:
        yield json.loads(hub.stdout.readline())["endpoint"]
        hub.stdin.close()


def environment(**values):
    """Ours, with the bindings where this tree has them, and with values on top; None takes one away."""
    env = dict(os.environ, PYTHONPATH=str(ROOT / "bindings" / "python"), **{k: v for k, v in values.items() if v})
    return {k: v for k, v in env.items() if values.get(k, v) is not None}


def run(argv, env, shown):
    """Runs one program and prints what it prints, indented. Returns its exit status and the ids it gave."""
    print(f"\n  $ {shown}{' '.join(argv)}".replace(sys.executable, "python3"), flush=True)
    done = subprocess.run(argv, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    print("\n".join("    " + line for line in done.stdout.splitlines()), flush=True)
    last = done.stdout.splitlines()[-1:]
    return done.returncode, [int(n) for n in re.findall(r"\d+", "".join(last))]


def demo(arguments, without, with_token, prefix="", must_be_refused=False):
    """Runs every program in both environments. Returns what is wrong, None if nothing is."""
    print("\nWithout a token:")
    refused = [run(argv + arguments, without, "")[0] != 0 for argv in PROGRAMS.values()]
    print("\nWith one:")
    results = [run(argv + arguments, with_token, prefix) for argv in PROGRAMS.values()]
    print()
    if must_be_refused and not all(refused):
        return "A gated repository was read without a token."
    if any(status for status, _ in results):
        return "A program failed."
    if not results[0][1] or any(ids != results[0][1] for _, ids in results):
        return "The programs do not give the same ids."
    print("Node, Python and C agree.")
    return None


def main(arguments):
    with tempfile.TemporaryDirectory() as home:
        if arguments:
            anonymous = environment(HF_TOKEN=None, HUGGING_FACE_HUB_TOKEN=None, HF_HUB_DISABLE_IMPLICIT_TOKEN="1",
                                    HF_HOME=home, HF_HUB_CACHE=None, HUGGINGFACE_HUB_CACHE=None)
            return demo(arguments, anonymous, environment())
        with standin(ROOT / "tests" / "data" / "llama2-demo") as endpoint:
            print(f"The stand-in Hub serves {GATED} at {endpoint}, gated, with a small tokenizer of this\n"
                  "repository's own, so the ids are not Llama 2's.")
            ours = {name: None for name in os.environ if name.startswith(("HF_", "HUGGING", "TRANSFORMERS_"))}
            ours.update(HF_HOME=home, HF_ENDPOINT=endpoint)
            return demo([], environment(**ours), environment(**{**ours, "HF_TOKEN": TOKEN}), f"HF_TOKEN={TOKEN} ",
                        must_be_refused=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
