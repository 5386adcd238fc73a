"""Archives as students and platforms make them, for the tests: of names and contents, in memory."""

import io
import tarfile
import zipfile
from datetime import datetime

MODULES = ("__init__", "activation_functions", "adam", "feed_forward", "gradient_descent", "metrics", "mnist")
MODULES += ("optimizer", "parameter_row")


def library(mark="", folder="exercise"):
    """Return the files of a library that is told from others by a mark."""
    prefix = f"{folder}/" if folder else ""
    return {f"{prefix}{module}.py": f'"""{module}."""\nMARK = {mark!r}\n'.encode() for module in MODULES}


def zipped(files, at=(2026, 11, 20, 12, 0, 0)):
    """Return a zip of files by name."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, at), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def zip_link(name, target):
    """Return the entry of a zip that is a link, and its content."""
    info = zipfile.ZipInfo(name)
    info.external_attr = 0o120777 << 16
    return info, target


def tarred(files, mode="w:gz", links=(), devices=(), at=datetime(2026, 11, 20, 12)):
    """Return a tar of files by name, of links with their targets, and of devices."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode=mode) as archive:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size, info.mtime = len(content), at.timestamp()
            archive.addfile(info, io.BytesIO(content))
        for name, target in links:
            info = tarfile.TarInfo(name)
            info.type, info.linkname = tarfile.SYMTYPE, target
            archive.addfile(info)
        for name in devices:
            info = tarfile.TarInfo(name)
            info.type = tarfile.FIFOTYPE
            archive.addfile(info)
    return packed.getvalue()
