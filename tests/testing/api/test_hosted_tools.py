"""Tools that the API runs: lists of tools, approvals and calls."""

from __future__ import annotations

import json
from typing import Any

import pytest

from groq.testing import LocalServer
from groq.testing.api.spec import check_against_spec

from ..conftest import MODEL, Api

RESPONSES = "/openai/v1/responses"
DOCS = {"type": "mcp", "server_label": "docs", "server_url": "https://mcp.example.com"}
QUESTION = {"role": "user", "content": "Search the docs for the installer."}


def respond(api: Api, *items: Any, tools: Any = (DOCS,), **params: Any) -> Any:
    body = {"model": MODEL, "input": [QUESTION, *items], "tools": list(tools), **params}
    response = api.post(RESPONSES, body)
    assert response.status == 200, response.body
    assert check_against_spec(response.json, "CreateResponseResponse") is None
    return response.json["output"]


def kinds(output: Any) -> list[str]:
    return [item["type"] for item in output]


class TestMcpInResponses:
    def test_lists_the_tools_and_calls_the_mentioned_one(self, api: Api) -> None:
        listing, call, message = respond(api, tools=[{**DOCS, "allowed_tools": ["search", "fetch"]}])
        assert listing["type"] == "mcp_list_tools"
        assert listing["server_label"] == "docs"
        assert [tool["name"] for tool in listing["tools"]] == ["search", "fetch"]
        assert (call["type"], call["server_label"], call["name"]) == ("mcp_call", "docs", "search")
        assert json.loads(call["arguments"]) == {}
        assert call["output"]
        assert message["type"] == "message"

    def test_lists_a_search_when_any_tool_is_allowed(self, api: Api) -> None:
        listing, call, _ = respond(api)
        assert [tool["name"] for tool in listing["tools"]] == [call["name"]] == ["search_docs"]

    @pytest.mark.parametrize("params", [{"tool_choice": "none"}, {"tools": [{**DOCS, "allowed_tools": []}]}])
    def test_calls_nothing_when_no_tool_may_be_used(self, api: Api, params: Any) -> None:
        assert kinds(respond(api, **params)) == ["mcp_list_tools", "message"]

    def test_required_choice_calls_the_first_tool(self, api: Api) -> None:
        tools = [{**DOCS, "allowed_tools": ["zip", "zap"]}]
        assert respond(api, tools=tools, tool_choice="required")[1]["name"] == "zip"

    @pytest.mark.parametrize(
        ("approval", "is_asked"),
        [
            ("always", True),
            ("never", False),
            (None, False),
            ({"always": {"tool_names": ["search"]}}, True),
            ({"always": {"tool_names": ["fetch"]}}, False),
            ({"never": {"tool_names": ["search"]}}, False),
            ({"never": {"tool_names": ["fetch"]}}, True),
        ],
    )
    def test_requests_approval_when_required(self, api: Api, approval: Any, is_asked: bool) -> None:
        tools = [{**DOCS, "allowed_tools": ["search", "fetch"], "require_approval": approval}]
        expected = ["mcp_approval_request"] if is_asked else ["mcp_call", "message"]
        assert kinds(respond(api, tools=tools)) == ["mcp_list_tools", *expected]

    @pytest.mark.parametrize(("approve", "expected"), [(True, ["mcp_call", "message"]), (False, ["message"])])
    def test_approval_decides_whether_the_tool_is_called(self, api: Api, approve: bool, expected: list[str]) -> None:
        tools = [{**DOCS, "require_approval": "always"}]
        listing, request = respond(api, tools=tools)
        decision = {"type": "mcp_approval_response", "approval_request_id": request["id"], "approve": approve}
        assert kinds(respond(api, listing, request, decision, tools=tools)) == ["mcp_list_tools", *expected]
        assert kinds(respond(api, decision, tools=tools)) == ["mcp_list_tools", *expected]

    def test_accepts_approval_without_its_request(self, api: Api) -> None:
        decision = {"type": "mcp_approval_response", "approval_request_id": "mcpr_1", "approve": True}
        assert api.post(RESPONSES, {"model": MODEL, "input": [decision], "tools": [DOCS]}).status == 200

    def test_streams_the_items_of_the_response(self, api: Api) -> None:
        body = {"model": MODEL, "input": [QUESTION], "tools": [DOCS], "stream": True}
        events = [json.loads(data) for _, data in api.post(RESPONSES, body).events]
        assert all(check_against_spec(event, "ResponseStreamEvent") is None for event in events)
        done = [event["item"] for event in events if event["type"] == "response.output_item.done"]
        assert done == events[-1]["response"]["output"] == respond(api)

    def test_client_reads_items_and_sends_them_back(self, server: LocalServer) -> None:
        client = server.client()
        first = client.responses.create(
            model=MODEL,
            input="Search the docs.",
            tools=[
                {"type": "mcp", "server_label": "docs", "server_url": "https://x.example", "require_approval": "always"}
            ],
        )
        listing, request = first.output
        assert listing.type == "mcp_list_tools"
        assert request.type == "mcp_approval_request"
        assert first.output_text == ""
        second = client.responses.create(
            model=MODEL,
            input=[
                {"role": "user", "content": "Search the docs."},
                {"type": "mcp_approval_response", "approval_request_id": request.id, "approve": True},
            ],
            tools=[
                {"type": "mcp", "server_label": "docs", "server_url": "https://x.example", "require_approval": "always"}
            ],
        )
        call = second.output[1]
        assert call.type == "mcp_call"
        assert (call.name, call.server_label) == (request.name, "docs")
        assert second.output_text


