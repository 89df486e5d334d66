"""Finding and loading the library."""

import os
import shutil

import pytest
from conftest import DATA, ROOT

LOAD = f"""
    import hftok
    try:
        hftok.Tokenizer.from_file({str(DATA / "gpt2-demo" / "tokenizer.json")!r})
        print("loaded", hftok._library.current().path)
    except ImportError as e:
        assert isinstance(e, hftok.HftokError)
        print(type(e).__name__, e)
"""


def built():
    return os.environ.get("HFTOK_LIBRARY") or str(ROOT / "build" / "libhftok.so")


@pytest.fixture
def package(tmp_path):
    """A copy of the package without a source tree around it."""
    shutil.copytree(ROOT / "bindings" / "python" / "hftok", tmp_path / "site" / "hftok")
    return tmp_path / "site"


def test_a_failed_load_lists_every_place_and_its_reason(package, python):
    (package / "hftok" / "libhftok.so").write_bytes(b"not a library")
    said = python(LOAD, PYTHONPATH=str(package), HFTOK_LIBRARY="")
    assert said.startswith("LibraryLoadError")
    assert str(package / "hftok" / "libhftok.so") in said and "invalid ELF header" in said or "file too short" in said
    assert str(package.parents[1] / "build" / "libhftok.so") in said and "no such file" in said
    assert "HFTOK_LIBRARY" in said and "make" in said


def test_the_library_beside_the_package_is_used(package, python):
    shutil.copy(built(), package / "hftok" / "libhftok.so")
    assert python(LOAD, PYTHONPATH=str(package), HFTOK_LIBRARY="").strip() == f"loaded {package}/hftok/libhftok.so"


def test_hftok_library_overrides(package, python, tmp_path):
    other = shutil.copy(built(), tmp_path / "other.so")
    assert python(LOAD, HFTOK_LIBRARY=str(other)).strip() == f"loaded {other}"
    said = python(LOAD, HFTOK_LIBRARY=str(tmp_path / "absent.so"))
    assert "absent.so (HFTOK_LIBRARY): no such file" in said
    assert "build/libhftok.so" not in said, "an explicit choice that fails must not be passed over"


def test_another_library_is_refused(python):
    import _ctypes

    said = python(LOAD, HFTOK_LIBRARY=_ctypes.__file__)
    assert "LibraryLoadError" in said and "it has no hftok_" in said


def test_an_unknown_abi_is_refused(python):
    said = python("import hftok._abi as a; a.ABI_VERSION = 99" + LOAD.replace("\n    ", "\n"))
    assert "ABI is number 1, this package needs 99" in said


def test_musl_is_explained(python):
    said = python(
        "import os, sysconfig\nos.confstr = lambda name: None\n"
        "sysconfig.get_config_var = lambda name: 'x86_64-alpine-linux-musl'" + LOAD.replace("\n    ", "\n")
    )
    assert "LibraryLoadError" in said and "musl" in said and "54805" in said


def test_importing_loads_nothing(python):
    assert python("import hftok; print(hftok._library._current)", HFTOK_LIBRARY="/nowhere").strip() == "None"


def test_importing_takes_no_module_that_few_programs_need(python):
    program = """
        import sys
        before = set(sys.modules)
        import hftok
        hftok.Tokenizer.from_str('{"model": {"type": "WordLevel", "vocab": {"a": 0}, "unk_token": "a"}}').encode("a")
        print(*sorted({name.partition(".")[0] for name in set(sys.modules) - before}))
    """
    heavy = {"asyncio", "concurrent", "inspect", "logging", "platform", "socket", "ssl", "subprocess", "tempfile", "urllib"}
    imported = set(python(program).split())
    assert "hftok" in imported and not imported & heavy


@pytest.mark.parametrize("setting", ["logging.basicConfig(format='%(name)s %(levelname)s %(message)s')", ""])
def test_warnings_of_the_library_go_to_logging(python, tmp_path, setting):
    (tmp_path / "org" / "name").mkdir(parents=True)
    shutil.copy(DATA / "gpt2-demo" / "tokenizer.json", tmp_path / "org" / "name")
    said = python(
        f"""
        import os, hftok
        os.chdir({str(tmp_path)!r})
        {"import logging; " + setting if setting else ""}
        hftok.Tokenizer.from_pretrained("org/name")
        """,
        check=False,
    )
    assert said.returncode == 0, said.stderr
    assert said.stderr.startswith("hftok WARNING ") == bool(setting) and "org/name" in said.stderr
