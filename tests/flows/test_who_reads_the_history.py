"""The journal of one matter, as each person reads it."""

from tests.story import Story


def heard(story: Story, user: str, path: str) -> list[str]:
    """The verbs that a person is shown."""
    return [event["verb"] for event in story.get(user, f"{path}history/")]


def test_everybody_reads_the_part_of_the_history_that_is_for_him(story: Story) -> None:
    complaint = story.take("platform_12345", "/complaints/", story.report())["number"]
    at = f"/complaints/{complaint}/"
    story.take("intake", f"{at}accept/")
    story.deliver()
    story.take("officer_tianhe", f"{at}reveal/", {"reason": "回访"})
    case = story.closed(story.docketed(complaint))
    story.approved(case)
    whole = heard(story, "supervisor", at)
    of_the_complaint = [
        "complaint.received",
        "complaint.accepted",
        "complaint.located",
        "complaint.assigned",
        "complaint.docketed",
        "complaint.concluded",
    ]

    assert [v for v in whole if v.startswith("reward.")] == [
        "reward.proposed",
        "reward.graded",
        "reward.approved",
    ]
    assert "complaint.revealed" in whole
    assert heard(story, "auditor", at) == whole
    assert heard(story, "platform_12345", at) == of_the_complaint
    assert heard(story, "intake", at) == of_the_complaint
    without_reward = [v for v in whole if not v.startswith("reward.")]
    for user in ("officer_tianhe", "chief_tianhe"):
        assert heard(story, user, at) == without_reward
        assert heard(story, user, f"/cases/{case}/") == without_reward


def test_an_officer_is_not_told_why_no_reward_was_proposed(story: Story) -> None:
    complaint = story.accepted(informant={"organisation": "某某公司"})
    case = story.closed(story.docketed(complaint))

    assert "reward.not_eligible" in heard(story, "supervisor", f"/cases/{case}/")
    for user in ("officer_tianhe", "chief_tianhe"):
        shown = heard(story, user, f"/cases/{case}/")
        assert [v for v in shown if v.startswith("reward.")] == []
