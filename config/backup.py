"""Backups: the database and the files of a running office, with a manifest of digests.

The keys stay outside: whoever finds a backup cannot open what is sealed in it, and whoever
restores one needs the FIELD_KEYS of the office in which it was made.
"""

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.loader import MigrationLoader

from accounts.vault import Unopenable, seal, unseal
from config import env
from journal import selectors as journal

PRODUCT: Final = "zhitong"
FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
DATABASE: Final = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
MEDIA: Final = "media"
PROBE: Final = "backup.probe"
RUNNING: Final = timedelta(seconds=20)
"""An office whose worker or clock gave a sign of life so lately is open."""

HEADS = "SELECT matter, head FROM journal_chain"
EVENTS = "SELECT count(*) FROM journal_event"
APPLIED = "SELECT app, name FROM django_migrations"


class Refused(Exception):
    """A backup cannot be made here, or this one must not be restored; the message says why."""


@dataclass(frozen=True)
class Entry:
    """One file of a backup."""

    sha256: str
    size: int


@dataclass(frozen=True)
class Manifest:
    """What a backup says about itself."""

    made_at: str
    vendor: str
    migrations: list[str]
    events: int
    head: str
    probe: str
    files: dict[str, Entry]

    @property
    def size(self) -> int:
        """The bytes of all its files."""
        return sum(entry.size for entry in self.files.values())

    def written(self) -> dict[str, Any]:
        """The manifest as it is written, with the digest of itself."""
        body = {"product": PRODUCT, "format": FORMAT, **asdict(self)}
        return body | {"digest": _digest_of(body)}


@dataclass(frozen=True)
class Facts:
    """What the copied database says: its migrations and its journal."""

    migrations: list[str]
    events: int
    head: str


def back_up(folder: Path, *, at: datetime) -> Manifest:
    """Copy the database as it is at one instant, then the files; the manifest comes last.

    Raises Refused when the folder is not empty or a tool is missing.
    """
    _make_empty(folder)
    name = DATABASE[connection.vendor]
    copy = _copy_sqlite if connection.vendor == "sqlite" else _dump_postgresql
    facts = copy(folder / name)
    files = {name: _entry(folder / name)}
    # After the database: a file is stored before the row that names it.
    for path in _files_of(settings.MEDIA_ROOT):
        inside = f"{MEDIA}/{path.relative_to(settings.MEDIA_ROOT).as_posix()}"
        if _copy(path, folder / inside):
            files[inside] = _entry(folder / inside)
    manifest = Manifest(
        made_at=at.isoformat(),
        vendor=connection.vendor,
        probe=seal(PRODUCT, place=PROBE, keys=settings.FIELD_KEYS).hex(),
        files=files,
        **asdict(facts),
    )
    _write(folder / MANIFEST, json.dumps(manifest.written(), indent=1).encode())
    return manifest


def check(folder: Path) -> Manifest:
    """Read a backup's manifest and compare every file with it; raises Refused."""
    try:
        body = json.loads((folder / MANIFEST).read_bytes())
        digest = body.pop("digest")
        if (body.pop("product"), body.pop("format")) != (PRODUCT, FORMAT):
            raise Refused(f"{folder} is no backup of this product")
        manifest = Manifest(**body | {"files": {k: Entry(**v) for k, v in body["files"].items()}})
    except FileNotFoundError as error:
        raise Refused(f"{folder} holds no finished backup: {MANIFEST} is missing") from error
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise Refused(f"{MANIFEST} cannot be read") from error
    if manifest.written()["digest"] != digest:
        raise Refused(f"{MANIFEST} was changed")
    if DATABASE.get(manifest.vendor) not in manifest.files:
        raise Refused(f"{MANIFEST} names no database")
    found = {path.relative_to(folder).as_posix(): path for path in _files_of(folder)}
    found.pop(MANIFEST)
    for name in sorted(found.keys() ^ manifest.files.keys()):
        raise Refused(f"{name} is {'missing' if name in manifest.files else 'not in the manifest'}")
    for name, path in found.items():
        if _entry(path) != manifest.files[name]:
            raise Refused(f"{name} is damaged: it is not what the manifest says")
    return manifest


