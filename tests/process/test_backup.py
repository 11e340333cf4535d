"""A backup is one instant of a running office, and what comes back is that office."""

import hashlib
import json
import shutil
import signal
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from config import backup
from tests.process import story
from tests.process.premises import Databases, Premises
from tests.process.test_stopping import is_sound

PHOTO = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40
BACKUPS = 10


def attach(office: Premises, number: str) -> str:
    """Send a photo to a complaint; gives its SHA-256 as the office answers it."""
    import http.client

    body = (
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n'
        b"Content-Type: image/png\r\n\r\n" + PHOTO + b"\r\n--x--\r\n"
    )
    wire = http.client.HTTPConnection("127.0.0.1", office.port, timeout=30)
    try:
        wire.request(
            "POST",
            f"/api/v1/complaints/{number}/attachments/",
            body,
            {
                "Content-Type": "multipart/form-data; boundary=x",
                "Authorization": f"Api-Key {office.keys['intake']}",
            },
        )
        answer = wire.getresponse()
        told = json.loads(answer.read())
    finally:
        wire.close()
    assert answer.status == 201, told
    digest: str = told["sha256"]
    return digest


def another_office(
    office: Premises, folder: Path, databases: Databases, *, on_sqlite: bool
) -> Premises:
    """An empty office with the same keys."""
    folder.mkdir()
    environ = {k: v for k, v in office.environ.items() if k not in {"DATABASE_URL", "PORT"}}
    if on_sqlite:
        for name in ("field-keys", "secret-key"):
            shutil.copy(office.folder / name, folder / name)
    else:
        environ["DATABASE_URL"] = databases.make()
    return Premises(folder, environ, office.keys)


def test_backups_of_an_open_office_are_whole_and_come_back(
    premises: Premises, databases: Databases, tmp_path: Path, on_sqlite: bool
) -> None:
    first = story.received(premises, "GZ-BACKUP-FIRST")
    digest = attach(premises, first)
    known: list[str] = [first]
    over = threading.Event()

    def bring() -> None:
        while not over.is_set():
            known.append(story.received(premises, f"GZ-BACKUP-{len(known)}"))

    client = threading.Thread(target=bring)
    client.start()
    before: dict[int, int] = {}
    try:
        for n in range(BACKUPS):
            before[n] = len(known)
            made = premises.manage("backup", str(tmp_path / f"backup-{n}"))
            assert made.returncode == 0, made.stderr
    finally:
        over.set()
        client.join(30)

    assert len(known) > BACKUPS
    for n in range(BACKUPS):
        assert backup.check(tmp_path / f"backup-{n}").events > 0
    second = another_office(premises, tmp_path / "second", databases, on_sqlite=on_sqlite)
    last = str(tmp_path / f"backup-{BACKUPS - 1}")
    restored = second.manage("restore", last)
    assert restored.returncode == 0, restored.stderr
    assert "FIELD_KEYS" not in restored.stderr
    head = json.loads((Path(last) / backup.MANIFEST).read_bytes())["head"]
    verified = second.manage("verify_journal")
    assert (verified.returncode, verified.stdout.splitlines()[-1]) == (0, head)
    assert is_sound(second, on_sqlite=on_sqlite)
    assert second.manage("restore", last).returncode == 1
    try:
        second.open()
        numbers = {c["number"] for c in second.every("intake", "/complaints/?page_size=200")}
        assert set(known[: before[BACKUPS - 1]]) <= numbers
        (file,) = second.get("intake", f"/complaints/{first}/attachments/")
        assert file["sha256"] == digest
        told = second.take("intake", f"/complaints/{first}/reveal/", {"reason": "演练"})
        assert "13812345678" in json.dumps(told)
        running = second.manage("restore", last, "--force")
        assert (running.returncode, "open" in running.stderr) == (1, True)
    finally:
        second.kill()
    stored = next((second.folder / "media").rglob("*.*"), None) or next(
        p for p in (second.folder / "media").rglob("*") if p.is_file()
    )
    assert hashlib.sha256(stored.read_bytes()).hexdigest() == digest


def test_no_secret_is_in_a_backup(closed: Premises, tmp_path: Path) -> None:
    made = closed.manage("backup", str(tmp_path / "backup"))

    assert made.returncode == 0, made.stderr
    secrets = [
        closed.environ[name] for name in ("SECRET_KEY", "FIELD_KEYS") if name in closed.environ
    ]
    secrets += [
        (closed.folder / name).read_text("utf-8").strip()
        for name in ("secret-key", "field-keys", "demo-password")
        if (closed.folder / name).exists()
    ]
    assert len(secrets) >= 2
    for path in (tmp_path / "backup").rglob("*"):
        if path.is_file():
            assert path.stat().st_mode & 0o077 == 0
            content = path.read_bytes()
            assert [s for s in secrets if s.encode() in content] == []


