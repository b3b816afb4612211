"""What tests of every kind share."""

from __future__ import annotations

import contextlib
import gc

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
    functions: dict[str, list[pytest.Item]] = {}
    for item in items:
        functions.setdefault(item.nodeid.partition("[")[0], []).append(item)
    left_out: set[pytest.Item] = set()
    for tests in functions.values():
        marker = tests[0].get_closest_marker("covering")
        if tests[0].get_closest_marker("thorough"):
            left_out.update(tests)
        elif marker is not None and len(tests) > 1:
            chosen = covering([vars(test)["callspec"].params for test in tests], *marker.args)
            left_out.update({*tests} - {tests[position] for position in chosen})
    config.hook.pytest_deselected(items=[item for item in items if item in left_out])
    items[:] = [item for item in items if item not in left_out]


def pytest_collection_finish() -> None:
    """Keep existing objects out of garbage collections: many tests collect, and would search all of them."""
    if hasattr(gc, "freeze"):  # not on PyPy
        gc.freeze()


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request: pytest.FixtureRequest) -> str:
    """The event loops that async tests run under."""
    return str(request.param)
