"""What tests of every kind share."""

from __future__ import annotations

import contextlib
import gc
import itertools

import pytest

from .support.covering import covering

with contextlib.suppress(ImportError):  # tests/compat runs without it
    import hypothesis

    # A busy machine may be slow to generate the first example; the code under test is not at fault.
    slow = hypothesis.HealthCheck.too_slow
    hypothesis.settings.register_profile("busy_machine", deadline=None, suppress_health_check=[slow])
    hypothesis.settings.load_profile("busy_machine")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that runs everything."""
    parser.addoption("--thorough", action="store_true", help="run every test with every combination of parameters")


def pytest_configure(config: pytest.Config) -> None:
    """Register the marks."""
    config.addinivalue_line(
        "markers",
        'covering(strength): run combinations of parameters that cover all "values", or all "pairs" of values; '
        "--thorough runs every combination",
    )
    config.addinivalue_line("markers", "thorough: run with --thorough only, because another test covers most of it")


@pytest.hookimpl(tryfirst=True)  # before the order is shuffled, so that every process selects the same
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect tests with the mark `thorough`, and the combinations of parameters that `covering` leaves out."""
    if config.getoption("--thorough"):
        return
    kept: list[pytest.Item] = []
    left_out: list[pytest.Item] = []
    for _, group in itertools.groupby(items, lambda item: item.nodeid.partition("[")[0]):
        tests = list(group)
        marker = tests[0].get_closest_marker("covering")
        if tests[0].get_closest_marker("thorough"):
            left_out += tests
            continue
        if marker is None or len(tests) == 1:
            kept += tests
            continue
        chosen = set(covering([vars(test)["callspec"].params for test in tests], *marker.args))
        for position, test in enumerate(tests):
            (kept if position in chosen else left_out).append(test)
    config.hook.pytest_deselected(items=left_out)
    items[:] = kept


def pytest_collection_finish() -> None:
    """Keep existing objects out of garbage collections: many tests collect, and would search all of them."""
    if hasattr(gc, "freeze"):  # not on PyPy
        gc.freeze()


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request: pytest.FixtureRequest) -> str:
    """The event loops that async tests run under."""
    return str(request.param)