def test_a_forced_restore_brings_the_office_back_and_keeps_what_was_there(
    closed: Premises, tmp_path: Path, on_sqlite: bool
) -> None:
    made = closed.manage("backup", str(tmp_path / "backup"))
    assert made.returncode == 0, made.stderr
    closed.open()
    later = story.received(closed, "GZ-LATER-1")
    attach(closed, later)
    assert closed.signal(signal.SIGTERM) == 0

    refused = closed.manage("restore", str(tmp_path / "backup"))
    forced = closed.manage("restore", str(tmp_path / "backup"), "--force")

    assert (refused.returncode, "--force" in refused.stderr) == (1, True)
    assert forced.returncode == 0, forced.stderr
    assert is_sound(closed, on_sqlite=on_sqlite)
    (aside,) = closed.folder.glob("before-restore-*")
    assert (aside / "media").is_dir()
    assert (aside / "zhitong.sqlite3").exists() == on_sqlite
    closed.open()
    assert closed.call("GET", f"/api/v1/complaints/{later}/", "dispatcher").status == 404


def test_keys_that_do_not_fit_are_named(
    closed: Premises, databases: Databases, tmp_path: Path, on_sqlite: bool
) -> None:
    assert closed.manage("backup", str(tmp_path / "backup")).returncode == 0
    second = another_office(closed, tmp_path / "second", databases, on_sqlite=on_sqlite)
    (second.folder / "field-keys").unlink(missing_ok=True)
    second.environ["FIELD_KEYS"] = "BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBA="

    restored = second.manage("restore", str(tmp_path / "backup"))

    assert (restored.returncode, "FIELD_KEYS" in restored.stderr) == (0, True), restored.stderr


# ------------------------------------------------------------------------ damaged and foreign


@pytest.fixture
def whole(tmp_path: Path, settings: Any) -> Path:
    """A small backup with all that a backup has."""
    folder = tmp_path / "backup"
    (folder / "media" / "ab").mkdir(parents=True)
    files = {"database.sqlite3": b"d" * 5000, "media/ab/abc": b"m" * 300}
    for name, content in files.items():
        (folder / name).write_bytes(content)
    manifest = backup.Manifest(
        made_at=timezone.now().isoformat(),
        vendor="sqlite",
        migrations=["journal.0001_initial"],
        events=7,
        head="0" * 64,
        probe="00",
        files={
            name: backup.Entry(sha256=hashlib.sha256(content).hexdigest(), size=len(content))
            for name, content in files.items()
        },
    )
    (folder / backup.MANIFEST).write_text(json.dumps(manifest.written()), "utf-8")
    return folder


def flip(folder: Path) -> None:
    file = folder / "database.sqlite3"
    content = bytearray(file.read_bytes())
    content[4321] ^= 1
    file.write_bytes(content)


def cut(folder: Path) -> None:
    with (folder / "media/ab/abc").open("r+b") as file:
        file.truncate(299)


def take_away(folder: Path) -> None:
    (folder / "media/ab/abc").unlink()


def add(folder: Path) -> None:
    (folder / "media/ab/stranger").write_bytes(b"x")


def link(folder: Path) -> None:
    file = folder / "media/ab/abc"
    content = file.rename(folder.parent / "elsewhere")
    file.symlink_to(content)


def forge(folder: Path) -> None:
    file = folder / backup.MANIFEST
    file.write_text(file.read_text("utf-8").replace('"events": 7', '"events": 8'), "utf-8")


def unfinish(folder: Path) -> None:
    (folder / backup.MANIFEST).unlink()


def estrange(folder: Path) -> None:
    (folder / backup.MANIFEST).write_text('{"product": "other", "format": 1, "digest": ""}')


def garble(folder: Path) -> None:
    (folder / backup.MANIFEST).write_bytes(b"\xff[]")


def list_only(folder: Path) -> None:
    (folder / backup.MANIFEST).write_bytes(b"[]")


def test_a_whole_backup_passes(whole: Path) -> None:
    assert backup.check(whole).size == 5300


@pytest.mark.parametrize(
    "harm",
    [flip, cut, take_away, add, link, forge, unfinish, estrange, garble, list_only],
)
def test_a_damaged_or_foreign_backup_is_refused(whole: Path, harm: Callable[[Path], None]) -> None:
    harm(whole)

    with pytest.raises(backup.Refused):
        backup.check(whole)


def test_a_backup_goes_into_an_empty_folder_only(whole: Path) -> None:
    with pytest.raises(backup.Refused, match="not empty"):
        backup.back_up(whole, at=timezone.now())
