#!/usr/bin/env python3
"""Processes of core/hub and of huggingface_hub on one cache, killed at random, with a Hub that breaks
transfers at random: what must hold then, held for as long as asked.

    tests/hub/soak.py [--seconds 300] [--seed 1] [--crowd 100]

It runs in rounds, each on an empty cache; --crowd begins with one of so many processes at once, none of
which is killed. All the while an observer reads every file that is visible.
Never is

- a file seen that is not whole,
- a file gone that a process has reported,
- a file fetched more often than once, plus once for each process that was killed while it might have been
  fetching it and for each transfer that the Hub broke,
- an answer other than success, or death by our hand, given by a process,
- anything left that stops the next load, or that huggingface_hub takes for damage.

The last line is JSON with the figures; the exit status is 0 only if nothing was violated.
"""

import argparse
import collections
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from pathlib import Path

from huggingface_hub import scan_cache_dir

ROOT = Path(__file__).resolve().parents[2]
REPO = "org/soak"
REVISIONS = ("main", "v2")
THEIRS = """
import json, sys, huggingface_hub as h
revision, *names = sys.argv[1:]
print(json.dumps({"code": 0, "paths": {n: h.hf_hub_download("org/soak", n, revision=revision) for n in names}}))
"""


class Soak:
    def __init__(self, directory, rng):
        self.directory, self.rng = Path(directory), rng
        self.figures, self.violations = collections.Counter(), []
        for name in ("standin", "fetch", "cache"):
            subprocess.run(["go", "build", "-o", self.directory / name, f"./tests/hub/cmd/{name}"], cwd=ROOT, check=True,
                           env=dict(os.environ, CGO_ENABLED="0"))
        # Two revisions with one file in common; what ends in .model comes from the CDN.
        self.content = {}
        for revision in REVISIONS:
            for name, size in (("tokenizer.json", 1_500_000), ("tokenizer.model", 400_000), ("config.json", 900), ("sub/vocab.json", 60_000)):
                owner = "both" if name == "tokenizer.model" else revision
                data = random.Random(f"{owner} {name}").randbytes(size)
                self.content[revision, name] = data
                path = self.directory / "repo" / revision / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
        self.names = sorted({name for _, name in self.content})
        self.hashes = {name: {hashlib.sha256(self.content[r, name]).digest() for r in REVISIONS} for name in self.names}
        repo = self.directory / "repo"
        self.hub = subprocess.Popen([self.directory / "standin", "-repo", f"{REPO}={repo / 'main'}", "-revision", f"{REPO}@v2={repo / 'v2'}"],
                                    stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.endpoint = json.loads(self.hub.stdout.readline())["endpoint"]

    def close(self):
        self.hub.stdin.close()
        self.hub.wait(10)

    def control(self, method, path, body=None):
        request = urllib.request.Request(self.endpoint + path, method=method, data=None if body is None else json.dumps(body).encode())
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=30) as answer:
            return json.loads(answer.read() or b"null")

    def violated(self, text):
        self.violations.append(text)
        print("VIOLATED:", text, flush=True)

    def environment(self, **variables):
        clean = {k: v for k, v in os.environ.items() if not k.upper().startswith(("HF_", "HUGGING", "HTTP", "ALL_PROXY"))}
        return dict(clean, HF_ENDPOINT=self.endpoint, HF_HUB_CACHE=str(self.cache), HF_HOME=str(self.directory / "home"),
                    HF_HUB_DISABLE_PROGRESS_BARS="1", HF_HUB_DISABLE_TELEMETRY="1", **variables)

    def command(self, ours, revision, names):
        if ours:
            return [self.directory / "fetch", "-revision", revision, REPO, *names]
        return [sys.executable, "-c", THEIRS, revision, *names]

    def round(self, number, crowd=0):
        rng = self.rng
        self.cache = self.directory / f"cache-{number}"
        self.cache.mkdir()
        calm = crowd or number % 3 == 0  # nobody is killed and nothing breaks: each file exactly once
        variables = {"HF_HUB_DISABLE_SYMLINKS": "1"} if number % 5 == 4 else {}
        self.control("DELETE", "/__faults")
        self.control("DELETE", "/__requests")
        faults = collections.Counter()
        breakages = [] if calm else rng.choices(["reset_after", "cut_after", "status"], k=rng.randrange(4))
        for kind in breakages:
            name = rng.choice(self.names)
            faults[name] += 1
            self.control("POST", "/__faults", [{"method": "GET", "path": name, "times": 1, "skip": rng.randrange(2),
                                                kind: 503 if kind == "status" else rng.randrange(len(self.content["main", name]))}])
        self.control("POST", "/__faults", [{"method": "GET", "delay_ms": rng.randrange(100, 900)}])

        processes, done = [], threading.Event()
        observer = threading.Thread(target=self.observe, args=(done,))
        observer.start()
        killed, reported = collections.Counter(), set()
        try:
            for _ in range(crowd or rng.randrange(6, 13)):
                ours = rng.random() < 0.7
                # The reference has no second try for a transfer that broke for good; with breakages it may fail.
                revision, names = rng.choice(REVISIONS), rng.sample(self.names, rng.randrange(1, len(self.names) + 1))
                process = subprocess.Popen(self.command(ours, revision, names), env=self.environment(**variables),
                                           stdout=subprocess.PIPE, stderr=subprocess.PIPE)
                deadline = None if calm or rng.random() < 0.6 else time.monotonic() + rng.random() * (1.5 if ours else 4)
                processes.append((process, ours, revision, names, deadline))
                self.figures["processes of ours" if ours else "processes of theirs"] += 1
                time.sleep(0 if crowd else rng.random() * 0.15)
            if rng.random() < 0.5:
                subprocess.run([self.directory / "cache", "prune"], env=self.environment(), check=True, stdout=subprocess.DEVNULL)
                self.figures["prunes"] += 1
            for process, ours, revision, names, deadline in sorted(processes, key=lambda p: p[4] or 1e12):
                try:
                    out, err = process.communicate(timeout=300 if deadline is None else max(0, deadline - time.monotonic()))
                except subprocess.TimeoutExpired:
                    process.kill()
                    out, err = process.communicate()
                    if deadline is None:
                        self.violated(f"round {number}: a process did not end: {process.args}")
                        continue
                if process.returncode == -signal.SIGKILL:
                    self.figures["killed"] += 1
                    killed.update(names)
                    continue
                report = json.loads(out) if out else {"code": None, "error": err.decode()}
                if process.returncode != 0 or report["code"] != 0:
                    if ours or not breakages:
                        self.violated(f"round {number}: {'ours' if ours else 'theirs'} failed: {report.get('error')}")
                    else:
                        self.figures["broken transfers that theirs gave up on"] += 1
                        killed.update(names)
                    continue
                for name, path in report["paths"].items():
                    reported.add((revision, name, path))
                    if Path(path).read_bytes() != self.content[revision, name]:
                        self.violated(f"round {number}: {path} was reported, and is not whole")
        finally:
            done.set()
            observer.join()
        self.account(number, killed, faults, processes, copies=bool(variables))
        self.settle(number, reported, variables)
        shutil.rmtree(self.cache)

    def observe(self, done):
        """Reads what is visible, over and over."""
        while not done.is_set():
            for path in list(self.cache.glob("models--*/snapshots/*/**/*")):
                name = path.as_posix().split("/snapshots/", 1)[1].split("/", 1)[1]
                if name not in self.hashes:
                    continue  # a folder, or a name that is about to be renamed
                try:
                    data = path.read_bytes()
                except (FileNotFoundError, IsADirectoryError):
                    self.violated(f"{path} is visible and leads nowhere")
                    continue
                self.figures["observations"] += 1
                if hashlib.sha256(data).digest() not in self.hashes[name]:
                    self.violated(f"{path} was seen with {len(data)} bytes that are not the file's")
            time.sleep(0.02)

    def account(self, number, killed, faults, processes, copies):
        """Who fetched what, how often. As copies, revisions have nothing in common, and the reference looks
        for what another process has just fetched among the blobs, where it is not."""
        fetched = collections.Counter()
        for request in self.control("GET", "/__requests"):
            if request["method"] == "GET" and "agent-harnesses" not in request["uri"]:
                path = request["uri"].split("?")[0]
                fetched[next(name for name in self.names if path.endswith(name))] += 1
        for name, count in fetched.items():
            asked = [p for p in processes if name in p[3]]
            contents = {(copies and p[2], self.content[p[2], name]) for p in asked}
            allowed = len(contents) + killed[name] + faults[name] + (copies and sum(not p[1] for p in asked))
            self.figures["downloads"] += count
            self.figures["downloads needed"] += len(contents)
            if count > allowed:
                self.violated(f"round {number}: {name} was fetched {count} times, for which there are {allowed} reasons")

    def settle(self, number, reported, variables):
        """What remains: all that was reported, readable by both without the network, and by the next load."""
        self.control("DELETE", "/__faults")
        for revision in REVISIONS:
            names = sorted({name for r, name, _ in reported if r == revision})
            if not names:
                continue
            for ours in (True, False):
                run = subprocess.run(self.command(ours, revision, names), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                     env=self.environment(HF_HUB_OFFLINE="1", **variables))
                report = json.loads(run.stdout) if run.stdout else {"code": None, "error": run.stderr.decode()[-500:]}
                if report["code"] != 0:
                    self.violated(f"round {number}: lost: {report.get('error')}")
                    continue
                for name, path in report["paths"].items():
                    if Path(path).read_bytes() != self.content[revision, name]:
                        self.violated(f"round {number}: {path} is not whole in the end")
        for ours in (True, False):
            for revision in REVISIONS:
                run = subprocess.run(self.command(ours, revision, self.names), stdout=subprocess.PIPE, env=self.environment(**variables))
                if run.returncode != 0 or json.loads(run.stdout)["code"] != 0:
                    self.violated(f"round {number}: the load after it failed: {run.stdout}")
        info = scan_cache_dir(self.cache)
        for warning in info.warnings:
            self.violated(f"round {number}: huggingface_hub finds damage: {warning}")
        self.figures["incomplete files left by the killed"] += len(info.incomplete_files)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--crowd", type=int, default=0)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="hub-soak-") as directory:
        soak = Soak(directory, random.Random(args.seed))
        try:
            if args.crowd:
                soak.round(0, args.crowd)
                soak.figures["rounds"] += 1
            end = time.monotonic() + args.seconds
            while time.monotonic() < end and len(soak.violations) < 20:
                soak.round(soak.figures["rounds"])
                soak.figures["rounds"] += 1
        finally:
            soak.close()
    print(json.dumps({"seconds": args.seconds, "seed": args.seed, **soak.figures, "violations": len(soak.violations)}))
    return 1 if soak.violations else 0


if __name__ == "__main__":
    sys.exit(main())
