"""No test talks to another machine: what is not this machine's loopback is refused and told of.

An audit hook sees every connection made by Python, whatever library asks. The browser is held by
its own flags (`browser.py`). An attempt fails the test even if the code swallows the refusal.
"""

import ipaddress
import sys
from collections.abc import Iterator
from typing import Any

import pytest

_attempts: list[str] = []
_watching = False


class NetworkRefusedError(OSError):
    """A test tried to reach another machine."""


def _is_here(host: object) -> bool:
    if host is None:
        return True
    name = host.decode() if isinstance(host, bytes) else str(host)
    if name in {"", "localhost"}:
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if not _watching:
        return
    if event in {"socket.connect", "socket.sendto"}:
        address = arguments[1]
        if not isinstance(address, tuple) or _is_here(address[0]):
            return
    elif event in {"socket.getaddrinfo", "socket.gethostbyname"}:
        address = arguments[0]
        if _is_here(address):
            return
    else:
        return
    _attempts.append(f"{event} {address!r}")
    raise NetworkRefusedError(f"network call in a test: {event} {address!r}")


sys.addaudithook(_watch)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    global _watching
    _attempts.clear()
    _watching = True
    try:
        result = yield
    finally:
        _watching = False
    if _attempts:
        pytest.fail("Network calls: " + "; ".join(_attempts), pytrace=False)
    return result
