"""Who may do what, and when: the specification of every machine of the office.

A line reads: state, step, who may take it, and the state afterwards. A state without a line for
a step answers 409 to it; a line without a person answers 403 to them (where nobody is named, the
office itself takes the step); a person who does not see the row is answered 404.
"""

from dataclasses import dataclass
from typing import Final

PEOPLE: Final = {
    "intake": "intake",
    "dispatcher": "dispatcher",
    "supervisor": "supervisor",
    "auditor": "auditor",
    "registrar": "registrar",
    "clerk": "reward_clerk",
    "approver": "reward_approver",
    "cashier": "cashier",
    "platform": "platform_12345",
    "handler": "officer_tianhe",
    "colleague": "officer3_tianhe",
    "chief": "chief_tianhe",
    "other-officer": "officer_yuexiu",
    "other-chief": "chief_yuexiu",
    "city-officer": "officer_city",
    "city-chief": "chief_city",
}
"""Everybody who can stand before a matter of Tianhe, by what they are to it."""

GROUPS: Final = {
    "desk": "intake dispatcher",
    "office": "handler colleague chief",
    "overseers": "dispatcher supervisor auditor",
    "rewarders": "clerk approver",
}


def people(words: str) -> frozenset[str]:
    """The people whom these words name."""
    named: set[str] = set()
    for word in words.split():
        named |= set(GROUPS.get(word, word).split())
    assert named <= PEOPLE.keys(), named - PEOPLE.keys()
    return frozenset(named)


@dataclass(frozen=True)
class Machine:
    """One machine: its states, every step that any address offers, and who sees a row."""

    name: str
    states: tuple[str, ...]
    steps: tuple[str, ...]
    may: dict[tuple[str, str], frozenset[str]]
    then: dict[tuple[str, str], str]
    seen: dict[str, frozenset[str]]


def machine(name: str, states: str, steps: str, table: str, seen: dict[str, str]) -> Machine:
    """Read a table."""
    may: dict[tuple[str, str], frozenset[str]] = {}
    then: dict[tuple[str, str], str] = {}
    for line in filter(None, map(str.strip, table.splitlines())):
        left, _arrow, after = line.partition("->")
        state, step, *who = left.split()
        assert (state, step) not in may, line
        may[state, step] = people(" ".join(who))
        then[state, step] = after.strip()
    everywhere = people(seen.get("*", ""))
    return Machine(
        name=name,
        states=tuple(states.split()),
        steps=tuple(steps.split()),
        may=may,
        then=then,
        seen={s: everywhere | people(seen.get(s, "")) for s in states.split()},
    )


COMPLAINT = machine(
    "complaint",
    "received accepted assigned docketed concluded refused transferred merged withdrawn",
    "accept assign conclude correct give-back refuse merge withdraw transfer",
    """
    received   accept     intake            -> accepted
    received   refuse     intake            -> refused
    received   merge      desk              -> merged
    received   withdraw   desk              -> withdrawn
    received   correct    desk              -> received
    accepted   assign     dispatcher        -> assigned
    accepted   conclude   desk              -> concluded
    accepted   refuse     intake            -> refused
    accepted   merge      desk              -> merged
    accepted   withdraw   desk              -> withdrawn
    accepted   transfer   desk              -> transferred
    accepted   correct    desk              -> accepted
    assigned   give-back  office            -> accepted
    assigned   conclude   office            -> concluded
    assigned   merge      desk              -> merged
    assigned   withdraw   desk              -> withdrawn
    assigned   transfer   desk office       -> transferred
    assigned   correct    desk office       -> assigned
    docketed   transfer   desk office       -> docketed
    docketed   correct    desk office       -> docketed
    docketed   conclude                     -> concluded
    """,
    {
        "*": "intake overseers platform",
        "assigned": "office",
        "docketed": "office",
        "concluded": "office rewarders",
    },
)

CASE_STEPS: Final = (
    "docket decline investigate audit notify decide serve answer hear mediate rule publish close"
    " archive reopen pause extend"
)

COUNTERFEIT = machine(
    "counterfeit",
    "proposed declined docketed investigating audited notified decided served closed archived",
    CASE_STEPS,
    """
    proposed       docket       chief          -> docketed
    proposed       decline      chief          -> declined
    docketed       investigate  handler        -> investigating
    docketed       pause        handler chief  -> docketed
    docketed       extend       handler chief  -> docketed
    investigating  audit        chief          -> audited
    investigating  pause        handler chief  -> investigating
    investigating  extend       handler chief  -> investigating
    audited        notify       handler        -> notified
    audited        pause        handler chief  -> audited
    audited        extend       handler chief  -> audited
    notified       decide       chief          -> decided
    notified       pause        handler chief  -> notified
    notified       extend       handler chief  -> notified
    decided        serve        handler        -> served
    decided        pause        handler chief  -> decided
    decided        extend       handler chief  -> decided
    served         close        chief          -> closed
    served         pause        handler chief  -> served
    served         extend       handler chief  -> served
    closed         archive      handler        -> archived
    closed         reopen       supervisor     -> investigating
    """,
    {"*": "overseers office", "closed": "rewarders", "archived": "rewarders"},
)

