"""Logs: one JSON object per line, with the request id and without any content."""

import json
import logging
from datetime import UTC, datetime

from wire.request_id import request_id


class OneLine(logging.Formatter):
    """Writes a record as one line of JSON; control characters come out escaped."""

    def format(self, record: logging.LogRecord) -> str:
        """Give the line."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if request_id.get():
            line["request_id"] = request_id.get()
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=True)
