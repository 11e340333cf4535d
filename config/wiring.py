"""Who hears what, and what runs when. Read this first."""

SUBSCRIPTIONS: dict[str, list[str]] = {
    "complaint.accepted": ["routing.tasks.route_complaint"],
    "clock.moved": ["complaints.tasks.follow_clock", "cases.tasks.follow_clock"],
    "counterfeit.closed": ["rewards.tasks.propose_reward"],
    "counterfeit.investigating": ["rewards.tasks.take_back"],
    "protectedentity.listed": ["complaints.tasks.mark_green_channel"],
}
"""Event → the functions that hear it, each `(event, *, at)`, called by the relay."""

NEWS: frozenset[str] = frozenset(
    {
        "complaint.received",
        "complaint.unroutable",
        "complaint.greened",
        "complaint.corrected",
        "complaint.revealed",
        "case.greened",
        "clock.moved",
        "clock.due_soon",
        "clock.overdue",
        "alert.acknowledged",
        "protectedentity.listed",
    }
)
"""News that is no new state of a machine."""

CLOCKWORK: dict[str, float] = {
    "journal.deliver_pending": 1.0,
    "deadlines.sweep": 300.0,
    "rewards.lapse_unclaimed": 300.0,
}
"""Task → seconds between two looks. Each asks the database what is due, so that a missed look,
a second clock or a step of the wall clock does no harm."""
