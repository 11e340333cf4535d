"""What once went wrong on the desk and must not again."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests import making

Desk = Callable[[str], Client]


@pytest.mark.parametrize("key", ["%00", "a%00b", "%0A", "x" * 65, "%F0%9F%99%82"])
def test_a_file_of_an_impossible_name_is_not_found(desk: Desk, key: str) -> None:
    complaint = making.a_complaint("assigned")

    answer = desk("officer_tianhe").get(f"/complaints/{complaint.number}/files/{key}/")

    assert answer.status_code == 404


@pytest.mark.parametrize("page", ["complaints", "cases", "rewards", "transfers", "registry"])
def test_no_filter_must_be_filled_in(page: str, desk: Desk) -> None:
    text = desk("supervisor").get(f"/{page}/").content.decode()

    form = text[text.index("<form", text.index("<main")) :]
    assert " required" not in form[: form.index("</form>")]


def test_a_whole_number_leads_to_its_matter(desk: Desk) -> None:
    case = making.a_case("docketed", docket_no="天知处〔2026〕25号")
    client = desk("supervisor")

    def leads_to(words: str) -> str:
        return str(client.get("/complaints/", {"q": words}).headers.get("Location", ""))

    assert leads_to(case.number.lower()) == f"/cases/{case.number}/"
    assert leads_to("天知处[2026]第25号") == f"/cases/{case.number}/"
    assert leads_to("AJ26-0000000000") == ""
    yuexiu = desk("officer_yuexiu")
    assert "Location" not in yuexiu.get("/complaints/", {"q": case.number}).headers
