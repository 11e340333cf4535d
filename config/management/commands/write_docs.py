"""Write the documents that follow from the code: the machines, the periods, the API."""

from collections.abc import Callable, Iterable
from itertools import groupby
from pathlib import Path
from typing import Any

import yaml
from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from django_fsm import FSMField, Transition
from drf_spectacular.generators import SchemaGenerator

from accounts.policies import Policy
from cases.models import Case
from deadlines.register import RULES, Length, Rule
from wire.steps import Verb

GROUPS = {
    "A": "Infringement disputes 专利侵权纠纷",
    "M": "Mediation of patent disputes 专利纠纷调解",
    "B": "Counterfeit patents 假冒专利",
    "C": "Complaints and reports to market supervision 市场监管投诉举报",
    "H": "Hotline work orders 12345热线工单",
    "X": "Suspected crime 涉嫌犯罪移送",
    "T": "Transfers to other agencies 线索移送",
    "R": "Rewards 举报奖励",
    "G": "Green channel 绿色通道",
    "S": "Listed supervision 挂牌督办",
}
MADE = "<!-- Written by `manage.py write_docs`; change the code, then run `make docs`. -->"


def table(heads: Iterable[str], rows: Iterable[Iterable[object]]) -> list[str]:
    """A Markdown table."""
    heads = list(heads)
    lines = [heads, ["---"] * len(heads), *([str(cell) for cell in row] for row in rows)]
    return [f"| {' | '.join(line)} |" for line in lines] + [""]


# -- the machines


def machines() -> list[Any]:
    """Every machine; the two proceedings instead of the table that they share."""
    found = [
        model
        for model in apps.get_models()
        if model is not Case and any(isinstance(f, FSMField) for f in model._meta.get_fields())
    ]
    return sorted(found, key=lambda model: (ORDER.index(model._meta.app_label), model.__name__))


ORDER = ("complaints", "cases", "routing", "rewards", "registry")


def states() -> str:
    """docs/states.md: states, steps, who may, and a diagram for each machine."""
    lines = [
        "# States 状态",
        "",
        MADE,
        "",
        "A step is offered only in the states it leads from, only to the people named beside it.",
        "Any other state answers 409 with the steps that are possible, any other person 403.",
        "",
    ]
    for machine in machines():
        lines += machine_lines(machine)
    return "\n".join(lines)


def machine_lines(machine: Any) -> list[str]:  # noqa: ANN401 - a model with a state
    """One machine."""
    field = machine._meta.get_field("state")
    edges = sorted(
        field.get_all_transitions(machine),
        key=lambda t: (_place(machine, t.name), _order(field, t.source), _order(field, t.target)),
    )
    used = {_value(field.default)} | {_value(s) for t in edges for s in (t.source, t.target)}
    labels = {value: label for value, label in field.choices if value in used}
    ends = used - {_value(t.source) for t in edges}
    return [
        f"## {machine._meta.verbose_name} {machine.__name__}",
        "",
        str(machine.__doc__).strip(),
        "",
        *table(("state", "中文"), ((f"`{v}`", label) for v, label in labels.items())),
        *table(("step", "中文", "from", "to", "who"), _steps(edges)),
        *_verbs(machine),
        "```mermaid",
        "stateDiagram-v2",
        f"    [*] --> {_value(field.default)}",
        *(f"    {_value(t.source)} --> {_value(t.target)}: {_step(t.name)}" for t in edges),
        *(f"    {value} --> [*]" for value in labels if value in ends),
        "```",
        "",
    ]


def _steps(edges: Iterable[Transition]) -> Iterable[tuple[str, str, str, str, str]]:
    """A row for each step, target and group of people, with all the states it leads from."""
    for (name, target, who), group in groupby(
        edges, key=lambda t: (t.name, _value(t.target), _who(t.permission))
    ):
        same = list(group)
        label = str(same[0].method.__doc__).strip()
        sources = ", ".join(f"`{_value(t.source)}`" for t in same)
        yield f"`{_step(name)}`", label, sources, f"`{target}`", who


