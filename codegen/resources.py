"""Operations → the modules of `groq.resources`: a class for each resource and mode, sync and async."""

from __future__ import annotations

import ast
import io
import itertools
import tokenize
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from tokenize import NAME, OP

from .helpers import Helper, helper, with_prefix
from .render import package, path_of, render
from .spec import CONFIG_FILE, CodegenError, Location, Operation, Spec
from .types import ROOT as TYPES
from .types import Class, Field, Module, Types, camel

ROOT = "groq.resources"
LIB = "groq.lib"

# A name after one of these is an attribute, an import or a result, and not in a signature.
_NOT_IN_SIGNATURES = (".", "import", "return")

_REQUEST_OPTIONS = {
    "extra_headers": "Headers for this request. They override the client's; case does not matter.",
    "extra_query": "Query parameters for this request.",
    "extra_body": "Properties to add to the body, such as parameters that this version does not have.",
    "timeout": "Seconds or an `httpx.Timeout`, overriding the client's; `None` for no timeout.",
}

_WRAPPERS = {"WithRawResponse": "with_raw_response", "WithStreamingResponse": "with_streaming_response"}


@dataclass(frozen=True)
class Argument:
    """Keyword of a method."""

    name: str
    annotation: str
    description: str
    required: bool
    default: str = "omit"

    @property
    def value(self) -> str:
        """The expression for the body, which rejects a single item where a list is expected."""
        checked = self.annotation.removeprefix("Optional[").startswith(("Iterable[", "List[", "SequenceNotStr["))
        return f"checked_iterable({self.name!r}, {self.name})" if checked else self.name

    @property
    def is_file(self) -> bool:
        return self.annotation == "FileTypes"

    @property
    def declaration(self) -> str:
        if self.required:
            return f"{self.name}: {self.annotation}"
        return f"{self.name}: {self.annotation}{' | Omit' * (self.default == 'omit')} = {self.default}"


@dataclass(frozen=True)
class Method:
    """Method of a resource, prepared for the templates."""

    operation: Operation
    path_arguments: tuple[Argument, ...]
    arguments: tuple[Argument, ...]
    response: str
    chunk: str | None
    choices: dict[str, str]  # value of the selector → return type
    docs: str

    @property
    def name(self) -> str:
        return self.operation.name

    @property
    def url(self) -> str:
        """The expression for the path."""
        path = repr(self.operation.path)
        values = [f"{one.name}={one.name}" for one in self.path_arguments]
        return f"path_template({', '.join([path, *values])})" if values else path

    @property
    def returns(self) -> str:
        return f"Union[{', '.join(self.returned)}]" if len(self.returned) > 1 else self.response

    @property
    def cast_to(self) -> str:
        return f"{self.table}.get({self.operation.selector}, {self.response})" if self.choices else self.response

    @property
    def table(self) -> str:
        """The name of the dictionary with the choices."""
        return f"_{self.name.upper()}_RETURNS"

    @property
    def call(self) -> str:
        """A call of the method, for api.md."""
        arguments = [one.name for one in self.path_arguments] + ["..."] * bool(self.arguments)
        return f"{self.operation.method}({', '.join(arguments)})"

    @property
    def returned(self) -> list[str]:
        """All return types, the default first."""
        return list(self.choices.values()) or [self.response] + [f"Stream[{self.chunk}]"] * bool(self.chunk)

    @property
    def overloads(self) -> list[tuple[str, str]]:
        """The declaration of the keyword that selects the return type, and that type, for each overload."""
        if self.chunk is not None:
            return [
                ("stream: Optional[Literal[False]] | Omit = omit", self.response),
                ("stream: Literal[True]", f"Stream[{self.chunk}]"),
                ("stream: Optional[bool] | Omit = omit", self.returns),
            ]
        pairs = [(f"{self.operation.selector}: Literal[{value!r}]", one) for value, one in self.choices.items()]
        if pairs:
            pairs[0] = (f"{pairs[0][0]} | Omit = omit", pairs[0][1])
            pairs += [(one.declaration, self.returns) for one in self.arguments if one.name == self.operation.selector]
        return pairs

    def keywords(self, own: str = "") -> list[str]:
        """Return the declarations of the keywords; `own` replaces the one of the same name."""
        name = own.partition(":")[0]
        return [own if one.name == name else one.declaration for one in self.arguments]


