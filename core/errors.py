"""What this program says no to.

Refusal            understood and refused: the sender reads a sentence, nothing is logged as an error
├── NotFound       no such order, product, customer or person
├── NameAmbiguous  several orders, products, customers or people are called that
├── NotAllowed     the sender's role may not do this; carries who can
├── WrongState     not possible in the present state
├── StaleCard      the card shows an older revision: redrawn, not obeyed
└── BadInput       the words could not be read; carries what was understood and what is missing

A refusal carries facts only. Its sentence lives in `cards/texts/<language>/` under
`[refusals]`, keyed by the class name, with the facts as placeholders.
"""

from typing import Any


class Refusal(Exception):
    """Understood and refused. `facts` fill the placeholders of its sentence."""

    def __init__(self, **facts: Any) -> None:
        super().__init__(type(self).__name__, facts)
        self.facts = facts


class NotFound(Refusal):
    """There is no such thing: `kind` (a label key) and `words` as typed; `near` the closest known ones."""


class NameAmbiguous(Refusal):
    """Several things of a `kind` (a label key) are called by the `words` typed; `candidates` tells them apart."""


class NotAllowed(Refusal):
    """The sender's role may not do this; `who` names those who can."""


class WrongState(Refusal):
    """Not possible in the present state."""


class StaleCard(Refusal):
    """A click on a card that shows an older revision than the stored one."""


class BadInput(Refusal):
    """The words could not be read."""
