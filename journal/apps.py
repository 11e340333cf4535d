"""The journal room."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    """Audit trail and outbox."""

    name = "journal"
    verbose_name = "业务日志"

    def ready(self) -> None:
        """Put the guard before every transition and check the wiring."""
        from journal import checks  # noqa: F401, PLC0415 - models exist only now
        from journal.services import stand_guard  # noqa: PLC0415 - as above

        stand_guard()
