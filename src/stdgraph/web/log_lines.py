"""Lines of the log for programs: one JSON object each, with the id of the request to which it belongs."""

from __future__ import annotations

import logging
from datetime import UTC, datetime

import orjson
import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from stdgraph.domain.current_request import current_request
from stdgraph.web.one_line import ACCESS, error_line, message_line


def json_formatter(*, debug: bool) -> logging.Formatter:
    """Formats records of the standard library and of structlog alike; stack traces only with ``debug``."""
    stack: list[Processor] = [structlog.processors.format_exc_info] if debug else [_without_stack]
    return structlog.stdlib.ProcessorFormatter(
        processors=[_with_facts, *stack, structlog.processors.JSONRenderer(serializer=_dumps)]
    )


def access_logger() -> structlog.stdlib.BoundLogger:
    """What tells of requests."""
    bound: structlog.stdlib.BoundLogger = structlog.wrap_logger(
        logging.getLogger(ACCESS),
        wrapper_class=structlog.stdlib.BoundLogger,
        processors=[structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    )
    return bound


def _with_facts(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    record: logging.LogRecord = event.pop("_record")
    from_structlog = event.pop("_from_structlog")
    said = event.pop("event")
    found: EventDict = {
        "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(),
        "event": said if from_structlog else message_line(said),
    }
    request = current_request()
    if request is not None:
        found["request_id"] = request
    found["logger"] = record.name
    error = event.get("exc_info")
    if error and error[1] is not None:
        found["error"] = error_line(error[1])
    return {**found, **event}


def _without_stack(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    return {name: value for name, value in event.items() if name not in {"exc_info", "stack_info"}}


def _dumps(event: EventDict, **_: object) -> str:
    return orjson.dumps(event, default=str).decode()
