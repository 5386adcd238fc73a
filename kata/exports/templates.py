"""What judges on another platform, ready to be put there: workflows of GitHub and GitLab, and autograders."""

import io
import json
import shlex
import zipfile
from collections.abc import Mapping
from pathlib import Path

from packaging.version import InvalidVersion, Version

from kata.classroom.handing_out import UNIX, YEAR_OF_ZIP
from kata.classroom.record import RECORD, Record
from kata.exports.points import read_scheme
from kata.places import installed_version
from kata.printable import printable

FOLDER = Path(__file__).parent / "templates"
# what each is called where it belongs
FILES = {
    "github": "netkata.yml",
    "gitlab": ".gitlab-ci.yml",
    "gradescope": "autograder.zip",
    "classroom50": "autograder.py",
}
SOURCE = "/autograder/source"  # where Gradescope unpacks the zip
EXECUTABLE, REGULAR = 0o100755 << 16, 0o100644 << 16


def requirement() -> str:
    """Return what to install in order to have this version; one that was never released is the newest."""
    try:
        version = Version(installed_version())
    except InvalidVersion:
        return "netkata"
    return "netkata" if version.is_devrelease or version.local else f"netkata=={version}"


def template(
    name: str, record: Record | None, *, install: str | None, points: str | None, hide_values: bool
) -> bytes:
    """Return what judges on a platform; raise ValueError, with a sentence, if something that it needs is missing.

    `install` is what is installed there, as pip takes it; for Gradescope it may be the file of a wheel.
    """
    read_scheme(points)
    wanted = install or requirement()
    if not wanted.isprintable():
        raise ValueError(f"--install {printable(wanted)!r}: expected what pip installs, in one line.")
    if name == "gradescope":
        return _autograder(record, wanted, points, hide_values)
    if name == "classroom50":
        return _text("autograder.txt", repr(wanted), repr(_options(points, hide_values))).encode()
    return _text(f"{name}.yml", shlex.quote(wanted), _in_shell(points, hide_values)).encode()


def _options(points: str | None, hide_values: bool) -> list[str]:
    return [*(["--points", _given(points)] if points else []), *(["--hide-values"] if hide_values else [])]


def _in_shell(points: str | None, hide_values: bool) -> str:
    return "".join(f"{shlex.quote(word)} " for word in _options(points, hide_values))


def _given(points: str) -> str:
    """Return points as they are typed; a file of this machine is not there, and is put into words."""
    if not Path(points).is_file():
        return points
    scheme = read_scheme(points)
    settings = {"each": scheme.each, "breach": scheme.breach, "tests": scheme.tests, "exam": scheme.exam}
    settings |= {"on-time": scheme.on_time, **scheme.bugs}
    told = [f"{name}={value:g}" for name, value in settings.items()]
    return ",".join([*told, *(["partial"] if scheme.partial else [])])


def _text(file: str, install: str, options: str) -> str:
    text = (FOLDER / file).read_text(encoding="utf-8")
    return text.replace("@INSTALL@", install).replace("@OPTIONS@", options)


def _autograder(record: Record | None, wanted: str, points: str | None, hide_values: bool) -> bytes:
    """Return the zip of an autograder for Gradescope: setup, run, the record, and a wheel if there is one."""
    if record is None:
        raise ValueError("An autograder has to know who has which bugs: name the record with --handed-out.")
    files = {RECORD: json.dumps(record.as_data(), indent=1, ensure_ascii=False).encode()}
    if wanted.endswith(".whl"):
        wheel = Path(wanted)
        if not wheel.is_file():
            raise ValueError(f"There is no file {wheel}.")
        files[wheel.name] = wheel.read_bytes()
        wanted = f"{SOURCE}/{wheel.name}"
    files["setup.sh"] = _text("setup.sh", shlex.quote(wanted), "").encode()
    files["run_autograder"] = _text("run_autograder", "", _in_shell(points, hide_values)).encode()
    return _zipped(files)


def _zipped(files: Mapping[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in sorted(files.items()):
            entry = zipfile.ZipInfo(name, YEAR_OF_ZIP)
            entry.create_system, entry.compress_type = UNIX, zipfile.ZIP_DEFLATED
            entry.external_attr = EXECUTABLE if name in ("setup.sh", "run_autograder") else REGULAR
            file.writestr(entry, content)
    return stream.getvalue()
