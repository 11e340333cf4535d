"""What the lower rooms need to know of a person, without knowing the accounts room."""

from typing import Protocol


class Person(Protocol):
    """A user as the ground sees one: a key, a name, a role and the office worked for."""

    pk: int
    username: str
    role: str
    office_id: str

    @property
    def oversees(self) -> bool:
        """Whether this person looks at the rows of every office."""
        ...
