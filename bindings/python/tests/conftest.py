"""What the tests share: data, the stand-in Hub, and processes of their own."""

import json
import os
import subprocess
import sys
import textwrap
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
DATA = ROOT / "tests" / "data"
SHARED = ROOT.parent / "shared"
sys.path.insert(0, str(ROOT / "bindings" / "python"))

HUB_VARIABLES = (
    "HF_TOKEN HUGGING_FACE_HUB_TOKEN HF_TOKEN_PATH HF_HUB_DISABLE_IMPLICIT_TOKEN HF_ENDPOINT HF_HOME HF_HUB_CACHE "
    "HUGGINGFACE_HUB_CACHE XDG_CACHE_HOME HF_HUB_OFFLINE TRANSFORMERS_OFFLINE HF_OIDC_RESOURCE "
    "HTTP_PROXY HTTPS_PROXY ALL_PROXY NO_PROXY http_proxy https_proxy all_proxy no_proxy"
).split()


def tokenizer_files():
    """Our own small tokenizers, and of the shared ones those that the library covers."""
    files = sorted(DATA.glob("*-demo/tokenizer.json"))
    for name in ("gpt2", "llama2", "llama3", "bert-base-uncased", "t5-small"):
        file = SHARED / "tokenizers" / name / "tokenizer.json"
        if file.exists():
            files.append(file)
    return files


@pytest.fixture
def clean_env(monkeypatch, tmp_path):
    """An environment without anything of the Hub, and a home of its own."""
    for name in HUB_VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    return monkeypatch


class Hub:
    """A running stand-in Hub."""

    GATED = "meta-llama/Llama-2-7b-hf"
    PUBLIC = "org/bert"
    PRIVATE = "org/secret"

    def __init__(self, command):
        self._process = subprocess.Popen(
            [
                *(command, "-repo", f"{self.GATED}={DATA / 'llama2-demo'}", "-gated", self.GATED),
                *(
                    "-repo",
                    f"{self.PUBLIC}={DATA / 'bert-demo'}",
                    "-revision",
                    f"{self.PUBLIC}@v2={DATA / 'gpt2-demo'}",
                ),
                *("-repo", f"{self.PRIVATE}={DATA / 't5-demo'}", "-private", self.PRIVATE),
                *(
                    "-repo",
                    f"org/empty={DATA / 'text'}",
                    "-repo",
                    f"org/off={DATA / 't5-demo'}",
                    "-disabled",
                    "org/off",
                ),
                *("-token", "hf_good", "-token", "hf_stranger=ungranted", "-token", "hf_old=expired"),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self.endpoint = json.loads(self._process.stdout.readline())["endpoint"]

    def _control(self, method, path, body=None):
        request = urllib.request.Request(self.endpoint + path, method=method, data=body)
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=10) as answer:
            return answer.read()

    def requests(self):
        return json.loads(self._control("GET", "/__requests"))

    def inject(self, **fault):
        self._control("POST", "/__faults", json.dumps([fault]).encode())

    def reset(self):
        self._control("DELETE", "/__requests")
        self._control("DELETE", "/__faults")

    def close(self):
        self._process.stdin.close()
        self._process.wait(10)
        self._process.stdout.close()


@pytest.fixture(scope="session")
def standin(tmp_path_factory):
    command = str(tmp_path_factory.mktemp("standin") / "standin")
    env = dict(os.environ, CGO_ENABLED="0")
    subprocess.run(["go", "build", "-o", command, "./tests/hub/cmd/standin"], cwd=ROOT, env=env, check=True)
    return command


@pytest.fixture(scope="session")
def _running_hub(standin):
    hub = Hub(standin)
    yield hub
    hub.close()


@pytest.fixture
def hub(_running_hub, clean_env):
    """The stand-in Hub, as HF_ENDPOINT, with an empty record and an empty cache."""
    _running_hub.reset()
    clean_env.setenv("HF_ENDPOINT", _running_hub.endpoint)
    yield _running_hub
    _running_hub.reset()


@pytest.fixture
def python():
    """Runs a program in a Python of its own: what it prints. A hang is a failure."""

    def run(program, timeout=60, check=True, **env):
        merged = {**os.environ, "PYTHONPATH": str(ROOT / "bindings" / "python"), **env}
        done = subprocess.run(
            [sys.executable, "-c", textwrap.dedent(program)],
            env=merged,
            timeout=timeout,
            capture_output=True,
            text=True,
        )
        if check:
            assert done.returncode == 0, done.stderr
        return done.stdout if check else done

    return run