def opens(manifest: Manifest) -> bool:
    """Whether the FIELD_KEYS of this office open what is sealed in a backup."""
    try:
        return bool(
            unseal(bytes.fromhex(manifest.probe), place=PROBE, keys=settings.FIELD_KEYS) == PRODUCT
        )
    except Unopenable:
        return False


def restore(folder: Path, *, at: datetime, force: bool = False) -> Manifest:
    """Put a checked backup in the place of this office's data, which is moved aside.

    Raises Refused, before anything is touched, when the backup is damaged, foreign or newer than
    this program, when there are data here already (unless forced), or when the office is open.
    """
    manifest = check(folder)
    if manifest.vendor != connection.vendor:
        raise Refused(f"the backup is of {manifest.vendor}, this office is on {connection.vendor}")
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations or ()}
    unknown = sorted(set(manifest.migrations) - known)
    if unknown:
        raise Refused(f"the backup comes from another version: {', '.join(unknown)}")
    tables = connection.introspection.table_names()
    if "journal_heartbeat" in tables and _is_open(at):
        raise Refused("the office is open: close it first")
    if (tables or _files_of(settings.MEDIA_ROOT)) and not force:
        raise Refused("there are data here already: say --force to replace them")
    connections.close_all()
    aside = settings.DATA_DIR / f"before-restore-{at:%Y%m%dT%H%M%SZ}"
    put = _put_sqlite if manifest.vendor == "sqlite" else _put_postgresql
    put(folder / DATABASE[manifest.vendor], aside)
    _put_media(folder / MEDIA, aside)
    call_command("migrate", verbosity=0, interactive=False)
    verdict = journal.verify()
    if verdict.broken or (verdict.events, verdict.head) != (manifest.events, manifest.head):
        raise Refused(f"restored, but the journal does not hold: {verdict.broken or verdict.head}")
    return manifest


def _is_open(at: datetime) -> bool:
    from journal.models import Heartbeat  # noqa: PLC0415 - asked only where there is a table

    return Heartbeat.objects.filter(beat_at__gt=at - RUNNING).exists()


# ---------------------------------------------------------------------------------- SQLite


def _copy_sqlite(target: Path) -> Facts:
    """Copy through SQLite's own online backup, in one step: what is copied is one instant."""
    source = Path(connection.settings_dict["NAME"]).resolve().as_uri()
    with (
        closing(sqlite3.connect(f"{source}?mode=ro", uri=True, timeout=60)) as live,
        closing(sqlite3.connect(target)) as copy,
    ):
        live.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        if (found := copy.execute("PRAGMA integrity_check").fetchone()) != ("ok",):
            raise Refused(f"the database is damaged: {found[0]}")
        facts = _facts(
            applied=copy.execute(APPLIED).fetchall(),
            events=copy.execute(EVENTS).fetchone()[0],
            heads=copy.execute(HEADS).fetchall(),
        )
    _settle(target)
    return facts


def _put_sqlite(source: Path, aside: Path) -> None:
    place = Path(connection.settings_dict["NAME"])
    place.parent.mkdir(parents=True, exist_ok=True)
    ready = place.with_name(f"{place.name}.restored")
    shutil.copyfile(source, ready)
    _settle(ready)
    # A journal that stayed behind would be played back into the restored file.
    for name in (place.name, *(f"{place.name}-{end}" for end in ("journal", "wal", "shm"))):
        _move_aside(place.with_name(name), aside)
    ready.replace(place)


# ------------------------------------------------------------------------------ PostgreSQL


def _dump_postgresql(target: Path) -> Facts:
    """Dump by pg_dump in the snapshot in which the journal's head is read."""
    tool = _tool("pg_dump")
    with connection.cursor() as cursor:
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        try:
            cursor.execute("SELECT pg_export_snapshot()")
            (snapshot,) = cursor.fetchone()
            cursor.execute(APPLIED)
            applied = cursor.fetchall()
            cursor.execute(EVENTS)
            (events,) = cursor.fetchone()
            cursor.execute(HEADS)
            heads = cursor.fetchall()
            options = ["--format=custom", "--no-owner", "--no-privileges"]
            _run([tool, *options, f"--snapshot={snapshot}", f"--file={target}"])
        finally:
            cursor.execute("ROLLBACK")
    _settle(target)
    return _facts(applied=applied, events=events, heads=heads)


