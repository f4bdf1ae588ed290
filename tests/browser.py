"""Finds and starts a Chromium for the browser tests. As a program it fails when none starts."""

import glob
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

UNPACKED = Path(__file__).parent.parent / ".venv-browser"
"""Where `.ci/ensure-browser` unpacks one for somebody who may not install."""
LIBRARIES = ("lib/*-linux-gnu*", "usr/lib/*-linux-gnu*", "usr/lib/*-linux-gnu*/pulseaudio")
SHELL = "usr/lib/chromium/chromium-headless-shell"
"""The browser without its windows, menus and pages of its own, which cost as much again as the pages under test."""
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
FOLDERS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
PLAYWRIGHT_HOMES = ("~/.cache/ms-playwright", "~/Library/Caches/ms-playwright")
PLAYWRIGHT_NAMES = (
    "chromium_headless_shell-*/chrome-*/*headless*shell",
    "chromium-*/chrome-linux*/chrome",
    "chromium-*/chrome-mac*/*.app/Contents/MacOS/*",
)
ARGUMENTS = (
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--no-sandbox",
)
"""Nothing but the page under test uses the network. Chromium's sandbox refuses root and most containers."""


class NoBrowser(RuntimeError):
    """No Chromium that runs; the message says what to do."""


def executable() -> str:
    """The path of a Chromium that starts on this machine."""
    for path in _candidates():
        if _starts(path):
            return path
    raise NoBrowser("The tests need Chromium: install the package `chromium` or Google Chrome, or run `make test`.")


@contextmanager
def launched() -> Iterator[Browser]:
    """A headless Chromium, steered by Playwright."""
    with _beside_the_unpacked(), sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=executable(), args=list(ARGUMENTS))
        yield started
        started.close()


@contextmanager
def _beside_the_unpacked() -> Iterator[None]:
    """Let child processes find the libraries and fonts of a browser that was unpacked, not installed."""
    with pytest.MonkeyPatch.context() as patch:
        for folder in [found for name in LIBRARIES for found in glob.glob(f"{UNPACKED}/{name}")]:
            patch.setenv("LD_LIBRARY_PATH", folder, prepend=os.pathsep)
        if UNPACKED.exists() and not Path("/etc/fonts").exists():
            patch.setenv("FONTCONFIG_SYSROOT", str(UNPACKED))
        yield


def _candidates() -> list[str]:
    unpacked = [str(UNPACKED / path) for path in (SHELL, "usr/lib/chromium/chromium")]
    first = [os.environ.get("TEST_BROWSER", ""), *unpacked]
    found = [path for path in first if os.access(path, os.X_OK)]
    found += [path for name in NAMES if (path := shutil.which(name))]
    found += [path for path in FOLDERS if os.access(path, os.X_OK)]
    homes = [os.environ.get("PLAYWRIGHT_BROWSERS_PATH", ""), *PLAYWRIGHT_HOMES]
    patterns = [f"{os.path.expanduser(home)}/{name}" for home in homes if home for name in PLAYWRIGHT_NAMES]
    return found + [path for pattern in patterns for path in sorted(glob.glob(pattern), reverse=True)]


def _starts(path: str) -> bool:
    """Ubuntu's `chromium` may be a stub that only names a snap; a found program is tried before it is trusted."""
    try:
        done = subprocess.run([path, "--version"], capture_output=True, timeout=60, stdin=subprocess.DEVNULL)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


if __name__ == "__main__":
    with launched() as browser:
        print(f"Chromium {browser.version}")
