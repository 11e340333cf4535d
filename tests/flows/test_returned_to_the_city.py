"""A district finds that a matter is not its own; the city has it handled elsewhere."""

from tests.story import Story


def test_a_matter_given_back_is_assigned_by_hand_and_walks_to_its_end(story: Story) -> None:
    complaint = story.accepted()
    at = f"/complaints/{complaint}"
    first = story.clocks("dispatcher", f"{at}/")

    back = {"reason_code": "not_our_area", "reason": "在越秀区", "suggested_office": "440104"}
    story.take("officer_tianhe", f"{at}/give-back/", back)
    story.deliver()
    assert story.get("officer_yuexiu", "/complaints/")["results"] == []
    event = story.get("dispatcher", f"{at}/history/")[-1]
    assert (event["verb"], event["data"]["suggested_office"], event["reason"]) == (
        "complaint.accepted",
        "440104",
        "在越秀区",
    )

    story.take("dispatcher", f"{at}/assign/", {"office": "440104", "reason": "确在越秀区"})
    clocks = story.clocks("officer_yuexiu", f"{at}/")
    assert {r: (c["started_on"], c["due_on"]) for r, c in clocks.items()} == {
        r: (c["started_on"], c["due_on"]) for r, c in first.items()
    }

    sent = {
        "complaint": complaint,
        "proceeding": "counterfeit",
        "officers": ["officer_yuexiu", "officer2_yuexiu"],
    }
    case = story.take("officer_yuexiu", "/cases/", sent)["number"]
    docketed = story.take("chief_yuexiu", f"/cases/{case}/docket/")

    assert docketed["docket_no"].startswith("越知处〔")
    assert story.get("officer_tianhe", "/cases/")["results"] == []
    assert story.get("dispatcher", f"{at}/")["routing"]["rounds"] == 1


def test_the_city_answers_what_is_its_own(story: Story) -> None:
    number = story.accepted(kind="consultation", source="hotline_12345", external_ref="GZ1")

    at = f"/complaints/{number}/conclude/"
    told = story.take("officer_city", at, {"reply": "请提交书面请求书。"})

    assert (told["state"], told["reply"]) == ("concluded", "请提交书面请求书。")
    assert story.running("dispatcher", f"/complaints/{number}/") == []
    assert story.refused("officer_city", at, {"reply": "再答"})[0] == 409
