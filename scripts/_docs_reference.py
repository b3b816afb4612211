"""MkDocs hook: writes the reference from the signatures and docstrings.

`::: groq.Groq` documents an object. Options follow in YAML, named as in mkdocstrings: `members: [create]` or `false`,
`show_root_heading: false`, `heading_level: 3`, `inherited_members: true`. `<!-- types: chat/* !chat/*_param -->`
documents the types of modules, in the order of the patterns. Griffe reads the source; nothing is imported.
"""

from __future__ import annotations

import html
import logging
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import griffe
import yaml

from scripts._docs_source import definition, is_shown, modules, package, star, target
from scripts._docs_text import Item, definitions, fenced, names_in_words

MARKER = re.compile(r"^<!-- types: (.*) -->$", re.MULTILINE)
DIRECTIVE = re.compile(r"^::: (?P<path>\S+)\n(?P<options>(?: {4}.*\n)*)", re.MULTILINE)
log = logging.getLogger("mkdocs.hooks.reference")  # counted by --strict

# Names that the reference omits or replaces.
SENTINELS = {"Omit", "NotGiven", "omit", "not_given"}
WRAPPERS = {"Required", "NotRequired", "Annotated", "ClassVar", "Final"}
PLAIN = {
    "Dict": "dict",
    "List": "list",
    "Type": "type",
    "SequenceNotStr": "Sequence",
    "Headers": "Mapping[str, str]",
    "Query": "Mapping[str, object]",
    "Body": "object",
    "_HttpxClientT": "httpx.Client",
    "_Httpx2ClientT": "httpx2.Client",
}
# Parameters of every API method, described on the page of the clients.
REQUEST_OPTIONS = {"extra_headers", "extra_query", "extra_body", "timeout"}

Expr = griffe.Expr | str | None


class Place(NamedTuple):
    """Where an object is documented."""

    page: str
    anchor: str


