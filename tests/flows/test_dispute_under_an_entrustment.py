"""A dispute about a patent, ruled on by a district in the city's name."""

from datetime import date, datetime, timedelta

from accounts.models import Office
from deadlines.arithmetic import legal_day
from routing import services as routing
from tests.story import Story

PANEL = ["officer_tianhe", "officer2_tianhe", "officer3_tianhe"]


def begun(story: Story, now: datetime) -> str:
    """A docketed dispute."""
    today = legal_day(now)
    routing.entrust(
        office=Office.objects.get(pk="440106"),
        document="穗知委〔2026〕1号",
        since=today - timedelta(days=1),
        until=today + timedelta(days=365),
    )
    complaint = story.accepted(kind="infringement_complaint", written_request=True)
    assert story.running("dispatcher", f"/complaints/{complaint}/") == ["A-FILE"]
    return story.docketed(complaint, proceeding="infringement", officers=PANEL)


def test_a_dispute_is_heard_ruled_on_and_published(story: Story, now: datetime) -> None:
    case = begun(story, now)
    at = f"/cases/{case}"
    page = story.get("chief_tianhe", f"{at}/")
    assert (page["office"], page["authority"]) == ("440106", "440100")
    assert page["docket_no"] == f"穗知裁〔{date.fromisoformat(story.today).year}〕1号"
    assert story.running("chief_tianhe", f"{at}/") == ["A-CLOSE", "A-SERVE"]

    story.take("officer_tianhe", f"{at}/serve/", {"served_on": story.today, "method": "direct"})
    assert story.running("chief_tianhe", f"{at}/") == ["A-CLOSE", "A-ANSWER"]
    story.take("officer_tianhe", f"{at}/answer/")
    assert story.running("chief_tianhe", f"{at}/") == ["A-CLOSE"]
    story.take("officer_tianhe", f"{at}/hear/")
    ruled = story.take("chief_tianhe", f"{at}/rule/", {"outcome": "infringed", "facts": "落入"})
    assert (ruled["state"], ruled["ruling"]) == ("ruled", "infringed")
    assert story.running("chief_tianhe", f"{at}/") == ["A-CLOSE", "A-PUB"]
    story.take("officer_tianhe", f"{at}/publish/")
    story.take("chief_tianhe", f"{at}/close/", {"finding": "verified"})
    archived = story.take("officer_tianhe", f"{at}/archive/")
    story.deliver()

    complaint = story.get("dispatcher", f"/complaints/{page['complaint']}/")
    assert (archived["state"], complaint["state"]) == ("archived", "concluded")
    assert story.running("chief_tianhe", f"{at}/") == []
    assert story.get("reward_clerk", "/rewards/")["results"] == []


def test_a_dispute_can_end_in_an_agreement(story: Story, now: datetime) -> None:
    case = begun(story, now)
    at = f"/cases/{case}"
    story.take("officer_tianhe", f"{at}/serve/", {"served_on": story.today, "method": "mail"})

    story.take("officer_tianhe", f"{at}/mediate/", {"facts": "双方达成和解"})
    closed = story.take("chief_tianhe", f"{at}/close/", {"finding": "unfounded"})

    assert (closed["state"], closed["facts"]) == ("closed", "双方达成和解")
    assert story.running("chief_tianhe", f"{at}/") == []
    assert (
        story.refused("chief_tianhe", f"{at}/rule/", {"outcome": "infringed", "facts": "x"})[0]
        == 409
    )


def test_a_dispute_is_not_decided_like_an_offence(story: Story, now: datetime) -> None:
    case = begun(story, now)

    for step in ("investigate", "audit", "notify", "decide", "reopen"):
        answer = story.post("chief_tianhe", f"/cases/{case}/{step}/")
        assert (answer.status_code, answer.json()["state"]) == (409, "docketed")
