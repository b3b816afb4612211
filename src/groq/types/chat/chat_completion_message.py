# Generated from openapi.yml by scripts/generate. Do not edit.

from typing import ClassVar, FrozenSet, List, Optional

from typing_extensions import Literal

from ..._models import BaseModel, request_form
from .chat_completion_assistant_message_param import ChatCompletionAssistantMessageParam
from .chat_completion_message_tool_call import ChatCompletionMessageToolCall

__all__ = [
    "Annotation",
    "AnnotationDocumentCitation",
    "AnnotationFunctionCitation",
    "ChatCompletionMessage",
    "ExecutedTool",
    "ExecutedToolBrowserResult",
    "ExecutedToolCodeResult",
    "ExecutedToolCodeResultChart",
    "ExecutedToolCodeResultChartElement",
    "ExecutedToolSearchResults",
    "ExecutedToolSearchResultsResult",
    "FunctionCall",
]


class AnnotationDocumentCitation(BaseModel):
    """A part of the answer that is based on a document."""

    document_id: str
    """Id of the document in the request."""

    end_index: int
    """Where the part ends in the content."""

    start_index: int
    """Where the part begins in the content."""


class AnnotationFunctionCitation(BaseModel):
    """A part of the answer that is based on the result of a tool call."""

    end_index: int
    """Where the part ends in the content."""

    start_index: int
    """Where the part begins in the content."""

    tool_call_id: str
    """Id of the tool call."""


class Annotation(BaseModel):
    """A citation, discriminated by `type`."""

    type: Literal["document_citation", "function_citation"]
    """The kind of citation, and the name of its field."""

    document_citation: Optional[AnnotationDocumentCitation] = None
    """Set when `type` is `document_citation`."""

    function_citation: Optional[AnnotationFunctionCitation] = None
    """Set when `type` is `function_citation`."""


class ExecutedToolSearchResultsResult(BaseModel):
    """A page that was found."""

    content: Optional[str] = None
    """Text of the page."""

    score: Optional[float] = None
    """Relevance to the query. Higher is better."""

    title: Optional[str] = None
    """Title of the page."""

    url: Optional[str] = None
    """URL of the page."""


class ExecutedToolSearchResults(BaseModel):
    """Results of a web search."""

    images: Optional[List[str]] = None
    """URLs of images that were found."""

    results: Optional[List[ExecutedToolSearchResultsResult]] = None
    """Pages that were found."""


class ExecutedToolCodeResultChartElement(BaseModel):
    """A bar, line, slice, box or set of points; the kind of chart determines which fields are set."""

    label: str
    """Name of the element."""

    angle: Optional[float] = None
    """Angle of a slice."""

    first_quartile: Optional[float] = None
    """First quartile of a box plot."""

    group: Optional[str] = None
    """Group of a bar."""

    max: Optional[float] = None
    """Upper end of a box plot."""

    median: Optional[float] = None
    """Median of a box plot."""

    min: Optional[float] = None
    """Lower end of a box plot."""

    outliers: Optional[List[float]] = None
    """Values outside a box plot."""

    points: Optional[List[List[float]]] = None
    """Points of a line or scatter chart, each an `[x, y]`."""

    radius: Optional[float] = None
    """Radius of a slice."""

    third_quartile: Optional[float] = None
    """Third quartile of a box plot."""

    value: Optional[float] = None
    """Height of a bar."""


class ExecutedToolCodeResultChart(BaseModel):
    """A chart as data."""

    elements: List[ExecutedToolCodeResultChartElement]
    """Elements of the chart."""

    type: Literal["bar", "box_and_whisker", "line", "pie", "scatter", "superchart", "unknown"]
    """The kind of chart. A `superchart` contains several charts."""

    title: Optional[str] = None
    """Title of the chart."""

    x_label: Optional[str] = None
    """Label of the x axis."""

    x_scale: Optional[str] = None
    """Scale of the x axis."""

    x_tick_labels: Optional[List[str]] = None
    """Labels of the ticks on the x axis."""

    x_ticks: Optional[List[float]] = None
    """Positions of the ticks on the x axis."""

    x_unit: Optional[str] = None
    """Unit of the x axis."""

    y_label: Optional[str] = None
    """Label of the y axis."""

    y_scale: Optional[str] = None
    """Scale of the y axis."""

    y_tick_labels: Optional[List[str]] = None
    """Labels of the ticks on the y axis."""

    y_ticks: Optional[List[float]] = None
    """Positions of the ticks on the y axis."""

    y_unit: Optional[str] = None
    """Unit of the y axis."""


class ExecutedToolCodeResult(BaseModel):
    """A result of executed code; the kind of result determines which field is set."""

    chart: Optional[ExecutedToolCodeResultChart] = None
    """A chart."""

    charts: Optional[List[ExecutedToolCodeResultChart]] = None
    """Several charts."""

    png: Optional[str] = None
    """A PNG image, in base64."""

    text: Optional[str] = None
    """Text."""


class ExecutedToolBrowserResult(BaseModel):
    """A page that was visited."""

    title: str
    """Title of the page."""

    url: str
    """URL of the page."""

    content: Optional[str] = None
    """Text of the page."""

    live_view_url: Optional[str] = None
    """URL of a live view of the browser."""


class ExecutedTool(BaseModel):
    """A tool that the API ran, with its results."""

    arguments: str
    """Arguments as a JSON string."""

    index: int
    """Position among the executed tools, from 0."""

    type: str
    """The kind of tool."""

    browser_results: Optional[List[ExecutedToolBrowserResult]] = None
    """Pages that were visited."""

    code_results: Optional[List[ExecutedToolCodeResult]] = None
    """Results of executed code."""

    name: Optional[str] = None
    """Name of the tool, such as `browser.search`, `browser_search` or `browser.open`."""

    output: Optional[str] = None
    """The output of the tool, as text."""

    search_results: Optional[ExecutedToolSearchResults] = None
    """Results of a web search."""


class FunctionCall(BaseModel):
    """Deprecated, use `tool_calls`. The function that the model requests to call."""

    arguments: str
    """Arguments as a JSON string that the model generated. Validate them before use."""

    name: str
    """Name of the function."""


class ChatCompletionMessage(BaseModel):
    """A message of the model. It can be appended to `messages` unchanged; fields that a request does not accept are
    dropped.
    """

    # Requests accept only these.
    __request_fields__: ClassVar[Optional[FrozenSet[str]]] = frozenset(
        ["content", "function_call", "name", "reasoning", "role", "tool_calls"]
    )

    content: Optional[str] = None
    """The text. `None` if the model only calls tools."""

    role: Literal["assistant"]
    """Always `assistant`."""

    annotations: Optional[List[Annotation]] = None
    """Citations of documents and of tool results."""

    executed_tools: Optional[List[ExecutedTool]] = None
    """Tools that the API ran for this answer."""

    function_call: Optional[FunctionCall] = None
    """Deprecated, use `tool_calls`. The function that the model requests to call."""

    reasoning: Optional[str] = None
    """The reasoning of the model, with `reasoning_format="parsed"`."""

    tool_calls: Optional[List[ChatCompletionMessageToolCall]] = None
    """Tool calls that the model requests. Answer each with a `tool` message that has its id."""

    def to_param(self) -> ChatCompletionAssistantMessageParam:
        """Return a plain dictionary to send back, without what only answers have."""
        param: ChatCompletionAssistantMessageParam = request_form(self)
        return param
