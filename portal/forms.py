"""What the public types in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wire.numbers import normalise_receipt


class StatusForm(forms.Form):
    """The number and the receipt code that were given at the intake."""

    number = forms.CharField(
        label=_("事项编号"),
        max_length=40,
        help_text=_("例如 TS26-7K3M9QXD4B，大小写和短横线不限。"),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
    code = forms.CharField(
        label=_("回执码"),
        max_length=40,
        help_text=_("受理回执上的16位回执码。"),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Tell a reader of the page by ear which field is refused."""
        super().__init__(*args, **kwargs)
        for name in self.errors if self.is_bound else ():
            if name in self.fields:
                self.fields[name].widget.attrs["aria-invalid"] = "true"

    def clean_number(self) -> str:
        """The number as the office writes it."""
        typed = normalise_receipt(self.cleaned_data["number"])
        return f"{typed[:4]}-{typed[4:]}"

    def clean_code(self) -> str:
        """The code as it is compared."""
        return normalise_receipt(self.cleaned_data["code"])
