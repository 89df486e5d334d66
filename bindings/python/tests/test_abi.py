"""_abi.py says what include/hftok.h says."""

import ctypes
import re
import shutil
import subprocess

import pytest
from conftest import ROOT

import hftok
from hftok import _abi, _library, errors

HEADER = (ROOT / "include" / "hftok.h").read_text(encoding="utf-8")
STRUCTS = {
    "hftok_pretrained_options": _abi.PretrainedOptions,
    "hftok_encode_options": _abi.EncodeOptions,
    "hftok_pack_options": _abi.PackOptions,
    "hftok_packed_view": _abi.PackedView,
    "hftok_decode_options": _abi.DecodeOptions,
    "hftok_encoding_view": _abi.EncodingView,
}


@pytest.fixture(scope="module")
def compiled(tmp_path_factory):
    """Constants, sizes and offsets as the C compiler sees them."""
    if not shutil.which("cc"):
        pytest.skip("no C compiler")
    constants = [
        n
        for n in vars(_abi)
        if re.match(r"(OK|ERR|ABI|PRETRAINED|ENCODE|DOCUMENTS|PACK|OFFSETS|TRUNC|PADD|SIDE|DECODE|JSON|LOG)_?[A-Z0-9_]*$", n) and n != "LOG_FN"
    ]
    lines = [f'printf("{n} %ld\\n", (long)HFTOK_{n});' for n in constants]
    for name, struct in STRUCTS.items():
        lines.append(f'printf("{name} %zu\\n", sizeof({name}));')
        for field, _ in struct._fields_:
            lines.append(f'printf("{name}.{field} %zu\\n", offsetof({name}, {field}));')
    directory = tmp_path_factory.mktemp("abi")
    source = directory / "abi.c"
    source.write_text('#include "hftok.h"\n#include <stdio.h>\nint main(void){' + "\n".join(lines) + "return 0;}")
    program = directory / "abi"
    subprocess.run(["cc", f"-I{ROOT / 'include'}", "-o", program, source], check=True)
    output = subprocess.run([program], check=True, capture_output=True, text=True).stdout
    return {name: int(value) for name, value in (line.split() for line in output.splitlines())}


def test_version():
    assert f'#define HFTOK_VERSION "{hftok.__version__}"' in HEADER


def test_constants(compiled):
    for name, value in compiled.items():
        if name.isupper():
            assert getattr(_abi, name) == value, name
    assert "ENCODE_PRETOKENIZED" in compiled and "PACK_16_BIT" in compiled and "OK" in compiled


@pytest.mark.parametrize("name", STRUCTS)
def test_struct_layout(compiled, name):
    struct = STRUCTS[name]
    assert ctypes.sizeof(struct) == compiled[name]
    for field, _ in struct._fields_:
        assert getattr(struct, field).offset == compiled[f"{name}.{field}"], field


def test_every_function_is_in_the_header_with_as_many_parameters():
    text = re.sub(r"/\*.*?\*/", "", HEADER, flags=re.S)
    declared = {
        name: [] if parameters.strip() == "void" else parameters.split(",")
        for name, parameters in re.findall(r"HFTOK_API[\w\s*]*?[\s*](hftok_\w+)\(([^)]*)\)", text)
    }
    assert len(declared) > 20
    for name, (_, parameters) in _abi.FUNCTIONS.items():
        assert len(parameters) == len(declared[name]), name


def test_every_status_has_a_name_and_makes_an_error():
    codes = dict(re.findall(r"HFTOK_ERR_(\w+) = (-\d+)", HEADER))
    library = _library.current()
    assert len(codes) > 25
    for name, value in codes.items():
        assert library.hftok_status_name(int(value)).decode() == name
        assert errors.make(name, "message").code == name
    assert set(errors._BY_CODE) <= set(codes)
