"""A report about a listed enterprise turns green by itself and is put under supervision."""

from datetime import date, timedelta

from tests.story import Story


def test_a_matter_of_a_key_enterprise_is_green_and_supervised_to_its_end(story: Story) -> None:
    entity = story.take(
        "registrar",
        "/registry/entities/",
        {
            "kind": "enterprise",
            "name": "广州重点科技有限公司",
            "uscc": "91440101MA5AB12C9E",
            "district": "440106",
            "right_numbers": ["ZL201710123456.0"],
            "listed_on": story.today,
        },
    )

    complaint = story.accepted()
    at = f"/complaints/{complaint}/"
    page = story.get("dispatcher", at)
    assert page["green_channel"] is True
    assert page["green_channel_reasons"] == [
        {
            "entity": entity["number"],
            "kind": "enterprise",
            "name": "广州重点科技有限公司",
            "by": "right",
            "value": "ZL201710123456.0",
        }
    ]
    assert story.running("dispatcher", at) == ["B-FILE-P", "B-FILE-S", "G-FILE"]
    assert page["due_on"] == story.clocks("dispatcher", at)["G-FILE"]["due_on"]
    assert story.clocks("dispatcher", at)["G-TRIAGE"]["state"] == "stopped"

    due = date.fromisoformat(story.today) + timedelta(days=14)
    listed = story.take(
        "supervisor",
        "/supervision/",
        {"complaint": complaint, "reason": "重复侵权", "due_on": due.isoformat(), "lead": "440106"},
    )
    case = story.docketed(complaint)
    page = story.get("chief_tianhe", f"/cases/{case}/")
    assert (page["green_channel"], page["supervised"]) == (True, True)
    assert story.running("dispatcher", at) == []

    report = {"text": "已作出处罚决定"}
    story.served(case)
    story.take("officer_tianhe", f"/supervision/{listed['number']}/report/", report)
    story.take("supervisor", f"/supervision/{listed['number']}/lift/", {"reason": "已办结"})
    story.closed_by_chief(case)

    assert story.get("supervisor", at)["supervised"] is False
    assert story.get("supervisor", f"/cases/{case}/")["supervised"] is False
    assert [v for v in story.verbs(complaint) if v.startswith("supervision.")] == [
        "supervision.listed",
        "supervision.reported",
        "supervision.lifted",
    ]