class TestChat:
    @pytest.mark.parametrize(
        ("tool", "type_", "name"),
        [
            ({"type": "browser_search"}, "browser_search", "browser.search"),
            ({"type": "code_interpreter"}, "code_interpreter", "code_interpreter"),
            (DOCS, "mcp", "search_docs"),
        ],
    )
    def test_reports_executed_tools_by_name(self, api: Api, tool: Any, type_: str, name: str) -> None:
        response = api.chat("Search the docs, and run the code.", tools=[tool])
        assert check_against_spec(response.json, "CreateChatCompletionResponse") is None
        (executed,) = response.message["executed_tools"]
        assert (executed["index"], executed["type"], executed["name"]) == (0, type_, name)
        assert executed["output"]
        assert response.message["content"]

    def test_streams_executed_tools_before_the_text(self, api: Api) -> None:
        response = api.chat("Search the web.", tools=[{"type": "browser_search"}], stream=True)
        assert response.deltas[1]["executed_tools"][0]["name"] == "browser.search"
        for chunk in response.chunks:
            assert check_against_spec(chunk, "CreateChatCompletionStreamResponse") is None

    def test_lists_the_tools_of_mcp_servers(self, api: Api) -> None:
        (listing,) = api.chat(tools=[DOCS]).json["mcp_list_tools"]
        assert (listing["type"], listing["server_label"]) == ("mcp_list_tools", "docs")
        assert "mcp_list_tools" not in api.chat(tools=[{"type": "browser_search"}]).json

    def test_runs_nothing_that_needs_approval(self, api: Api) -> None:
        message = api.chat("Search the docs.", tools=[{**DOCS, "require_approval": "always"}]).message
        assert "executed_tools" not in message
        assert message["content"]

    def test_prefers_functions_to_tools_of_the_service(self, api: Api) -> None:
        search = {"type": "function", "function": {"name": "search"}}
        response = api.chat("Search the docs.", tools=[search, DOCS])
        assert response.message["tool_calls"][0]["function"]["name"] == "search"
        assert "executed_tools" not in response.message


GMAIL = {"type": "mcp", "server_label": "mail", "connector_id": "connector_gmail", "authorization": "token"}


class TestServers:
    @pytest.mark.parametrize("tool", [DOCS, GMAIL, {**GMAIL, "connector_id": "connector_new"}])
    def test_accepts_url_or_connector(self, api: Api, tool: Any) -> None:
        described = {**tool, "server_description": "What it offers."}
        assert api.chat(tools=[described]).status == 200
        assert kinds(respond(api, tools=[described]))

    @pytest.mark.parametrize(
        ("tool", "param"),
        [
            ({"type": "mcp", "server_label": "docs"}, "tools.0.server_url"),
            ({"type": "mcp", "server_url": "https://mcp.example.com"}, "tools.0.server_label"),
            ({**GMAIL, "authorization": ""}, "tools.0.authorization"),
        ],
    )
    def test_rejects_incomplete_server_by_name(self, api: Api, tool: Any, param: str) -> None:
        for response in (api.chat(tools=[tool]), api.post(RESPONSES, {"model": MODEL, "input": "x", "tools": [tool]})):
            assert response.status == 400
            assert response.error["param"] == param
