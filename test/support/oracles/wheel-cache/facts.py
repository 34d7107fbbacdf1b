"""What pip's cache of locally built wheels knows about the machine: recorded facts, each asserted.

Asks the pip of the Python that runs this (pip 23.1 or newer; Linux). Other machines are stood in for
by letting packaging's own detectors answer as they would there: sysconfig's platform name, the glibc
version string (None off glibc) and the musl version (None off musl). The rest is pip's code, unchanged.
Prints JSON; exits 1 where a fact does not hold.
"""
import contextlib
import hashlib
import json
import pathlib
import sys
import sysconfig
import tempfile
from types import SimpleNamespace
from unittest import mock

import pip
from pip._internal import cache, wheel_builder
from pip._internal.models.link import Link
from pip._internal.utils.compatibility_tags import get_supported
from pip._vendor.packaging import _manylinux, _musllinux

ARCHIVE = "https://index.example/files/tinyext-1.0.tar.gz"
SHA256 = hashlib.sha256(b"any").hexdigest()
CP = f"cp{sys.version_info[0]}{sys.version_info[1]}"
MUSL_1_2 = _musllinux._MuslVersion(1, 2)
MACHINES = {  # name: (platform, glibc version or None, musl version or None)
    "x86_64 glibc 2.36": ("linux-x86_64", "2.36", None),
    "x86_64 glibc 2.41": ("linux-x86_64", "2.41", None),
    "x86_64 musl 1.2": ("linux-x86_64", None, MUSL_1_2),
    "aarch64 glibc 2.36": ("linux-aarch64", "2.36", None),
    "aarch64 musl 1.2": ("linux-aarch64", None, MUSL_1_2),
}
X86 = [name for name in MACHINES if name.startswith("x86_64")]
ARM = [name for name in MACHINES if name.startswith("aarch64")]
facts = []


def fact(name, holds, seen):
    facts.append({"fact": name, "holds": bool(holds), "seen": seen})


@contextlib.contextmanager
def machine(name):
    platform, glibc, musl = MACHINES[name]
    _manylinux._get_glibc_version.cache_clear()
    with mock.patch.object(sysconfig, "get_platform", lambda: platform), \
            mock.patch.object(_manylinux, "_glibc_version_string", lambda: glibc), \
            mock.patch.object(_musllinux, "_get_musl_version", lambda executable: musl):
        yield
    _manylinux._get_glibc_version.cache_clear()


def key(url, hash_dict=cache._hash_dict):
    """The parts that pip hashes into the folder name for this link, and the folder itself."""
    seen = {}
    with mock.patch.object(cache, "_hash_dict", lambda parts: seen.update(parts) or hash_dict(parts)):
        folder = cache.SimpleWheelCache("/c").get_path_for_link(Link(url))
    return seen, folder


def taken(wheel_tags):
    """The machines that take a cached wheel with these tags, built from the same archive."""
    with tempfile.TemporaryDirectory() as root:
        store, link = cache.SimpleWheelCache(root), Link(f"{ARCHIVE}#sha256={SHA256}")
        folder = pathlib.Path(store.get_path_for_link(link))
        folder.mkdir(parents=True)
        (folder / f"tinyext-1.0-{wheel_tags}.whl").touch()
        takers = []
        for name in MACHINES:
            with machine(name):
                if store.get(link, "tinyext", get_supported()) is not link:
                    takers.append(name)
    return takers


def may_be_cached(url, editable=False):
    req = SimpleNamespace(editable=editable, source_dir="/src", link=Link(url))
    return bool(wheel_builder._should_cache(req))


parts, _ = key(f"{ARCHIVE}#sha256={SHA256}&subdirectory=sub")
fact("the key's parts are link, hash, subdirectory, interpreter name and version, and no more",
     set(parts) == {"url", "sha256", "subdirectory", "interpreter_name", "interpreter_version"}, parts)
folders = set()
for name in MACHINES:
    with machine(name):
        folders.add(key(ARCHIVE)[1])
fact("the key is the same on every C library, C library version and architecture",
     len(folders) == 1, sorted(folders))
variants = [ARCHIVE, ARCHIVE.replace("1.0", "1.1"), f"{ARCHIVE}#sha256={SHA256}", f"{ARCHIVE}#subdirectory=sub"]
changed = {key(url)[1] for url in variants}
for part, value in (("interpreter_name", "pp"), ("interpreter_version", "399")):
    with mock.patch.object(cache, part, lambda value=value: value):
        changed.add(key(ARCHIVE)[1])
fact("each part of the key changes it", len(changed) == len(variants) + 2, len(changed))

for tags, takers in (
    (f"{CP}-{CP}-linux_x86_64", X86),  # what a local build gets: C library not named
    ("cp38-abi3-linux_x86_64", X86),
    ("py3-none-linux_x86_64", X86),
    (f"{CP}-{CP}-linux_aarch64", ARM),  # the architecture is named
    (f"{CP}-{CP}-manylinux_2_36_x86_64", X86[:2]),  # an index's wheels name the C library, for contrast
    (f"{CP}-{CP}-manylinux_2_41_x86_64", X86[1:2]),
    (f"{CP}-{CP}-musllinux_1_2_x86_64", X86[2:]),
):
    seen = taken(tags)
    fact(f"{tags} is taken by exactly: {', '.join(takers)}", seen == takers, seen)

seen = {url: may_be_cached(url) for url in (ARCHIVE, "file:///folder/tinyext-1.0.tar.gz", "file:///src/tinyext")}
fact("archives are cached, remote or in a local folder; a project folder is not",
     list(seen.values()) == [True, True, False] and not may_be_cached(ARCHIVE, editable=True), seen)

print(json.dumps({"pip": pip.__version__, "python": sys.version.split()[0], "facts": facts}, indent=1))
sys.exit(not all(entry["holds"] for entry in facts))
