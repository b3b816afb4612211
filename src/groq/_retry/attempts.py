"""The attempts of one call: what to send, what failed, whether to send again. Flows, see `_utils._flows`."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Any, NamedTuple

import httpx

from .._exceptions import APIConnectionError, APIError, APIStatusError
from .._options import ClientOptions, FinalRequestOptions
from .._redaction import redact_response
from .._request.redirects import redirected_request
from .._request.urls import creates_object
from .._utils._flows import Flow
from .failures import TRANSPORT_ERRORS, connection_error, is_retryable_error, is_transport_error, was_possibly_sent
from .logs import log, log_request, log_response
from .policy import OVERLOAD_STATUSES, RetryQuota, is_delay_requested, should_retry, was_possibly_processed

# Seconds between two attempts to take a retry from an empty quota.
_QUOTA_POLL = 0.1


class CallContext(NamedTuple):
    """One call, with the options and functions of the client that its attempts use.

    Attributes:
        options: The encoded call.
        client: The options of the client.
        quota: The retry quota of the client.
        max_retries: Maximum number of retries; may be infinite.
        max_redirects: Maximum number of redirects; `None` if redirects are not followed.
        build_request: Returns the request of the next attempt.
        check_open: Raises an error if the client is closed.
        retry_delay: Returns the seconds to wait, or `None`: `BaseClient._calculate_retry_timeout`.
        status_error: Returns the error for a response.
        prepare: The `_prepare_request` hook. This function and those below are async in an async client.
        send: Sends a request by a time of `time.monotonic`, and returns the response with its body unread.
        read: Reads a body of limited size by a time of `time.monotonic`; without a limit, checks that it can be read.
        close: Closes a response.
        sleep: Sleeps for some seconds.
    """

    options: FinalRequestOptions
    client: ClientOptions
    quota: RetryQuota
    max_retries: int
    max_redirects: int | None
    build_request: Callable[[FinalRequestOptions], httpx.Request]
    check_open: Callable[[httpx.Request, Exception | None], None]
    retry_delay: Callable[[int, FinalRequestOptions, httpx.Headers | None], float | None]
    status_error: Callable[[httpx.Response], APIStatusError]
    prepare: Callable[[httpx.Request], Any]
    send: Callable[[httpx.Request, float | None], Any]
    read: Callable[[httpx.Response, int | None, float | None], Any]
    close: Callable[[httpx.Response], Any]
    sleep: Callable[[float], Any]


def attempts(call: CallContext, *, stream: bool, failure: APIConnectionError | None = None) -> Flow[httpx.Response]:
    """Yield the steps of a call, and return its response: read, or with `stream` unread.

    Args:
        call: The call.
        stream: Leave the body of a success unread.
        failure: The error of an attempt whose response was lost, such as a stream that broke before its first event.

    Raises:
        APIConnectionError: No attempt was answered.
        APIStatusError: The last attempt was answered with an error.
    """
    outcome: httpx.Response | APIConnectionError | None = failure
    del failure
    holds_retry = False
    while True:
        if outcome is None:
            request = call.build_request(call.options)
            yield call.prepare, request
            call.check_open(request, None)
            outcome = yield from _attempt(call, request, stream=stream)
        if not isinstance(outcome, APIConnectionError):
            if outcome.is_success or not should_retry(outcome.status_code, outcome.headers):
                call.quota.answered(is_retry=call.options.retries_taken > 0, holds_retry=holds_retry)
            if outcome.is_success:
                return outcome
        delay = _delay(call, outcome)
        if delay is not None:
            yield call.sleep, delay
            is_requested = not isinstance(outcome, APIConnectionError) and is_delay_requested(outcome.headers)
            holds_retry = not is_requested and call.max_retries != math.inf  # others are outside the quota
            if not holds_retry or (yield from _take_retry(call)):
                call.options.retries_taken += 1
                outcome = None
                continue
            log.info("Not retrying: the retry quota is exhausted, because many calls of this client have failed")
        if isinstance(outcome, APIConnectionError):
            try:
                raise outcome
            finally:
                del outcome  # breaks the cycle exception → traceback → frame
        raise call.status_error(outcome)


def _attempt(call: CallContext, request: httpx.Request, *, stream: bool) -> Flow[httpx.Response | APIConnectionError]:
    """Send a request once, follow its redirects, and return the response or the failure."""
    log_request(request)
    try:
        response = yield from _exchange(call, request, stream=stream)
    except httpx.HTTPStatusError as err:  # a hook of the caller's called raise_for_status()
        response = err.response
        yield from _read_error_body(call, response)
    except (RuntimeError, *TRANSPORT_ERRORS) as err:
        if not is_transport_error(err):
            raise
        call.check_open(request, err)  # if another thread closed the client, a retry would only delay the error
        total_timeout = call.client.total_timeout
        return connection_error(err, request, deadline=call.options.deadline, total_timeout=total_timeout)
    log_response(response, request)
    return response


def _exchange(call: CallContext, request: httpx.Request, *, stream: bool) -> Flow[httpx.Response]:
    # httpx would not check redirects before following them, nor limit the size of bodies.
    response: httpx.Response = yield call.send, request, call.options.deadline
    try:
        while 300 <= response.status_code < 400 and response.has_redirect_location:
            following = _redirected(call, response)
            if following is None:
                break
            yield call.close, response
            history = [*response.history, response]
            response = yield call.send, following, call.options.deadline
            response.history = history
        if not response.is_success:
            yield from _read_error_body(call, response)
        elif stream:
            redact_response(response)
            yield call.read, response, None, call.options.deadline
        else:  # parsed without a trace of the request, or redacted by what keeps it
            yield call.read, response, call.client.max_body_bytes, call.options.deadline
    except BaseException as err:
        if not isinstance(err, GeneratorExit):  # a closed coroutine cannot await
            yield call.close, response
        raise
    return response


def _read_error_body(call: CallContext, response: httpx.Response) -> Flow[None]:
    redact_response(response)
    try:
        yield call.read, response, call.client.max_body_bytes, call.options.deadline
    except (APIError, *TRANSPORT_ERRORS) as err:  # keep the status error: it says more than this one
        log.debug("The body of the error could not be read: %s", type(err).__name__)
        yield call.close, response


def _redirected(call: CallContext, response: httpx.Response) -> httpx.Request | None:
    """Return the request that follows a redirect, or `None` if redirects are not followed."""
    if call.max_redirects is None:
        return None
    if len(response.history) >= call.max_redirects:
        raise httpx.TooManyRedirects("Exceeded maximum allowed redirects.", request=response.request)
    return redirected_request(response, any_origin=call.client.follow_cross_origin_redirects)


def _delay(call: CallContext, outcome: httpx.Response | APIConnectionError) -> float | None:
    """Return the seconds to wait before the next attempt, or `None` if the outcome is final."""
    remaining = call.max_retries - call.options.retries_taken
    if remaining <= 0 or not _is_worth_retrying(call, outcome):
        return None
    headers = None if isinstance(outcome, APIConnectionError) else outcome.headers
    seconds = call.retry_delay(remaining, call.options, headers)
    if seconds is None or (call.options.deadline is not None and time.monotonic() + seconds >= call.options.deadline):
        return None
    what = type(outcome).__name__ if isinstance(outcome, APIConnectionError) else f"status {outcome.status_code}"
    log.info("Retrying in %.3f s, retry %d, after %s", seconds, call.options.retries_taken + 1, what)
    return seconds


def _is_worth_retrying(call: CallContext, outcome: httpx.Response | APIConnectionError) -> bool:
    if isinstance(outcome, APIConnectionError):
        cause = outcome.__cause__
        is_retryable, may_duplicate = is_retryable_error(cause), was_possibly_sent(cause)
    else:
        status, headers = outcome.status_code, outcome.headers
        if not call.options.retry_refusals and status in OVERLOAD_STATUSES:
            return False
        is_retryable, may_duplicate = should_retry(status, headers), was_possibly_processed(status, headers)
    return is_retryable and not (may_duplicate and creates_object(call.options.method, call.options.url))


def _take_retry(call: CallContext) -> Flow[bool]:
    """Take a retry from the quota. Wait for one, but not longer than the next backoff."""
    remaining = call.max_retries - call.options.retries_taken - 1
    left = call.retry_delay(remaining, call.options, None) or 0.0
    if call.options.deadline is not None:
        left = min(left, call.options.deadline - time.monotonic())
    while not call.quota.take():
        if left <= 0:
            return False
        yield call.sleep, min(left, _QUOTA_POLL)
        left -= _QUOTA_POLL
    return True
