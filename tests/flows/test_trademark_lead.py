"""A trademark lead goes to its agency, comes back, and goes to the right one."""

from deadlines.arithmetic import legal_day
from deadlines.models import Clock
from tests.story import Story
from wire import instants


def test_a_lead_that_comes_back_keeps_its_first_clocks_and_goes_out_again(story: Story) -> None:
    earlier = "2026-11-02T09:30:00+08:00"
    number = story.accepted(kind="trademark_lead", right={"type": "trademark"}, received_at=earlier)
    at = f"/complaints/{number}"
    first = story.clocks("dispatcher", f"{at}/")["T-SEND"]
    lead = {"agency": "market-supervision", "lead": "trademark", "reason": "涉及商标"}

    told = story.take("intake", f"{at}/transfer/", lead)
    assert (told["state"], story.running("dispatcher", f"{at}/")) == ("transferred", [])
    row = story.get("dispatcher", "/transfers/", complaint=number)["results"][0]
    transfer = f"/transfers/{row['number']}"
    story.take("dispatcher", f"{transfer}/approve/")
    story.take("intake", f"{transfer}/send/")
    returned = story.take("intake", f"{transfer}/return/", {"reason": "不属本机关管辖"})
    story.deliver()

    page = story.get("dispatcher", f"{at}/")
    again = story.clocks("dispatcher", f"{at}/")["T-SEND"]
    assert (returned["state"], returned["return_reason"]) == ("returned", "不属本机关管辖")
    assert (page["state"], page["routing"]["unroutable"], page["routing"]["office"]) == (
        "accepted",
        True,
        None,
    )
    assert (again["started_on"], again["due_on"], again["state"]) == (
        first["started_on"],
        first["due_on"],
        "running",
    )
    assert again["started_on"] == legal_day(instants.instant(earlier)).isoformat()
    assert page["due_on"] == again["due_on"]
    assert story.running("dispatcher", f"{transfer}/") == []

    story.take("dispatcher", f"{at}/transfer/", lead)
    rows = story.get("dispatcher", "/transfers/", complaint=number)["results"]
    assert [r["state"] for r in rows] == ["draft", "returned"]
    assert Clock.objects.filter(number=number, state="running").count() == 0


def test_a_transfer_that_is_not_approved_gives_the_lead_back(story: Story) -> None:
    number = story.accepted(kind="copyright_lead", right={"type": "copyright"})
    lead = {"agency": "copyright", "lead": "copyright", "reason": "涉及版权"}
    story.take("intake", f"/complaints/{number}/transfer/", lead)
    row = story.get("dispatcher", "/transfers/", complaint=number)["results"][0]

    story.take("supervisor", f"/transfers/{row['number']}/return/", {"reason": "应由本局处理"})

    assert story.get("dispatcher", f"/complaints/{number}/")["state"] == "accepted"
    assert story.take("dispatcher", f"/complaints/{number}/assign/", {"office": "440106"})