def _put_postgresql(source: Path, _aside: Path) -> None:
    """Empty the schema and fill it again, in one transaction: all of it or nothing."""
    pg_restore, psql = _tool("pg_restore"), _tool("psql")
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=settings.DATA_DIR) as folder:
        script = f"{folder}/restore.sql"
        _run([pg_restore, "--no-owner", "--no-privileges", f"--file={script}", str(source)])
        empty = "DROP SCHEMA public CASCADE; CREATE SCHEMA public"
        rules = ["--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"]
        _run([psql, *rules, "--output=/dev/null", f"--command={empty}", f"--file={script}"])


def _tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise Refused(f"{name} is not installed: the PostgreSQL client tools are needed")
    return found


def _run(command: list[str]) -> None:
    """Run a PostgreSQL tool against this office's database; the password stays off its line."""
    told = connection.settings_dict
    environ = {
        "PGDATABASE": told["NAME"],
        "PGHOST": told["HOST"],
        "PGPORT": str(told["PORT"] or ""),
        "PGUSER": told["USER"],
        "PGPASSWORD": told["PASSWORD"],
        "PGSSLMODE": told["OPTIONS"].get("sslmode", ""),
    }
    done = subprocess.run(  # noqa: S603 - our own command line
        command,
        env=env.for_child(environ),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Refused(f"{Path(command[0]).name}: {done.stderr.strip()}")


# ----------------------------------------------------------------------------------- files


def _put_media(source: Path, aside: Path) -> None:
    ready = settings.MEDIA_ROOT.with_name(f"{settings.MEDIA_ROOT.name}.restored")
    shutil.rmtree(ready, ignore_errors=True)
    ready.mkdir(parents=True)
    for path in _files_of(source):
        _copy(path, ready / path.relative_to(source))
    _move_aside(settings.MEDIA_ROOT, aside)
    ready.replace(settings.MEDIA_ROOT)


def _move_aside(path: Path, aside: Path) -> None:
    if path.exists():
        aside.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.move(path, aside / path.name)


def _make_empty(folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise Refused(f"{folder} is not empty")
    if folder.resolve().is_relative_to(Path(settings.MEDIA_ROOT).resolve()):
        raise Refused(f"{folder} lies among the files that are to be backed up")


def _files_of(folder: Path) -> list[Path]:
    """Every file below a folder; a link is named, too, and then fits no manifest."""
    return sorted(path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir())


def _copy(source: Path, target: Path) -> bool:
    """Copy a file; False for one that is no plain file or was taken away meanwhile."""
    if source.is_symlink() or not source.is_file():
        return False
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        shutil.copyfile(source, target)
    except FileNotFoundError:
        return False
    _settle(target)
    return True


def _write(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    _settle(path)


def _settle(path: Path) -> None:
    """Nobody else may read it, and it is on the disk."""
    path.chmod(0o600)
    with _opened(path) as descriptor:
        os.fsync(descriptor)


@contextmanager
def _opened(path: Path) -> Iterator[int]:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _entry(path: Path) -> Entry:
    if path.is_symlink() or not path.is_file():
        raise Refused(f"{path.name} is no plain file")
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return Entry(sha256=digest, size=path.stat().st_size)


def _facts(
    *, applied: Iterable[tuple[str, str]], events: int, heads: Iterable[tuple[str, str]]
) -> Facts:
    """The head as `journal.selectors.verify` reckons it: over the heads of all matters."""
    whole = hashlib.sha256()
    for matter, head in sorted(heads):
        whole.update(f"{matter}:{head}\n".encode())
    return Facts(
        migrations=sorted(f"{app}.{name}" for app, name in applied),
        events=events,
        head=whole.hexdigest(),
    )


def _digest_of(body: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
