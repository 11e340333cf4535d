"""The journal of the whole office, newest first, for the auditor."""

from django.http import HttpRequest, HttpResponse

from desk import history
from desk.page import Page
from journal.models import Event
from journal.selectors import dead_deliveries

MOST_DEAD = 20


class Journal(Page):
    """The page."""

    room = "journal"

    def get(self, _request: HttpRequest) -> HttpResponse:
        """One page of events, and the news that could not be delivered."""
        found, page = self.cut(Event.objects.select_related("actor"), ("-id",), size=50)
        return self.show(
            "journal",
            history=history.entries(found, self.offices),
            page=page,
            dead=dead_deliveries()[:MOST_DEAD],
        )
