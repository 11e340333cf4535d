"""The page of one step: GET asks, POST takes it through the same `Step.take` as every door."""

from collections.abc import Sequence
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from desk import forms
from desk.page import Page
from desk.steps import DANGER, HINTS, asking
from wire.problems import Conflict, FieldError, Forbidden, NotValid
from wire.steps import Step


class Taking(Page):
    """One step of one thing; rooms say which rows, which steps and where the thing is shown."""

    def thing(self) -> Any:  # noqa: ANN401 - any machine
        """The thing, among the rows of this person; 404 elsewhere."""
        raise NotImplementedError

    def steps(self) -> dict[str, Step]:
        """The steps of the thing, by the name in the address."""
        raise NotImplementedError

    def matter(self) -> dict[str, str]:
        """The number, title and address that the step is about."""
        raise NotImplementedError

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Keep what the address names."""
        super().setup(request, *args, **kwargs)
        self.named = cast("dict[str, str]", kwargs)

    def get(self, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Ask, if the step is open now."""
        self.find()
        try:
            self.step.open_to(self.subject, self.person)
        except Conflict as refused:
            return self.conflict(refused)
        return self.ask()

    def post(self, *_args: Any, **_kwargs: Any) -> HttpResponseBase:
        """Take the step; every refusal is an answer that the form can show."""
        self.find()
        try:
            body = forms.sent(self.step.input, self.asking(), self.request.POST)
            after = self.step.take(self.subject, body, by=self.person, at=self.now)
        except NotValid as refused:
            refusals = refused.errors or [FieldError(field="", code="", detail=refused.detail)]
            return self.ask(refused=refusals)
        except Conflict as refused:
            return self.conflict(refused)
        except Forbidden as refused:
            raise PermissionDenied from refused
        return self.done(after)

    def find(self) -> None:
        """The thing and the step; 404 for a step that the thing has never had."""
        self.subject = self.thing()
        step = self.steps().get(self.named.get("step", ""))
        if step is None:
            raise Http404
        self.step = step

    def asking(self) -> forms.Asking:
        """What is known of the answers."""
        if not hasattr(self, "_asking"):
            self._asking = asking(
                self.step,
                self.subject,
                person=self.person,
                today=self.today,
                offices=self.offices,
            )
        return self._asking

    def ask(self, refused: Sequence[FieldError] = ()) -> HttpResponse:
        """The form, alone for the page's script, else on a page of its own."""
        answered = self.request.POST if refused else None
        form = forms.StepForm(self.step.input, self.asking(), data=answered, refused=refused)
        return self.draw(form, refused=bool(refused))

    def draw(self, form: Any, *, refused: bool) -> HttpResponse:  # noqa: ANN401 - any form
        """Draw a form: 200 at first, 422 when it comes back."""
        matter = self.matter()
        template = "parts/step_form" if self.by_script else "step"
        return self.show(
            template,
            422 if refused else 200,
            step={
                "name": self.step.name,
                "label": self.step.label,
                "url": self.request.path,
                "danger": self.step.name in DANGER,
                "hint": HINTS.get(self.step.name, ""),
            },
            form=form,
            matter=matter,
            back_url=matter["url"],
        )

    def conflict(self, refused: Conflict) -> HttpResponse:
        """Somebody was faster, or the state does not have the step: say where it stands now."""
        fresh = self.thing()
        matter = self.matter()
        template = "parts/conflict" if self.by_script else "step"
        return self.show(
            template,
            409,
            conflict=True,
            detail=refused.detail,
            state=getattr(fresh, "state", ""),
            state_label=fresh.get_state_display() if fresh else "",
            url=matter["url"],
            step={"label": self.step.label},
            matter=matter,
        )

    def done(self, after: Any) -> HttpResponseBase:  # noqa: ANN401 - the thing afterwards
        """Say so, and go to the thing, or to the inbox when it has left this person's rows."""
        messages.success(self.request, _("已办理：%(step)s") % {"step": self.step.label})
        return self.go(self.where(after))

    def where(self, after: Any) -> str:  # noqa: ANN401 - the thing afterwards
        """The address to go to after the step."""
        try:
            self.thing()
        except Http404:
            return reverse("desk:inbox")
        return self.matter()["url"]


def panel(
    steps: Sequence[Step],
    rare: frozenset[str],
    address: str,
    *,
    without: frozenset[str] = frozenset(),
    **args: str,
) -> dict[str, Any]:
    """The steps on offer as the panel draws them: the usual ones large, the rare ones small."""
    drawn = [
        {
            "name": step.name,
            "label": step.label,
            "url": reverse(address, kwargs={**args, "step": step.name}),
            "danger": step.name in DANGER,
        }
        for step in steps
        if step.name not in without
    ]
    return {
        "steps": [step for step in drawn if step["name"] not in rare],
        "other_steps": [step for step in drawn if step["name"] in rare],
    }