@dataclass
class Resource:
    """Node in the tree of resources: `chat` or `chat.completions`."""

    path: str
    class_name: str
    children: dict[str, Resource] = field(default_factory=dict)
    methods: list[Method] = field(default_factory=list)
    helpers: list[Helper] = field(default_factory=list)
    imports: dict[str, str] = field(default_factory=dict)  # name → absolute module

    @property
    def name(self) -> str:
        return self.path.rpartition(".")[2]

    @property
    def package(self) -> str:
        """The package that contains this module; a resource with children is a package itself."""
        return self.path if self.children else self.path.rpartition(".")[0]

    @property
    def module(self) -> str:
        return ".".join(filter(None, (ROOT, self.package, self.name)))

    @property
    def class_names(self) -> list[str]:
        name = self.class_name
        kinds = ("", *_WRAPPERS)
        return [f"{prefix}{name}{kind}" for kind in kinds for prefix in ("", "Async")]

    @property
    def lazy_names(self) -> dict[str, str]:
        """Types used only in signatures, not in calls: name → its package, `types.chat` or `lib.parse`."""
        needed = {name for one in self.methods for name in (one.response, one.chunk, *one.choices.values())}
        types = {name: module for name, module in self.imports.items() if f"{module}.".startswith(f"{TYPES}.")}
        found = {name: _lazy_package(name, module) for name, module in types.items() if name not in needed}
        for name, module in self._helper_names.items():
            if module.startswith(f"{LIB}."):  # its packages export the types of signatures
                found[name] = ".".join(module.split(".")[1:3])
            elif module.startswith("groq."):
                found[name] = _lazy_package(name, module)
        return found

    @property
    def helper_imports(self) -> dict[str, list[str]]:
        """Module of the standard library → names that the signatures of helper methods use."""
        found: dict[str, list[str]] = {}
        for name, module in sorted(self._helper_names.items()):
            if not module.startswith("groq."):
                found.setdefault(module, []).append(name)
        return found

    @property
    def _helper_names(self) -> dict[str, str]:
        """Name that only the signatures of helper methods use → absolute module."""
        return {
            with_prefix(name, prefix): module
            for one in self.helpers
            for module, used in one.imports.items()
            for name in used
            for prefix in ("", "Async")
            if with_prefix(name, prefix) not in self.imports
        }

    def walk(self) -> Iterator[Resource]:
        yield self
        for child in self.children.values():
            yield from child.walk()


def build(spec: Spec, types: Types) -> Resource:
    """Return the tree of resources, whose root is the client."""
    root = Resource("", "")
    for operation in spec.operations:
        node = root
        for name in operation.resource.split("."):
            path = f"{node.path}.{name}" if node.path else name
            node = node.children.setdefault(name, Resource(path, camel(name, spec)))
        node.methods.append(_method(operation, node, types))
    for path, config in spec.helpers.items():
        node = root
        for name in path.split(".")[:-1]:
            node = node.children[name]
        wanted = config.get("wraps")
        method = next((one for one in node.methods if one.operation.method == wanted), None)
        if wanted and method is None:
            raise CodegenError(f"{CONFIG_FILE}: {path} wraps {wanted}, which is not a method of {node.path}")
        docs = partial(_described, method.operation if method else None)
        node.helpers.append(helper(path, config, method, docs, _helper_argument))
    return root


def files(root: Resource) -> dict[str, str]:
    """Return path → text of everything under `groq.resources`."""
    name = f"{ROOT}._root"
    text = _render("root.py.jinja", module=name, resources=root.children.values())
    classes = dict.fromkeys((one for child in root.children.values() for one in child.class_names), "resources")
    texts = {path_of(name): _with_lazy_names(text, classes)}
    for resource in root.walk():
        if resource is not root:
            text = _render("resource.py.jinja", resource=resource)
            texts[path_of(resource.module)] = _with_lazy_names(text, resource.lazy_names)
        if resource.children:
            texts |= _package(resource, (resource, *resource.children.values())[resource is root :])
    return texts


