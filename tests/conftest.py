"""Options, marks and fixtures of all tests."""

from __future__ import annotations

import contextlib
import gc
import logging
from collections.abc import Generator, Iterator

import pytest

from .support import programs, run_python
from .support.covering import covering
from .support.reports import send_less

LOGGERS = [logging.getLogger(name) for name in ("", "groq", "httpx")]

with contextlib.suppress(ImportError):  # tests/compat runs without hypothesis
    import hypothesis

    from .support.examples import PROFILES

    # On a busy machine, generating the first example may be slow.
    slow = hypothesis.HealthCheck.too_slow
    for _profile, _examples in PROFILES.items():
        hypothesis.settings.register_profile(
            _profile, deadline=None, suppress_health_check=[slow], max_examples=_examples
        )


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options that run more tests."""
    parser.addoption("--thorough", action="store_true", help="run tests with every combination of parameters")
    parser.addoption("--long", action="store_true", help="run everything, also what takes minutes; implies --thorough")


def pytest_configure(config: pytest.Config) -> None:
    """Register the marks, and load the profile of hypothesis before a module of tests derives settings from it."""
    config.option.thorough = config.option.thorough or config.option.long
    run_python.always_fresh = programs.all_checks = config.option.thorough
    with contextlib.suppress(NameError):
        given = [name for name in ("long", "thorough") if config.getoption(name)]
        hypothesis.settings.load_profile([*given, "usual"][0])
    config.addinivalue_line(
        "markers",
        'covering(strength): run combinations of parameters that cover all "values", not all "pairs" of values as '
        "tests without this mark do",
    )
    config.addinivalue_line("markers", "thorough: run with --thorough only, because another test covers most of it")
    config.addinivalue_line("markers", "long: run with --long only, because it takes minutes")


@pytest.hookimpl(optionalhook=True, wrapper=True)  # of pytest-xdist
def pytest_xdist_auto_num_workers() -> Generator[None, int, int]:
    """Use three processes for two cores, because tests that wait for timeouts leave a core idle."""
    return (yield) * 3 // 2


def pytest_sessionstart(session: pytest.Session) -> None:
    """Reduce the messages of pytest-xdist workers."""
    send_less(session.config)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect tests whose option is missing, and parameter combinations that cover nothing new."""
    unwanted = [mark for mark in ("thorough", "long") if not config.getoption(mark)]
    functions: dict[str, list[pytest.Item]] = {}
    for item in items:
        functions.setdefault(item.nodeid.partition("[")[0], []).append(item)
    left_out: set[pytest.Item] = set()
    for tests in functions.values():
        if any(tests[0].get_closest_marker(mark) for mark in unwanted):
            left_out.update(tests)
        elif "thorough" in unwanted and len(tests) > 1:
            marker = tests[0].get_closest_marker("covering")
            strength = marker.args[0] if marker else "pairs"
            tests.sort(key=lambda test: test.nodeid)  # sort the shuffled tests, so that each run selects the same
            chosen = covering([vars(test)["callspec"].params for test in tests], strength)
            left_out.update({*tests} - {tests[position] for position in chosen})
    config.hook.pytest_deselected(items=[item for item in items if item in left_out])
    items[:] = [item for item in items if item not in left_out]


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Disable garbage collection while modules are imported, and exclude them from later collections."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
        keep_out_of_collections()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """Exclude objects that outlive a module from garbage collection, such as the parsed sources of tests/structure."""
    yield
    if nextitem is None or nextitem.path != item.path:
        gc.collect()  # frozen garbage would never be collected
        keep_out_of_collections()


def keep_out_of_collections() -> None:
    """Exclude all objects from later garbage collections: many tests collect, and would traverse all objects."""
    if hasattr(gc, "freeze"):  # not on PyPy
        gc.freeze()


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request: pytest.FixtureRequest) -> str:
    """The event loops that async tests run under."""
    return str(request.param)


@pytest.fixture(autouse=True)
def log_levels_are_restored() -> Iterator[None]:
    """Restore the log levels that a program of the documentation sets, because later tests would log more."""
    before = [logger.level for logger in LOGGERS]
    yield
    for logger, level in zip(LOGGERS, before, strict=True):
        if logger.level != level:
            logger.setLevel(level)
