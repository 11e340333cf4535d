"""What is sealed opens with the right key at the right place, and nowhere else."""

import base64

import pytest

from accounts import vault

OLD, NEW, OTHER = (vault.read_key(vault.new_key()) for _ in range(3))


@pytest.mark.parametrize(
    "value",
    ["", "欧阳测试", "a" * 100_000, 7, None, ["x"], {"name": "欧阳测试", "phone": "13812345678"}],
)
def test_what_is_sealed_comes_out_as_it_went_in(value: object) -> None:
    sealed = vault.seal(value, place="informant.identity:TS1", keys=[NEW])

    assert vault.unseal(sealed, place="informant.identity:TS1", keys=[NEW]) == value


def test_bytes_come_out_as_they_went_in() -> None:
    sealed = vault.seal_bytes(b"\x00\xff", place="p", keys=[NEW])

    assert vault.unseal_bytes(sealed, place="p", keys=[NEW]) == b"\x00\xff"


def test_a_sealed_value_shows_nothing_of_itself_and_never_the_same_twice() -> None:
    one, two = (vault.seal("欧阳测试", place="p", keys=[NEW]) for _ in range(2))

    assert one != two
    assert "欧阳".encode() not in one


def test_a_sealed_value_moved_to_another_row_does_not_open() -> None:
    sealed = vault.seal("欧阳测试", place="informant.identity:TS1", keys=[NEW])

    with pytest.raises(vault.Unopenable):
        vault.unseal(sealed, place="informant.identity:TS2", keys=[NEW])


def test_an_unknown_key_does_not_open() -> None:
    sealed = vault.seal("欧阳测试", place="p", keys=[NEW])

    with pytest.raises(vault.Unopenable):
        vault.unseal(sealed, place="p", keys=[OTHER])


def test_one_changed_bit_anywhere_does_not_open() -> None:
    sealed = vault.seal("欧阳测试", place="p", keys=[NEW])

    for i in range(len(sealed)):
        spoiled = sealed[:i] + bytes([sealed[i] ^ 1]) + sealed[i + 1 :]
        with pytest.raises(vault.Unopenable):
            vault.unseal(spoiled, place="p", keys=[NEW])


@pytest.mark.parametrize("length", range(0, 37, 4))
def test_a_value_cut_short_does_not_open(length: int) -> None:
    sealed = vault.seal("欧", place="p", keys=[NEW])

    with pytest.raises(vault.Unopenable):
        vault.unseal(sealed[:length], place="p", keys=[NEW])


def test_after_a_rotation_the_newest_key_seals_and_the_old_ones_still_open() -> None:
    before = vault.seal("旧", place="p", keys=[OLD])
    after = vault.seal("新", place="p", keys=[NEW, OLD])

    assert vault.unseal(before, place="p", keys=[NEW, OLD]) == "旧"
    assert vault.unseal(after, place="p", keys=[NEW]) == "新"
    with pytest.raises(vault.Unopenable):
        vault.unseal(after, place="p", keys=[OLD])


def test_a_digest_stays_the_same_when_a_newer_key_is_put_in_front() -> None:
    before = vault.keyed_digest(b"13812345678", purpose="phone", keys=[OLD])

    assert vault.keyed_digest(b"13812345678", purpose="phone", keys=[NEW, OLD]) == before
    assert vault.keyed_digest(b"13812345678", purpose="receipt", keys=[OLD]) != before
    assert vault.keyed_digest(b"13812345678", purpose="phone", keys=[OTHER]) != before


@pytest.mark.parametrize("length", [0, 16, 31, 33])
def test_a_key_of_another_length_is_refused(length: int) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        vault.read_key(base64.urlsafe_b64encode(b"k" * length).decode())


def test_a_new_key_is_a_key_and_another_one_each_time() -> None:
    assert len(vault.read_key(vault.new_key() + "\n")) == 32
    assert vault.new_key() != vault.new_key()
