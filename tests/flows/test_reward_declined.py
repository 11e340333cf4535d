"""A reward is not granted, and nothing of the one who reported has leaked on the way."""

from journal.models import Event
from rewards.models import Reward
from tests.everything import tables_holding
from tests.story import Story


def test_a_declined_reward_ends_with_its_reason_and_is_not_proposed_again(story: Story) -> None:
    case = story.closed()
    reward = story.reward_of(case)
    at = f"/rewards/{reward}"

    assert story.refused("reward_clerk", f"{at}/decline/", {"reason": "x"})[0] == 403
    declined = story.take("reward_approver", f"{at}/decline/", {"reason": "举报人为权利人代理人"})
    story.deliver()

    assert (declined["state"], declined["allowed_steps"]) == ("declined", [])
    assert story.running("reward_clerk", f"{at}/") == []
    assert Reward.objects.count() == 1
    event = Event.objects.get(verb="reward.declined")
    assert (event.reason, event.actor.username if event.actor else "") == (
        "举报人为权利人代理人",
        "reward_approver",
    )
    grade = {"level": "3", "direct_evidence": False, "facts_match": "basic", "reason": "x"}
    assert story.refused("reward_clerk", f"{at}/grade/", grade)[0] == 409


NAME, PHONE, EMAIL, ID, ADDRESS = (
    "慕容戈壁",
    "13987654321",
    "murong@canary.example",
    "440524188001010014",
    "越秀区金丝雀路7号",
)
PAYEE, ACCOUNT = "慕容沙漠", "6217003320098765432"


def test_nobody_who_reads_the_database_learns_who_reported_or_who_was_paid(story: Story) -> None:
    informant = {"name": NAME, "phone": PHONE, "email": EMAIL, "id_no": ID, "address": ADDRESS}
    complaint = story.accepted(
        informant=informant, source="hotline_12345", external_ref="GZ1", unknown={"who": NAME}
    )
    at = f"/complaints/{complaint}"
    story.take("intake", f"{at}/reveal/", {"reason": "回访"})
    story.take("intake", f"{at}/correct/", {"title": "更正", "reason": "笔误"})
    lead = {"agency": "copyright", "lead": "copyright", "reason": "附带版权线索"}
    case = story.docketed(complaint)
    story.take("officer_tianhe", f"{at}/transfer/", lead)
    story.closed(case)
    reward = story.claimed(case, payee_name=PAYEE, payee_account=ACCOUNT)
    story.take("cashier", f"/rewards/{reward}/payee/")
    story.take("cashier", f"/rewards/{reward}/pay/", {"voucher_no": "V-1"})
    story.deliver()

    assert story.get("reward_clerk", f"/rewards/{reward}/")["state"] == "paid"
    assert tables_holding(NAME, PHONE, EMAIL, ID, ADDRESS, PAYEE, ACCOUNT) == []
    assert tables_holding(complaint)[0][0] == "complaints_complaint"
