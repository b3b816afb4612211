"""Schemas → the modules of `groq.types`: pydantic models for responses, TypedDicts for requests."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from .render import package, path_of, render
from .spec import CodegenError, Form, Location, Schema, Spec, is_binary, ref_name, without_null

ROOT = "groq.types"
BINARY = "BinaryAPIResponse"

_PRIMITIVES = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}
_BASES = {"model": "BaseModel", "params": "TypedDict, total=False"}
_BUILTINS = frozenset({"str", "int", "float", "bool", "bytes", "object"})
# Names that fields must not have: attributes of pydantic models, and keywords of Python.
_RESERVED = frozenset({"construct", "copy", "dict", "fields", "json", "schema", "validate"})
_KEYWORDS = frozenset({"async", "class", "def", "from", "global", "import", "in", "is", "lambda", "pass", "return"})


@dataclass(frozen=True)
class Field:
    name: str
    key: str  # as the API spells it
    annotation: str
    description: str
    required: bool
    default: str = ""  # " = …", for a model
    sent_back: Location | None = None  # the model whose instances requests also accept as items


@dataclass(frozen=True)
class Class:
    """Model, TypedDict, or alias of another type."""

    name: str
    kind: Literal["model", "params", "alias"]
    description: str
    fields: tuple[Field, ...] = ()
    bases: str = ""  # of a model or a TypedDict
    target: str = ""  # of an alias
    request_fields: tuple[str, ...] = ()
    param: str = ""  # what `to_param` of a model returns


@dataclass
class Module:
    """Module of types, with its classes in the order of definition, each after those it uses."""

    name: str  # absolute
    classes: dict[str, Class] = field(default_factory=dict)
    imports: dict[str, str] = field(default_factory=dict)  # name → absolute module
    sources: dict[str, Schema] = field(default_factory=dict)
    reexports: list[str] = field(default_factory=list)  # imported names that belong to `__all__`

    def use(self, name: str, module: str) -> str:
        if module != self.name:
            if self.imports.setdefault(name, module) != module or name in self.classes:
                raise CodegenError(f"{self.name}: {name} would be two different types")
            self.imports[name] = module
        return name

    @property
    def kinds(self) -> set[str]:
        return {one.kind for one in self.classes.values()}


@dataclass(frozen=True)
class Place:
    """Context of a schema: the module and form to write it in, and its name if it becomes a class."""

    module: Module
    form: Form
    name: str
    prefix: str  # of the names of nested classes

    def nested(self, name: str) -> Place:
        name = self.prefix + name
        return replace(self, name=name, prefix=name)

    @property
    def item(self) -> Place:
        name = self.name[:-1] if self.name.endswith("s") and not self.name.endswith("ss") else self.name
        return replace(self, name=name, prefix=name)


class Types:
    """All modules in the config, with the types they use."""

    def __init__(self, spec: Spec) -> None:
        self.spec = spec
        self.modules: dict[str, Module] = {}
        for name, form, location in spec.named():
            self._define(name, form, location)
        for alias, location in self._aliases():
            self._alias(alias, location)

    def public(self) -> list[Location]:
        """Return the types in the config."""
        named = {location for _, _, location in self.spec.named()}
        named |= {alias for alias, _ in self._aliases() if is_main(alias)}
        return sorted(named, key=lambda one: (one.module, one.name))

    def params_of(self, schema: Schema) -> tuple[Module, Class]:
        """Return the TypedDict of a request body, and its module."""
        location = self.locate(schema, "params")
        module = self.modules[location.module]
        return module, module.classes[location.name]

    def locate(self, schema: Schema, form: Form) -> Location:
        name = ref_name(schema)
        location = self.spec.location(name, form)
        if location is None:
            raise CodegenError(f"codegen/config.yml: schema {name} needs a place as {form}")
        return location

    def returned(self, schema: Schema) -> Location | str:
        """Return the type that a response is parsed into: a model, or a builtin type."""
        if is_binary(schema):
            return BINARY
        return self.locate(schema, "model") if "$ref" in schema else self.annotate_primitive(schema)

    def annotate_primitive(self, schema: Schema) -> str:
        """Return the annotation of a primitive value."""
        return _PRIMITIVES[schema["type"]]

    def _define(self, name: str, form: Form, location: Location) -> None:
        module = self.modules.setdefault(location.module, Module(f"{ROOT}.{location.module}"))
        place = Place(module, form, location.name, "" if is_main(location) else location.name)
        schema = self.spec.schemas[name]
        if "properties" in schema:
            mixins = self.spec.mixins(name) if form == "model" else []
            self._class(schema, place, [module.use(one.name, one.module) for one in mixins])
        elif self._claim(schema, place):
            target = self._annotate_bare(schema, place, is_alias=True)
            module.classes[place.name] = Class(place.name, "alias", schema.get("description", ""), target=target)

    def _aliases(self) -> Iterator[tuple[Location, Location]]:
        """Iterate over the type names of earlier versions, each with the current type."""
        for module, names in self.spec.aliases.items():
            for name, target in names.items():
                yield Location(module, name), Location.parse(target)

    def _alias(self, alias: Location, target: Location) -> None:
        module = self.modules.setdefault(alias.module, Module(f"{ROOT}.{alias.module}"))
        module.use(target.name, f"{ROOT}.{target.module}")
        if alias.name == target.name:
            module.reexports.append(alias.name)
        else:
            module.classes[alias.name] = Class(alias.name, "alias", "", target=target.name)

    def files(self) -> dict[str, str]:
        """Return path → text of everything under `groq.types`."""
        files = {path_of(one.name): render("types.py.jinja", module=one) for one in self.modules.values()}
        packages: dict[str, dict[str, str]] = {ROOT: {}}
        for location in self.public():
            module = f"{ROOT}.{location.module}"
            owner = module.rpartition(".")[0]
            packages.setdefault(owner, {})[location.name] = module
            if owner.removeprefix(f"{ROOT}.") in self.spec.reexported:
                packages[ROOT][location.name] = module
        for name, names in packages.items():
            children = [other.rpartition(".")[2] for other in packages if other.rpartition(".")[0] == name]
            about = f"`{name}`: every name here is imported on first use."
            files[path_of(f"{name}.__init__")] = package(name, about, names, children)
        return files

    # ---- annotations ----

    def _annotate(self, schema: Schema, place: Place) -> tuple[str, bool]:
        """Return the annotation, and whether it includes None."""
        bare, nullable = without_null(schema)
        annotation = self._annotate_bare(bare, place)
        return (_optional(annotation) if nullable else annotation), nullable

    def _annotate_bare(self, schema: Schema, place: Place, *, is_alias: bool = False) -> str:
        if "x-annotation" in schema:
            return str(schema["x-annotation"])
        if "$ref" in schema:
            return self._annotate_reference(schema, place)
        if variants := schema.get("anyOf") or schema.get("oneOf"):
            return self._union(schema, variants, place, is_alias)
        if "const" in schema or "enum" in schema:
            return f"Literal[{', '.join(repr(value) for value in schema.get('enum', [schema.get('const')]))}]"
        kind = schema.get("type")
        if isinstance(kind, list):
            return f"Union[{', '.join(self._annotate_bare({**schema, 'type': one}, place) for one in kind)}]"
        if kind == "array":
            return self._array(schema, place)
        if kind == "object":
            return self._class(schema, place) if "properties" in schema else self._dict(schema, place)
        if is_binary(schema) and place.form == "params":
            return place.module.use("FileTypes", "groq._types")
        return _PRIMITIVES[kind] if kind else "object"

    def _annotate_reference(self, schema: Schema, place: Place) -> str:
        name = ref_name(schema)
        if location := self.spec.location(name, place.form):
            if place.module is self.modules.get(location.module):
                self._define(name, place.form, location)  # before its uses
            return place.module.use(location.name, f"{ROOT}.{location.module}")
        if nested_name := self.spec.nested_name(name):
            place = replace(place, name=nested_name, prefix=nested_name)
        return self._annotate_bare(self.spec.resolve(schema), place)

    def _union(self, schema: Schema, variants: list[Schema], place: Place, is_alias: bool) -> str:
        annotations = [
            self._annotate_bare(one, place.nested(camel(ref_name(one), self.spec)) if "$ref" in one else place)
            for one in variants
        ]
        union = f"Union[{', '.join(annotations)}]"
        if "discriminator" in schema and place.form == "model":
            # Dumped by the type of the value: the dump of a tagged union fails if the API sends an array as the tag.
            union = f"Annotated[{union}, FieldInfo(discriminator={schema['discriminator']['propertyName']!r})]"
            union = f"SerializeAsAny[{union}]"
        if is_alias or not any("properties" in self.spec.resolve(one) for one in variants):
            return union
        self._claim(schema, place)
        place.module.classes[place.name] = Class(place.name, "alias", schema.get("description", ""), target=union)
        return place.name

    def _array(self, schema: Schema, place: Place) -> str:
        item, _ = self._annotate(schema["items"], place.item)
        if place.form == "model" or item.startswith("Literal["):
            return f"List[{item}]"
        sequence = "SequenceNotStr" if item == "str" else "Iterable"
        return f"{place.module.use(sequence, 'groq._types')}[{item}]"

    def _dict(self, schema: Schema, place: Place) -> str:
        values = schema.get("additionalProperties")
        return f"Dict[str, {self._annotate(values, place)[0] if isinstance(values, dict) else 'object'}]"

    # ---- classes ----

    def _class(self, schema: Schema, place: Place, mixins: list[str] | None = None) -> str:
        if self._claim(schema, place):
            required = schema.get("required", [])
            fields = [self._field(key, value, key in required, place) for key, value in schema["properties"].items()]
            fields.sort(key=lambda one: (not one.required, one.key != "id", one.key))
            sent = schema.get("x-request-schema") if place.form == "model" else None
            param = self.spec.location(sent, "params") if sent else None
            place.module.classes[place.name] = Class(
                name=place.name,
                kind=place.form,
                description=schema.get("description", ""),
                fields=tuple(_without_shadows(fields)),
                bases=", ".join([*(mixins or ()), _BASES[place.form]]),
                request_fields=tuple(sorted(self.spec.schemas[sent]["properties"])) if sent else (),
                param=place.module.use(param.name, f"{ROOT}.{param.module}") if param else "",
            )
        return place.name

    def _claim(self, schema: Schema, place: Place) -> bool:
        """Reserve the name in the module; return whether the schema still has to be defined."""
        known = place.module.sources.get(place.name)
        if (known is not None and known != schema) or place.name in place.module.imports:
            raise CodegenError(f"{place.module.name}: {place.name} would be two different types")
        place.module.sources[place.name] = schema
        return known is None

    def _field(self, key: str, schema: Schema, required: bool, place: Place) -> Field:
        annotation, nullable = self._annotate(schema, place.nested(camel(key, self.spec)))
        description = schema.get("description") or self.spec.resolve(schema).get("description", "")
        if place.form == "params":
            model = schema.get("x-sent-back")
            sent_back = self.spec.location(model, "model") if model else None
            annotation = f"Required[{annotation}]" if required else annotation
            return Field(key, key, annotation, description, required, sent_back=sent_back)
        if not required and not nullable:
            annotation, nullable = _optional(annotation), True
        if key in _RESERVED | _KEYWORDS:
            default = f" = FieldInfo({'default=None, ' * nullable}alias={key!r})"
            return Field(f"{key}_", key, annotation, description, required, default)
        return Field(key, key, annotation, description, required, " = None" * nullable)


def _optional(annotation: str) -> str:
    return f"{annotation[:-1]}, None]" if annotation.startswith("Union[") else f"Optional[{annotation}]"


def _without_shadows(fields: list[Field]) -> list[Field]:
    """Write a builtin as `builtins.x` if a field of the class shadows it."""
    shadowed = {one.name for one in fields} & _BUILTINS
    if not shadowed:
        return fields
    pattern = re.compile(rf"(?<!['\w.])({'|'.join(sorted(shadowed))})(?!['\w])")
    return [replace(one, annotation=pattern.sub(r"builtins.\1", one.annotation)) for one in fields]


def camel(name: str, spec: Spec) -> str:
    """Return the class name for `snake_case`: `image_url` → `ImageURL`."""
    words: list[Any] = [spec.initialisms.get(word, word[:1].upper() + word[1:]) for word in name.split("_")]
    return "".join(words)


def snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def is_main(location: Location) -> bool:
    """Return whether the module is named after this class."""
    return snake(location.name) == location.module.rpartition(".")[2]
