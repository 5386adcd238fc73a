"""Dask carries the work: to processes of this machine, or to a scheduler that there is.

Beyond this machine that is by TLS, or not at all; on it, too, only who began a grading can talk to its workers.
"""

import logging
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dask
from distributed import Client, LocalCluster
from distributed.security import Security

from kata.grading.judging import described
from kata.words.translation import phrase

LOOPBACK = ("127.0.0.1", "localhost", "::1", "[::1]")
CONNECT_SECONDS, WORKERS_SECONDS = 8, 60  # for a scheduler to answer, and for a worker to be there
TLS_FILES = {"tls_ca_file": "ca.pem", "tls_client_cert": "cert.pem", "tls_client_key": "key.pem"}
SETTINGS = {
    "distributed.scheduler.allowed-failures": 0,
    "distributed.scheduler.work-stealing": False,
    "distributed.scheduler.worker-saturation": 1.0,
    "distributed.comm.timeouts.connect": "8s",
    "distributed.worker.daemon": False,  # the judge is a child of it
    "distributed.worker.memory.target": False,
    "distributed.worker.memory.spill": False,
    "distributed.worker.memory.pause": False,
    "distributed.worker.memory.terminate": False,  # a submission has a cap of its own
    "distributed.admin.tick.limit": "1h",
    # what looks at Dask itself, which nobody asks for here: a twentieth of two cores
    "distributed.admin.tick.interval": "500ms",
    "distributed.admin.system-monitor.interval": "10s",
    "distributed.worker.profile.enabled": False,
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
    "distributed.nanny.pre-spawn-environ": {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
}


class ClusterError(RuntimeError):
    """The work cannot be done, or not gone on with: a sentence for whoever asked for it."""


@contextmanager
def local_cluster(workers: int) -> Iterator[Client]:
    """Give a cluster of so many processes of this machine; only who started it can talk to it."""
    folder = tempfile.mkdtemp(prefix="kata-dask-")
    logging.getLogger("distributed").setLevel(logging.CRITICAL + 1)
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        stack.enter_context(dask.config.set(SETTINGS))
        security = Security.temporary()
        with _in_words(phrase("The processes that judge cannot be started")):
            cluster = LocalCluster(
                n_workers=workers,
                threads_per_worker=1,
                processes=True,
                host="127.0.0.1",
                protocol="tls://",
                dashboard_address="127.0.0.1:0",  # without one it would be a port for everybody
                scheduler_kwargs={"dashboard": False},
                memory_limit=0,
                security=security,
                local_directory=folder,
                silence_logs=logging.CRITICAL + 1,
            )
            stack.callback(_quietly, cluster.close)
            client = Client(cluster, security=security, timeout=CONNECT_SECONDS, set_as_default=False)
        stack.callback(_quietly, client.close)
        yield client


@contextmanager
def _in_words(what: str) -> Iterator[None]:
    """Turn what Dask raises where nobody answers, or somebody dies, into a sentence that begins with `what`."""
    try:
        yield
    except (OSError, TimeoutError, ValueError, TypeError, RuntimeError) as error:
        raise ClusterError(f"{what}: {first_line(error)}.") from error


@contextmanager
def there(address: str, tls: Path | None) -> Iterator[Client]:
    """Give the cluster of a scheduler that there is; raises ClusterError if it cannot be used."""
    logging.getLogger("distributed").setLevel(logging.CRITICAL + 1)
    security = _security(address, tls)
    with ExitStack() as stack:
        stack.enter_context(dask.config.set(SETTINGS))
        with _in_words(phrase(f"The scheduler {address} cannot be reached")):
            client = Client(address, security=security, timeout=CONNECT_SECONDS, set_as_default=False)
        stack.callback(_quietly, client.close)
        try:
            client.wait_for_workers(1, timeout=WORKERS_SECONDS)
        except TimeoutError as error:
            raise ClusterError(
                f"The scheduler {address} has no workers, not after {WORKERS_SECONDS} s."
            ) from error
        yield client


def _security(address: str, tls: Path | None) -> Security | None:
    """Return how to talk to a scheduler; beyond this machine that is by TLS, or not at all."""
    parts = urlsplit(address)
    if parts.scheme == "tcp" and parts.hostname in LOOPBACK:
        return None
    if parts.scheme != "tls":
        raise ClusterError(
            f"The scheduler {address} would be talked to in the clear: beyond this machine it has to be tls://."
        )
    if tls is None:
        security = Security(require_encryption=True)
        if not (security.tls_ca_file and security.tls_client_cert and security.tls_client_key):
            names = ", ".join(TLS_FILES.values())
            raise ClusterError(f"For tls:// name a folder with {names} by --tls, or have them in Dask's settings.")
        return security
    files = {name: tls / file for name, file in TLS_FILES.items()}
    if missing := [str(file) for file in files.values() if not file.is_file()]:
        raise ClusterError(f"There is no {missing[0]}: --tls needs {', '.join(TLS_FILES.values())} in the folder.")
    return Security(require_encryption=True, **{name: str(file) for name, file in files.items()})


def first_line(error: BaseException) -> str:
    """Return what an error says, in a line without a full stop."""
    return (str(error).strip().partition("\n")[0] or type(error).__name__).rstrip(".")


def _quietly(close: Callable[..., Any]) -> None:
    """End something of Dask, whatever state it is in."""
    with suppress(Exception):
        close(timeout=5)


def check_versions(client: Client, own: Mapping[str, str]) -> None:
    """Raise ClusterError, with a worker's name, unless all have the same tests and tool as `own` says."""
    with _in_words(phrase("The workers do not answer")):
        found = client.run(described, on_error="return")
    for address, other in found.items():
        if isinstance(other, OSError):  # it is gone already; a new one is asked with each submission
            continue
        if isinstance(other, BaseException):
            raise ClusterError(
                f"The worker {address} cannot judge: {first_line(other)}. Has it NetKata installed?"
            )
        if difference := differing(own, other):
            raise ClusterError(f"The worker {address} has {difference}. Install the same everywhere.")


def differing(own: Mapping[str, str], other: Mapping[str, str]) -> str:
    """Return what another process has in another version, in words; nothing if it is the same."""
    for name in own:
        if own[name] != other.get(name):
            if name == "tool":
                return phrase("other tests, or another state of the tool, under the same version of NetKata")
            return phrase(f"{name} {other.get(name)}, and this is {own[name]}")
    return ""
