"""Tongpin as an operator runs it: a configuration file, `tongpin seed`, `tongpin serve`."""

import http.client
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

from tests.standin.feishu import ENCRYPT_KEY, VERIFICATION_TOKEN
from tests.standin.tenant import APP_ID, APP_SECRET

DEPARTMENTS = {
    "sales": ("销售部", "zhou.lan"),
    "production": ("生产部", "wang.sheng"),
    "rnd": ("研发部", "zhao.gong"),
    "purchasing": ("采购部", "chen.cai"),
    "quality": ("质检部", "wu.jian"),
    "warehouse": ("仓库", "zheng.ku"),
    "management": ("管理层", "gao.yuan"),
}
PEOPLE = {
    "lin.xiaoyan": ("林晓燕", "sales", "SALES"),
    "zhou.lan": ("周岚", "sales", "SALES"),
    "he.tao": ("何涛", "sales", "SALES"),
    "wang.sheng": ("王胜", "production", "PRODUCTION"),
    "sun.li": ("孙立", "production", "PRODUCTION"),
    "zhao.gong": ("赵工", "rnd", "RND"),
    "qian.qi": ("钱琪", "rnd", "RND"),
    "chen.cai": ("陈彩", "purchasing", "PURCHASING"),
    "wu.jian": ("吴检", "quality", "QUALITY"),
    "zheng.ku": ("郑库", "warehouse", "WAREHOUSE"),
    "gao.yuan": ("高远", "management", "MANAGER"),
    "shen.xie": ("沈协", "management", "COORDINATOR"),
    "luo.wei": ("罗维", "management", "ADMIN"),
}
START_SECONDS = 60.0
SEED_SECONDS = 120.0


REAPER = """
import os, signal, sys
sys.stdin.read()
try:
    os.killpg(int(sys.argv[1]), signal.SIGKILL)
except ProcessLookupError:
    pass
"""
"""Waits for the end of the test process, however it ends, and leaves nothing of the program behind."""


class DidNotStart(RuntimeError):
    """The program ended, or was not ready in time; the message holds what it wrote."""


def open_id(key: str) -> str:
    """Somebody's id on this platform; it is not the sample's own."""
    return "ou_7f_" + key.replace(".", "_")


def group(department: str) -> str:
    """A department's chat on this platform."""
    return f"oc_7f_{department}"


EVERYBODY = frozenset(map(open_id, PEOPLE))
GROUPS = frozenset(map(group, DEPARTMENTS))


def write_config(path: Path, database: str, base_url: str, port: int, mode: str = "webhook") -> Path:
    """A configuration of the keys that `contract.md` names, and no others."""
    departments = [
        f'[[departments]]\nkey = "{key}"\nname = "{name}"\nlead = "{lead}"\nchats = ["feishu:{group(key)}"]\n'
        for key, (name, lead) in DEPARTMENTS.items()
    ]
    people = [
        f'[[people]]\nkey = "{key}"\nname = "{name}"\ndepartment = "{department}"\n'
        f'roles = ["{role}"]\nfeishu = "{open_id(key)}"\n'
        for key, (name, department, role) in PEOPLE.items()
    ]
    head = f"""[server]
host = "127.0.0.1"
port = {port}
public_url = "http://127.0.0.1:{port}"
secret_key = "standin-secret-key-of-forty-characters-00"

[database]
url = "{database}"

[locale]
language = "zh-CN"
timezone = "Asia/Shanghai"

[feishu]
enabled = true
mode = "{mode}"
app_id = "{APP_ID}"
app_secret = "{APP_SECRET}"
verification_token = "{VERIFICATION_TOKEN}"
encrypt_key = "{ENCRYPT_KEY}"
base_url = "{base_url}"
"""
    path.write_text("\n".join([head, *departments, *people]), encoding="utf-8")
    return path


def seed(config: Path) -> None:
    """Load the sample factory.

    Raises:
        DidNotStart: it was refused.
    """
    done = subprocess.run(
        [*_command(config), "seed"], capture_output=True, text=True, timeout=SEED_SECONDS, env=environment()
    )
    if done.returncode:
        raise DidNotStart(f"seed: {done.returncode}\n{done.stdout}{done.stderr}")


class Served:
    """A running `tongpin serve`."""

    def __init__(self, config: Path, port: int, log: Path) -> None:
        self._command = [*_command(config), "serve"]
        self._log = log
        self._port = port
        self._process = self._started()

    def start(self) -> None:
        """Once more, after it ended; waits until it is ready.

        Raises:
            DidNotStart: it ended, or the time was over.
        """
        self._reap()
        self._process = self._started()
        self.wait_until_ready()

    def _started(self) -> "subprocess.Popen[bytes]":
        with self._log.open("ab") as output:
            process = subprocess.Popen(
                self._command, stdout=output, stderr=output, start_new_session=True, env=environment()
            )
        reaping = [sys.executable, "-I", "-S", "-c", REAPER, str(process.pid)]
        self._reaper = subprocess.Popen(reaping, stdin=subprocess.PIPE, start_new_session=True)
        return process

    def wait_until_ready(self) -> None:
        """Wait for `/readyz`.

        Raises:
            DidNotStart: it ended, or the time was over.
        """
        deadline = monotonic() + START_SECONDS
        while monotonic() < deadline:
            if self._process.poll() is not None:
                raise DidNotStart(f"serve ended with {self._process.returncode}:\n{self.log()}")
            if self._is_ready():
                return
            sleep(0.05)
        raise DidNotStart(f"serve was not ready after {START_SECONDS} s:\n{self.log()}")

    def log(self) -> str:
        """What it wrote."""
        return self._log.read_text(encoding="utf-8", errors="replace")

    def kill(self) -> None:
        """SIGKILL; the processes it started have to notice by themselves."""
        self._process.kill()
        self._process.wait()

    def _reap(self) -> None:
        with self._reaper:
            pass  # leaving closes its input and waits for it

    def leftovers(self, seconds: float = 5.0) -> bool:
        """Whether processes of it are still there after it ended."""
        deadline = monotonic() + seconds
        while monotonic() < deadline:
            try:
                os.killpg(self._process.pid, 0)
            except ProcessLookupError:
                return False
            sleep(0.05)
        return True

    def end(self) -> None:
        """Nothing of it is left."""
        self._reap()
        self._process.wait()

    def _is_ready(self) -> bool:
        return is_ready(self._port)


def is_ready(port: int) -> bool:
    """Whether the program on this port says that it can work."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


@contextmanager
def serving(config: Path, port: int) -> Iterator[Served]:
    """The program, ready, and gone afterwards."""
    served = Served(config, port, config.with_suffix(".log"))
    try:
        served.wait_until_ready()
        yield served
    finally:
        served.end()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _command(config: Path) -> list[str]:
    return [str(Path(sys.executable).with_name("tongpin")), "--config", str(config)]


def environment() -> dict[str, str]:
    """Without settings of the program, and without a proxy between two processes on loopback."""
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("TONGPIN_") and not name.lower().endswith("_proxy")
    }
