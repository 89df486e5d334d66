"""What core/hub sees in a cache, and what it removes from one, held to huggingface_hub on the same cache."""

import os
import shutil
import subprocess
import sys

import pytest

huggingface_hub = pytest.importorskip("huggingface_hub")
from huggingface_hub.utils import _shared_blobs, scan_cache_dir  # noqa: E402

from reference_test import FILES, REPO, commands, hub, listing  # noqa: E402, F401

DETACHED = "0123456789abcdef0123456789abcdef01234567"
DATASET = "89abcdef0123456789abcdef0123456789abcdef"


@pytest.fixture
def cache(hub, tmp_path):
    """A cache that both have written to: two repositories, two revisions, one of them detached, broken
    downloads, content of a dataset without symlinks, and content that two repositories share."""
    cache = tmp_path / "cache"
    for name in FILES:
        hub.theirs(cache, name, token="hf_good")
        hub.ours(cache, "org/public", name)
    hub.ours(cache, "-revision", "refs/pr/1", REPO, "tokenizer.json", HF_TOKEN="hf_good")
    repo = cache / "models--meta-llama--Llama-2-7b-hf"
    detached = repo / "snapshots" / DETACHED
    detached.mkdir()
    (repo / "blobs" / ("d" * 40)).write_bytes(b"detached content")
    (detached / "config.json").symlink_to("../../blobs/" + "d" * 40)
    main = repo / "snapshots" / (repo / "refs/main").read_text()
    (detached / "tokenizer.json").symlink_to(os.readlink(main / "tokenizer.json"))
    data = cache / "datasets--org--data" / "snapshots" / DATASET / "sub" / "a.txt"
    data.parent.mkdir(parents=True)
    data.write_bytes(b"a copy")
    for i, folder in enumerate((repo, cache / "models--org--public")):
        broken = folder / "blobs" / ("e" * 40 + ".0000000f.incomplete")
        broken.write_bytes(b"half" * (i + 1))
        os.utime(broken, (1e9, 1e9))
    for folder in ("models--meta-llama--Llama-2-7b-hf", "models--org--public"):
        blob = next(p for p in (cache / folder / "blobs").iterdir() if p.stat().st_size == len(FILES["tokenizer.model"]))
        assert _shared_blobs.publish_blob_to_shared_store(
            blob_path=blob, xet_hash="ab" * 32, cache_dir=cache, expected_size=len(FILES["tokenizer.model"]))
    unused = cache / "blobs" / "cd" / ("cd" * 32)
    unused.parent.mkdir()
    unused.write_bytes(b"nobody's")
    unused.with_name(unused.name + ".refs").write_text("models--org--gone/blobs/" + "f" * 40 + "\n../../x\n")
    return cache


def theirs(cache):
    """Their view in the terms of ours."""
    info = scan_cache_dir(cache)
    return {
        "cache_dir": str(cache),
        "size_on_disk": info.size_on_disk,
        "incomplete": sorted((str(f.file_path), f.size_on_disk) for f in info.incomplete_files),
        "unreferenced": sorted((str(p), n) for p, n in _shared_blobs.unreferenced_shared_blobs(cache).items()),
        "repos": [
            {
                "id": repo.cache_id, "path": str(repo.repo_path), "size_on_disk": repo.size_on_disk, "files": repo.nb_files,
                "last_accessed": pytest.approx(repo.last_accessed), "last_modified": pytest.approx(repo.last_modified),
                "revisions": [
                    {
                        "commit": r.commit_hash, "path": str(r.snapshot_path), "size_on_disk": r.size_on_disk,
                        "refs": sorted(r.refs), "last_modified": pytest.approx(r.last_modified),
                        "files": sorted(
                            (f.file_path.relative_to(r.snapshot_path).as_posix(), str(f.file_path), str(f.blob_path), f.size_on_disk)
                            for f in r.files),
                    }
                    for r in sorted(repo.revisions, key=lambda r: r.commit_hash)
                ],
            }
            for repo in sorted(info.repos, key=lambda r: r.cache_id)
        ],
        "warnings": [str(w) for w in info.warnings],
    }


def ours(hub, cache):
    info = hub.run("cache", cache, "scan")
    pairs = lambda items: sorted((i["path"], i["size_on_disk"]) for i in items)  # noqa: E731
    info["incomplete"], info["unreferenced"] = pairs(info["incomplete"]), pairs(info["unreferenced"])
    for repo in info["repos"]:
        for revision in repo["revisions"]:
            revision["files"] = [(f["name"], f["path"], f["blob"], f["size_on_disk"]) for f in revision["files"]]
    return info


def without_locks(found):
    """The store's own lock files and manifests are no content; neither is a manifest's stale line."""
    return {name: value for name, value in found.items() if not name.endswith((".lock", ".refs"))}


def test_the_same_view(hub, cache):
    assert ours(hub, cache) == theirs(cache)
    assert len(theirs(cache)["repos"]) == 3 and theirs(cache)["unreferenced"] and theirs(cache)["incomplete"]


@pytest.mark.parametrize("targets", [[DETACHED], ["main"], ["model/" + REPO], ["model/org/public"], ["dataset/org/data"],
                                     ["model/" + REPO, "model/org/public"]])
def test_the_same_removal(hub, cache, tmp_path, targets):
    repos = {repo.cache_id: repo for repo in scan_cache_dir(cache).repos}
    if targets == ["main"]:
        targets = [repos["model/" + REPO].refs["main"].commit_hash]
    commits = [c for t in targets for c in ([r.commit_hash for r in repos[t].revisions] if t in repos else [t])]
    copy = tmp_path / "copy"
    shutil.copytree(cache, copy, symlinks=True)
    plan = hub.run("cache", copy, "-dry-run", "delete", *targets)
    assert listing(copy) == listing(cache)
    strategy = scan_cache_dir(cache).delete_revisions(*commits)
    strategy.execute()
    done = hub.run("cache", copy, "delete", *targets)
    remains = {"model/" + REPO: 4, "model/org/public": 8}  # of broken downloads, which they remove and don't count
    assert plan == done and done["kept"] == [] and len(done["revisions"]) == len(commits)
    assert done["freed"] == strategy.expected_freed_size + sum(remains.get(repo, 0) for repo in done["repos"])
    assert without_locks(listing(copy)) == without_locks(listing(cache))


def test_the_same_prune(hub, cache, tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(cache, copy, symlinks=True)
    plan = hub.run("cache", copy, "-dry-run", "prune")
    done = hub.run("cache", copy, "prune")
    hf = os.path.join(os.path.dirname(sys.executable), "hf")
    subprocess.run([hf, "cache", "prune", "--yes", "--cache-dir", cache], check=True, stdout=subprocess.DEVNULL)
    assert plan == done
    assert (len(done["revisions"]), done["incomplete"], done["shared"], done["kept"]) == (2, 2, 1, [])
    assert done["freed"] == len(b"detached content") + len(b"a copy") + 4 + 8 + len(b"nobody's")
    assert without_locks(listing(copy)) == without_locks(listing(cache))
    assert ours(hub, copy)["warnings"] == []
