"""MNIST by name: embedded, full, or a folder; full MNIST is fetched once, and checked."""

import functools
import hashlib
import http.server
import threading

import pytest

from kata import DATA
from kata.digits import by_name
from kata.digits.by_name import fetch_digits, find_digits


@pytest.fixture
def server(tmp_path, monkeypatch):
    """Serve four small files instead of MNIST's, on this machine only; return their address and their folder."""
    folder = tmp_path / "served"
    folder.mkdir()
    digests = {}
    for name in by_name.SHA256:
        content = f"the bytes of {name}".encode()
        (folder / name).write_bytes(content)
        digests[name] = hashlib.sha256(content).hexdigest()
    monkeypatch.setattr(by_name, "SHA256", digests)

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    handler = functools.partial(Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as served:
        thread = threading.Thread(target=served.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{served.server_port}/", folder
        served.shutdown()
        thread.join()


def test_what_is_fetched_is_kept(server, tmp_path):
    """The second time nothing is asked of the network."""
    address, served = server
    folder = fetch_digits(address, tmp_path / "cache")
    assert {path.name for path in folder.iterdir()} == set(by_name.SHA256)
    for path in served.iterdir():
        path.unlink()
    assert fetch_digits(address, tmp_path / "cache") == folder


def test_what_is_not_the_file_is_refused(server, tmp_path):
    """A file with another digest is told of and not kept."""
    address, served = server
    name = "t10k-labels-idx1-ubyte.gz"
    (served / name).write_bytes(b"something else")
    with pytest.raises(OSError, match="could not be fetched"):
        fetch_digits(address, tmp_path / "cache")
    assert name not in {path.name for path in (tmp_path / "cache").iterdir()}


def test_without_a_network(tmp_path):
    """One sentence says what to do instead, and nothing is left."""
    with pytest.raises(OSError, match="put its four files into a folder") as caught:
        fetch_digits("http://127.0.0.1:9/", tmp_path / "cache")
    assert "\n" not in str(caught.value)
    assert not list((tmp_path / "cache").glob("*ubyte*"))


def test_names(tmp_path, monkeypatch):
    """Full MNIST is where KATA_MNIST says, if it says so; any other name is a folder."""
    assert find_digits("embedded") == find_digits(str(DATA)) == DATA
    monkeypatch.setenv("KATA_MNIST", str(DATA))
    assert find_digits("full") == DATA
    monkeypatch.setenv("KATA_MNIST", str(tmp_path / "nowhere"))
    with pytest.raises(FileNotFoundError, match="expected embedded, full, or a folder of MNIST"):
        find_digits("full")
