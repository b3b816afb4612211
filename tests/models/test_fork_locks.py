"""A child forked while another thread holds a lock of the package does not deadlock."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import groq
from tests.support.run_python import run_python
from tests.support.server import ScriptedServer, sized

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")

ANSWER = sized(b'{"id": "1", "choices": [], "created": 1, "model": "m", "object": "chat.completion"}')
PACKAGE = Path(groq.__file__).parent

# The thread blocks inside the replaced function until the child has exited.
FORK = """
import groq._utils._forks, threading, time, warnings
groq._utils._forks._MAX_DELAY = 0  # the thread continues after the child
warnings.simplefilter("ignore", DeprecationWarning)  # Python 3.12 warns of forks of processes with threads
inside, over = threading.Event(), threading.Event()
stops = [True]
def slow(function):
    def replaced(*args, **kwargs):
        if stops and threading.current_thread() is not threading.main_thread():
            stops.pop()
            inside.set()
            assert over.wait(30)
        return function(*args, **kwargs)
    return replaced
client = Groq(**options)
{patch}
thread = threading.Thread(target=lambda: {call})
thread.start()
assert inside.wait(20)
child = os.fork()
if not child:
    {call}
    os._exit(0)
until = time.monotonic() + 15
while (found := os.waitpid(child, os.WNOHANG))[0] == 0 and time.monotonic() < until:
    time.sleep(0.01)
if found[0] == 0:
    os.kill(child, 9)
    os.waitpid(child, 0)
over.set()
thread.join()
assert found == (child, 0), found
client.close()
"""
CALL = "client.chat.completions.create(**chat)"

# The thread continues to import when the fork begins. Only `forks_wait_while` lets it end before the child exists.
FORK_WHILE_IMPORTING = """
import threading, warnings
warnings.simplefilter("ignore", DeprecationWarning)
inside, forking = threading.Event(), threading.Event()
class Slow:
    def find_spec(self, name, path=None, target=None):
        if name == "groq.resources.batches" and not inside.is_set():
            inside.set()
            assert forking.wait(30)
sys.meta_path.insert(0, Slow())
os.register_at_fork(before=forking.set)
client = Groq(**options)
thread = threading.Thread(target=lambda: client.batches)
thread.start()
assert inside.wait(20)
child = os.fork()
if not child:
    import signal
    signal.alarm(15)
    client.batches
    os._exit(0)
assert os.waitpid(child, 0) == (child, 0)
thread.join()
client.close()
"""
FORK_WHILE_BUILDING = """
import threading, warnings
warnings.simplefilter("ignore", DeprecationWarning)
from groq import BaseModel
from groq._models import validators
inside, forking = threading.Event(), threading.Event()
class Slow(validators.LenientValidator):
    def __init__(self, *args):
        inside.set()
        assert forking.wait(30)
        super().__init__(*args)
validators.LenientValidator = Slow
os.register_at_fork(before=forking.set)
thread = threading.Thread(target=validators.lenient_validator, args=(int, BaseModel))
thread.start()
assert inside.wait(20)
child = os.fork()
if not child:
    os._exit(int not in validators._cache)
assert os.waitpid(child, 0) == (child, 0)
thread.join()
"""
FORK_IN_AN_IMPORT = """
import groq._utils._forks, warnings
warnings.simplefilter("ignore", DeprecationWarning)
class Forking:
    def find_spec(self, name, path=None, target=None):
        if name == "groq.resources.batches":
            child = os.fork() or os._exit(0)
            assert os.waitpid(child, 0) == (child, 0)
sys.meta_path.insert(0, Forking())
groq._utils._forks._MAX_DELAY = 1000
client = Groq(**options)
client.batches
client.close()
"""


@pytest.mark.parametrize(
    "patch",
    [
        "from groq._models.validators import LenientValidator as V\nV.__init__ = slow(V.__init__)",
        "from groq._models import validators\nvalidators._core_schema = slow(validators._core_schema)",
    ],
    ids=["lenient", "schema"],
)
def test_child_can_call_when_a_parent_thread_was_building_a_validator(patch: str) -> None:
    with ScriptedServer(*[ANSWER] * 2) as server:
        run_python(FORK.format(patch=patch, call=CALL), server.url)


def test_child_can_dump_a_model_when_a_parent_thread_was_building_its_serializer() -> None:
    patch = """
import pydantic, pydantic._internal._model_construction as construction
construction.complete_model_class = slow(construction.complete_model_class)
class Model(groq.BaseModel):
    x: int = 1
"""
    run_python(FORK.format(patch="import groq" + patch, call="Model().to_dict()"), "http://127.0.0.1:1")


def test_child_can_read_a_resource_when_a_parent_thread_was_creating_it() -> None:
    patch = "from groq.resources.chat.chat import Chat\nChat.__init__ = slow(Chat.__init__)"
    run_python(FORK.format(patch=patch, call="client.chat.completions"), "http://127.0.0.1:1")


def test_fork_waits_for_a_validator_that_another_thread_builds() -> None:
    run_python(FORK_WHILE_BUILDING, "http://127.0.0.1:1")


@pytest.mark.parametrize("code", [FORK_WHILE_IMPORTING, FORK_IN_AN_IMPORT], ids=["other_thread", "same_thread"])
def test_child_can_import_when_its_parent_was_importing(code: str) -> None:
    run_python(code, "http://127.0.0.1:1", fresh=True)


def test_child_can_close_a_client_when_a_parent_thread_held_its_pool_lock() -> None:
    patch = "pool = client._client._transport.pool\npool._close = slow(pool._close)"
    run_python(FORK.format(patch=patch, call="pool.close()"), "http://127.0.0.1:1")


def test_every_lock_is_renewed_or_not_taken_in_a_forked_child() -> None:
    for path in PACKAGE.rglob("*.py"):
        text = path.read_text()
        if "testing" not in path.parts and any(name in text for name in ("Lock()", "Condition(", "Semaphore(")):
            ways = ("register_at_fork", "@after_fork_in_child", "os.getpid() != self._process")
            assert any(way in text for way in ways), path


def test_cached_properties_have_no_lock() -> None:
    for path in PACKAGE.rglob("*.py"):
        if "testing" not in path.parts and path.name != "_forks.py":
            text = path.read_text()
            assert "from functools import cached_property" not in text, path
            assert "@functools.cached_property" not in text, path
