"""Build a value that is valid under a JSON Schema: the same value for the same schema. Pure.

Every property is built, required or not, except in endless recursion: there a property is omitted, and an array is
empty. An example or a default in the schema is used if it is valid. `pattern` is best effort
(`pattern_samples`), and common values of `format` have samples (`formats`).
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from .._strict_json import dump_json, is_array, is_object
from .checker import WRONG_VALUE, Path, check
from .formats import FORMATS
from .merging import UnsatisfiableSchema, flatten
from .pattern_samples import PatternError, samples
from .patterns import matches
from .references import SchemaError
from .values import multiple_step, same

_DEFAULT_TEXT = "text"
_OPTIONAL_DEPTH = 12
_MAX_OPTIONAL = 500
_MAX_NODES = 20_000
_MAX_CANDIDATES = 2_000
_MAX_CHARACTERS = 1_000_000
# A pattern may take many candidates, each padded to this length.
_MAX_PADDED = 10_000
_TOO_COMPLEX = "the schema is too complex"
_KEYWORD_TYPES = {
    "object": ("properties", "required", "additionalProperties", "patternProperties", "minProperties"),
    "array": ("items", "prefixItems", "minItems", "maxItems", "uniqueItems"),
    "string": ("pattern", "format", "minLength", "maxLength"),
    "number": ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
}


def instance(schema: object, *, nth: int = 0) -> Any:
    """Return a value that passes `check(value, schema)`; another `nth` gives another value if there are several.

    Raises:
        UnsatisfiableSchema: No value was found.
        SchemaError: The schema is invalid.
    """
    try:
        value = _Builder(schema).build(_Spot(schema, (), nth))
    except SchemaError:
        raise
    except RecursionError:
        raise SchemaError("the schema is nested too deeply") from None
    except WRONG_VALUE as err:
        raise SchemaError(f"a keyword of the schema has a wrong value: {err}") from err
    violation = check(value, schema)
    if violation is not None:
        raise UnsatisfiableSchema(f"no value found that fits the schema: {violation.message}")
    return value


@dataclass(frozen=True)
class _Spot:
    """One place in the value to build."""

    schema: object
    path: Path
    nth: int
    open_refs: frozenset[str] = frozenset()
    """The `$ref`s that are being built further up."""

    @property
    def fallback(self) -> str:
        """The fallback text: the name of the property."""
        names = [step for step in self.path if isinstance(step, str)]
        return names[-1] if names else _DEFAULT_TEXT

    def impossible(self, why: str) -> UnsatisfiableSchema:
        where = ".".join(map(str, self.path)) or "the value"
        return UnsatisfiableSchema(f"no value found that fits the schema: {where}: {why}")


class _Builder:
    """Builder of one value, with limits on places and characters, so that a hostile schema cannot run endlessly."""

    def __init__(self, root: object) -> None:
        self._root = root
        self._nodes = 0
        self._characters = 0

    def build(self, spot: _Spot) -> Any:
        self._nodes += 1
        if self._nodes > _MAX_NODES:
            raise spot.impossible(_TOO_COMPLEX)
        self._spend(spot, len(spot.fallback))
        flat, open_refs = flatten(spot.schema, self._root, spot.open_refs)
        if flat is False:
            raise spot.impossible("the schema allows no value here")
        if not is_object(flat):
            return spot.fallback
        spot = _Spot(flat, spot.path, spot.nth, open_refs)
        for value in itertools.chain(self._given(spot, flat), self._branch(spot, flat)):
            return value
        return self._typed(spot, flat)

    def _spend(self, spot: _Spot, characters: int) -> None:
        """Count characters against the limit of the whole value, before they are built."""
        if self._characters + characters > _MAX_CHARACTERS:
            raise spot.impossible(_TOO_COMPLEX)
        self._characters += characters

    def _fits(self, value: object, schema: object) -> bool:
        return check(value, schema, root=self._root) is None

    def _given(self, spot: _Spot, schema: dict[str, Any]) -> Iterator[Any]:
        """Yield values in the schema: its constant, values of `enum`, examples, or its default."""
        if "const" in schema:
            offered = [schema["const"]]
        elif "enum" in schema:
            fitting = [value for value in schema["enum"] if self._fits(value, schema)]
            if not fitting:
                raise spot.impossible("no value of `enum` fits the rest of the schema")
            offered = [fitting[spot.nth % len(fitting)]]
        else:
            examples = [*_listed(schema.get("examples")), schema.get("example"), schema.get("default")]
            fitting = [value for value in examples if value is not None and self._fits(value, schema)]
            offered = fitting[spot.nth : spot.nth + 1]
        for value in offered:
            self._spend(spot, len(dump_json(value)))
            yield value

    def _branch(self, spot: _Spot, schema: dict[str, Any]) -> Iterator[Any]:
        """Yield the value of the first branch of `anyOf` or `oneOf` that has one; null comes last."""
        keyword = next((name for name in ("anyOf", "oneOf") if name in schema), None)
        if keyword is None:
            return
        rest = {name: value for name, value in schema.items() if name != keyword}
        branches = sorted(schema[keyword], key=_is_null)
        if not branches:
            raise spot.impossible(f"`{keyword}` is empty")
        rounds, first = divmod(spot.nth, len(branches))
        reasons: list[str] = []
        ordered = branches[first:] + branches[:first]
        # Try twice for `oneOf`: the first value may be valid under two branches.
        for branch, nth in itertools.product(ordered, (rounds, rounds + 1)):
            try:
                value = self.build(_Spot({"allOf": [rest, branch]}, spot.path, nth, spot.open_refs))
            except UnsatisfiableSchema as err:
                reasons.append(str(err))
                continue
            if self._fits(value, schema):
                yield value
        raise UnsatisfiableSchema(reasons[0]) if reasons else spot.impossible(f"no single branch of `{keyword}` fits")

    def _typed(self, spot: _Spot, schema: dict[str, Any]) -> Any:
        makers: dict[str, Callable[[_Spot, dict[str, Any]], Any]] = {
            "object": self._object,
            "array": self._array,
            "string": self._string,
            "integer": self._number,
            "number": self._number,
            "boolean": lambda spot, _: spot.nth % 2 == 0,
            "null": _nothing,
        }
        kinds = _types(schema)
        rounds, first = divmod(spot.nth, len(kinds)) if kinds else (0, 0)
        failure = spot.impossible("no type is left")
        for kind in kinds[first:] + kinds[:first]:
            if kind not in makers:
                raise SchemaError(f"{kind!r} is not a JSON type: expected one of {', '.join(makers)}")
            narrowed = {**schema, "type": kind}
            try:
                return makers[kind](_Spot(narrowed, spot.path, rounds, spot.open_refs), narrowed)
            except UnsatisfiableSchema as err:
                failure = err
        raise failure

    def _object(self, spot: _Spot, schema: dict[str, Any]) -> dict[str, Any]:
        properties: dict[str, Any] = schema.get("properties", {})
        required: list[str] = schema.get("required", [])
        most = schema.get("maxProperties", math.inf)
        built: dict[str, Any] = {}
        for name in required:
            built[name] = self._member(spot, name, _property_schema(schema, name))
        optional = [name for name in properties if name not in built]
        for name in optional:
            if len(built) >= most or len(spot.path) >= _OPTIONAL_DEPTH or self._nodes >= _MAX_OPTIONAL:
                break
            try:
                built[name] = self._member(spot, name, properties[name])
            except UnsatisfiableSchema:
                continue
        ordered = {name: built[name] for name in properties if name in built}
        return self._padded(spot, schema, {**ordered, **built})

    def _padded(self, spot: _Spot, schema: dict[str, Any], built: dict[str, Any]) -> dict[str, Any]:
        """Add properties of other names until `minProperties` is met."""
        for name in itertools.islice(_spare_names(schema), _MAX_CANDIDATES):
            if len(built) >= schema.get("minProperties", 0):
                break
            if name not in built:
                built[name] = self._member(spot, name, _property_schema(schema, name))
        return built

    def _member(self, spot: _Spot, name: str, schema: object) -> Any:
        return self.build(_Spot(schema, (*spot.path, name), spot.nth, spot.open_refs))

    def _array(self, spot: _Spot, schema: dict[str, Any]) -> list[Any]:
        prefix: list[Any] = schema.get("prefixItems", [])
        least = schema.get("minItems", 0)
        most = schema.get("maxItems", math.inf)
        if least > _MAX_NODES:
            raise spot.impossible(_TOO_COMPLEX)
        wanted = least if most < max(least, len(prefix), 1) else max(least, len(prefix), 1)
        items: list[Any] = []
        for index in range(wanted):
            item_schema = prefix[index] if index < len(prefix) else schema.get("items", True)
            try:
                items.append(self._item(spot, schema, item_schema, items))
            except UnsatisfiableSchema:
                if len(items) < least:
                    raise
                break
        return items

    def _item(self, spot: _Spot, schema: dict[str, Any], item_schema: object, items: list[Any]) -> Any:
        path = (*spot.path, len(items))
        if not schema.get("uniqueItems"):
            return self.build(_Spot(item_schema, path, spot.nth, spot.open_refs))
        for nth in range(spot.nth, spot.nth + 4 * len(items) + 16):
            item = self.build(_Spot(item_schema, path, nth, spot.open_refs))
            if not any(same(item, earlier) for earlier in items):
                return item
        raise spot.impossible(f"not enough different items: found {len(items)}")

    def _string(self, spot: _Spot, schema: dict[str, Any]) -> str:
        least = schema.get("minLength", 0)
        if "pattern" in schema and least > _MAX_PADDED:
            raise spot.impossible(_TOO_COMPLEX)
        self._spend(spot, least)
        text = self._text(spot, schema)
        self._spend(spot, len(text) - least)
        return text

    def _text(self, spot: _Spot, schema: dict[str, Any]) -> str:
        fitting = (text for text in _texts(spot, schema) if self._fits(text, schema))
        seen: dict[str, None] = {}
        for text in itertools.islice(fitting, _MAX_CANDIDATES):
            seen[text] = None
            if len(seen) > spot.nth or "pattern" not in schema:
                return text
        if seen:
            return list(seen)[-1]
        raise spot.impossible("no text fits its length, pattern and format")

    def _number(self, spot: _Spot, schema: dict[str, Any]) -> int | float:
        for number in _numbers(schema, spot.nth):
            if self._fits(number, schema):
                return number
        raise spot.impossible("no number lies within its bounds")


def _nothing(_spot: _Spot, _schema: dict[str, Any]) -> None:
    return None


def _listed(value: object) -> list[Any]:
    return value if is_array(value) else []


def _is_null(schema: object) -> bool:
    return is_object(schema) and (schema.get("type") == "null" or ("const" in schema and schema["const"] is None))


def _types(schema: dict[str, Any]) -> list[str]:
    """Return the types to try, null last; without `type`, those that the other keywords apply to."""
    declared = schema.get("type")
    if declared is None:
        fitting = [kind for kind, words in _KEYWORD_TYPES.items() if any(word in schema for word in words)]
        return [*fitting, *(kind for kind in ("string", "integer", "object", "null") if kind not in fitting)]
    kinds: list[str] = declared if is_array(declared) else [declared]
    return sorted(kinds, key=lambda kind: kind == "null")


def _property_schema(schema: dict[str, Any], name: str) -> object:
    """Return the combined schema of a property of this name."""
    patterns = [child for pattern, child in schema.get("patternProperties", {}).items() if matches(pattern, name)]
    if name in schema.get("properties", {}):
        patterns.append(schema["properties"][name])
    return {"allOf": patterns} if patterns else schema.get("additionalProperties", True)


def _spare_names(schema: dict[str, Any]) -> Iterator[str]:
    for pattern in schema.get("patternProperties", {}):
        yield from itertools.islice(_pattern_texts(pattern), _MAX_CANDIDATES // 4)
    if schema.get("additionalProperties", True) is not False:
        yield from (f"key{number}" for number in itertools.count(1))


def _texts(spot: _Spot, schema: dict[str, Any]) -> Iterator[str]:
    """Yield candidates for a string, the most likely first."""
    least, most = schema.get("minLength", 0), schema.get("maxLength", math.inf)
    if schema.get("format") in FORMATS:
        yield FORMATS[schema["format"]](spot.nth)
    if "pattern" in schema:
        yield spot.fallback
        for text in _pattern_texts(schema["pattern"]):
            yield text
            yield text.ljust(least, "x")
            yield text.rjust(least, "x")
        return
    text = spot.fallback if spot.nth == 0 else f"{spot.fallback} {spot.nth + 1}"
    if spot.nth == 0 or len(text) <= most:
        yield text.ljust(least, "x")[: int(min(most, max(len(text), least)))]
    letters = _letters(spot.nth, max(least, 1))
    yield letters if len(letters) <= most else letters[: int(most)]


def _pattern_texts(pattern: str) -> Iterator[str]:
    try:
        yield from samples(pattern)
    except PatternError as err:
        raise UnsatisfiableSchema(str(err)) from err


def _letters(number: int, width: int) -> str:
    """Return the number in letters, at least `width` of them."""
    text = ""
    while number:
        number, digit = divmod(number, 26)
        text = f"{chr(ord('a') + digit)}{text}"
    return text.rjust(width, "a")


def _numbers(schema: dict[str, Any], nth: int) -> Iterator[int | float]:
    """Yield candidates for a number: multiples of its step if it has one, else between its bounds."""
    low, high = _bound(schema, "minimum", "exclusiveMinimum", max), _bound(schema, "maximum", "exclusiveMaximum", min)
    step = multiple_step(schema["multipleOf"]) if "multipleOf" in schema else None
    if schema["type"] == "integer":
        step = Fraction(1) if step is None else Fraction(step.numerator)
    grid = step or Fraction(1)
    for offset in (nth, nth + 1, 0, 1):
        if low is not None:
            yield _plain((math.ceil(low / grid) + offset) * grid)
        elif high is not None and high < grid * (offset + 1):
            yield _plain((math.floor(high / grid) - offset) * grid)
        else:
            yield _plain((1 + offset) * grid)
    if step is None and low is not None and high is not None:
        yield _plain(low + (high - low) * Fraction(nth + 1, nth + 2))
    if step is None and high is not None:
        yield _plain(high)
    if high is not None:
        yield _plain((math.floor(high / grid)) * grid)


def _bound(
    schema: dict[str, Any], keyword: str, exclusive: str, tightest: Callable[[list[Fraction]], Fraction]
) -> Fraction | None:
    found = [Fraction(str(schema[name])) for name in (keyword, exclusive) if name in schema]
    return tightest(found) if found else None


def _plain(number: Fraction) -> int | float:
    return number.numerator if number.denominator == 1 else float(number)
