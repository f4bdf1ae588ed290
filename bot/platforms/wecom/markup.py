"""The XML of callbacks as nested dicts, read so that a stranger's XML costs next to nothing.

No document type, no entities, bounded depth and count. A child that may come more than once is always a list, so
that one selection reads like several; everything without children is a string.
"""

import re
from typing import Any
from xml.sax import SAXException
from xml.sax.handler import ContentHandler

from defusedxml.expatreader import DefusedExpatParser

MOST_ELEMENTS = 5_000
"""Ours: the longest approval forms have some hundreds."""
DEEPEST = 16
"""Ours: the deepest documented form, an approval's, has six levels."""
MOST_MARKS = 20_000
"""Ours, of line breaks, attributes and references together: each is a step of its own for the parser."""

ALWAYS_LISTS = frozenset(
    {
        "ApprovalNode",
        "Comments",
        "Details",
        "Item",
        "NodeList",
        "Notifyer",
        "NotifyNode",
        "OptionId",
        "SelectedItem",
        "SpRecord",
        "SubNodeList",
        "item",
    }
)
"""Children that may repeat, whether or not they do."""

_MARKS = (b"\n", b"\r", b"=", b"&")
_NOT_ALLOWED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")


class BadMarkup(ValueError):
    """Not the XML of a callback; the text says why and quotes nothing."""


def read_markup(raw: bytes) -> dict[str, Any]:
    """What the root element holds. UTF-8, whatever it says of itself. Raises BadMarkup."""
    if sum(raw.count(mark) for mark in _MARKS) > MOST_MARKS:
        raise BadMarkup("too many lines, attributes or references")
    reader = _Reader()
    parser = DefusedExpatParser(forbid_dtd=True)
    parser.setContentHandler(reader)
    try:
        # As text it is UTF-8 to the parser, whatever it says; and in one piece it is read in half the time.
        parser.feed(raw.decode())
        parser.close()
    except BadMarkup:
        raise
    except (SAXException, ValueError, LookupError) as error:
        raise BadMarkup("not well-formed XML, or with a document type") from error
    return reader.root


def without_controls(raw: bytes) -> bytes:
    """Text of a person as XML allows it: control characters and broken UTF-8 would make all of it unreadable."""
    return _NOT_ALLOWED.sub("", raw.decode("utf-8", "replace")).encode()


class _Reader(ContentHandler):
    """Builds the dicts; gives up at the first element that is too many or too deep."""

    def __init__(self) -> None:
        super().__init__()
        self.root: dict[str, Any] = {}
        self._children: list[dict[str, Any]] = [{}]
        self._texts: list[list[str]] = [[]]
        self._count = 0

    def startElement(self, name: str, attrs: object) -> None:  # noqa: N802 the name is the parser's
        """One element opens."""
        self._count += 1
        if self._count > MOST_ELEMENTS or len(self._children) > DEEPEST:
            raise BadMarkup("too many elements, or too deep")
        self._children.append({})
        self._texts.append([])

    def characters(self, content: str) -> None:
        """Text of the element that is open."""
        self._texts[-1].append(content)

    def endElement(self, name: str) -> None:  # noqa: N802 the name is the parser's
        """The element that is open closes."""
        children, texts = self._children.pop(), self._texts.pop()
        if len(self._children) == 1:
            self.root = children
            return
        value = children or "".join(texts)
        self._add(self._children[-1], name, value)

    def processingInstruction(self, target: str, data: str) -> None:  # noqa: N802 the name is the parser's
        """None is ever sent; a million of them would take long."""
        raise BadMarkup("with a processing instruction")

    @staticmethod
    def _add(parent: dict[str, Any], name: str, value: object) -> None:
        there = parent.get(name)
        if isinstance(there, list):
            there.append(value)
        elif there is not None:
            parent[name] = [there, value]
        else:
            parent[name] = [value] if name in ALWAYS_LISTS else value
