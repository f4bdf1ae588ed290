"""A page as a person sees it, read from its HTML."""

from html.parser import HTMLParser

from httpx import Response

VOID = {"input", "meta", "link", "br"}


class Page(HTMLParser):
    """Its words, its fields with what stands in them, its links."""

    def __init__(self, response: Response) -> None:
        super().__init__()
        self.response = response
        self.fields: dict[str, dict[str, str]] = {}
        """By name: `tag`, `value` and every attribute; `choices` of a list by line."""
        self.links: list[str] = []
        self.text, self.title = "", ""
        self.tags: list[tuple[str, dict[str, str]]] = []
        self._open: list[str] = []
        self._field = ""
        self.feed(response.text)

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def values(self) -> dict[str, str]:
        """What a browser would send if nothing more were typed."""
        return {name: field["value"] for name, field in self.fields.items()}

    def __contains__(self, words: str) -> bool:
        return words in self.text

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        self.tags.append((tag, told))
        if tag not in VOID:
            self._open.append(tag)
        if tag in ("input", "select", "textarea"):
            self._field = told["name"]
            self.fields[self._field] = {"tag": tag, "value": "", "choices": ""} | told
        elif tag == "option":
            self._choose(told)
        elif tag == "a":
            self.links.append(told["href"])

    def _choose(self, told: dict[str, str]) -> None:
        field = self.fields[self._field]
        field["choices"] += told["value"] + "\n"
        if "selected" in told:
            field["value"] = told["value"]

    def handle_endtag(self, tag: str) -> None:
        self._open.pop()

    def handle_data(self, data: str) -> None:
        inside = self._open[-1] if self._open else ""
        if inside == "textarea":
            self.fields[self._field]["value"] += data.removeprefix("\n")
        elif inside == "title":
            self.title += data
        elif inside != "option" and data.strip():
            self.text += data.strip() + "\n"
