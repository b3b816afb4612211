"""The exceptions of batches.

GroqError
└── BatchError
    ├── BatchInputError            a request is invalid; nothing was sent
    ├── BatchHandleError           damaged, or belongs to other requests
    ├── BatchNotEndedError         there are no results yet
    └── BatchResultError           a request has no answer
        ├── BatchRejectedError     the API refused the whole input file
        ├── BatchExpiredError      the window ended before it was run
        ├── BatchCancelledError    cancelled before it was run
        ├── BatchUnparseableError  the result is damaged
        └── BatchMissingError      the batch ended without its result
"""

from __future__ import annotations

from groq import GroqError

# fmt: off
__all__ = [
    "BatchCancelledError", "BatchError", "BatchExpiredError", "BatchHandleError", "BatchInputError",
    "BatchMissingError", "BatchNotEndedError", "BatchRejectedError", "BatchResultError", "BatchUnparseableError",
]
# fmt: on


class BatchError(GroqError):
    """Base of the exceptions of batches."""


class BatchInputError(BatchError, ValueError):
    """A request of a batch is invalid. Nothing was sent."""


class BatchHandleError(BatchError):
    """A handle cannot be used: its file is damaged, or belongs to other requests."""


class BatchNotEndedError(BatchError):
    """A batch is still running: there are no results yet."""


class BatchResultError(BatchError):
    """A request of a batch has no answer.

    Attributes:
        custom_id: The id of the request.
    """

    custom_id: str

    def __init__(self, message: str, custom_id: str) -> None:
        super().__init__(message)
        self.custom_id = custom_id


class BatchRejectedError(BatchResultError):
    """The API rejected the input file with this request, or the request failed without a recorded response."""


class BatchExpiredError(BatchResultError):
    """The completion window ended before the request was run."""


class BatchCancelledError(BatchResultError):
    """The batch was cancelled before the request was run."""


class BatchUnparseableError(BatchResultError):
    """The result of the request is damaged."""


class BatchMissingError(BatchResultError):
    """The batch has ended, and its files have no result for the request."""
