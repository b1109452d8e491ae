"""The guards against noise do fail a noisy test. Each case is a test run by a pytest of its own."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]

NOISY_AND_QUIET = """
import datetime, logging, socket, threading, warnings
from urllib.request import urlopen
import pytest
from django.template import Context, Engine, Origin, Template
from tests.infrastructure.noise import OUR_TEMPLATES

def render(text, folder=OUR_TEMPLATES, **context):
    engine = Engine(dirs=[])
    Template(text, Origin(str(folder / "page.html")), engine=engine).render(Context(context))

def test_quiet(): render("{{ a.b }}", a={"b": 1})

def test_error_log_fails(): logging.getLogger("cases").error("no")
def test_error_log_in_a_thread_fails():
    thread = threading.Thread(target=logging.getLogger("cases").error, args=["no"])
    thread.start(); thread.join()
def test_error_log_of_a_closed_logger_fails(closed_logger): closed_logger.error("no")
def test_warning_log_passes(): logging.getLogger("cases").warning("well")
def test_expected_error_log_passes(expects_error_log): logging.getLogger("cases").error("yes")
def test_expected_error_log_that_never_came_fails(expects_error_log): pass
@pytest.fixture
def closed_logger():
    logger = logging.getLogger("closed")
    logger.propagate = False
    return logger

def test_warning_fails(): warnings.warn("no")

def test_other_machine_fails(): socket.create_connection(("192.0.2.1", 80), timeout=1)
def test_look_up_of_a_name_fails(): socket.getaddrinfo("www.example.org", 80)
def test_datagram_fails():
    with socket.socket(type=socket.SOCK_DGRAM) as sender: sender.sendto(b"", ("192.0.2.1", 9))
def test_swallowed_refusal_fails():
    try: urlopen("http://www.example.org/")
    except OSError: pass
def test_loopback_passes():
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()

def test_undefined_name_fails(): render("{{ nosuch }}")
def test_undefined_attribute_fails(): render("{{ a.nosuch }}", a={})
def test_undefined_attribute_in_a_condition_fails(): render("{% if a.nosuch %}{% endif %}", a={})
def test_undefined_attribute_with_default_fails(): render("{{ a.nosuch|default:1 }}", a={})
def test_undefined_list_fails(): render("{% for x in nosuch %}{% endfor %}")
def test_undefined_argument_of_a_filter_fails(): render("{{ a|add:nosuch }}", a=1)
def test_undefined_name_in_with_fails(): render("{% with a=nosuch %}{% endwith %}")
def test_optional_name_in_a_condition_passes(): render("{% if nosuch %}{% endif %}")
def test_optional_name_with_default_passes(): render("{{ nosuch|default:1 }}")
def test_template_of_a_library_passes(tmp_path): render("{{ nosuch }}", folder=tmp_path)
"""


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    file = tmp_path_factory.mktemp("guards") / "test_noisy.py"
    file.write_text(NOISY_AND_QUIET)
    run = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-p", "tests.conftest", "-p", "no:cacheprovider"),
            *("-p", "no:xdist", "-c", str(ROOT / "pyproject.toml"), "--rootdir", str(ROOT)),
            *("-rA", "--tb=no", "--show-capture=no", str(file)),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    told = re.findall(r"^(PASSED|FAILED|ERROR) \S*::(\w+)", run.stdout, re.MULTILINE)
    assert told, run.stdout + run.stderr
    return {name: outcome for outcome, name in told if outcome != "ERROR"}


@pytest.mark.parametrize("name", re.findall(r"def (test_\w+_fails)", NOISY_AND_QUIET))
def test_noise_turns_a_test_red(outcomes: dict[str, str], name: str) -> None:
    assert outcomes[name] == "FAILED"


@pytest.mark.parametrize("name", re.findall(r"def (test_\w+_passes|test_quiet)", NOISY_AND_QUIET))
def test_what_is_not_noise_stays_green(outcomes: dict[str, str], name: str) -> None:
    assert outcomes[name] == "PASSED"
