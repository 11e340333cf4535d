"""The same shop is reported by a walk-in and again through the hotline."""

from tests.story import Story


def test_the_second_report_is_merged_and_both_stay_findable(story: Story) -> None:
    first = story.accepted()
    pushed = story.take(
        "platform_12345",
        "/complaints/",
        story.report(source="hotline_12345", external_ref="GZ2026112000123"),
    )
    second = pushed["number"]
    page = story.get("intake", f"/complaints/{second}/")
    assert (pushed["possible_duplicates"], [d["number"] for d in page["possible_duplicates"]]) == (
        [],
        [first],
    )

    at = f"/complaints/{second}/merge/"
    assert story.refused("intake", at, {"into": second, "reason": "x"}) == (422, "bad_target")
    merged = story.take("intake", at, {"into": first, "reason": "同一店铺同一行为"})

    assert (merged["state"], merged["merged_into"]) == ("merged", first)
    assert story.running("intake", f"/complaints/{second}/") == []
    assert story.running("intake", f"/complaints/{first}/") == ["B-FILE-P", "B-FILE-S"]
    assert story.verbs(first)[-1] == "complaint.absorbed"
    again = story.post(
        "platform_12345",
        "/complaints/",
        story.report(source="hotline_12345", external_ref="GZ2026112000123"),
    )
    assert (again.status_code, again.json()["number"], again.json()["state"]) == (
        200,
        second,
        "merged",
    )
    assert again.json()["receipt_code"] == pushed["receipt_code"]


def test_nothing_is_merged_into_what_is_no_longer_there(story: Story) -> None:
    refused = story.received()
    story.take(
        "intake",
        f"/complaints/{refused}/refuse/",
        {"reason_code": "duplicate", "reason": "重复"},
    )
    number = story.received()

    sent = {"into": refused, "reason": "同一事项"}

    assert story.refused("intake", f"/complaints/{number}/merge/", sent) == (422, "bad_target")
