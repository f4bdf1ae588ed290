"""Secrets of the configuration: read from files of their own, and known to the log so that it can leave them out."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args
from urllib.parse import urlsplit

from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo

from bot.config.problems import Place
from bot.config.sections import PREFIX, SECRET_FILE
from bot.config.settings import Settings


def with_secret_files(
    table: Mapping[str, Any], path: Path | None, environment: Mapping[str, str]
) -> tuple[dict[str, Any], list[tuple[Place, str]]]:
    """`app_secret_file = "…"` stands for the secret in that file, whether told in the file or the environment.

    Gives the table with the secrets in it, and what is wrong with each.
    """
    files = _Files(path.parent if path else Path())
    resolved = files.resolve(table, Settings, ())
    for name, place in _variables(environment):
        secret = files.read(Path(environment[name]), (*place[:-1], f"{place[-1]}{SECRET_FILE}"))
        _put(resolved, place, secret)
    return resolved, files.problems


def secret_values(settings: Settings) -> frozenset[str]:
    """Every secret there is, the database's password included."""
    password = urlsplit(settings.database.url).password
    return frozenset(filter(None, (*_values(settings), password)))


def is_secret(field: FieldInfo | None) -> bool:
    """Its value must not be shown."""
    return field is not None and (field.annotation is SecretStr or SecretStr in get_args(field.annotation))


def _values(model: BaseModel) -> Iterator[str]:
    for name in type(model).model_fields:
        value = getattr(model, name)
        if isinstance(value, SecretStr):
            yield value.get_secret_value()
        elif isinstance(value, dict):
            yield from (each.get_secret_value() for each in value.values() if isinstance(each, SecretStr))
        elif isinstance(value, BaseModel):
            yield from _values(value)


class _Files:
    """Reads secrets from files beside the configuration."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.problems: list[tuple[Place, str]] = []

    def resolve(self, table: Mapping[str, Any], model: type[BaseModel], within: Place) -> dict[str, Any]:
        """The table with the secrets in place of the names of their files."""
        resolved = dict(table)
        for key, field in model.model_fields.items():
            inner = field.annotation
            if isinstance(inner, type) and issubclass(inner, BaseModel) and isinstance(table.get(key), dict):
                resolved[key] = self.resolve(table[key], inner, (*within, key))
            elif is_secret(field) and (name := f"{key}{SECRET_FILE}") in table:
                if key in table:
                    self.problems.append(((*within, name), f"{key} is written too. Keep one of them."))
                resolved[key] = self.read(self._folder / str(resolved.pop(name)), (*within, name))
        return resolved

    def read(self, path: Path, place: Place) -> str:
        """The secret in a file; empty, and a problem noted, when there is none."""
        try:
            secret, why = path.read_text("utf-8").strip(), "empty"
        except OSError as wrong:
            secret, why = "", str(wrong.strerror)
        except UnicodeDecodeError:
            secret, why = "", "not UTF-8 text"
        if not secret:
            self.problems.append((place, f"{path}: {why}. Write the name of a file that holds the secret."))
        return secret


def _variables(environment: Mapping[str, str]) -> Iterator[tuple[str, Place]]:
    for name in environment:
        lower = name.lower()
        if lower.startswith(PREFIX.lower()) and lower.endswith(SECRET_FILE) and "__" in lower:
            yield name, tuple(lower.removeprefix(PREFIX.lower()).removesuffix(SECRET_FILE).split("__"))


def _put(table: dict[str, Any], keys: Place, value: str) -> None:
    for key in keys[:-1]:
        inner = table.get(key)
        table[key] = dict(inner) if isinstance(inner, dict) else {}
        table = table[key]
    table[keys[-1]] = value