def _verbs(machine: Any) -> list[str]:  # noqa: ANN401 - a model with a state
    verbs: dict[str, Verb] = machine.verbs
    if not verbs:
        return []
    values = [value for value, _label in machine._meta.get_field("state").choices]
    rows = (
        (
            f"`{_step(name)}`",
            ", ".join(f"`{value}`" for value in values if value in verb.states),
            _who(verb.policy),
        )
        for name, verb in verbs.items()
    )
    return table(("step that changes no state", "in", "who"), rows)


def _place(machine: type, name: str) -> int:
    return list(vars(machine)).index(name)


def _order(field: Any, state: object) -> int:  # noqa: ANN401 - a field with choices
    return [value for value, _label in field.choices].index(_value(state))


def _value(state: object) -> str:
    return str(getattr(state, "value", state))


def _step(name: str) -> str:
    return name.removesuffix("_").replace("_", "-")


def _who(policy: object) -> str:
    if not isinstance(policy, Policy):
        raise CommandError(f"a step without a policy that can say who may: {policy!r}")
    return policy.label


# -- the periods


def periods() -> str:
    """docs/periods.md: the register, by its groups; what is not verified says so."""
    lines = [
        "# Periods 期限",
        "",
        MADE,
        "",
        "The register in `deadlines/register.py`, row by row. The day of the event that starts a",
        "period chooses the row. The first day does not count; a month without the corresponding",
        "day ends on its last day; a last day of rest moves to the next working day.",
        "",
        "**⚠ 待核** marks a row whose text was not read, or whose number is our own promise.",
        "",
    ]
    for letter, group in groupby(RULES, key=lambda rule: rule.code[0]):
        lines += [f"## {letter} {GROUPS[letter]}", ""]
        heads = (
            "code",
            "期限",
            "长度",
            "性质",
            "义务人",
            "依据",
            "有效",
            "延长",
            "扣除",
            "预警",
            "说明",
        )
        lines += table(heads, (_rule(rule) for rule in group))
    return "\n".join(lines)


def _rule(rule: Rule) -> tuple[object, ...]:
    valid = f"{rule.since} 起" if rule.until is None else f"{rule.since} 至 {rule.until}"
    extensions = "；".join(f"{e.length}（{e.approver}：{e.ground}）" for e in rule.extensions)
    notes = [rule.note] if rule.note else []
    if rule.least:
        notes.append("至少")
    if not rule.rolls:
        notes.append("不顺延")
    return (
        f"`{rule.code}`" + ("" if rule.verified else " ⚠ 待核"),
        rule.title,
        rule.length,
        rule.binding.label,
        rule.bound.label,
        rule.article,
        valid,
        extensions or "无",
        "、".join(str(ground.label) for ground in rule.excludes) or "无",
        _warn(rule.warn),
        "；".join(notes),
    )


def _warn(length: Length) -> str:
    return f"提前{length}" if length.n else "当日"


# -- the API


def schema() -> str:
    """docs/openapi.yaml: what `/api/schema/` answers."""
    generator: Any = SchemaGenerator
    document = generator().get_schema(request=None, public=True)
    text: str = yaml.safe_dump(
        document, allow_unicode=True, sort_keys=False, default_flow_style=False, width=100
    )
    return text


PAPERS: dict[str, tuple[str, Callable[[], str]]] = {
    "states": ("states.md", states),
    "periods": ("periods.md", periods),
    "schema": ("openapi.yaml", schema),
}


class Command(BaseCommand):
    help = "write docs/states.md, docs/periods.md and docs/openapi.yaml, or check that they hold"

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the papers asked for; all without any."""
        parser.add_argument("papers", nargs="*", metavar="|".join(PAPERS))
        parser.add_argument(
            "--check", action="store_true", help="write nothing, name what is stale"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Write them, or compare them with what is there."""
        unknown = [name for name in options["papers"] if name not in PAPERS]
        if unknown:
            raise CommandError(f"no such document: {', '.join(unknown)}")
        stale = []
        for name in options["papers"] or PAPERS:
            file, make = PAPERS[name]
            path: Path = settings.BASE_DIR / "docs" / file
            with translation.override(settings.LANGUAGE_CODE):
                text = make().rstrip("\n") + "\n"
            if path.is_file() and path.read_text("utf-8") == text:
                continue
            if options["check"]:
                stale.append(f"docs/{file}")
            else:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8", newline="\n")
                self.stdout.write(f"docs/{file}")
        if stale:
            raise CommandError(f"stale, run `make docs`: {', '.join(stale)}")
