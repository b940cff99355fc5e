"""The error tree: each class says what the user can do, and whether a retry helps.

RealignError
├── UsageError              exit 2: the command, the plan or the data is wrong
│   ├── PlanError           an unknown key, a bad value
│   ├── InputError          file, line, record, why, remedy
│   ├── CriterionError      a criteria file that can't be used
│   ├── RunDirError         the run directory belongs to another plan, or to a live process
│   ├── MissingExtra        an optional dependency is absent: the exact install command
│   └── WeightsError        model weights are missing, or their hash is wrong
├── RunStopped              exit 3: a limit was hit, or the endpoint is gone; run again to go on
└── ModelError              one call to a model or a search service; `retryable` says whether
    │                       another try can help
    ├── RateLimited         429, with the server's Retry-After
    ├── ServerFault         5xx
    ├── CallTimeout         no answer in time
    ├── ConnectionLost      no connection, or cut in the middle
    ├── BadReply            an answer that is not what was asked for
    ├── RequestRefused      4xx: this request will never work
    │   ├── ContextTooLong  the request does not fit the model
    │   └── WrongAddress    404, 405, 3xx before any answer: stops the run at once (exit 2)
    └── AccessDenied        401, 403: stops the run at once (exit 2)
"""

from __future__ import annotations


class RealignError(Exception):
    """Base of all errors of this package. `hint` tells the user what to do."""

    exit_code = 2

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}\n  hint: {self.hint}" if self.hint else self.message


class UsageError(RealignError):
    """The command, the plan or the data is wrong; nothing was lost."""


class PlanError(UsageError):
    """An unknown key or a bad value in a plan."""


class InputError(UsageError):
    """Data that can't be read. The message names file, line and record."""

    def __init__(
        self,
        message: str,
        *,
        path: str = "",
        line: int | None = None,
        record: int | None = None,
        hint: str = "",
    ) -> None:
        place = path
        if line is not None:
            place += f", line {line}"
        if record is not None:
            place += f", record {record}"
        super().__init__(f"{place}: {message}" if place else message, hint=hint)
        self.path, self.line, self.record = path, line, record


class CriterionError(UsageError):
    """A criteria file that can't be used."""


class RunDirError(UsageError):
    """The run directory belongs to another plan, or another process is using it."""


class MissingExtra(UsageError):
    """An optional dependency is not installed."""

    def __init__(self, what: str, extra: str) -> None:
        super().__init__(
            f"{what} needs an optional part that is not installed.",
            hint=f"pip install 'realign-data[{extra}]'",
        )


class WeightsError(UsageError):
    """Model weights are missing, or are not what they should be."""


class RunStopped(RealignError):
    """A limit was hit, or the endpoint is gone. The same command goes on from here."""

    exit_code = 3


class ModelError(RealignError):
    """One call to a model, or to a search service, went wrong. `service` is whose it was."""

    retryable = False
    retry_after: float | None = None
    service = "the endpoint"


class RateLimited(ModelError):
    """HTTP 429. `retry_after` is in seconds, None where the server named none."""

    retryable = True

    def __init__(self, message: str, *, retry_after: float | None = None, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.retry_after = retry_after


class ServerFault(ModelError):
    """HTTP 5xx. `retry_after` as in `RateLimited`."""

    retryable = True

    def __init__(self, message: str, *, retry_after: float | None = None, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.retry_after = retry_after


class CallTimeout(ModelError):
    """No answer within the plan's timeout."""

    retryable = True


class ConnectionLost(ModelError):
    """No connection, or it was cut before the answer was whole."""

    retryable = True


class BadReply(ModelError):
    """HTTP 200 with a body that is not what was asked for."""

    retryable = True


class RequestRefused(ModelError):
    """HTTP 4xx: the same request will never work."""


class ContextTooLong(RequestRefused):
    """The request does not fit the model's context."""


class WrongAddress(RequestRefused):
    """HTTP 404, 405 or a redirect from an endpoint that has answered no call yet: its path or its
    model's name is wrong, and every call would fare the same."""


class AccessDenied(ModelError):
    """HTTP 401 or 403: the key is missing, wrong, or may not use this model."""


STOPS_ALL = (AccessDenied, WrongAddress)
"""What concerns every call, not one: it goes on upwards, and ends the run."""
