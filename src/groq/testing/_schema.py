"""A pure JSON Schema checker that says what was expected and what came. `_instances` makes what passes it.

It covers what the API's spec uses and what pydantic and people write for tools: `$ref`, `type` (also as a list),
`nullable`, `enum`, `const`, `properties`, `patternProperties`, `required`, `additionalProperties`, `min/maxProperties`,
`items`, `prefixItems`, `min/maxItems`, `uniqueItems`, the bounds of numbers, `multipleOf`, `min/maxLength`, `pattern`,
`not`, `allOf`, `anyOf`, `oneOf` and the `discriminator` of OpenAPI. `format` only annotates, as in the standard. Other
keywords (`if`, `dependentRequired`, `contains`, …) are ignored.
"""

from __future__ import annotations

import difflib
import functools
import json
import math
import re
from collections.abc import Callable, Sized
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ._wire import is_array, is_object

Path = tuple[str | int, ...]

_SHOWN_CHARACTERS = 40
_REF_DEPTH = 64
# What Python raises when a keyword has a value that is none for it.
WRONG_VALUE = (TypeError, AttributeError, LookupError, ValueError, ArithmeticError)


class SchemaError(ValueError):
    """The schema itself cannot be used: a `$ref` leads nowhere or in a circle, or a keyword has a wrong value."""


@dataclass(frozen=True)
class Violation:
    """The first thing found wrong: at `path`, `expected` (words) and `got` (words, never a long value)."""

    path: Path
    expected: str
    got: str

    @property
    def param(self) -> str:
        """The path as the API writes it: `messages.0.content`; empty for the whole value."""
        return ".".join(str(step) for step in self.path)

    @property
    def message(self) -> str:
        return f"{self.param or 'body'}: expected {self.expected}, got {self.got}"


def check(value: object, schema: object, *, root: object = None) -> Violation | None:
    """Check a JSON value; `None` means that it fits. `$ref`s are looked up in `root`, by default the schema itself.

    Raises `SchemaError` when the schema is unusable.
    """
    try:
        return _check(value, schema, (), schema if root is None else root)
    except RecursionError:
        raise SchemaError("the schema refers to itself without end, or is nested too deeply") from None


def resolve(schema: object, root: object) -> object:
    """Follow `$ref` to the schema that says something itself; keywords beside a `$ref` are added to its target."""
    for _ in range(_REF_DEPTH):
        if not is_object(schema) or "$ref" not in schema:
            return schema
        target = lookup(schema["$ref"], root)
        beside = {name: value for name, value in schema.items() if name not in ("$ref", "$defs", "definitions")}
        if not beside:
            schema = target
        else:
            return {"allOf": [target, beside]}
    raise SchemaError("a $ref of the schema leads in a circle")


def lookup(ref: object, root: object) -> object:
    """The schema that a `$ref` such as `#/$defs/Name` points to. Raises `SchemaError` when there is none."""
    if not isinstance(ref, str) or not ref.startswith("#"):
        raise SchemaError(f"$ref {ref!r} is not supported: expected a place in the same schema, such as '#/$defs/Name'")
    found: Any = root
    for step in ref[1:].split("/")[1:]:
        name = step.replace("~1", "/").replace("~0", "~")
        if is_object(found) and name in found:
            found = found[name]
        elif is_array(found) and name.isdigit() and int(name) < len(found):
            found = found[int(name)]
        else:
            raise SchemaError(f"$ref {ref!r} points to nothing")
    return found


def json_type(value: object) -> str:
    """The name of a value's JSON type; `integer` for whole numbers."""
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, float):
        return "integer" if value.is_integer() else "number"
    return next(name for kind, name in _TYPE_NAMES if isinstance(value, kind))


