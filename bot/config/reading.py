"""Reading the file and the environment into `Settings`, or saying what is wrong with each of them."""

import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_settings import SettingsError

from bot.config.checks import contradictions
from bot.config.problems import BadConfig, Lines, Place
from bot.config.secrets import is_secret, with_secret_files
from bot.config.sections import PREFIX, SECRET_FILE
from bot.config.settings import Settings

_LONGEST_SHOWN = 60
_WITH_PASSWORD = {("database", "url")}


def load(path: Path | None) -> Settings:
    """The settings of this file (None: defaults) and the environment. Raises BadConfig."""
    text = _read(path) if path is not None else ""
    origin = _Origin(path, text, os.environ)
    table, unread = with_secret_files(_parse(path, text), path, os.environ)
    problems = [*_unknown_variables(os.environ), *(origin.tell(*problem) for problem in unread)]
    try:
        settings = Settings(**table)
    except ValidationError as wrong:
        problems += [origin.sentence(error) for error in wrong.errors() if not origin.is_told(error)]
    except SettingsError as wrong:
        problems.append(f"environment: {wrong}. Write JSON, or single keys with __ between them.")
    else:
        # Nobody is told that a key is missing whose file has just been found to be missing.
        known = {(*place[:-1], place[-1].removesuffix(SECRET_FILE)) for place, _ in unread}
        problems += [origin.tell(*found) for found in contradictions(settings) if found[0] not in known]
        if not problems:
            return settings
    raise BadConfig(problems)


class _Origin:
    """Where each setting came from."""

    def __init__(self, path: Path | None, text: str, environment: Mapping[str, str]) -> None:
        self._path, self._lines = path, Lines(text)
        self._variables = {name.upper(): name for name in environment}

    def is_told(self, error: Any) -> bool:
        """An unknown key of the environment, which `_unknown_variables` has found already."""
        name = PREFIX + "__".join(_place(error)).upper()
        return error["type"] == "extra_forbidden" and name in self._variables

    def sentence(self, error: Any) -> str:
        """One line for one of pydantic's errors."""
        place = _place(error)
        field = _field(place)
        if error["type"] == "extra_forbidden":
            return self.tell(place, f"unknown key.{_did_you_mean(place)} config.example.toml shows all keys.")
        if error["type"] == "missing":
            return self.tell(place, f"missing. Write {_hint(field)}.")
        why = f" ({error['ctx']['error']})" if "error" in error.get("ctx", {}) else ""
        given = "this value" if is_secret(field) or place in _WITH_PASSWORD else repr(error["input"])[:_LONGEST_SHOWN]
        return self.tell(place, f"{given} cannot be used{why}. Write {_hint(field)}.")

    def tell(self, place: Place, problem: str) -> str:
        """A problem with its place."""
        if variable := self._variable(place):
            return f"{variable}: {problem}"
        line = self._lines.of(place)
        where = f"{self._path}:{line}" if line else str(self._path or "environment")
        return f"{where}: {'.'.join(part for part in place if not part.isdecimal())}: {problem}"

    def _variable(self, place: Place) -> str | None:
        """The variable that sets this key, or a table around it."""
        names = (PREFIX + "__".join(place[:length]).upper() for length in range(len(place), 0, -1))
        return next((self._variables[name] for name in names if name in self._variables), None)


def _place(error: Any) -> Place:
    return tuple(str(part) for part in error["loc"])


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except OSError as wrong:
        raise BadConfig([f"{path}: {wrong.strerror}. Copy config.example.toml and edit it."]) from None
    except UnicodeDecodeError:
        raise BadConfig([f"{path}: not UTF-8 text. Save the file as UTF-8."]) from None


def _parse(path: Path | None, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        raise BadConfig([_not_toml(path, text, str(wrong))]) from None


def _not_toml(path: Path | None, text: str, wrong: str) -> str:
    """What the parser says; of a repetition, what is repeated and where."""
    if not any(word in wrong for word in ("overwrite", "twice", "Duplicate")):
        return f'{path}: not TOML: {wrong}. Text needs quotation marks: key = "text".'
    lines = text.rstrip().splitlines()
    told = re.search(r"at line (\d+)", wrong)
    number = int(told[1]) if told else len(lines)  # at the end of the file it gives no line
    name = lines[number - 1].partition("=")[0].strip()
    return f"{path}:{number}: '{name}' stands here for the second time. Write each only once."


# --- what there is -------------------------------------------------------------------------


def _field(place: Place) -> FieldInfo | None:
    """The field at a place; the innermost one there is."""
    model: Any = Settings
    found = None
    for part in place:
        if part.isdecimal():
            continue
        fields = getattr(model, "model_fields", {})
        if part not in fields:
            return found
        found = fields[part]
        model = next(iter(get_args(found.annotation)), found.annotation)
    return found


def _hint(field: FieldInfo | None) -> str:
    if field is not None and field.description:
        return field.description
    return "a table" if field is not None and _is_model(field.annotation) else "text in quotation marks"


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def _did_you_mean(place: Place) -> str:
    siblings = [
        name[-1] for name in _names(Settings, ()) if name[:-1] == tuple(p for p in place[:-1] if not p.isdecimal())
    ]
    near = get_close_matches(place[-1], siblings, n=1)
    return f" Did you mean {near[0]}?" if near else ""


def _names(model: Any, within: Place) -> Iterator[Place]:
    """Every key there is, tables included."""
    for name, field in model.model_fields.items():
        yield (*within, name)
        inner = next(iter(get_args(field.annotation)), field.annotation)
        if _is_model(inner):
            yield from _names(inner, (*within, name))


def _unknown_variables(environment: Mapping[str, str]) -> list[str]:
    """Variables of ours that name no key. Those without __ may be somebody else's, such as a container's own."""
    known = {PREFIX + "__".join(name).upper() for name in _names(Settings, ())}
    known |= {name + SECRET_FILE.upper() for name in known}
    problems = []
    for name in sorted(environment):
        if name.upper().startswith(PREFIX) and "__" in name and name.upper() not in known:
            # Without what is common to all of them: it would make any two look alike.
            near = get_close_matches(name.upper().removeprefix(PREFIX), [it.removeprefix(PREFIX) for it in known], n=1)
            problems.append(f"{name}: unknown key.{f' Did you mean {PREFIX}{near[0]}?' if near else ''}")
    return problems
