"""Paths of every operation."""

from __future__ import annotations

import pytest

from groq import omit

from ..generated_operations import OPERATIONS
from ..support.calls import AnyClient, finished
from ..support.spec import check_against_spec
from .cases import MINIMAL, Case, OperationWire, arguments, every_operation, method, path_of


@pytest.fixture
def wire() -> OperationWire:
    return OperationWire()


# Paths.

WITH_PATH = [case for case in MINIMAL if case.operation.path_arguments]


every_path = pytest.mark.parametrize("case", WITH_PATH, ids=str)


ODD_IDS = {
    "a/b": b"a%2Fb",
    "../models": b"..%2Fmodels",
    "...": b"...",
    ".hidden": b".hidden",
    "a?b=c#d": b"a%3Fb%3Dc%23d",
    "100%": b"100%25",
    "%2F": b"%252F",
    "a b": b"a%20b",
    "ft:llama:mine": b"ft%3Allama%3Amine",
    "ü✓": b"%C3%BC%E2%9C%93",
    "a\r\nX-Injected: 1": b"a%0D%0AX-Injected%3A%201",
    "{model}": b"%7Bmodel%7D",
}


@pytest.mark.anyio
@every_path
async def test_any_id_is_one_path_segment(client: AnyClient, wire: OperationWire, case: Case) -> None:
    wire.answers(case)
    (name,) = case.operation.path_arguments
    for value, encoded in ODD_IDS.items():
        await finished(method(client, case.operation)(value))
        request = wire.requests.pop()
        assert request.url.raw_path == case.operation.path.encode().replace(b"{%b}" % name.encode(), encoded)
        check_against_spec(request, case.operation.operation_id)


@pytest.mark.anyio
@every_path
async def test_rejects_invalid_id_before_sending(client: AnyClient, wire: OperationWire, case: Case) -> None:
    (name,) = case.operation.path_arguments
    for value in ("", ".", "..", None, 7, b"a", omit, ["a"]):
        error = ValueError if isinstance(value, str) else TypeError
        for form_ in (None, "with_raw_response"):
            with pytest.raises(error, match=f"^{name}: expected a (non-empty id|string), got "):
                await finished(method(client, case.operation, form=form_)(value))
    assert wire.requests == []


@pytest.mark.anyio
@every_operation
async def test_base_urls_with_and_without_openai_v1_reach_the_same_endpoint(
    client: AnyClient, wire: OperationWire, case: Case
) -> None:
    wire.answers(case)
    for prefix in ("", "/proxy"):
        for suffix in ("", "/", "/openai/v1", "/openai/v1/"):
            other = client.with_options(base_url=f"https://api.test{prefix}{suffix}")
            await finished(method(other, case.operation)(**arguments(case)))
            request = wire.requests.pop()
            assert request.url.raw_path == (prefix + path_of(case.operation)).encode()
            check_against_spec(request, case.operation.operation_id, prefix=prefix.encode())


def test_only_fine_tunings_have_no_openai_in_path() -> None:
    outside = {
        operation.method.partition(".")[0] for operation in OPERATIONS if not operation.path.startswith("/openai/v1/")
    }
    assert outside == {"fine_tunings"}
