"""python -m hftok: the cache, seen and pruned from a shell, and corpora encoded."""

from __future__ import annotations

import argparse
import json
import sys
import time
from typing import Any, Optional, Sequence

from . import __version__, _encode_command, cache
from .errors import HftokError


def main(argv: Optional[Sequence[str]] = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m hftok")
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(dest="command", required=True)
    actions = commands.add_parser("cache", help="see and prune what is cached").add_subparsers(
        dest="action", required=True
    )

    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--cache-dir", metavar="DIR", help="the cache (default: HF_HUB_CACHE, or $HF_HOME/hub)")
    common.add_argument("--json", action="store_true", help="print JSON")
    removing = argparse.ArgumentParser(add_help=False)
    removing.add_argument("-y", "--yes", action="store_true", help="do not ask")
    removing.add_argument("--dry-run", action="store_true", help="tell what would be removed, and remove nothing")

    ls = actions.add_parser("ls", parents=[common], help="list repositories")
    ls.add_argument("--revisions", action="store_true", help="list their revisions")
    rm = actions.add_parser("rm", parents=[common, removing], help="remove repositories or revisions")
    rm.add_argument("targets", nargs="+", metavar="TARGET", help="a commit, org/name, or dataset/org/name")
    actions.add_parser("prune", parents=[common, removing], help="remove detached revisions and broken downloads")

    _encode_command.add_to(commands)

    args = parser.parse_args(argv)
    if args.command == _encode_command.NAME:
        return _encode_command.run(args)
    try:
        if args.action == "ls":
            return _list(args)
        if args.action == "rm":
            return _remove(args, lambda dry_run: cache.delete(*args.targets, cache_dir=args.cache_dir, dry_run=dry_run))
        return _remove(args, lambda dry_run: cache.prune(cache_dir=args.cache_dir, dry_run=dry_run))
    except HftokError as error:
        print(f"python -m hftok: {error}", file=sys.stderr)
        return 1


def _list(args: argparse.Namespace) -> int:
    info = cache.scan(args.cache_dir)
    if args.json:
        print(json.dumps(info, indent=2))
        return 0
    rows = [("ID", "REVISION" if args.revisions else "REVISIONS", "SIZE", "MODIFIED", "REFS")]
    for repo in info["repos"]:
        refs = " ".join(ref for revision in repo["revisions"] for ref in revision["refs"])
        if not args.revisions:
            rows.append(
                (
                    repo["id"],
                    str(len(repo["revisions"])),
                    _size(repo["size_on_disk"]),
                    _age(repo["last_modified"]),
                    refs,
                )
            )
            continue
        for revision in repo["revisions"]:
            size, age = _size(revision["size_on_disk"]), _age(revision["last_modified"])
            rows.append((repo["id"], revision["commit"], size, age, " ".join(revision["refs"]) or "(detached)"))
    widths = [max(map(len, column)) for column in zip(*rows)]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip())
    print(f"\n{len(info['repos'])} repositories, {_size(info['size_on_disk'])} in {info['cache_dir']}")
    if info["incomplete"]:
        total = sum(item["size_on_disk"] for item in info["incomplete"])
        print(f"{len(info['incomplete'])} incomplete downloads, {_size(total)}: python -m hftok cache prune")
    for warning in info["warnings"]:
        print(f"warning: {warning}", file=sys.stderr)
    return 0


def _remove(args: argparse.Namespace, remove: Any) -> int:
    plan: cache.Removal = remove(True)
    nothing = not (plan["repos"] or plan["revisions"] or plan["incomplete"] or plan["shared"])
    if not args.json:
        for target in plan["missing"]:
            print(f"not in the cache: {target}", file=sys.stderr)
        print("Nothing to remove." if nothing else _describe(plan))
    if nothing or args.dry_run:
        done = plan
    else:
        if not args.yes and not _agreed():
            print("Nothing was removed.", file=sys.stderr)
            return 1
        done = remove(False)
        if not args.json:
            print(f"Removed; {_size(done['freed'])} freed.")
    if args.json:
        print(json.dumps(done, indent=2))
    for kept in done["kept"]:
        print(f"kept: {kept}", file=sys.stderr)
    return 1 if done["missing"] or done["kept"] else 0


def _agreed() -> bool:
    print("Proceed? [y/N] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def _describe(plan: cache.Removal) -> str:
    lines = [f"To be removed, {_size(plan['freed'])}:"]
    lines += [f"  {repo} (all of it)" for repo in plan["repos"]]
    lines += [f"  {revision}" for revision in plan["revisions"] if revision.rsplit("@", 1)[0] not in plan["repos"]]
    if plan["incomplete"]:
        lines.append(f"  {plan['incomplete']} incomplete downloads")
    if plan["shared"]:
        lines.append(f"  {plan['shared']} shared contents without a user")
    return "\n".join(lines)


def _size(n: float) -> str:
    for unit in ("B", "kB", "MB", "GB"):
        if n < 1000:
            break
        n /= 1000
    else:
        unit = "TB"
    return f"{n:.0f} {unit}" if unit == "B" else f"{n:.1f} {unit}"


def _age(seconds: float) -> str:
    age = max(0.0, time.time() - seconds)
    for unit, length in (("day", 86400), ("hour", 3600), ("minute", 60)):
        if age >= length:
            n = int(age / length)
            return f"{n} {unit}{'s' if n > 1 else ''} ago"
    return "just now"


if __name__ == "__main__":
    sys.exit(main())
