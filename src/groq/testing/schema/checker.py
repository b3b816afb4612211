"""Check values against a JSON Schema, with messages that name the expected and the actual value. Pure.

It covers the keywords in the API's spec and in common schemas of tools: `$ref`, `type` (also as a list),
`nullable`, `enum`, `const`, `properties`, `patternProperties`, `required`, `additionalProperties`, `min/maxProperties`,
`items`, `prefixItems`, `min/maxItems`, `uniqueItems`, the bounds of numbers, `multipleOf`, `min/maxLength`, `pattern`,
`not`, `allOf`, `anyOf`, `oneOf` and OpenAPI's `discriminator`. `format` only annotates, as in the standard. Other
keywords (`if`, `dependentRequired`, `contains`, …) are ignored.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Sized
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from .._strict_json import is_array, is_object
from .patterns import matches
from .references import SchemaError, resolve, type_names
from .values import describe, json_type, multiple_step, one_of, quote, same, show, with_article

Path = tuple[str | int, ...]

# Python's exceptions if the value of a keyword has a wrong type.
WRONG_VALUE = (TypeError, AttributeError, LookupError, ValueError, ArithmeticError)
NO_PROPERTY = "no property of this name"


@dataclass(frozen=True)
class Violation:
    """An error in a value: `expected` and `got` are descriptions, and never contain a long value."""

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


Violations = Iterator[Violation]


def check(value: object, schema: object, *, root: object = None) -> Violation | None:
    """Return the first violation, or `None` if the value is valid. `root` contains the targets of `$ref`s.

    Raises:
        SchemaError: The schema is invalid.
    """
    try:
        return next(_check(value, schema, (), schema if root is None else root), None)
    except RecursionError:
        raise SchemaError("the schema refers to itself without end, or is nested too deeply") from None


def _check(value: object, schema: object, path: Path, root: object) -> Violations:
    """Yield violations. Callers use only the first."""
    schema = resolve(schema, root)
    if schema is False:
        yield Violation(path, "nothing here", describe(value))
    if isinstance(schema, bool):
        return
    if not is_object(schema):
        raise SchemaError(f"expected a schema, which is an object or a boolean, got {describe(schema)}")
    if value is None and schema.get("nullable") is True:
        return
    try:
        for keyword, rule in _RULES.items():
            if keyword in schema:
                yield from rule(_At(value, schema, path, root), schema[keyword])
    except SchemaError:
        raise
    except WRONG_VALUE as err:
        raise SchemaError(f"a keyword of the schema has a wrong value: {err}") from err


@dataclass(frozen=True)
class _At:
    """A value, the schema it is checked against, and its path."""

    value: object
    schema: dict[str, Any]
    path: Path
    root: object

    def violation(self, expected: str) -> Violation:
        return Violation(self.path, expected, describe(self.value))

    def check(self, schema: object) -> Violations:
        return _check(self.value, schema, self.path, self.root)

    def child(self, step: str | int, value: object, schema: object) -> Violations:
        return _check(value, schema, (*self.path, step), self.root)


def _type(at: _At, wanted: Any) -> Violations:
    names: list[str] = wanted if is_array(wanted) else [wanted]
    kind = json_type(at.value)
    if kind not in names and not (kind == "integer" and "number" in names):
        yield at.violation(one_of(list(map(with_article, names))))


def _enum(at: _At, values: Any) -> Violations:
    if not any(same(at.value, value) for value in values):
        expected = quote(values[0]) if len(values) == 1 else f"one of {', '.join(map(quote, values))}"
        yield Violation(at.path, expected, show(at.value))


def _const(at: _At, value: Any) -> Violations:
    return _enum(at, [value])


def _all_of(at: _At, schemas: Any) -> Violations:
    for schema in schemas:
        yield from at.check(schema)


def _any_of(at: _At, branches: Any) -> Violations:
    violations: list[Violation] = []
    for branch in branches:
        violation = next(at.check(branch), None)
        if violation is None:
            return
        violations.append(violation)
    yield _no_branch(at, branches, violations)


def _one_of(at: _At, branches: Any) -> Violations:
    # Each branch is checked once: checking twice would take 2ⁿ checks for n nested branches.
    found = [next(at.check(branch), None) for branch in branches]
    violations = [violation for violation in found if violation is not None]
    fitting = len(found) - len(violations)
    if not fitting:
        yield _no_branch(at, branches, violations)
    # With a discriminator the tag selects the branch, so others may fit as well.
    elif fitting > 1 and "discriminator" not in at.schema:
        yield at.violation(f"exactly one of {_alternatives(branches)}")


def _no_branch(at: _At, branches: list[Any], violations: list[Violation]) -> Violation:
    ranked = [_ranked(at, branch, violation) for branch, violation in zip(branches, violations, strict=True)]
    return _discriminated(at) or _most_relevant(at, ranked)


def _alternatives(branches: list[Any]) -> str:
    """Name the branches by their required properties, as in `file or url`; otherwise count them."""
    needs = [
        " and ".join(f"`{name}`" for name in branch.get("required", ())) for branch in branches if is_object(branch)
    ]
    return one_of(needs) if all(needs) and len(needs) == len(branches) else f"{len(branches)} alternatives to fit"


def _discriminated(at: _At) -> Violation | None:
    """Return the violation of the branch that the tag selects, or that of the tag itself."""
    discriminator = at.schema.get("discriminator")
    if not discriminator or not is_object(at.value):
        return None
    name, mapping = discriminator["propertyName"], discriminator.get("mapping", {})
    tag = at.value.get(name)
    if isinstance(tag, str) and tag in mapping:
        return next(at.check({"$ref": mapping[tag]}), None)
    if not mapping:
        return None
    expected = f"one of {', '.join(map(quote, mapping))}"
    return Violation((*at.path, name), expected, show(tag) if name in at.value else "nothing")


def _most_relevant(at: _At, failures: list[tuple[int, Violation]]) -> Violation:
    """Return the violation of the branch that matched furthest; combine those that matched equally far."""
    best = max(((rank, len(violation.path)) for rank, violation in failures), default=None)
    chosen = [violation for rank, violation in failures if (rank, len(violation.path)) == best]
    if not chosen:
        return at.violation("nothing here")
    alike = [violation.expected for violation in chosen if violation.path == chosen[0].path]
    return Violation(chosen[0].path, one_of(list(dict.fromkeys(alike))), chosen[0].got)


def _ranked(at: _At, branch: object, violation: Violation) -> tuple[int, Violation]:
    """Rank how likely this branch was meant: 2 if its constants match, 1 if it has none, 0 if one differs.

    In the last case, return the violation of that constant, which is more specific.
    """
    schema = resolve(branch, at.root)
    if not is_object(at.value) or not is_object(schema):
        return 1, violation
    rank = 1
    for name, property_schema in schema.get("properties", {}).items():
        tag = resolve(property_schema, at.root)
        if name not in at.value or not is_object(tag) or not ("const" in tag or len(tag.get("enum", ())) == 1):
            continue
        difference = next(at.child(name, at.value[name], tag), None)
        if difference is not None:
            return 0, difference
        rank = 2
    return rank, violation


def _not(at: _At, schema: Any) -> Violations:
    if next(at.check(schema), None) is None:
        yield at.violation("a value that does not fit the schema under `not`")


def _required(at: _At, names: Any) -> Violations:
    if is_object(at.value):
        for name in (name for name in names if name not in at.value):
            kinds = dict.fromkeys(type_names(at.schema.get("properties", {}).get(name, True), at.root))
            expected = one_of(list(map(with_article, kinds))) or "a value, as it is required"
            yield Violation((*at.path, name), expected, "nothing")


def _properties(at: _At, schemas: Any) -> Violations:
    if is_object(at.value):
        for name, schema in schemas.items():
            if name in at.value:
                yield from at.child(name, at.value[name], schema)


def _members(at: _At) -> Iterator[tuple[str, Any]]:
    return iter(at.value.items() if is_object(at.value) else ())


def _pattern_properties(at: _At, schemas: Any) -> Violations:
    for name, value in _members(at):
        for pattern, schema in schemas.items():
            if matches(pattern, name):
                yield from at.child(name, value, schema)


def _additional_properties(at: _At, schema: Any) -> Violations:
    known = at.schema.get("properties", {})
    patterns = at.schema.get("patternProperties", {})
    for name, value in _members(at):
        if name in known or any(matches(pattern, name) for pattern in patterns):
            continue
        if schema is False:
            close = difflib.get_close_matches(name, list(known), n=1)
            advice = f" (did you mean `{close[0]}`?)" if close else ""
            yield Violation((*at.path, name), f"{NO_PROPERTY}{advice}", describe(value))
        yield from at.child(name, value, schema)


def _items(at: _At, schema: Any) -> Violations:
    if is_array(at.value):
        for index in range(len(at.schema.get("prefixItems", ())), len(at.value)):
            yield from at.child(index, at.value[index], schema)


def _prefix_items(at: _At, schemas: Any) -> Violations:
    if is_array(at.value):
        for index, (value, schema) in enumerate(zip(at.value, schemas, strict=False)):
            yield from at.child(index, value, schema)


def _unique_items(at: _At, wanted: Any) -> Violations:
    if wanted and is_array(at.value):
        for index, value in enumerate(at.value):
            if any(same(value, earlier) for earlier in at.value[:index]):
                yield Violation((*at.path, index), "a unique item", "a repeated one")


def _size(kind: type[Sized], one: str, many: str, *, least: bool) -> Callable[[_At, Any], Violations]:
    """Return a rule for the length of one kind of value: `minItems`, `maxLength` and so on."""

    def rule(at: _At, limit: Any) -> Violations:
        if isinstance(at.value, kind) and not (len(at.value) >= limit if least else len(at.value) <= limit):
            expected = f"at {'least' if least else 'most'} {limit} {one if limit == 1 else many}"
            yield Violation(at.path, expected, str(len(at.value)))

    return rule


def _bound(words: str, fits: Callable[[Any, Any], bool]) -> Callable[[_At, Any], Violations]:
    """Return a rule for the size of numbers: `minimum` and so on."""

    def rule(at: _At, limit: Any) -> Violations:
        if _is_number(at.value) and not isinstance(limit, bool) and not fits(at.value, limit):
            yield Violation(at.path, f"a number {words} {limit}", str(at.value))

    return rule


def _multiple_of(at: _At, step: Any) -> Violations:
    # As text: 0.3 is a multiple of 0.1, but their binary forms are not.
    if _is_number(at.value) and (Fraction(str(at.value)) / multiple_step(step)).denominator != 1:
        yield Violation(at.path, f"a multiple of {step}", str(at.value))


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _pattern(at: _At, pattern: Any) -> Violations:
    if isinstance(at.value, str) and not matches(pattern, at.value):
        yield at.violation(f"a string that matches {pattern}")


# In this order: the first violation is the one reported.
_RULES: dict[str, Callable[[_At, Any], Violations]] = {
    "type": _type,
    "const": _const,
    "enum": _enum,
    "allOf": _all_of,
    "anyOf": _any_of,
    "oneOf": _one_of,
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
