"""`Mutex`: a lock that is free in a forked child."""

from __future__ import annotations

import copy
import os
import pickle
from collections.abc import Callable

import pytest

from groq.lib._mutex import Mutex

from ..support.run_python import run_python


def test_is_held_by_one_thread_at_a_time() -> None:
    mutex = Mutex()
    with mutex:
        assert not mutex.acquire(blocking=False)
    assert mutex.acquire(blocking=False)
    mutex.release()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_is_free_in_a_forked_child_and_still_held_in_its_parent() -> None:
    code = """
import copy
import os
import pickle
from collections.abc import Callable
from groq.lib._mutex import Mutex

mutex = Mutex()
with mutex:
    child = os.fork()
    if child == 0:
        raise SystemExit(0 if mutex.acquire(blocking=False) else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert not mutex.acquire(blocking=False)
"""
    run_python(code, preamble="")


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda mutex: pickle.loads(pickle.dumps(mutex))])
def test_copy_of_a_held_one_is_free(copied: Callable[[Mutex], Mutex]) -> None:
    mutex = Mutex()
    with mutex:
        assert copied(mutex).acquire(blocking=False)
