"""What pyproject.toml can't say: the wheel carries the library, so it is for one platform but any Python.

Build the library first (`make` at the root). HFTOK_LIBRARY names another one to put in.
"""

import os
import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.bdist_wheel import bdist_wheel
from setuptools.command.build_py import build_py
from setuptools.dist import Distribution


class BuildWithLibrary(build_py):
    def run(self):
        super().run()
        library = os.environ.get("HFTOK_LIBRARY") or Path(__file__).resolve().parents[2] / "build" / "libhftok.so"
        package = Path(self.build_lib) / "hftok"
        shutil.copy(library, package / "libhftok.so")
        shutil.copy(Path(__file__).resolve().parents[2] / "build" / "_direct.abi3.so", package)


class PlatformWheel(bdist_wheel):
    def get_tag(self):
        return "py3", "none", super().get_tag()[2]


class WithLibrary(Distribution):
    def has_ext_modules(self):
        return True


setup(distclass=WithLibrary, cmdclass={"build_py": BuildWithLibrary, "bdist_wheel": PlatformWheel})