INFRINGEMENT = machine(
    "infringement",
    "proposed declined docketed served answered mediated heard ruled published closed archived",
    CASE_STEPS,
    """
    proposed   docket   chief          -> docketed
    proposed   decline  chief          -> declined
    docketed   serve    handler        -> served
    docketed   pause    handler chief  -> docketed
    docketed   extend   handler chief  -> docketed
    served     answer   handler        -> answered
    served     mediate  handler        -> mediated
    served     hear     handler        -> heard
    served     pause    handler chief  -> served
    served     extend   handler chief  -> served
    answered   mediate  handler        -> mediated
    answered   hear     handler        -> heard
    answered   pause    handler chief  -> answered
    answered   extend   handler chief  -> answered
    mediated   close    chief          -> closed
    mediated   pause    handler chief  -> mediated
    mediated   extend   handler chief  -> mediated
    heard      rule     chief          -> ruled
    heard      pause    handler chief  -> heard
    heard      extend   handler chief  -> heard
    ruled      publish  handler        -> published
    ruled      pause    handler chief  -> ruled
    ruled      extend   handler chief  -> ruled
    published  close    chief          -> closed
    published  pause    handler chief  -> published
    published  extend   handler chief  -> published
    closed     archive  handler        -> archived
    """,
    {"*": "overseers office", "closed": "rewarders", "archived": "rewarders"},
)

TRANSFER = machine(
    "transfer",
    "draft approved sent acknowledged accepted returned answered closed",
    "approve send acknowledge accept feedback close return",
    """
    draft         approve      dispatcher supervisor chief  -> approved
    draft         return       dispatcher supervisor chief  -> returned
    approved      send         desk office                  -> sent
    approved      return       dispatcher supervisor chief  -> returned
    sent          acknowledge  desk office                  -> acknowledged
    sent          return       desk office                  -> returned
    acknowledged  accept       desk office                  -> accepted
    acknowledged  feedback     desk office                  -> answered
    acknowledged  close        desk office                  -> closed
    acknowledged  return       desk office                  -> returned
    accepted      feedback     desk office                  -> answered
    accepted      close        desk office                  -> closed
    answered      close        desk office                  -> closed
    """,
    {"*": "intake overseers office"},
)

REWARD = machine(
    "reward",
    "proposed graded approved notified claimed paid declined lapsed waived",
    "grade approve notify claim pay decline waive",
    """
    proposed  grade    clerk     -> graded
    proposed  decline  approver  -> declined
    graded    grade    clerk     -> graded
    graded    approve  approver  -> approved
    graded    decline  approver  -> declined
    approved  notify   clerk     -> notified
    approved  waive    clerk     -> waived
    notified  claim    clerk     -> claimed
    notified  waive    clerk     -> waived
    claimed   pay      cashier   -> paid
    claimed   waive    clerk     -> waived
    """,
    {"*": "rewarders supervisor auditor", "claimed": "cashier", "paid": "cashier"},
)

EXTENSION = machine(
    "extension",
    "proposed approved refused",
    "approve refuse",
    """
    proposed  approve  chief  -> approved
    proposed  refuse   chief  -> refused
    """,
    {"*": "overseers office"},
)

EXTENSION_BY_THE_SUPERIOR = machine(
    "extension by the superior",
    "proposed approved refused",
    "approve refuse",
    """
    proposed  approve  supervisor  -> approved
    proposed  refuse   supervisor  -> refused
    """,
    {"*": "overseers office"},
)

SUPERVISION = machine(
    "supervision",
    "listed lifted",
    "report lift",
    """
    listed  report  office      -> listed
    listed  lift    supervisor  -> lifted
    """,
    {"*": "overseers office"},
)

ENTITY = machine(
    "protected entity",
    "listed removed",
    "correct remove",
    """
    listed  correct  registrar  -> listed
    listed  remove   registrar  -> removed
    """,
    {"*": "registrar intake overseers office"},
)

MACHINES: Final = (
    COMPLAINT,
    COUNTERFEIT,
    INFRINGEMENT,
    TRANSFER,
    REWARD,
    EXTENSION,
    EXTENSION_BY_THE_SUPERIOR,
    SUPERVISION,
    ENTITY,
)

ENDS: Final = {
    "complaint": {"concluded", "refused", "merged", "withdrawn"},
    "counterfeit": {"declined", "archived"},
    "infringement": {"declined", "archived"},
    "transfer": {"returned", "closed"},
    "reward": {"paid", "declined", "lapsed", "waived"},
    "extension": {"approved", "refused"},
    "extension by the superior": {"approved", "refused"},
    "supervision": {"lifted"},
    "protected entity": {"removed"},
}
"""The states that have no way out."""
