"""python -m hftok encode-files: corpora encoded from a shell."""

from __future__ import annotations

import argparse
import dataclasses
import json
import re
import signal
import sys
import time
from typing import Any

from . import _corpus_output, corpus
from .auto import AutoTokenizer
from .errors import HftokError
from .tokenizer import Tokenizer

NAME = "encode-files"


def add_to(commands: Any) -> None:
    """Adds the command to a parser's."""
    parser = commands.add_parser(
        NAME,
        help="encode text, JSON lines or Parquet into files of ids",
        description="Encodes the documents of files of any size into files of ids, in bounded memory. The files "
        "appear when all is done, or not at all, and are the same for any number of threads.",
    )
    parser.add_argument("tokenizer", metavar="MODEL", help="org/name on the Hub, a directory, or a tokenizer.json")
    parser.add_argument(
        "inputs", nargs="+", metavar="INPUT", help="text, .jsonl or .parquet; text may be .gz, .bz2, .xz, .zst"
    )
    parser.add_argument(
        "-o",
        "--output",
        required=True,
        metavar="OUT",
        help="OUT.bin and OUT.idx, OUT.npy and OUT.ends.npy, or OUT.parquet",
    )
    parser.add_argument(
        "--format", choices=_corpus_output.FORMATS, help="of the output (default: as OUT ends, else bin)"
    )
    parser.add_argument(
        "--dtype",
        choices=corpus.DTYPES,
        default="auto",
        help="of the ids (default: uint16 if all fit, else uint32; in Parquet uint32)",
    )
    parser.add_argument(
        "--input-format", choices=corpus.INPUT_FORMATS, help="of the inputs (default: as each one's name says)"
    )
    parser.add_argument(
        "--documents", choices=corpus.DOCUMENTS, default="line", help="what in a text is a document (default: line)"
    )
    parser.add_argument("--separator", metavar="TEXT", help="what lies between separators is a document")
    parser.add_argument(
        "--column",
        default="text",
        metavar="NAME",
        help="the string in JSON lines or Parquet, a.b for b in a (default: text)",
    )
    parser.add_argument(
        "--no-special-tokens", action="store_true", help="without those that the tokenizer puts around a text"
    )
    parser.add_argument("--append", metavar="TOKEN", help='a token that follows each document, such as "<|endoftext|>"')
    parser.add_argument(
        "--on-error",
        choices=("raise", "skip"),
        default="raise",
        help="what to do with documents that can't be read (default: raise)",
    )
    parser.add_argument("--threads", type=int, metavar="N", help="(default: one per processor)")
    parser.add_argument(
        "--max-memory",
        type=_size,
        default="1G",
        metavar="SIZE",
        help="for text and ids under way; a document may have an eighth (default: 1G)",
    )
    parser.add_argument("--force", action="store_true", help="replace files that exist")
    parser.add_argument("--revision", default="main", help="branch, tag or commit of the model")
    parser.add_argument("--auto", action="store_true", help="the tokenizer that transformers.AutoTokenizer makes")
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(args: argparse.Namespace) -> int:
    """Runs the command."""
    signal.signal(signal.SIGTERM, _stop)
    start = time.monotonic()
    try:
        load: Any = AutoTokenizer if args.auto else Tokenizer
        done = corpus.encode_files(
            load.from_pretrained(args.tokenizer, revision=args.revision),
            args.inputs,
            args.output,
            format=args.format,
            dtype=args.dtype,
            input_format=args.input_format,
            documents=args.documents,
            separator=args.separator,
            column=args.column,
            add_special_tokens=not args.no_special_tokens,
            append=args.append,
            on_error=args.on_error,
            threads=args.threads,
            max_memory=args.max_memory,
            overwrite=args.force,
        )
    except FileExistsError as error:
        return _failed(f"{error.filename} exists; --force replaces it")
    except (HftokError, OSError, ImportError) as error:
        return _failed(error)
    except KeyboardInterrupt:
        return _failed("interrupted; nothing was written", 130)
    seconds = time.monotonic() - start
    if args.json:
        print(json.dumps({**dataclasses.asdict(done), "seconds": round(seconds, 3)}, indent=2))
        return 0
    print(
        f"{done.documents:,} documents, {done.tokens:,} tokens ({done.dtype}) from {done.bytes_read / 1e6:,.1f} MB "
        f"in {seconds:.1f} s: {', '.join(done.paths)}"
    )
    if done.skipped:
        print(f"{done.skipped:,} documents were skipped", file=sys.stderr)
    return 0


def _failed(why: Any, code: int = 1) -> int:
    print(f"python -m hftok: {why}", file=sys.stderr)
    return code


def _stop(*_: Any) -> None:
    raise SystemExit(143)


_UNITS = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40}


def _size(text: str) -> int:
    found = re.fullmatch(r"(\d+(?:\.\d+)?)([KMGT]?)(?:i?B)?", text.strip(), re.IGNORECASE)
    if not found:
        raise argparse.ArgumentTypeError(f"{text!r} is not a size such as 512M or 2G")
    return int(float(found[1]) * _UNITS[found[2].upper()])
