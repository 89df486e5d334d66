"""The cache seen and pruned from Python and from a shell, and what a load shows of its downloads."""

import io
import json
import os
import subprocess
import sys

import pytest
from conftest import ROOT

import hftok
from hftok import _progress, cache


def load(repo, **arguments):
    return hftok.Tokenizer.from_pretrained(repo, **arguments)


def shell(*arguments, stdin=""):
    env = {**os.environ, "PYTHONPATH": str(ROOT / "bindings" / "python")}
    return subprocess.run(
        [sys.executable, "-m", "hftok", "cache", *arguments], env=env, input=stdin, capture_output=True, text=True
    )


def test_scan_delete_prune(hub, tmp_path):
    assert cache.scan()["repos"] == []
    load(hub.PUBLIC)
    load(hub.PUBLIC, revision="v2")
    info = cache.scan()
    assert info["cache_dir"] == os.path.realpath(tmp_path / "hf" / "hub") and info["warnings"] == []
    (repo,) = info["repos"]
    assert repo["id"] == "model/" + hub.PUBLIC and repo["size_on_disk"] == info["size_on_disk"] > 0
    by_ref = {ref: revision["commit"] for revision in repo["revisions"] for ref in revision["refs"]}
    assert set(by_ref) == {"main", "v2"}
    plan = cache.delete(by_ref["v2"], "org/absent", dry_run=True)
    assert plan["missing"] == ["org/absent"] and len(cache.scan()["repos"][0]["revisions"]) == 2
    assert cache.delete(by_ref["v2"])["revisions"] == [f"model/{hub.PUBLIC}@{by_ref['v2']}"]
    os.unlink(os.path.join(repo["path"], "refs", "main"))
    assert cache.prune(cache_dir=tmp_path / "hf" / "hub")["repos"] == ["model/" + hub.PUBLIC]
    assert cache.scan(str(tmp_path / "hf" / "hub"))["repos"] == []
    for wrong, error in [
        (lambda: cache.delete(5), TypeError),
        (lambda: cache.delete(""), ValueError),
        (lambda: cache.scan(5), TypeError),
    ]:
        with pytest.raises(error):
            wrong()


def test_the_shell(hub):
    load(hub.PUBLIC)
    load(hub.GATED, token="hf_good")
    listed = shell("ls")
    assert listed.returncode == 0 and listed.stderr == ""
    assert "model/org/bert" in listed.stdout and "2 repositories" in listed.stdout and "main" in listed.stdout
    commits = [r["commit"] for repo in json.loads(shell("ls", "--json").stdout)["repos"] for r in repo["revisions"]]
    assert all(commit in shell("ls", "--revisions").stdout for commit in commits)
    assert shell("prune").stdout == "Nothing to remove.\n"
    refused = shell("rm", hub.PUBLIC, stdin="\n")
    assert (
        refused.returncode == 1 and "model/org/bert (all of it)" in refused.stdout and len(cache.scan()["repos"]) == 2
    )
    assert shell("rm", hub.PUBLIC, "--dry-run").returncode == 0 and len(cache.scan()["repos"]) == 2
    assert shell("rm", hub.PUBLIC, stdin="y\n").returncode == 0
    assert [repo["id"] for repo in cache.scan()["repos"]] == ["model/" + hub.GATED]
    absent = shell("rm", "-y", hub.PUBLIC)
    assert absent.returncode == 1 and "not in the cache: org/bert" in absent.stderr
    assert json.loads(shell("rm", "-y", "--json", hub.GATED).stdout)["revisions"]
    broken = shell("rm", "-y", " ")
    assert broken.returncode == 1 and "Traceback" not in broken.stderr


def test_in_a_forked_child(hub, python):
    load(hub.PUBLIC)
    program = """
        import os, sys, hftok
        from hftok import cache
        assert cache.scan()["repos"]
        pid = os.fork()
        if not pid:
            os._exit(0 if cache.scan()["repos"] else 1)
        print(os.waitpid(pid, 0)[1])
    """
    assert python(program).strip() == "0"


def test_a_required_token(hub):
    with pytest.raises(hftok.LocalTokenNotFoundError) as caught:
        load(hub.PUBLIC, token=True)
    assert caught.value.code == "TOKEN_NOT_FOUND" and hub.requests() == []


class Terminal(io.StringIO):
    def isatty(self):
        return True


def watch(monkeypatch):
    """Makes stderr a terminal; what it shows is the value."""
    monkeypatch.delenv("HF_HUB_DISABLE_PROGRESS_BARS", raising=False)
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    return terminal.getvalue


@pytest.mark.parametrize("tqdm", [True, False])
def test_a_bar_on_a_terminal(hub, monkeypatch, tmp_path, tqdm):
    if tqdm:
        pytest.importorskip("tqdm")
    else:
        monkeypatch.setattr(_progress, "_tqdm", lambda: None)
    terminal = watch(monkeypatch)
    load(hub.PUBLIC)
    shown = terminal()
    assert "tokenizer.json: " in shown and "100%" in shown and shown.endswith("\n")
    load(hub.PUBLIC)  # nothing is downloaded
    assert terminal() == shown
    monkeypatch.setenv("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    load(hub.PUBLIC, cache_dir=tmp_path / "a")
    assert terminal() == shown
    load(hub.PUBLIC, cache_dir=tmp_path / "b", progress=True)
    assert terminal() != shown


@pytest.mark.parametrize("stderr", [io.StringIO(), None])
def test_no_bar_elsewhere(hub, monkeypatch, stderr):
    monkeypatch.delenv("HF_HUB_DISABLE_PROGRESS_BARS", raising=False)
    monkeypatch.setattr(sys, "stderr", stderr)
    load(hub.PUBLIC)
    assert stderr is None or stderr.getvalue() == ""


def test_a_bar_ends_with_the_load_that_failed(hub, monkeypatch):
    terminal = watch(monkeypatch)
    hub.inject(method="GET", path="tokenizer.json", body="{}")
    with pytest.raises(hftok.HftokError):
        load(hub.PUBLIC)
    assert terminal() == "" or terminal().endswith("\n")