def _with_lazy_names(text: str, packages: dict[str, str]) -> str:
    """Write each of these names as `types.package.Name`, which imports it when `get_type_hints` evaluates it."""
    lines = text.splitlines(keepends=True)
    tokens = [one for one in tokenize.generate_tokens(io.StringIO(text).readline) if one.type in (NAME, OP)]
    for before, token in reversed(list(itertools.pairwise(tokens))):
        package = packages.get(token.string)
        if package and before.string not in _NOT_IN_SIGNATURES:
            row, start = token.start
            line = lines[row - 1]
            lines[row - 1] = f"{line[:start]}{package}.{line[start:]}"
    return "".join(lines)


def _lazy_package(name: str, module: str) -> str:
    """Return the package to import a name of `groq.types` from: a class is in the package, a module is itself."""
    package = module.rpartition(".")[0] if name[0].isupper() else module
    return package.removeprefix("groq.")


def _package(resource: Resource, members: tuple[Resource, ...]) -> dict[str, str]:
    name = f"{ROOT}.{resource.package}".rstrip(".")
    about = f"`{name}`: every name here is imported on first use."
    names = {class_name: one.module for one in members for class_name in one.class_names}
    subpackages = [one.name for one in resource.children.values() if one.children]
    return {path_of(f"{name}.__init__"): package(name, about, names, subpackages)}


def _render(template: str, **values: object) -> str:
    return render(template, prefixes=("", "Async"), wrappers=_WRAPPERS.items(), **values)


def _method(operation: Operation, resource: Resource, types: Types) -> Method:
    def imported(one: Location | str) -> str:
        if isinstance(one, str):
            return one
        resource.imports[one.name] = f"{TYPES}.{one.module}"
        return one.name

    path_arguments = tuple(
        Argument(one.name, types.annotate_primitive(one.schema), one.description, True) for one in operation.path_params
    )
    arguments: tuple[Argument, ...] = ()
    if operation.request is not None:
        module, params = types.params_of(operation.request)
        arguments = tuple(_arguments(operation, module, params))
        for sent_back in filter(None, (one.sent_back for one in params.fields)):
            imported(sent_back)
        package, _, name = module.name.rpartition(".")
        resource.imports |= {**module.imports, name: package}
    chosen = {value: imported(types.returned(one)) for value, one in operation.choices.items()}
    return Method(
        operation=operation,
        path_arguments=path_arguments,
        arguments=arguments,
        response=imported(operation.place or types.returned(operation.response)),
        chunk=imported(types.returned(operation.chunk)) if operation.chunk else None,
        choices=chosen,
        docs=_docs(operation, [*path_arguments, *arguments]),
    )


def _arguments(operation: Operation, module: Module, params: Class) -> Iterator[Argument]:
    for one in params.fields:
        annotation = _Qualify(module, one.sent_back).annotation(one)
        # Any string is accepted, because a type checker may not know the value.
        annotation = f"Union[str, {annotation}]" if one.name == operation.selector else annotation
        yield Argument(one.name, annotation, one.description, one.required)


class _Qualify(ast.NodeTransformer):
    """Transformer that qualifies a module's own classes as `module.Class`, and adds the model that items may be."""

    def __init__(self, module: Module, sent_back: Location | None) -> None:
        self.names = module.classes
        self.module = module.name.rpartition(".")[2]
        self.sent_back = sent_back

    def annotation(self, one: Field) -> str:
        text = one.annotation.removeprefix("Required[").removesuffix("]") if one.required else one.annotation
        return ast.unparse(self.visit(ast.parse(text, mode="eval")))

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return ast.Attribute(ast.Name(self.module), node.id) if node.id in self.names else node

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        self.generic_visit(node)
        if self.sent_back and ast.unparse(node.value) == "Iterable":
            item = ast.unparse(node.slice)
            return ast.parse(f"Iterable[Union[{item}, {self.sent_back.name}]]", mode="eval").body
        return node


def _helper_argument(name: str, annotation: str, description: str, default: str | None) -> Argument:
    return Argument(name, annotation, description, default is None, default or "")


def _docs(operation: Operation, arguments: list[Argument]) -> str:
    """Return the docstring of a method."""
    return _described(operation, operation.description.strip(), arguments)


def _described(operation: Operation | None, description: str, arguments: Iterable[Argument]) -> str:
    described = {one.name: one.description for one in arguments} | (_REQUEST_OPTIONS if operation else {})
    request = [f"`{operation.http_method.upper()} {operation.path}`"] if operation else []
    text = "\n\n".join([description, *request, "Args:"])
    return text + "".join(f"\n    {name}: {about}" for name, about in described.items())
