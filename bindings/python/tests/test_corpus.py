"""encode_files: the ids of each document are those of the document by itself, however files are cut into blocks,
and nothing half-written is left behind."""

import bz2
import gzip
import json
import lzma
import os
import random
import re
import signal
import struct
import subprocess
import sys
import time
from array import array

import pytest
from conftest import DATA, ROOT, tokenizer_files

import hftok
from hftok import _corpus_text, corpus

SAMPLE = DATA / "text" / "languages.txt"


def demo(name="gpt2-demo"):
    return hftok.Tokenizer.from_file(str(DATA / name / "tokenizer.json"))


def read_bin(path):
    """The documents of a .bin and its .idx, by the rules of Megatron's IndexedDataset."""
    index = (path.parent / (path.stem + ".idx")).read_bytes()
    magic, version, kind, sequences, documents = struct.unpack_from("<9sQBQQ", index)
    assert (magic, version, documents) == (b"MMIDIDX\0\0", 1, sequences + 1)
    ids = array({8: "H", 4: "I"}[kind], path.read_bytes())
    lengths, rest = array("i", index[34 : 34 + 4 * sequences]), array("q", index[34 + 4 * sequences :])
    assert rest[sequences:] == array("q", range(documents))
    found = []
    for length, position in zip(lengths, rest):
        start = position // ids.itemsize
        found.append(ids[start : start + length].tolist())
    assert sum(lengths) == len(ids)
    return found


def encode(tokenizer, path, tmp_path, **options):
    """The documents that encode_files makes of a file, and what it says of them."""
    output = tmp_path / "out.bin"
    done = corpus.encode_files(tokenizer, path, output, overwrite=True, **options)
    documents = read_bin(output)
    assert (len(documents), sum(map(len, documents))) == (done.documents, done.tokens)
    assert [str(output), str(tmp_path / "out.idx")] == done.paths
    return documents, done


def write(tmp_path, data, name="in.txt"):
    path = tmp_path / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def left_behind(tmp_path):
    return sorted(p.name for p in tmp_path.iterdir() if "out" in p.name)


@pytest.fixture
def blocks(monkeypatch):
    """Sets how big blocks are, and in how many bytes at once the end of a document is looked for."""

    def set(size, window=1 << 16):
        monkeypatch.setattr(_corpus_text, "_WINDOW", window)
        monkeypatch.setattr(corpus, "_BLOCK", max(size, 3))  # of a byte order mark
        monkeypatch.setattr(corpus, "_LEAST_BLOCK", 1)

    return set


# ---- the ids


@pytest.mark.parametrize("file", tokenizer_files(), ids=lambda f: f.parent.name)
def test_as_the_reference(file, tmp_path):
    """Every document of every kind of input and output, against the reference one document at a time."""
    tokenizers = pytest.importorskip("tokenizers")
    pa = pytest.importorskip("pyarrow")
    import numpy
    import pyarrow.parquet as pq

    text = "".join(p.read_text(encoding="utf-8")[:20_000] for p in sorted((DATA / "text").glob("*.txt")))
    lines = text.split("\n")
    reference = tokenizers.Tokenizer.from_file(str(file))
    reference.no_truncation()
    reference.no_padding()
    expected = []
    for line in lines:
        try:
            expected.append(reference.encode(line).ids)
        except Exception:  # no token for a character, and none for the unknown
            pass
    tokenizer = hftok.Tokenizer.from_file(str(file))
    write(tmp_path, "\n".join(lines) + "\n")
    write(
        tmp_path,
        "".join(json.dumps({"n": i, "text": line}, ensure_ascii=i % 2 == 0) + "\n" for i, line in enumerate(lines)),
        "in.jsonl",
    )
    pq.write_table(pa.table({"n": range(len(lines)), "text": lines}), tmp_path / "in.parquet", row_group_size=100)
    for name in ("in.txt", "in.jsonl", "in.parquet"):
        documents, done = encode(tokenizer, tmp_path / name, tmp_path, on_error="skip")
        assert documents == expected, name
        assert done.skipped == len(lines) - len(expected) and (expected or file.parent.name == "strict-demo")
        assert done.dtype == ("uint16" if max(tokenizer.get_vocab().values()) < 65536 else "uint32")
        corpus.encode_files(tokenizer, tmp_path / name, tmp_path / "out.npy", on_error="skip", overwrite=True)
        ids, ends = numpy.load(tmp_path / "out.npy"), numpy.load(tmp_path / "out.ends.npy")
        assert (str(ids.dtype), str(ends.dtype)) == (done.dtype, "uint64")
        assert [part.tolist() for part in numpy.split(ids, ends[:-1])] == expected
        corpus.encode_files(tokenizer, tmp_path / name, tmp_path / "out.parquet", on_error="skip", overwrite=True)
        table = pq.read_table(tmp_path / "out.parquet")
        assert table.schema.field("input_ids").type == pa.list_(pa.uint32())
        assert table["input_ids"].to_pylist() == expected


