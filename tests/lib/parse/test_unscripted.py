"""Answers that the local server makes up for a type match that type: in `parse()`, in streams and in responses."""

from __future__ import annotations

import datetime
import decimal
import ipaddress
import uuid
from typing import Annotated, Any

import annotated_types
import pydantic
import pytest

from groq.testing import LocalServer
from tests.support.clients import CHAT

from ..schema.cases import CASES, IDS, Case, Event

MODELS = pytest.mark.parametrize("model", ["openai/gpt-oss-20b", "qwen/qwen3.8-27b"], ids=["strict", "best effort"])


@MODELS
@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_generated_answer_parses_into_the_type(groq_server: LocalServer, case: Case, model: str) -> None:
    with groq_server.client() as client:
        completion = client.chat.completions.parse(**{**CHAT, "model": model}, response_format=case.type)
        response = client.responses.parse(input="Hi", model=model, text_format=case.type)
        stream = client.chat.completions.stream(**{**CHAT, "model": model}, response_format=case.type)
        assert stream.get_final_completion().parsed == completion.parsed == response.output_parsed


@MODELS
@pytest.mark.parametrize(
    "type_",
    [
        *(datetime.date, datetime.datetime, datetime.time, datetime.timedelta, pydantic.AwareDatetime),
        *(pydantic.PastDate, uuid.UUID, pydantic.UUID1, pydantic.UUID4, decimal.Decimal, bytes, pydantic.Base64Str),
        *(ipaddress.IPv4Address, ipaddress.IPv6Address, ipaddress.IPv4Network, ipaddress.IPv6Interface),
        *(pydantic.IPvAnyAddress, pydantic.AnyUrl, pydantic.HttpUrl, pydantic.SecretStr, pydantic.ByteSize),
        *(list[datetime.date], dict[str, datetime.date], datetime.date | None),
        Annotated[float, annotated_types.Interval(gt=0.5, lt=0.6)],
        Annotated[list[int], annotated_types.Len(3, 4)],
        Annotated[set[int], annotated_types.MinLen(3)],
        Annotated[str, annotated_types.Len(3, 5)],
    ],
    ids=str,
)
def test_generated_answer_follows_formats_and_bounds(groq_server: LocalServer, type_: Any, model: str) -> None:
    with groq_server.client() as client:
        completion = client.chat.completions.parse(**{**CHAT, "model": model}, response_format=type_)
    assert completion.parsed is not None


def test_generated_arguments_follow_the_descriptions(groq_server: LocalServer) -> None:
    with groq_server.client() as client:
        completion = client.chat.completions.parse(**CHAT, response_format=int, tools=[Event], tool_choice="required")
    [call] = completion.choices[0].message.tool_calls or []
    assert isinstance(call.function.parsed_arguments, Event)


def test_ignores_unsatisfiable_description(groq_server: LocalServer) -> None:
    class Odd(pydantic.BaseModel):
        kind: bool = pydantic.Field(description='format: "date", default: 7')
        number: int = pydantic.Field(description="minimum: 5, maximum: 4")

    with groq_server.client() as client:
        completion = client.chat.completions.parse(**CHAT, response_format=Odd)
    assert isinstance(completion.parsed, Odd)
