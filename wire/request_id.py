"""The id of the request being answered: the answer, the log and the journal carry the same one."""

from contextvars import ContextVar

request_id: ContextVar[str] = ContextVar("request_id", default="")