def by_definition(text, how):
    """The documents of a text."""
    if how == "file":
        return [text]
    if how == "blank-line":
        return paragraphs(text)
    if how == "line":
        pieces = text.split("\n")
        return [piece[:-1] if piece.endswith("\r") else piece for piece in pieces[:-1]] + [p for p in pieces[-1:] if p]
    pieces = text.split(how)
    return pieces[:-1] + [piece for piece in pieces[-1:] if piece]


def paragraphs(text):
    found, run = [], []
    pieces = re.findall(r"[^\n]*\n|[^\n]+", text)
    for line in [*pieces, "\n"]:
        if line in ("\n", "\r\n"):
            if run:
                found.append(re.sub(r"\r?\n\Z", "", "".join(run)))
            run = []
        else:
            run.append(line)
    return found


@pytest.mark.parametrize("how", ["line", "blank-line", "file", "\n\n", "--", "aba", "<|sep|>", "é"])
def test_wherever_blocks_end(how, tmp_path, blocks):
    tokenizer = demo()
    rng = random.Random(how)
    alphabet = [
        "\n",
        "\n",
        "\r\n",
        "\n\n",
        "\r",
        "a",
        "b",
        "aba",
        "--",
        "-",
        "é",
        "😀",
        " word",
        "<|sep|>",
        how if len(how) < 8 else "",
    ]
    kind = {"documents": how} if how in corpus.DOCUMENTS else {"separator": how}
    for round in range(60):
        text = "".join(rng.choice(alphabet) for _ in range(rng.choice([0, 1, 2, 5, 40, 200])))
        packed = rng.random() < 0.3  # such files can't be read anywhere
        path = write(tmp_path, gzip.compress(text.encode()) if packed else text, "in.txt.gz" if packed else "in.txt")
        blocks(rng.choice([1, 2, 3, 7, 16, 64, 1000]), rng.choice([1, 2, 3, 10, 100]))
        documents, done = encode(tokenizer, path, tmp_path, threads=rng.choice([1, 2, 5]), **kind)
        assert documents == [tokenizer.encode(d).ids for d in by_definition(text, how)], (text, round)
        assert done.bytes_read == path.stat().st_size


def test_json_wherever_blocks_end(tmp_path, blocks):
    tokenizer = demo()
    rng = random.Random(1)
    for _ in range(60):
        lines, expected = [], []
        for _ in range(rng.choice([0, 1, 3, 20])):
            text = "".join(
                rng.choice(["a", " b", "\n", "\\", '"', "é", "😀", "\x7f", "\u2028", "/"])
                for _ in range(rng.randrange(30))
            )
            record = {
                "id": rng.random(),
                "meta": {"text": "no", "list": [1, None, '}\\"']},
                "text": text,
                "z": rng.choice([{}, [], "", None, float("nan")]),
            }
            if rng.random() < 0.2:
                lines.append(rng.choice(["", " ", "\t\r"]))
            lines.append(
                json.dumps(record, ensure_ascii=rng.random() < 0.5, separators=rng.choice([(",", ":"), (" , ", " : ")]))
            )
            expected.append(tokenizer.encode(json.loads(lines[-1])["text"]).ids)
        path = write(tmp_path, rng.choice(["\n", "\r\n"]).join(lines) + rng.choice(["", "\n"]), "in.jsonl")
        blocks(rng.choice([1, 5, 33, 1000]), rng.choice([1, 30]))
        assert encode(tokenizer, path, tmp_path, threads=rng.choice([1, 3]))[0] == expected