class Reference:
    """The documented objects, and the pages that link to them."""

    def __init__(self) -> None:
        self.places: dict[str, Place] = {}
        self.urls: dict[str, str] = {}  # of pages, seen from the current page
        self.page = ""
        self.anchors: dict[str, str] = {}  # on the current page
        self.shown: dict[tuple[Item, ...], str] = {}

    def render(self, page: str, markdown: str) -> str:
        """Return the markdown of a page with its directives expanded."""
        self.page, self.anchors, self.shown = page, {}, {}
        markdown = MARKER.sub(
            lambda match: "\n\n".join(map(self.module, modules(match[1]))),
            markdown,
        )
        return DIRECTIVE.sub(
            lambda match: self.directive(match["path"], match["options"]),
            markdown + "\n",
        )

    def directive(self, path: str, options: str) -> str:
        given = (yaml.safe_load(options) or {}).get("options", {})
        try:
            documented = package()[path.removeprefix("groq.")]
        except KeyError:
            log.warning("%s: there is no %s", self.page, path)
            return ""
        if documented.is_alias:
            documented = documented.final_target
        return self.object(documented, path.rpartition(".")[2], given)

    def module(self, name: str) -> str:
        """Render a module of types: its main type, then the parts of it."""
        module = package()[f"types.{name}"]
        main = name.rpartition(".")[2].replace("_", "")
        own = [one for one in module.members.values() if not one.is_alias and one.name in (module.exports or [])]
        own.sort(key=lambda one: one.name.lower() != main)
        return "\n\n".join(self.object(one, one.name, {"heading_level": 3}) for one in own)

    def object(self, one: Any, name: str, options: dict[str, Any], owner: str = "") -> str:
        """Render a module, class, function or attribute."""
        level = options.get("heading_level", 2)
        blocks: list[str] = []
        if options.get("show_root_heading", True):
            blocks.append(self.heading(one, name, level, owner))
        if one.is_module:
            blocks += [*self.prose(one), *self.members(one, options, level - 1)]
        elif one.is_class:
            blocks += self.describe_class(one, options, level)
        elif one.is_function:
            blocks += self.describe_function(one)
        else:
            blocks += self.describe_alias(one)
        return "\n\n".join(block for block in blocks if block) + "\n"

    def heading(self, one: Any, name: str, level: int, owner: str) -> str:
        anchor = f"{owner}.{name}" if owner else name
        if self.anchors.setdefault(anchor, one.path) != one.path:
            anchor = f"{one.parent.name}.{anchor}"
        self.places.setdefault(one.path, Place(self.page, anchor))
        title = name
        if one.path.startswith("groq.resources.") and one.is_class:
            title = one.docstring.value.strip("`.\n")
        if one.is_function:
            title += "()"
        return f"{'#' * level} `{title}` {{ #{anchor} }}"

    # What is below a heading

    def describe_class(self, one: griffe.Class, options: dict[str, Any], level: int) -> list[str]:
        init = one.all_members.get("__init__")
        init = init.final_target if isinstance(init, griffe.Alias) else init
        takes = init if isinstance(init, griffe.Function) else None
        if one.path.startswith(("groq.types.", "groq.resources.")):
            takes = None
        fields = self.fields(one, options)
        if same := self.method_with(fields):
            return [*self.prose(one), f"The keys are the parameters of {same}."]
        if one.path.startswith("groq.resources."):
            return list(self.members(one, options, level))
        return [
            *self.prose(one, takes),
            "**Attributes**" if fields and not one.path.startswith("groq.types.") else "",
            self.listed(fields, one.name),
            *self.members(one, options, level),
        ]

    def describe_function(self, documented: griffe.Function) -> list[str]:
        one = max([documented, *(documented.overloads or [])], key=lambda form: len(list(form.parameters)))
        prose = list(self.prose(documented, one))
        returns = self.type(one.returns if str(documented.returns) == "Any" else documented.returns)
        signature = f"<p class='signature'><code>{self.call(one)}"
        if returns and returns != "None":
            signature += f" → {returns}"
        return [f"{signature}</code></p>", *prose]

    def describe_alias(self, one: griffe.Attribute) -> list[str]:
        value = one.value
        parts = self.union(value) if isinstance(value, griffe.Expr) else []
        shown = "<br>".join(f"<code>{part}</code>" for part in parts)
        if len(parts) > 1:
            shown = f"One of:\n\n<p>{shown}</p>"
        if not one.path.startswith("groq.types."):
            shown = ""
        return [*self.prose(one), shown]

    def call(self, one: griffe.Function) -> str:
        """Return a call of the function with its required arguments."""
        before = ""
        if one.path.startswith("groq.resources.") and one.parent and one.parent.docstring:
            before = one.parent.docstring.value.strip("`.\n") + "."
        taken = [parameter for parameter in one.parameters if is_shown(parameter)]
        optional = [parameter for parameter in taken if not parameter.required]
        shown: list[str] = []
        for parameter in taken:
            if len(optional) > 4 and not parameter.required:
                continue
            if parameter.kind is griffe.ParameterKind.keyword_only and "*" not in shown:
                shown.append("*")
            default = "" if parameter.required else self.default(parameter.default) or "…"
            shown.append(star(parameter) + (f"={default}" if default and not star(parameter).startswith("*") else ""))
        if len(optional) > 4:
            shown.append("…")
        return f"{before}{one.name}({', '.join(shown)})"

    def members(self, one: Any, options: dict[str, Any], level: int) -> Iterator[str]:
        wanted = options.get("members")
        if wanted is False:
            return
        for name, member in self.candidates(one, options):
            if isinstance(one, griffe.Module):
                if member.is_class and name in (one.exports or []):
                    yield self.object(member, name, {"heading_level": level + 1})
            elif member.is_function and not member.is_attribute:
                yield self.object(member, name, {"heading_level": level + 1}, one.name)

    def candidates(self, one: Any, options: dict[str, Any]) -> Iterator[tuple[str, Any]]:
        """Yield the public members with a docstring, in their order."""
        wanted = options.get("members")
        everything = one.all_members if options.get("inherited_members") else one.members
        if isinstance(wanted, list):
            everything = {**one.all_members}
        for name in wanted if isinstance(wanted, list) else everything:
            if name not in everything:
                log.warning("%s: %s has no %s", self.page, one.path, name)
                continue
            member = everything[name]
            if member.is_alias:
                if isinstance(one, griffe.Module):
                    continue
                member = member.final_target
            if isinstance(wanted, list) or (not name.startswith("_") and member.docstring):
                yield name, member

    def fields(self, one: griffe.Class, options: dict[str, Any]) -> list[Item]:
        """Return the attributes and properties that are documented."""
        if options.get("members") is False:
            return []
        optional = any("TypedDict" in str(base) for base in one.bases)
        typed = optional or one.path.startswith("groq.types.")
        items: list[Item] = []
        for name, member in self.candidates(one, options):
            if not member.is_attribute:
                continue
            note = ""
            if optional and "Required[" in str(member.annotation):
                note = "required"
            text = member.docstring.value.partition("\n\nRaises:")[0] if member.docstring else ""
            items.append(Item(name, self.type(member.annotation), note, text))
        for base in one.mro() if typed else []:
            if base.path.startswith("groq._models.base"):
                continue
            items += [
                Item(name, self.type(member.annotation), "", member.docstring.value)
                for name, member in base.members.items()
                if isinstance(member, griffe.Attribute) and member.docstring and not name.startswith("_")
            ]
        return items

    def method_with(self, fields: list[Item]) -> str:
        """Link to the method that has these keys as parameters."""
        names = {item.name for item in fields}
        if len(names) < 2:
            return ""
        for path, place in self.places.items():
            if path.startswith("groq.resources.") and path.endswith(".create"):
                parameters = package()[path.removeprefix("groq.")].parameters
                taken = {p.name for p in parameters if is_shown(p)}
                if taken - REQUEST_OPTIONS == names:
                    name = path.removeprefix("groq.resources.")
                    return self.link(place, f"<code>{name}()</code>")
        return ""

    # Docstrings

    def prose(self, one: Any, takes: griffe.Function | None = None) -> Iterator[str]:
        """Yield the sections of the docstring, with the parameters of the function `takes`."""
        if one.docstring is None:
            return
        documented: dict[str, str] = {}
        after: list[str] = []
        for section in one.docstring.parse("google", warnings=False):
            kind = section.kind.value
            if kind == "text":
                (after if documented else []).append("")
                yield fenced(section.value)
            elif kind == "parameters":
                documented = {p.name: p.description for p in section.value}
            elif kind == "attributes":
                after.append("**Attributes**")
                after.append(self.listed(self.attributes(one, section.value)))
            elif kind in ("returns", "yields"):
                text = " ".join(item.description for item in section.value)
                after.append(f"**{kind.title()}**: {text}")
            elif kind == "raises":
                after.append("**Raises**")
                after.append(
                    definitions(Item("", self.type(item.annotation), "", item.description) for item in section.value)
                )
            elif kind == "examples":
                after += [fenced(text) for _, text in section.value]
            else:
                log.warning("%s: section %s", one.path, kind)
        if takes is not None:
            yield from self.parameters(takes, documented)
        yield from after

    def attributes(self, one: Any, section: Any) -> list[Item]:
        return [
            Item(
                item.name,
                self.type(one.all_members[item.name].annotation) if item.name in one.all_members else "",
                "",
                item.description,
            )
            for item in section
        ]

    def parameters(self, takes: griffe.Function, documented: dict[str, str]) -> Iterator[str]:
        """Yield the list of parameters, or the differences from a method above."""
        signature = {p.name: p for p in takes.parameters}
        for name in documented:
            if name.lstrip("*") not in signature:
                log.warning("%s has no parameter %s", takes.path, name)
        texts = {name.lstrip("*"): text for name, text in documented.items()}
        items = [
            Item(
                star(p),
                self.type(p.annotation),
                self.note(p),
                texts.get(p.name, ""),
            )
            for p in signature.values()
            if is_shown(p) and not (takes.path.startswith("groq.resources.") and p.name in REQUEST_OPTIONS)
        ]
        if takes.name == "__init__" and not documented:
            return  # the attributes describe them
        items.sort(key=lambda item: (item.note != "required", item.text.startswith("Deprecated")))
        if not items:
            return
        first = self.earlier(items)
        if first is None:
            self.shown[tuple(items)] = takes.path
            yield "**Parameters**"
            yield definitions(items)
            return
        known, path = first
        more = [item for item in items if item not in known]
        names = {item.name for item in items}
        less = [item.name for item in known if item.name not in names]
        link = self.link(self.places[path], f"<code>{path.rpartition('.')[2]}()</code>")
        without = f", without {names_in_words(less)}" if less else ""
        if more:
            yield "**Parameters**"
            yield definitions(more)
            yield f"The other parameters are those of {link}{without}."
        else:
            yield f"**Parameters**: those of {link}{without}."

    def note(self, parameter: griffe.Parameter) -> str:
        if star(parameter).startswith("*"):
            return ""
        return "required" if parameter.required else self.default(parameter.default)

    def earlier(self, items: list[Item]) -> tuple[tuple[Item, ...], str] | None:
        """Return the earlier list on this page that shares most of the items."""
        for known, path in self.shown.items():
            if path in self.places and len(set(items) & set(known)) > 8:
                return known, path
        return None

    def listed(self, items: list[Item], name: str = "") -> str:
        """Return the list of attributes, or a reference to a class above with the same ones."""
        if not items:
            return ""
        plain = tuple(item._replace(type=re.sub("<.*?>", "", item.type)) for item in items)
        if len(plain) > 1 and name:
            if plain in self.shown:
                return f"The fields are those of {self.shown[plain]} above."
            self.shown[plain] = f"[`{name}`](#{name})"
        return definitions(items)

    # Types

    def type(self, annotation: Expr) -> str:
        """Return a type as HTML, with links to the types that this site documents."""
        return " | ".join(self.union(annotation))

    def union(self, annotation: Expr) -> list[str]:
        """Return the members of a union, `None` last."""
        members = dict.fromkeys(self.flat(annotation))
        if "None" in members:
            del members["None"]
            members["None"] = None
        return [part for part in members if part not in SENTINELS]

    def flat(self, one: Expr) -> Iterator[str]:
        if one is None:
            return
        if isinstance(one, griffe.ExprBinOp) and one.operator == "|":
            yield from self.flat(one.left)
            yield from self.flat(one.right)
        elif isinstance(one, griffe.ExprSubscript):
            name = str(one.left).rpartition(".")[2]
            inner = one.slice.elements if isinstance(one.slice, griffe.ExprTuple) else [one.slice]
            if name in WRAPPERS:
                yield from self.flat(inner[0])
            elif name == "Optional":
                yield from [*self.flat(inner[0]), "None"]
            elif name == "Union":
                for part in inner:
                    yield from self.flat(part)
            elif name == "Literal":
                yield from (html.escape(str(x).replace("'", '"'), quote=False) for x in inner)
            else:
                arguments = ", ".join(map(self.type, inner))
                yield f"{self.type(one.left)}[{arguments}]"
        elif isinstance(one, griffe.ExprList):
            yield f"[{', '.join(map(self.type, one.elements))}]"
        elif isinstance(one, griffe.ExprName | griffe.ExprAttribute):
            yield self.named(one)
        else:
            text = str(one).strip("'\"")
            place = next((found for path, found in self.places.items() if path.endswith(f".{text}")), None)
            yield self.link(place, text) if place and text.isidentifier() else html.escape(text, quote=False)

    def named(self, one: griffe.ExprName | griffe.ExprAttribute) -> str:
        text, path = str(one), one.canonical_path
        last = text.rpartition(".")[2]
        if place := self.places.get(path) or self.places.get(target(path)):
            return self.link(place, last)
        alias = None if last in PLAIN else definition(path)
        if alias is not None:
            return self.type(alias.value)
        if text.startswith("httpx.") or path.startswith("httpx."):
            return path
        return PLAIN.get(last, last)

    def default(self, value: Expr) -> str:
        """Return a default, or an empty string if the type implies it."""
        if value is None:
            return ""
        text = str(value)
        if isinstance(value, griffe.ExprName):
            try:
                found = package()[value.canonical_path.removeprefix("groq.")]
                text = str(found.value) if isinstance(found, griffe.Attribute) else text
            except KeyError:
                pass
        if text.removesuffix("()").rpartition(".")[2] in {
            *SENTINELS,
            *("None", "NotGiven", "Omit", "NOT_GIVEN"),
        }:
            return ""
        return str(text).replace("'", '"')

    def link(self, place: Place, text: str) -> str:
        page = "" if place.page == self.page else self.urls.get(place.page, "")
        return f'<a href="{page}#{place.anchor}">{text}</a>'


reference = Reference()


def on_files(files: Any, **_: Any) -> None:
    """Record where each object is documented; MkDocs calls this."""
    for file in files.documentation_pages():
        if file.src_uri.startswith("reference/"):
            reference.render(file.src_uri, file.content_string)


def on_page_markdown(markdown: str, page: Any, files: Any, **_: Any) -> str:
    """Expand the directives of a page; MkDocs calls this."""
    if not page.file.src_uri.startswith("reference/"):
        return markdown
    reference.urls = {file.src_uri: file.url_relative_to(page.file) for file in files.documentation_pages()}
    return reference.render(page.file.src_uri, markdown)
