"""What must hold before the process starts: every subscriber exists, every event can happen."""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.utils.module_loading import import_string

from journal.models import Recorded


def known_verbs() -> set[str]:
    """Every event name that a machine can reach, and the news that is no state."""
    verbs = set(settings.NEWS)
    for model in apps.get_models():
        if issubclass(model, Recorded) and hasattr(model, "get_all_state_transitions"):
            machine: Any = model()
            for transition in machine.get_all_state_transitions():
                verbs.add(f"{model._meta.model_name}.{transition.target}")
    return verbs


@register()
def wiring(**_kwargs: Any) -> list[CheckMessage]:
    """Refuse to start when the wiring names what does not exist."""
    problems: list[CheckMessage] = []
    known = known_verbs()
    for verb, names in settings.SUBSCRIPTIONS.items():
        if verb not in known:
            problems.append(Error(f"no machine reaches {verb}", id="journal.E001"))
        for name in names:
            try:
                import_string(name)
            except ImportError as error:
                problems.append(Error(f"{verb}: {error}", id="journal.E002"))
    return problems