def test_fields_as_json_loads_finds_them(tmp_path):
    tokenizer = demo()
    lines = [
        '{"text":"first","text":"last"}',
        '{"te\\u0078t":"escaped key"}',
        '{"text":"\\ud83d\\ude00 \\u00e9\\n\\/"}',
        '{"x":"\\ud83d","text":"a lone surrogate elsewhere"}',
        '{"a":{"text":"deeper"},"text":""}',
    ]
    path = write(tmp_path, "\n".join(lines), "in.jsonl")
    expected = [tokenizer.encode(json.loads(line)["text"]).ids for line in lines]
    assert encode(tokenizer, path, tmp_path)[0] == expected
    path = write(tmp_path, '{"a":{"b.c":"x","b":{"c":"y"}}}\n', "in.ndjson")
    assert encode(tokenizer, path, tmp_path, column="a.b.c")[0] == [tokenizer.encode("y").ids]
    assert encode(tokenizer, path, tmp_path, column=["a", "b.c"])[0] == [tokenizer.encode("x").ids]


def test_a_byte_order_mark_is_no_text(tmp_path, blocks):
    tokenizer = demo()
    for size in (1, 3, 4, 100):
        blocks(size)
        for kind in corpus.DOCUMENTS:
            path = write(tmp_path, "\ufeffa\n\n\ufeffb")
            documents, _ = encode(tokenizer, path, tmp_path, documents=kind)
            assert documents == [tokenizer.encode(d).ids for d in by_definition("a\n\n\ufeffb", kind)]
        path = write(tmp_path, '\ufeff{"text":"a"}', "in.jsonl")
        assert encode(tokenizer, path, tmp_path)[0] == [tokenizer.encode("a").ids]
    path = write(tmp_path, "\ufeff")
    assert encode(tokenizer, path, tmp_path)[0] == []
    assert encode(tokenizer, path, tmp_path, documents="file")[0] == [tokenizer.encode("").ids]


def test_options(tmp_path):
    tokenizer = demo("bert-demo")
    lines = ["Hello [MASK] world", "", "x " * 600]
    path = write(tmp_path, "".join(line + "\n" for line in lines))
    sep = tokenizer.token_to_id("[SEP]")
    for special in (True, False):
        expected = [tokenizer.encode(line, add_special_tokens=special).ids for line in lines]
        assert encode(tokenizer, path, tmp_path, add_special_tokens=special)[0] == expected
        for token in ("[SEP]", sep):
            documents, _ = encode(tokenizer, path, tmp_path, add_special_tokens=special, append=token)
            assert documents == [ids + [sep] for ids in expected]
    whole = encode(tokenizer, path, tmp_path)[0]
    assert encode(tokenizer, path, tmp_path, dtype="uint32")[1].dtype == "uint32"
    assert os.path.getsize(tmp_path / "out.bin") == 4 * sum(map(len, whole))
    tokenizer.enable_truncation(3)
    tokenizer.enable_padding(length=9)
    assert encode(tokenizer, path, tmp_path)[0] == whole  # a corpus loses nothing
    tokenizer.no_truncation()
    tokenizer.no_padding()
    tokenizer.encode_special_tokens = True
    as_text = encode(tokenizer, path, tmp_path)[0]
    assert as_text == [tokenizer.encode(line).ids for line in lines] and as_text[0] != whole[0]


def test_many_files_and_threads(tmp_path):
    tokenizer = demo("llama3-demo")
    text = SAMPLE.read_text(encoding="utf-8")
    paths = [write(tmp_path, text[i * 5000 : i * 5000 + 6000], f"{i}.txt") for i in range(7)]
    paths.insert(3, write(tmp_path, "", "empty.txt"))
    expected = [tokenizer.encode(d).ids for p in paths for d in by_definition(p.read_bytes().decode(), "line")]
    outputs = set()
    for threads in (1, 2, 8):
        for memory in (1 << 16, 1 << 20, 1 << 30):
            done = tokenizer.encode_files(paths, tmp_path / "out", threads=threads, max_memory=memory, overwrite=True)
            assert done.paths == [str(tmp_path / "out.bin"), str(tmp_path / "out.idx")]
            outputs.add(((tmp_path / "out.bin").read_bytes(), (tmp_path / "out.idx").read_bytes()))
    assert len(outputs) == 1
    assert read_bin(tmp_path / "out.bin") == expected
    assert left_behind(tmp_path) == ["out.bin", "out.idx"]


