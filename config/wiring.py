"""Who hears what, and what runs when. Read this first."""

SUBSCRIPTIONS: dict[str, list[str]] = {
    "complaint.accepted": ["routing.tasks.route_complaint", "cases.tasks.let_go"],
    "complaint.withdrawn": ["cases.tasks.let_go"],
    "complaint.merged": ["cases.tasks.let_go"],
    "complaint.concluded": ["cases.tasks.let_go"],
    "complaint.transferred": ["cases.tasks.let_go"],
    "complaint.greened": ["cases.tasks.mark_green_channel"],
    "clock.moved": [
        "complaints.tasks.follow_clock",
        "routing.tasks.follow_clock",
        "cases.tasks.follow_clock",
        "rewards.tasks.follow_clock",
    ],
    "counterfeit.closed": ["rewards.tasks.propose_reward"],
    "counterfeit.investigating": ["rewards.tasks.take_back"],
    "protectedentity.listed": ["complaints.tasks.mark_green_channel"],
}
"""Event → the functions that hear it, each `(event, *, at)`, called by the relay."""

NEWS: frozenset[str] = frozenset(
    {
        "alert.acknowledged",
        "calendar.imported",
        "case.greened",
        "case.paused",
        "case.proposed",
        "case.supervision",
        "clock.due_soon",
        "clock.moved",
        "clock.overdue",
        "complaint.absorbed",
        "complaint.attached",
        "complaint.corrected",
        "complaint.file_read",
        "complaint.greened",
        "complaint.handed_over",
        "complaint.located",
        "complaint.received",
        "complaint.restated",
        "complaint.revealed",
        "complaint.supervision",
        "complaint.unroutable",
        "delivery.revived",
        "extension.proposed",
        "gatewayclient.created",
        "key.created",
        "protectedentity.corrected",
        "protectedentity.listed",
        "reward.no_tariff",
        "reward.not_eligible",
        "reward.payee_read",
        "reward.proposed",
        "supervision.listed",
        "supervision.reported",
        "transfer.draft",
        "user.added",
        "user.sign_in_refused",
        "user.signed_in",
    }
)
"""News that is no new state of a machine, or the first state of one."""

CLOCKWORK: dict[str, float] = {
    "journal.deliver_pending": 1.0,
    "deadlines.sweep": 300.0,
    "rewards.lapse_unclaimed": 300.0,
}
"""Task → seconds between two looks. Each asks the database what is due, so that a missed look,
a second clock or a step of the wall clock does no harm."""