def _quote(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _SHOWN_CHARACTERS else f"{text[:_SHOWN_CHARACTERS]}…"


def same(left: object, right: object) -> bool:
    """Equality as JSON has it: `1` is `1.0`, but `true` is not `1`."""
    if is_object(left) and is_object(right):
        return left.keys() == right.keys() and all(same(left[name], right[name]) for name in left)
    if is_array(left) and is_array(right):
        return len(left) == len(right) and all(map(same, left, right))
    return left == right and isinstance(left, bool) == isinstance(right, bool)


def describe(value: object) -> str:
    """A value in words, for a message: strings stay out of it, as they may hold a prompt."""
    kind = json_type(value)
    if kind == "array":
        return f"an array of {len(value)}" if is_array(value) and value else "an empty array"
    if kind == "integer":
        return f"the integer {value}"
    words = {"null": "null", "boolean": "a boolean", "string": "a string", "object": "an object"}
    return words.get(kind) or f"the number {value}"


def _check(value: object, schema: object, path: Path, root: object) -> Violation | None:
    schema = resolve(schema, root)
    if schema is True:
        return None
    if schema is False:
        return Violation(path, "nothing here", describe(value))
    if not is_object(schema):
        raise SchemaError(f"expected a schema, which is an object or a boolean, got {describe(schema)}")
    if value is None and schema.get("nullable") is True:
        return None
    try:
        for keyword, rule in _RULES.items():
            if keyword in schema:
                violation = rule(_At(value, schema, path, root), schema[keyword])
                if violation is not None:
                    return violation
    except SchemaError:
        raise
    except WRONG_VALUE as err:
        raise SchemaError(f"a keyword of the schema has a wrong value: {err}") from err
    return None


@dataclass(frozen=True)
class _At:
    """One value with the schema it is held against, and where."""

    value: object
    schema: dict[str, Any]
    path: Path
    root: object

    def violation(self, expected: str) -> Violation:
        return Violation(self.path, expected, describe(self.value))

    def check(self, schema: object) -> Violation | None:
        return _check(self.value, schema, self.path, self.root)

    def child(self, step: str | int, value: object, schema: object) -> Violation | None:
        return _check(value, schema, (*self.path, step), self.root)


def _type(at: _At, wanted: Any) -> Violation | None:
    names: list[str] = wanted if is_array(wanted) else [wanted]
    kind = json_type(at.value)
    if kind in names or (kind == "integer" and "number" in names):
        return None
    return at.violation(_one_of([_ARTICLES.get(name, name) for name in names]))


def _enum(at: _At, values: Any) -> Violation | None:
    if any(same(at.value, value) for value in values):
        return None
    if len(values) == 1:
        return _const(at, values[0])
    expected = f"one of {', '.join(_quote(value) for value in values)}"
    return Violation(at.path, expected, _shown(at.value))


def _const(at: _At, value: Any) -> Violation | None:
    return None if same(at.value, value) else Violation(at.path, _quote(value), _shown(at.value))


def _shown(value: object) -> str:
    """As `describe`, but with the string: where only a few strings are right, it is a name and no prompt."""
    return _quote(value) if isinstance(value, str) else describe(value)


def _all_of(at: _At, schemas: Any) -> Violation | None:
    for schema in schemas:
        violation = at.check(schema)
        if violation is not None:
            return violation
    return None


def _any_of(at: _At, branches: Any) -> Violation | None:
    violations: list[Violation] = []
    for branch in branches:
        violation = at.check(branch)
        if violation is None:
            return None
        violations.append(violation)
    return _none_fits(at, branches, violations)


def _one_of_rule(at: _At, branches: Any) -> Violation | None:
    # Each branch is checked once: twice would be 2ⁿ times when n of them are nested.
    found = [at.check(branch) for branch in branches]
    violations = [violation for violation in found if violation is not None]
    fitting = len(found) - len(violations)
    if not fitting:
        return _none_fits(at, branches, violations)
    # With a discriminator the tag picks the branch, so others may fit as well.
    if fitting == 1 or "discriminator" in at.schema:
        return None
    return at.violation(f"exactly one of {_alternatives(branches)}")


def _none_fits(at: _At, branches: list[Any], violations: list[Violation]) -> Violation:
    ranked = [_ranked(at, branch, violation) for branch, violation in zip(branches, violations, strict=True)]
    return _discriminated(at) or _most_relevant(at, ranked)


def _alternatives(branches: list[Any]) -> str:
    """Name the branches by what they require, as in `file or url`; else count them."""
    needs = [
        " and ".join(f"`{name}`" for name in branch.get("required", ())) for branch in branches if is_object(branch)
    ]
    return _one_of(needs) if all(needs) and len(needs) == len(branches) else f"{len(branches)} alternatives to fit"


def _discriminated(at: _At) -> Violation | None:
    """The violation of the branch that the tag names, or that of the tag itself."""
    discriminator = at.schema.get("discriminator")
    if not discriminator or not is_object(at.value):
        return None
    name, mapping = discriminator["propertyName"], discriminator.get("mapping", {})
    tag = at.value.get(name)
    if isinstance(tag, str) and tag in mapping:
        return at.check({"$ref": mapping[tag]})
    if not mapping:
        return None
    expected = f"one of {', '.join(map(_quote, mapping))}"
    return Violation((*at.path, name), expected, _shown(tag) if name in at.value else "nothing")


def _most_relevant(at: _At, failures: list[tuple[int, Violation]]) -> Violation:
    """The violation of the branch that got furthest; those that got equally far are told together."""
    best = max(((rank, len(violation.path)) for rank, violation in failures), default=None)
    chosen = [violation for rank, violation in failures if (rank, len(violation.path)) == best]
    if not chosen:
        return at.violation("nothing here")
    alike = [violation.expected for violation in chosen if violation.path == chosen[0].path]
    return Violation(chosen[0].path, _one_of(list(dict.fromkeys(alike))), chosen[0].got)


def _ranked(at: _At, branch: object, violation: Violation) -> tuple[int, Violation]:
    """How likely this branch was meant: 2 when its constants are there, 1 when it has none, 0 when one differs.

    In the last case the constant that differs says more than the violation.
    """
    schema = resolve(branch, at.root)
    if not is_object(at.value) or not is_object(schema):
        return 1, violation
    rank = 1
    for name, property_schema in schema.get("properties", {}).items():
        tag = resolve(property_schema, at.root)
        if name not in at.value or not is_object(tag) or not ("const" in tag or len(tag.get("enum", ())) == 1):
            continue
        difference = at.child(name, at.value[name], tag)
        if difference is not None:
            return 0, difference
        rank = 2
    return rank, violation


def _not(at: _At, schema: Any) -> Violation | None:
    return at.violation("a value that does not fit the schema under `not`") if at.check(schema) is None else None


def _required(at: _At, names: Any) -> Violation | None:
    if is_object(at.value):
        for name in names:
            if name not in at.value:
                return Violation((*at.path, name), _expected_in_words(at, name), "nothing")
    return None


def _expected_in_words(at: _At, name: str) -> str:
    names = dict.fromkeys(type_names(at.schema.get("properties", {}).get(name, True), at.root))
    return _one_of([_ARTICLES.get(kind, kind) for kind in names]) or "a value, as it is required"


def type_names(schema: object, root: object) -> list[str]:
    """The types that a schema names itself, or its alternatives do."""
    schema = resolve(schema, root)
    if not is_object(schema):
        return []
    wanted = schema.get("type", [])
    branches = [*schema.get("anyOf", ()), *schema.get("oneOf", ())]
    names: list[str] = wanted if is_array(wanted) else [wanted]
    return names or [name for branch in branches for name in type_names(branch, root)]


def _properties(at: _At, schemas: Any) -> Violation | None:
    if is_object(at.value):
        for name, schema in schemas.items():
            violation = at.child(name, at.value[name], schema) if name in at.value else None
            if violation is not None:
                return violation
    return None


def _pattern_properties(at: _At, schemas: Any) -> Violation | None:
    if is_object(at.value):
        for name, value in at.value.items():
            for pattern, schema in schemas.items():
                violation = at.child(name, value, schema) if matches(pattern, name) else None
                if violation is not None:
                    return violation
    return None


def _additional_properties(at: _At, schema: Any) -> Violation | None:
    if not is_object(at.value):
        return None
    known = at.schema.get("properties", {})
    patterns = at.schema.get("patternProperties", {})
    for name, value in at.value.items():
        if name in known or any(matches(pattern, name) for pattern in patterns):
            continue
        if schema is False:
            return Violation((*at.path, name), f"no property of this name{_hint(name, list(known))}", describe(value))
        violation = at.child(name, value, schema)
        if violation is not None:
            return violation
    return None


def _hint(name: str, known: list[str]) -> str:
    close = difflib.get_close_matches(name, known, n=1)
    return f" (did you mean `{close[0]}`?)" if close else ""


def _items(at: _At, schema: Any) -> Violation | None:
    if is_array(at.value):
        for index in range(len(at.schema.get("prefixItems", ())), len(at.value)):
            violation = at.child(index, at.value[index], schema)
            if violation is not None:
                return violation
    return None


def _prefix_items(at: _At, schemas: Any) -> Violation | None:
    if is_array(at.value):
        for index, (value, schema) in enumerate(zip(at.value, schemas, strict=False)):
            violation = at.child(index, value, schema)
            if violation is not None:
                return violation
    return None


def _unique_items(at: _At, wanted: Any) -> Violation | None:
    if wanted and is_array(at.value):
        for index, value in enumerate(at.value):
            if any(same(value, earlier) for earlier in at.value[:index]):
                return Violation((*at.path, index), "an item that is not there yet", "a repeated one")
    return None


def _size(kind: type[Sized], one: str, many: str, *, least: bool) -> Callable[[_At, Any], Violation | None]:
    """A rule for the length of one kind of value: `minItems`, `maxLength` and so on."""

    def rule(at: _At, limit: Any) -> Violation | None:
        if not isinstance(at.value, kind):
            return None
        size = len(at.value)
        if size >= limit if least else size <= limit:
            return None
        expected = f"at {'least' if least else 'most'} {limit} {one if limit == 1 else many}"
        return Violation(at.path, expected, str(size))

    return rule


def _bound(words: str, fits: Callable[[Any, Any], bool]) -> Callable[[_At, Any], Violation | None]:
    """A rule for the size of numbers: `minimum` and so on."""

    def rule(at: _At, limit: Any) -> Violation | None:
        if isinstance(at.value, bool) or not isinstance(at.value, (int, float)) or isinstance(limit, bool):
            return None
        return None if fits(at.value, limit) else Violation(at.path, f"a number {words} {limit}", str(at.value))

    return rule


def _multiple_of(at: _At, step: Any) -> Violation | None:
    if isinstance(at.value, bool) or not isinstance(at.value, (int, float)):
        return None
    # Through text: 0.3 is meant to be a multiple of 0.1, which its binary form is not.
    fits = (Fraction(str(at.value)) / multiple_step(step)).denominator == 1
    return None if fits else Violation(at.path, f"a multiple of {step}", str(at.value))


def multiple_step(step: object) -> Fraction:
    """The value of `multipleOf`. Raises `SchemaError` when it is no number above 0."""
    if isinstance(step, bool) or not isinstance(step, (int, float)) or not 0 < step < math.inf:
        raise SchemaError(f"the schema has a wrong value: multipleOf: expected a number above 0, got {describe(step)}")
    return Fraction(str(step))


def _pattern(at: _At, pattern: Any) -> Violation | None:
    if not isinstance(at.value, str) or matches(pattern, at.value):
        return None
    return at.violation(f"a string that matches {pattern}")


def matches(pattern: str, text: str) -> bool:
    """Search as JSON Schema does. A pattern that Python cannot read is taken to match: it cannot be held against it."""
    compiled = _compile(pattern)
    return compiled is None or compiled.search(text) is not None


@functools.lru_cache(maxsize=256)
def _compile(pattern: str) -> re.Pattern[str] | None:
    def escape_set(found: re.Match[str]) -> str:
        # Python warns of `[`, `&&` and the like in a set, as they may mean more some day.
        text = found[0]
        return text if text.startswith("\\") else text[0] + _DOUBTFUL.sub(r"\\\g<0>", text[1:])

    try:
        return re.compile(_SET.sub(escape_set, _NAMED_GROUP.sub("(?P<", pattern)))
    except (re.error, OverflowError, RecursionError, FutureWarning):
        return None


def _one_of(words: list[str]) -> str:
    return " or ".join(words) if len(words) < 3 else f"{', '.join(words[:-1])} or {words[-1]}"


_NAMED_GROUP = re.compile(r"\(\?<(?=[A-Za-z])")  # JavaScript's spelling; Python's has a P.
_SET = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]", re.DOTALL)
_DOUBTFUL = re.compile(r"(?<!\\)[\[&~|]")
_TYPE_NAMES = ((str, "string"), (int, "integer"), (dict, "object"), (list, "array"), (type(None), "null"))
_ARTICLES = {
    "null": "null",
    "boolean": "a boolean",
    "integer": "an integer",
    "number": "a number",
    "string": "a string",
    "array": "an array",
    "object": "an object",
}
# In this order: the first violation is the one reported.
_RULES: dict[str, Callable[[_At, Any], Violation | None]] = {
    "type": _type,
    "const": _const,
    "enum": _enum,
    "allOf": _all_of,
    "anyOf": _any_of,
    "oneOf": _one_of_rule,
    "not": _not,
    "required": _required,
    "additionalProperties": _additional_properties,
    "properties": _properties,
    "patternProperties": _pattern_properties,
    "minProperties": _size(dict, "property", "properties", least=True),
    "maxProperties": _size(dict, "property", "properties", least=False),
    "prefixItems": _prefix_items,
    "items": _items,
    "minItems": _size(list, "item", "items", least=True),
    "maxItems": _size(list, "item", "items", least=False),
    "uniqueItems": _unique_items,
    "minLength": _size(str, "character", "characters", least=True),
    "maxLength": _size(str, "character", "characters", least=False),
    "pattern": _pattern,
    "minimum": _bound("of at least", lambda value, limit: value >= limit),
    "maximum": _bound("of at most", lambda value, limit: value <= limit),
    "exclusiveMinimum": _bound("above", lambda value, limit: value > limit),
    "exclusiveMaximum": _bound("below", lambda value, limit: value < limit),
    "multipleOf": _multiple_of,
}