def test_compressed(tmp_path):
    tokenizer = demo()
    text = SAMPLE.read_bytes()
    lines = [tokenizer.encode(d).ids for d in by_definition(text.decode(), "line")]
    files = {
        "a.txt.gz": gzip.compress(text[:1000]) + gzip.compress(text[1000:]),
        "a.txt.bz2": bz2.compress(text),
        "a.txt.xz": lzma.compress(text),
    }
    try:
        import pyarrow

        sink = pyarrow.BufferOutputStream()
        with pyarrow.CompressedOutputStream(sink, "zstd") as stream:
            stream.write(text)
        files["a.txt.zst"] = sink.getvalue().to_pybytes()
    except ImportError:
        pass
    for name, data in files.items():
        path = write(tmp_path, data, name)
        assert encode(tokenizer, path, tmp_path)[0] == lines, name
        for broken in (data[: len(data) // 2], b"no such thing"):
            with pytest.raises(OSError, match=name):
                encode(tokenizer, write(tmp_path, broken, name), tmp_path)
    path = write(tmp_path, gzip.compress(b'{"text":"a"}\n{"text":1}'), "in.jsonl.gz")
    with pytest.raises(hftok.HftokValueError, match="in.jsonl.gz, line 2, byte 21: "):
        encode(tokenizer, path, tmp_path)
    assert left_behind(tmp_path) == ["out.bin", "out.idx"]  # of the encodings before


def test_a_document_bigger_than_blocks(tmp_path):
    tokenizer = demo()
    text = "word é " * 40_000
    path = write(tmp_path, f"a\n{text}\nb")
    documents, _ = encode(tokenizer, path, tmp_path, max_memory=1 << 23)
    assert documents == [tokenizer.encode(d).ids for d in ("a", text, "b")]
    with pytest.raises(hftok.HftokValueError, match="line 2, byte 2: a document of more than 131072 bytes.*max_memory"):
        encode(tokenizer, path, tmp_path, max_memory=1 << 20)
    with pytest.raises(hftok.HftokValueError, match="more than"):
        encode(tokenizer, path, tmp_path, max_memory=1 << 20, documents="file")


# ---- Parquet


@pytest.mark.parametrize("kind", ["string", "large_string", "dictionary", "binary"])
def test_parquet_columns(kind, tmp_path, blocks):
    pa = pytest.importorskip("pyarrow")
    import pyarrow.parquet as pq

    tokenizer = demo()
    texts = ["", "a", "é" * 300, "x\ny", *(f"row {i} " * (i % 50) for i in range(400))]
    kinds = {"dictionary": pa.dictionary(pa.int32(), pa.string()), "binary": pa.binary()}
    column = pa.array(texts).cast(kinds[kind] if kind in kinds else getattr(pa, kind)())
    inner = pa.StructArray.from_arrays([column], names=["b"])
    for codec in ("snappy", "zstd", "none"):
        pq.write_table(
            pa.table({"n": range(len(texts)), "text": column, "a": inner}),
            tmp_path / "in.parquet",
            compression=codec,
            row_group_size=150,
        )
        expected = [tokenizer.encode(text).ids for text in texts]
        for name, size in (("text", 1), ("text", 1000), ("a.b", 5000), (["a", "b"], 1 << 20)):
            blocks(size)
            assert encode(tokenizer, tmp_path / "in.parquet", tmp_path, column=name)[0] == expected


def test_parquet_errors(tmp_path, blocks):
    pa = pytest.importorskip("pyarrow")
    import pyarrow.parquet as pq

    tokenizer = demo()
    path = tmp_path / "in.parquet"
    table = pa.table({"text": ["a", None, "b"], "n": [1, 2, 3], "bytes": [b"x", b"", b"ok\xff"]})
    pq.write_table(pa.concat_tables([table] * 3), path)
    for size in (1, 1 << 20):
        blocks(size)
        for column, message in [
            ("text", "in.parquet, row 1: there is no text"),
            ("bytes", "in.parquet, row 2: the text is not valid UTF-8: byte 0xFF at position 2"),
            ("n", "in.parquet: the column 'n' is of int64, not of text"),
            ("absent", "in.parquet: there is no column 'absent'"),
        ]:
            with pytest.raises(hftok.HftokValueError, match=re.escape(message)):
                encode(tokenizer, path, tmp_path, column=column)
        documents, done = encode(tokenizer, path, tmp_path, on_error="skip")
        assert (documents, done.skipped) == ([tokenizer.encode(t).ids for t in ("a", "b")] * 3, 3)
        documents, done = encode(tokenizer, path, tmp_path, column="bytes", on_error="skip")
        assert (documents, done.skipped) == ([tokenizer.encode(t).ids for t in ("x", "")] * 3, 3)
    with pytest.raises(hftok.HftokValueError, match="in.txt: "):
        encode(tokenizer, write(tmp_path, "no Parquet"), tmp_path, input_format="parquet")


def test_without_pyarrow(tmp_path, monkeypatch):
    for module in ("pyarrow", "pyarrow.parquet", "pyarrow.compute", "compression.zstd", "backports.zstd"):
        monkeypatch.setitem(sys.modules, module, None)
    path = write(tmp_path, "a")
    for name, output in (("in.parquet", "out.bin"), ("in.txt.zst", "out.bin"), ("in.txt", "out.parquet")):
        write(tmp_path, "a", name)
        with pytest.raises(ImportError, match="pip install pyarrow"):
            corpus.encode_files(demo(), tmp_path / name, tmp_path / output)
    assert encode(demo(), path, tmp_path)[0] == [demo().encode("a").ids]


# ---- errors


def test_errors_name_the_place(tmp_path, blocks):
    tokenizer = demo()
    before = "é fine line\n" * 200
    for size in (1, 100, 1 << 20):
        blocks(size)
        path = write(tmp_path, before.encode() + b"ab\xffc\nfine\n")
        with pytest.raises(hftok.HftokValueError) as caught:
            encode(tokenizer, path, tmp_path)
        assert str(caught.value) == (
            f"{path}, line 201, byte {len(before.encode()) + 2}: the text is not valid UTF-8: byte 0xFF at position 2"
        )
        assert caught.value.code == "INVALID_ARGUMENT"
        line = '{"text":"é"}\n'
        for bad, message in [
            ('{"text":"a" "b":1}', "byte 2612: unexpected '\"' in JSON"),
            ('{"text":null}', 'byte 2608: the field "text" is not a string'),
            ('{"other":"a"}', 'byte 2600: no field "text"'),
            ('{"text":"\\ud800"}', "byte 2609: \\ud800 is half of a surrogate pair, which is no text"),
            ('["text"]', "byte 2600: a line must hold a JSON object"),
        ]:
            path = write(tmp_path, line * 200 + bad + "\n" + line, "in.jsonl")
            with pytest.raises(hftok.HftokValueError, match=re.escape(f"{path}, line 201, byte ")) as caught:
                encode(tokenizer, path, tmp_path)
            shift = len((line * 200).encode()) - 2600
            place, said = message.split(": ", 1)
            assert str(caught.value).endswith(f"byte {int(place[5:]) + shift}: {said}")
            documents, done = encode(tokenizer, path, tmp_path, on_error="skip")
            assert (len(documents), done.skipped) == (201, 1)
            os.unlink(tmp_path / "out.bin"), os.unlink(tmp_path / "out.idx")
    assert left_behind(tmp_path) == []


def test_a_text_that_cannot_be_encoded(tmp_path):
    tokenizer = demo("strict-demo")
    path = write(tmp_path, "good\nbad \u4e2d\n")
    with pytest.raises(hftok.EncodeError, match="in.txt, line 2, byte 5: "):
        encode(tokenizer, path, tmp_path)
    documents, done = encode(tokenizer, path, tmp_path, on_error="skip")
    assert (documents, done.skipped) == ([tokenizer.encode("good").ids], 1)


def test_arguments(tmp_path):
    tokenizer = demo()
    path = write(tmp_path, "a\n")
    for options in (
        {"format": "csv"},
        {"dtype": "int8"},
        {"input_format": "xml"},
        {"documents": "word"},
        {"separator": ""},
        {"column": []},
        {"column": ["a\0b"]},
        {"append": "no such token"},
        {"on_error": "ignore"},
        {"threads": 0},
    ):
        with pytest.raises(ValueError, match=next(iter(options)) if "append" not in options else "no such token"):
            corpus.encode_files(tokenizer, path, tmp_path / "out", **options)
    for options in ({"add_special_tokens": 1}, {"threads": "2"}, {"append": 1.5}, {"colunm": "text"}):
        with pytest.raises(TypeError):
            corpus.encode_files(tokenizer, path, tmp_path / "out", **options)
    with pytest.raises(ValueError, match="no inputs"):
        corpus.encode_files(tokenizer, [], tmp_path / "out")
    with pytest.raises(FileNotFoundError):
        corpus.encode_files(tokenizer, tmp_path / "absent.txt", tmp_path / "out")
    with pytest.raises(OSError, match="absent"):
        corpus.encode_files(tokenizer, path, tmp_path / "absent" / "out")
    assert left_behind(tmp_path) == []
    corpus.encode_files(tokenizer, path, tmp_path / "out")
    with pytest.raises(FileExistsError):
        corpus.encode_files(tokenizer, path, tmp_path / "out")
    with pytest.raises(ValueError, match="is an input"):
        corpus.encode_files(tokenizer, tmp_path / "out.bin", tmp_path / "out", overwrite=True)
    with pytest.raises(ValueError, match="uint16"):
        many = demo()
        many.add_tokens([f"<{i}>" for i in range(66_000)])
        corpus.encode_files(many, path, tmp_path / "other", dtype="uint16")


def test_ids_of_the_post_processor_that_do_not_fit(tmp_path):
    """The largest id of the vocabulary is not the largest that a text can get."""
    file = json.loads((DATA / "bert-demo" / "tokenizer.json").read_text(encoding="utf-8"))
    file["post_processor"] = {
        "type": "TemplateProcessing",
        "single": [{"SpecialToken": {"id": "[X]", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}],
        "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}],
        "special_tokens": {"[X]": {"id": "[X]", "ids": [70_000], "tokens": ["[X]"]}},
    }
    tokenizer = hftok.Tokenizer.from_str(json.dumps(file))
    path = write(tmp_path, "a\n")
    with pytest.raises(hftok.HftokValueError, match="70000 has more than 16 bits"):
        encode(tokenizer, path, tmp_path)
    assert left_behind(tmp_path) == []
    assert encode(tokenizer, path, tmp_path, dtype="uint32")[0] == [tokenizer.encode("a").ids]


# ---- a guest in the process


CHILD = """
    import re, resource, sys, hftok
    from hftok import corpus
    tokenizer = hftok.Tokenizer.from_file({tokenizer!r})
    {before}
    corpus.encode_files(tokenizer, {path!r}, {output!r}, {options})
    print(re.search(r"VmHWM:\\s*(\\d+)", open("/proc/self/status").read())[1])
"""


def child(tmp_path, path, options="", before=""):
    return CHILD.format(
        tokenizer=str(DATA / "gpt2-demo" / "tokenizer.json"),
        path=str(path),
        output=str(tmp_path / "out.bin"),
        options=options,
        before=before,
    )


def test_memory_does_not_grow_with_the_file(tmp_path, python):
    text = SAMPLE.read_bytes()
    peaks = []
    for size in (8 << 20, 48 << 20):
        with open(tmp_path / "in.txt", "wb") as file:
            while file.tell() < size:
                file.write(text)
        peaks.append(int(python(child(tmp_path, tmp_path / "in.txt", "max_memory=1 << 24"), timeout=300)))
        os.unlink(tmp_path / "out.bin")
        os.unlink(tmp_path / "out.idx")
    assert peaks[1] < peaks[0] + (16 << 10), peaks  # kB


def test_a_full_disk_leaves_nothing(tmp_path, python):
    path = write(tmp_path, random.Random(1).randbytes(300_000).hex())
    limit = "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))"
    for form in ("bin", "npy") + (("parquet",) if "pyarrow" in sys.modules else ()):
        done = python(child(tmp_path, path, f"format={form!r}", limit), check=False)
        assert done.returncode == 1
        assert (
            f"hftok.errors.HftokOSError: [Errno 27] File too large: '{tmp_path / 'out'}" in done.stderr.splitlines()[-1]
        )
        assert "Exception ignored" not in done.stderr
        assert left_behind(tmp_path) == []


def run(*arguments, **kwargs):
    env = {**os.environ, "PYTHONPATH": str(ROOT / "bindings" / "python")}
    return subprocess.Popen(
        [sys.executable, "-m", "hftok", "encode-files", *map(str, arguments)],
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **kwargs,
    )


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_interrupted(tmp_path, number, code):
    """Ctrl-C, or being told to end, while it waits for more of a pipe."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    process = run(
        DATA / "gpt2-demo",
        pipe,
        "-o",
        tmp_path / "out.bin",
        "--max-memory",
        "1M",
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    with open(pipe, "wb") as feed:
        feed.write(SAMPLE.read_bytes() * 100)
        feed.flush()
        deadline = time.monotonic() + 30
        while not any((tmp_path / name).stat().st_size for name in left_behind(tmp_path) if ".bin" in name):
            assert time.monotonic() < deadline and process.poll() is None
            time.sleep(0.02)
        process.send_signal(number)
        stdout, stderr = process.communicate(timeout=30)
    assert (process.returncode, stdout) == (code, "")
    assert "Traceback" not in stderr
    assert left_behind(tmp_path) == []


def test_in_a_forked_child(tmp_path, python):
    program = child(
        tmp_path,
        write(tmp_path, "a\nb\n"),
        before="import os; pid = os.fork(); pid and (os.waitpid(pid, 0), sys.exit())",
    )
    python(program)
    assert read_bin(tmp_path / "out.bin") == [demo().encode(d).ids for d in ("a", "b")]


def test_progress(tmp_path, blocks):
    blocks(1000)
    paths = [
        write(tmp_path, SAMPLE.read_bytes()[:5000].rpartition(b"\n")[0].ljust(5000), name)
        for name in ("a.txt", "b.txt")
    ]
    told = []
    corpus.encode_files(demo(), paths, tmp_path / "out", progress=lambda *news: told.append(news))
    assert {(name, total) for name, _, total in told} == {("out.bin", 10_000)}
    done = [n for _, n, _ in told]
    assert done == sorted(done) and done[-1] == 10_000 and len(done) > 8

    class Stop(Exception):
        pass

    def stop(*_):
        raise Stop

    with pytest.raises(Stop):
        corpus.encode_files(demo(), paths, tmp_path / "other-out", progress=stop)
    assert left_behind(tmp_path) == ["out.bin", "out.idx"]


# ---- the command


def test_the_command(tmp_path):
    tokenizer = DATA / "gpt2-demo" / "tokenizer.json"
    path = write(tmp_path, '{"a":{"b":"Hello"}}\n{"a":{"b":"world"}}\n{"a":1}\n', "in.jsonl")
    common = (tokenizer, path, "-o", tmp_path / "out.npy", "--column", "a.b", "--no-special-tokens", "--threads", "1")
    process = run(*common)
    stdout, stderr = process.communicate(timeout=60)
    assert (process.returncode, stdout) == (1, "")
    assert stderr == f'python -m hftok: {path}, line 3, byte 40: no field "a.b"\n'
    process = run(*common, "--on-error", "skip", "--max-memory", "64MB")
    stdout, stderr = process.communicate(timeout=60)
    assert process.returncode == 0 and stderr == "1 documents were skipped\n"
    tokens = sum(len(demo().encode_ids(t, add_special_tokens=False)) for t in ("Hello", "world"))
    assert stdout.startswith(f"2 documents, {tokens} tokens (uint16) from ") and "out.ends.npy" in stdout
    process = run(*common, "--on-error", "skip")
    assert (
        process.communicate(timeout=60)[1] == f"python -m hftok: {tmp_path / 'out.npy'} exists; --force replaces it\n"
    )
    process = run(*common, "--on-error", "skip", "--force", "--json", "--append", "Hello")
    assert process.wait(60) in (0, 1)
    out = process.communicate()
    if demo().token_to_id("Hello") is not None:
        assert json.loads(out[0])["documents"] == 2
    process = run(*common, "--max-memory", "lots")
    assert "not a size" in process.communicate(timeout=60)[1] and process.returncode == 2
