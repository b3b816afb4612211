"""`ChatTask`: the callable that engines send to their workers."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal

from groq.types.chat.completion_create_params import CompletionCreateParams

from ..bulk.clients import checked_concurrency
from ..bulk.inputs import check_names
from ..bulk.parameters import checked_params
from ..parse.output_type import optional_output_type_of
from . import clients
from .outcomes import Outcome, kinds_of, outcome_columns, outcome_of, outcome_of_error
from .prompts import Prompt, input_of, prompt_columns
from .row_batches import Row, is_frame, is_iterator, row_batch_of

if TYPE_CHECKING:
    from ..bulk import MapResult

# Parameters of `map()`, including those that the API does not have.
_KNOWN = {
    *(CompletionCreateParams.__annotations__.keys() - {"messages", "stream"}),
    *("ordered", "strict", "max_attempts", "extra_headers", "extra_query", "extra_body", "timeout"),
}
_SPARK_TYPES = {"text": "string", "number": "bigint", "value": "string"}


class ChatTask:
    """A chat completion for each row of a batch, for the workers of Ray, Dask and Spark.

    >>> model, prompt = "openai/gpt-oss-20b", "Summarize: {review}"
    >>> task = ChatTask(model=model, prompt=prompt, share=0.25)
    >>> dataset.map_batches(task, concurrency=4)  # Ray Data
    >>> bag.map_partitions(task)  # Dask
    >>> frame.map_partitions(task, meta=task.meta(frame))  # Dask
    >>> frame.mapInPandas(task, schema=task.schema(frame))  # Spark

    It accepts a dictionary of columns, a pandas DataFrame, a pyarrow Table, a list of rows, or an iterator of
    DataFrames, and returns the same type with more columns. With `output="answer"` these are:

    - `answer`: the text of the answer.
    - `answer_parsed`: its value as plain data, if `response_format` is a type. For Spark, its JSON.
    - `answer_error` and `answer_error_class`: why the row has no answer, and the name of the exception.
    - `answer_prompt_tokens`, `answer_completion_tokens`, `answer_request_id`.

    Missing values are `None`. A row that fails does not end the batch.

    Each worker process creates one client for each set of options, on first use, and reuses it. The key comes from
    the environment of the worker. A process stays within its share of the rate limits, across batches and tasks.

    Args:
        model: Id of the model.
        prompt: A template with names of columns in braces; or a function of a row, a dictionary, that returns a text,
            a list of messages, or a dictionary of parameters. A row of another type becomes the column `input`.
        response_format: A type, as for `parse()`, or a dictionary, as for `create()`.
        output: The name of the column for the answer, and the prefix of the names of the others.
        share: The fraction of the rate limits that a process may use. With four worker processes, pass 0.25.
        concurrency: The maximum number of calls of a batch in flight. By default it adapts, as in `map()`.
        on_error: `"column"`, or `"raise"` to raise the error of the first row that fails.
        client: Options of `Groq`, without a key and an `http_client`; or a function that returns a `Groq`, which is
            called in the worker. A `RateLimiter` in its middleware replaces the one that enforces `share`.
        params: Other parameters of `map()`, such as `temperature` or `max_attempts`.

    Raises:
        TypeError: An option has a wrong type, or cannot be sent to a worker.
        ValueError: An option is out of range, or the template is invalid.
    """

    def __init__(
        self,
        *,
        model: str,
        prompt: Prompt,
        response_format: Any = None,
        output: str = "answer",
        share: float = 1.0,
        concurrency: int | None = None,
        on_error: Literal["column", "raise"] = "column",
        client: clients.WorkerOptions | None = None,
        **params: Any,
    ) -> None:
        clients.check_share(share)
        checked_concurrency(concurrency, 1)
        if on_error not in ("column", "raise"):
            raise ValueError(f'on_error: expected "column" or "raise", got {on_error!r}.')
        if params.get("stream"):
            raise TypeError("stream: the answer of a row is read as a whole. Leave it out.")
        check_names(params, _KNOWN, "chat.completions.map()")
        optional_output_type_of(response_format, params.get("strict", "auto"))  # raises an error if invalid
        self._columns = prompt_columns(prompt)
        self._prompt = prompt
        self._is_typed = response_format is not None and not isinstance(response_format, Mapping)
        self._params: dict[str, Any] = checked_params({"model": model, **params})
        if response_format is not None:
            self._params["response_format"] = response_format
        self._output = output
        self._share = share
        self._concurrency = concurrency
        self._on_error = on_error
        self._client = clients.checked_options(client or {})
        self._key = clients.options_key(self._client, share)

    def __call__(self, batch: Any) -> Any:
        """Return the batch with the answers of its rows; for an iterator of DataFrames, an iterator of DataFrames.

        Raises:
            GroqError: The worker has no key.
            TypeError: The type of the batch is not supported.
            ValueError: A column of the prompt is missing, or a column for answers is there already.
        """
        if is_iterator(batch):
            items: Iterator[Any] = batch
            first = list(itertools.islice(items, 1))
            items = itertools.chain(first, items)
            if first and is_frame(first[0]):
                return (self._answered(frame, as_json=True) for frame in items)
            batch = items
        return self._answered(batch)

    def meta(self, frame: Any) -> Any:
        """Return an empty pandas DataFrame with the columns of the result: `meta=` of Dask's `map_partitions`.

        `frame` is a DataFrame of Dask or pandas. Without `meta`, Dask finds the columns by running the task, which
        calls the API.
        """
        if not is_frame(frame):
            utils: Any = import_module("dask.dataframe.utils")  # imported here: only Dask's DataFrames need it
            frame = utils.make_meta(frame)
        return self._answered(frame.iloc[:0])

    def schema(self, frame: Any) -> str:
        """Return the schema of the resulting DataFrame, for `mapInPandas` of this Spark DataFrame."""
        types = {**dict(frame.dtypes), **{name: _SPARK_TYPES[kind] for name, kind in self._kinds.items()}}
        return ", ".join(f"`{name.replace('`', '``')}` {type_}" for name, type_ in types.items())

    def close(self) -> None:
        """Close the client that this process has for the task. The next batch makes another one."""
        clients.close(self._key)

    @property
    def _kinds(self) -> dict[str, Any]:
        return kinds_of(self._output, has_parsed=self._is_typed)

    def _answered(self, value: Any, *, as_json: bool = False) -> Any:
        batch = row_batch_of(value)
        missing = [name for name in self._columns if name not in batch.names]
        if missing and batch.rows:
            raise ValueError(f"prompt: the column {missing[0]!r} is missing. There are {', '.join(batch.names)}.")
        taken = [name for name in self._kinds if name in batch.names]
        if taken:
            raise ValueError(f"output: the column {taken[0]!r} is there already. Pass another name.")
        outcomes = self._outcomes(batch.rows) if batch.rows else []
        return batch.joined(outcome_columns(self._output, outcomes, has_parsed=self._is_typed, as_json=as_json))

    def _outcomes(self, rows: Sequence[Row]) -> list[Outcome]:
        client = clients.client_of(self._key, self._client, self._share)
        outcomes: dict[int, Outcome] = {}
        sent: list[int] = []
        inputs = self._inputs(rows, sent, outcomes)
        send: Any = client.chat.completions.map  # the parameters select the overload
        with send(inputs, concurrency=self._concurrency, **self._params) as results:
            for result in results:  # in order of arrival, with `ordered=False`
                outcomes[sent[result.index]] = self._outcome(result)
        return [outcomes[position] for position in range(len(rows))]

    def _inputs(self, rows: Iterable[Row], sent: list[int], outcomes: dict[int, Outcome]) -> Iterator[Any]:
        """Yield the input of each row, and record its position. A row whose prompt fails gets its outcome here."""
        for position, row in enumerate(rows):
            try:
                value = input_of(self._prompt, row)
                if isinstance(value, Exception):
                    raise value
            except Exception as err:
                outcomes[position] = self._failed(err)
            else:
                sent.append(position)
                yield value

    def _outcome(self, result: MapResult[Any]) -> Outcome:
        if result.completion is None:
            assert result.error is not None  # or the completion is set
            return self._failed(result.error)
        try:
            return outcome_of(result.completion)
        except Exception as err:  # the server sent an invalid completion
            return self._failed(err)

    def _failed(self, error: Exception) -> Outcome:
        if self._on_error == "raise":
            raise error
        return outcome_of_error(error)
