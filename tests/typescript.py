"""The TypeScript form of the documents: `python -m tests.typescript` writes docs/frontend/types.ts.

`documents/schema.py` is the source, with `openphone/events/fields.py` for what events say. A
`datetime` is read as Firestore's Timestamp, `bytes` as its Bytes; what is not `Required` there is
optional here, and what is written below a field there is its comment here.
"""

import ast
import inspect
import typing
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, is_typeddict

from documents import schema
from openphone.events import fields as event_fields

FILE = Path(__file__).parent.parent / "docs" / "frontend" / "types.ts"
HEAD = """\
// Made from documents/schema.py by `python -m tests.typescript`; a test keeps them equal.
import type { Bytes, Timestamp } from "firebase/firestore";
"""
_NAMES = {str: "string", float: "number", bool: "boolean", datetime: "Timestamp", bytes: "Bytes"}


def documents() -> dict[str, type[Any]]:
    """Return every TypedDict of the documents by its name, after those that it refers to."""
    own = [
        one for one in vars(schema).values() if getattr(one, "__module__", "") == schema.__name__
    ]
    referred = [part for document in own for part in _parts(document)]
    found: dict[str, type[Any]] = {}
    for document in own:
        if document not in referred:
            _collect(document, found)
    return found


def _parts(document: type[Any]) -> list[type[Any]]:
    return [
        part
        for kind in fields(document).values()
        for part in (kind, *typing.get_args(kind))
        if is_typeddict(part)
    ]


def _collect(document: type[Any], found: dict[str, type[Any]]) -> None:
    for part in _parts(document):
        _collect(part, found)
    found.setdefault(document.__name__, document)


def fields(document: type[Any]) -> dict[str, Any]:
    """Return the fields of a document with their types, without `Required`."""
    return typing.get_type_hints(document)


def required(document: type[Any]) -> frozenset[str]:
    """Return the names of the fields that are always there."""
    return frozenset(document.__required_keys__)


def render() -> str:
    """Return the content of the TypeScript file."""
    comments = _comments()
    interfaces = (_interface(document, comments) for document in documents().values())
    return "\n".join([HEAD, *interfaces])


def _interface(document: type[Any], comments: dict[str, dict[str, str]]) -> str:
    lines = [f"/** {inspect.getdoc(document)} */", f"export interface {document.__name__} {{"]
    always, below = required(document), comments[document.__name__]
    for name, kind in fields(document).items():
        lines += [f"  /** {below[name]} */"] if name in below else []
        lines.append(f"  {name}{'' if name in always else '?'}: {_type(kind)};")
    return "\n".join([*lines, "}\n"])


def _type(kind: Any) -> str:  # noqa: ANN401 - any annotation
    if kind is Any:
        return "unknown"
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is list:
        return f"{_type(arguments[0])}[]"
    if origin is Literal:
        return " | ".join(f'"{value}"' for value in arguments)
    return kind.__name__ if is_typeddict(kind) else _NAMES[kind]


def _comments() -> dict[str, dict[str, str]]:
    """The texts that stand below the fields of each TypedDict, its base's among them."""
    found: dict[str, dict[str, str]] = {}
    for module in (event_fields, schema):
        for document in ast.parse(inspect.getsource(module)).body:
            if isinstance(document, ast.ClassDef):
                bases = [base.id for base in document.bases if isinstance(base, ast.Name)]
                found[document.name] = {
                    field: " ".join(text.split())
                    for pairs in (
                        *(found.get(base, {}).items() for base in bases),
                        _described(document),
                    )
                    for field, text in pairs
                }
    return found


def _described(document: ast.ClassDef) -> Iterator[tuple[str, str]]:
    for field, below in zip(document.body, document.body[1:], strict=False):
        match field, below:
            case (
                ast.AnnAssign(target=ast.Name(id=name)),
                ast.Expr(value=ast.Constant(value=str(text))),
            ):
                yield name, text


if __name__ == "__main__":
    FILE.write_text(render())
