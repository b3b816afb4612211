"""Types of the features that the API added in November 2026."""

from __future__ import annotations

from typing import Any, Literal, Union, get_args

import pydantic
import pytest
from typing_extensions import get_type_hints

from groq._models import construct_type
from groq.types.audio.speech_create_params import SpeechCreateParams
from groq.types.chat.chat_completion_message import ExecutedTool
from groq.types.chat.chat_completion_tool_message_param import ChatCompletionToolMessageParam
from groq.types.chat.chat_completion_tool_param import ChatCompletionToolParam
from groq.types.chat.completion_create_params import CompletionCreateParams
from groq.types.chat_model import ChatModel
from groq.types.responses import (
    ResponseInputItemParam,
    ResponseMcpToolParam,
    ResponseOutputItem,
    ResponseOutputMcpApprovalRequest,
    ResponseOutputMcpCall,
    ResponseOutputMcpListTools,
    response,
    response_create_params,
)

EFFORTS = {"none", "default", "low", "medium", "high", None}
RETIRED = ["llama-3.3-70b-versatile", "llama-3.1-8b-instant", "gemma2-9b-it", "llama3-8b-8192"]
NEW = {
    "groq/compound",
    "groq/compound-mini",
    "meta-llama/llama-prompt-guard-2-22m",
    "meta-llama/llama-prompt-guard-2-86m",
    "allam-2-7b",
    "moonshotai/kimi-k2-instruct-0905",
}


def literals(annotation: Any) -> list[Any]:
    """Return every value of the literals in an annotation, in order; `None` for its type."""
    arguments = get_args(annotation)
    if not arguments:
        return [None] if annotation is type(None) else []
    return [
        value for one in arguments for value in (literals(one) if get_args(one) or isinstance(one, type) else [one])
    ]


class TestValues:
    def test_retired_models_are_listed_last(self) -> None:
        offered = list(get_args(ChatModel))
        assert set(offered) >= NEW
        assert offered[-len(RETIRED) :] == RETIRED
        assert len(offered) == len(set(offered))
        assert not NEW & set(offered[-len(RETIRED) :])

    def test_model_accepts_any_string(self) -> None:
        assert str in get_args(get_type_hints(CompletionCreateParams)["model"])

    @pytest.mark.parametrize(
        ("owner", "field"),
        [
            (CompletionCreateParams, "reasoning_effort"),
            (response_create_params.Reasoning, "effort"),
            (response.Reasoning, "effort"),
        ],
        ids=["chat", "responses", "response"],
    )
    def test_reasoning_effort_has_the_values_of_every_model(self, owner: Any, field: str) -> None:
        assert set(literals(get_type_hints(owner)[field])) == EFFORTS

    def test_speech_models_include_arabic(self) -> None:
        offered = literals(get_type_hints(SpeechCreateParams)["model"])
        assert offered[:2] == ["canopylabs/orpheus-v1-english", "canopylabs/orpheus-arabic-saudi"]


class TestChat:
    def test_tool_message_may_have_a_name(self) -> None:
        assert get_type_hints(ChatCompletionToolMessageParam, include_extras=True)["name"] is str  # not Required

    @pytest.mark.parametrize("name", ["browser.search", "browser_search", "browser.open", "something.new", None])
    def test_executed_tool_has_a_name(self, name: str | None) -> None:
        tool = ExecutedTool.model_validate({"index": 0, "type": "browser_search", "arguments": "{}", "name": name})
        assert tool.name == name

    def test_executed_tool_of_an_older_response_has_no_name(self) -> None:
        assert ExecutedTool(index=0, type="search", arguments="{}").name is None

    @pytest.mark.parametrize("params", [ChatCompletionToolParam, ResponseMcpToolParam], ids=["chat", "responses"])
    def test_mcp_tool_may_have_a_connector_and_a_description(self, params: Any) -> None:
        optional = ("server_url", "server_description", "authorization")
        hints = get_type_hints(params, include_extras=True)
        assert [hints[name] for name in optional] == [str] * 3  # not Required
        connector = get_type_hints(params)["connector_id"]
        assert str in get_args(connector)
        assert literals(connector) == ["connector_gmail", "connector_googlecalendar", "connector_googledrive"]


ITEMS: list[tuple[type[Any], dict[str, Any]]] = [
    (ResponseOutputMcpListTools, {"type": "mcp_list_tools", "server_label": "docs", "tools": [{"name": "search"}]}),
    (
        ResponseOutputMcpCall,
        {"type": "mcp_call", "server_label": "docs", "name": "search", "arguments": "{}", "output": "Found."},
    ),
    (
        ResponseOutputMcpApprovalRequest,
        {"type": "mcp_approval_request", "id": "mcpr_1", "server_label": "docs", "name": "search", "arguments": "{}"},
    ),
]


class TestResponses:
    @pytest.mark.parametrize(("model", "item"), ITEMS, ids=[item["type"] for _, item in ITEMS])
    def test_output_item_has_its_model(self, model: type[Any], item: dict[str, Any]) -> None:
        found = construct_type(type_=ResponseOutputItem, value={**item, "added_later": 1})
        assert type(found) is model
        assert found.to_dict() == {**item, "added_later": 1}

    @pytest.mark.parametrize(("model", "item"), ITEMS, ids=[item["type"] for _, item in ITEMS])
    def test_output_item_is_accepted_as_input(self, model: type[Any], item: dict[str, Any]) -> None:
        sent = model.model_validate(item).to_dict()
        assert pydantic.TypeAdapter(ResponseInputItemParam).dump_python(
            pydantic.TypeAdapter(ResponseInputItemParam).validate_python(sent)
        )

    def test_approval_is_an_input_item(self) -> None:
        item = {"type": "mcp_approval_response", "approval_request_id": "mcpr_1", "approve": False}
        assert pydantic.TypeAdapter(ResponseInputItemParam).validate_python(item) == item

    def test_item_of_an_unknown_type_is_kept(self) -> None:
        item = {"type": "mcp_something_new", "server_label": "docs"}
        found = construct_type(type_=ResponseOutputItem, value=item)
        assert (found["type"] if isinstance(found, dict) else found.type) == "mcp_something_new"


def test_helper_finds_literals_inside_unions() -> None:
    assert literals(Union[str, Literal["a", "b"], None]) == ["a", "b", None]  # noqa: UP007  what the spec generates
