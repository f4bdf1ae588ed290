"""Whoever issues a command: a person with roles, or the program itself."""

from dataclasses import dataclass

from core.people import Person, Role


@dataclass(frozen=True, slots=True)
class Sender:
    """One actor, whatever platform they act from."""

    key: str
    name: str
    department: str = ""
    roles: frozenset[Role] = frozenset()
    leads: frozenset[str] = frozenset()
    """Departments this person leads."""
    is_program: bool = False

    @classmethod
    def of(cls, person: Person, leads: frozenset[str] = frozenset()) -> "Sender":
        """A person as a sender."""
        return cls(person.key, person.name, person.department, frozenset(person.roles), leads)


TONGPIN = Sender("tongpin", "同频", is_program=True)
"""The clock, the planner, the start-up: everything nobody in particular asked for."""
