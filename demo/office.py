"""The people of the demo office."""

import os
import secrets
from datetime import datetime
from pathlib import Path

from django.contrib.auth.hashers import make_password

from accounts import services
from accounts.choices import CITY_OFFICE, OfficeKind, Role
from accounts.models import Office, User

CITY_PEOPLE = {
    "intake": ("陈晓岚", Role.INTAKE),
    "dispatcher": ("黎文杰", Role.DISPATCHER),
    "supervisor": ("周立群", Role.SUPERVISOR),
    "reward_clerk": ("何敏仪", Role.REWARD_CLERK),
    "reward_approver": ("吴国栋", Role.REWARD_APPROVER),
    "cashier": ("梁秀珍", Role.CASHIER),
    "registrar": ("邓嘉慧", Role.REGISTRAR),
    "auditor": ("谭永康", Role.AUDITOR),
    "platform_12345": ("12345热线平台", Role.INTEGRATION),
    "officer_city": ("罗志强", Role.OFFICER),
    "officer2_city": ("冯雅雯", Role.OFFICER),
    "officer3_city": ("许俊贤", Role.OFFICER),
    "chief_city": ("欧阳国良", Role.CHIEF),
}
SURNAMES = "李王张刘陈杨黄赵吴周徐孙马朱胡郭何林高梁郑罗宋谢唐韩曹许邓萧冯曾程蔡彭潘袁于董余苏"
GIVEN = ("志明", "淑贞", "伟东", "嘉欣", "建华", "丽娟", "俊杰", "慧敏", "永强", "雪梅", "国辉")
STAFF = (("officer", Role.OFFICER), ("officer2", Role.OFFICER), ("officer3", Role.OFFICER))


def create_people(*, at: datetime, data_dir: Path) -> dict[str, User]:
    """Make every demo account with one random password; it is kept in `demo-password`."""
    password = "-".join(secrets.token_hex(3) for _ in range(3))
    encoded = make_password(password)
    people = {
        username: services.add_user(
            username=username,
            name=name,
            role=role,
            office=CITY_OFFICE,
            password_hash=encoded,
            by=None,
            at=at,
            certificate_no=f"粤A{i:05d}" if role in {Role.OFFICER, Role.CHIEF} else "",
        )
        for i, (username, (name, role)) in enumerate(CITY_PEOPLE.items())
    }
    for i, office in enumerate(Office.objects.filter(kind=OfficeKind.DISTRICT).order_by("code")):
        for j, (word, role) in enumerate([*STAFF, ("chief", Role.CHIEF)]):
            username = f"{word}_{office.slug}"
            name = SURNAMES[(i * 4 + j) % len(SURNAMES)] + GIVEN[(i + j * 3) % len(GIVEN)]
            people[username] = services.add_user(
                username=username,
                name=name,
                role=role,
                office=office.code,
                password_hash=encoded,
                by=None,
                at=at,
                certificate_no=f"粤A{(i + 1) * 100 + j:05d}",
            )
    _keep(password, data_dir)
    return people


def _keep(password: str, data_dir: Path) -> None:
    file = data_dir / "demo-password"
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as out:
        out.write(password + "\n")
