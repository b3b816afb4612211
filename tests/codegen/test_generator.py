"""Names, and operations that differ from the chat endpoint, generated from small specs."""

from __future__ import annotations

import copy
import re
from functools import cache
from typing import Any

import pytest

from codegen import resources
from codegen.__main__ import formatted
from codegen.docs import sample
from codegen.render import docstring, relative_import
from codegen.spec import CodegenError, Spec, without_null
from codegen.types import Types, camel, snake

THING: dict[str, Any] = {
    "type": "object",
    "description": "A thing.",
    "properties": {
        "object": {"type": "string", "enum": ["thing"], "description": "Always `thing`."},
        "extra": {"description": "Anything."},
        "schema": {"type": "object", "additionalProperties": {"type": "integer"}, "description": "Sizes."},
        "parts": {
            "type": "array",
            "description": "Parts.",
            "items": {
                "type": "object",
                "description": "A part.",
                "properties": {"image_url": {"$ref": "#/components/schemas/Link", "description": "Link."}},
            },
        },
        "id": {"type": "string", "description": "Its id."},
    },
    "required": ["id", "object"],
}
LINK: dict[str, Any] = {
    "type": "object",
    "description": "A link.",
    "properties": {"url": {"type": ["string", "null"], "description": "Where."}},
    "required": ["url"],
}
DOCUMENT: dict[str, Any] = {
    "paths": {
        "/v1/things": {
            "get": {"operationId": "listThings", "summary": "List things.", "responses": {}},
            "post": {
                "operationId": "createThing",
                "summary": "Create a thing.",
                "requestBody": {
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/CreateThing"}}}
                },
                "responses": {},
            },
        },
        "/v1/things/{thing_id}/parts/{part}": {
            "parameters": [
                {"in": "path", "name": "thing_id", "schema": {"type": "string"}, "description": "Id of a thing."},
                {"in": "path", "name": "part", "schema": {"type": "string"}, "description": "Name of a part."},
            ],
            "delete": {"operationId": "deletePart", "summary": "Delete a part.", "responses": {}},
        },
    },
    "components": {
        "schemas": {
            "Thing": THING,
            "Link": LINK,
            "CreateThing": {
                "type": "object",
                "description": "Parameters.",
                "properties": {
                    "tags": {"type": "array", "items": {"type": "string"}, "description": "Tags."},
                    "sizes": {"type": "array", "items": {"type": "integer"}, "description": "Sizes."},
                    "kinds": {
                        "type": "array",
                        "items": {"type": "string", "enum": ["a", "b"]},
                        "description": "Kinds.",
                    },
                    "file": {"type": "string", "format": "binary", "description": "A file."},
                    "name": {"type": "string", "description": 'A "name" with \\ and """.'},
                },
                "required": ["name"],
            },
        }
    },
}
CONFIG: dict[str, Any] = {
    "operations": {"listThings": "things.list", "createThing": "things.create", "deletePart": "things.parts.delete"},
    "schemas": {"Thing": {"model": "thing:Thing"}, "CreateThing": {"params": "thing_create_params:ThingCreateParams"}},
    "initialisms": {"url": "URL"},
}
for _item in DOCUMENT["paths"].values():
    for _method in _item.values():
        if isinstance(_method, dict):
            _method["responses"]["200"] = {
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}
            }


def files(document: dict[str, Any] = DOCUMENT, config: dict[str, Any] = CONFIG) -> dict[str, str]:
    spec = Spec(document, config)
    types = Types(spec)
    made = {**types.files(), **resources.files(resources.build(spec, types))}
    return {path.removeprefix("src/groq/"): text for path, text in formatted(made).items()}


@cache
def generated() -> dict[str, str]:
    """Return the files of the small spec."""
    return files()


def changed(**schemas: Any) -> dict[str, Any]:
    document = copy.deepcopy(DOCUMENT)
    document["components"]["schemas"].update(schemas)
    return document


def test_every_file_compiles() -> None:
    for path, text in generated().items():
        compile(text, path, "exec")


def test_resource_with_children_is_package_others_are_modules() -> None:
    assert sorted(path for path in generated() if path.startswith("resources/")) == [
        "resources/__init__.py",
        "resources/_root.py",
        "resources/things/__init__.py",
        "resources/things/parts.py",
        "resources/things/things.py",
    ]


def test_get_has_no_body() -> None:
    body = generated()["resources/things/things.py"].split("def list(")[1].split("def ")[0]
    assert 'return self._get(\n            "/v1/things",\n            options=make_request_options(' in body
    assert " body=" not in body
    assert "cast_to=Thing,\n        )" in body
    assert "stream" not in body


def test_delete_fills_the_path_from_positional_arguments() -> None:
    text = generated()["resources/things/parts.py"]
    assert (
        "def delete(\n        self,\n        thing_id: str,\n        part: str,\n        *,\n        extra_headers"
        in text
    )
    assert 'path_template("/v1/things/{thing_id}/parts/{part}", thing_id=thing_id, part=part)' in text
    assert "thing_id: Id of a thing." in text
    assert "from ..._resource import" in text
    assert "return self._delete(" in text
    assert "return await self._delete(" in text


def test_operation_without_streaming_has_no_overloads() -> None:
    assert "@overload" not in generated()["resources/things/things.py"]
    assert "-> Thing:" in generated()["resources/things/things.py"]


def test_resource_has_methods_and_children_in_every_mode() -> None:
    text = generated()["resources/things/things.py"]
    assert "def parts(self) -> AsyncPartsWithRawResponse:" in text
    assert "self.create: Final = async_to_streamed_response_wrapper(things.create)" in text
    assert "from .things.things import Things" in generated()["resources/_root.py"]


def test_nested_classes_are_named_after_the_path_to_them() -> None:
    text = generated()["types/thing.py"]
    names = [line.split("(")[0].removeprefix("class ") for line in text.splitlines() if line.startswith("class ")]
    assert names == ["PartImageURL", "Part", "Thing"]
    assert "parts: Optional[List[Part]] = None" in text
    assert "url: Optional[str] = None" in text


def test_id_and_required_fields_precede_optional_fields() -> None:
    text = generated()["types/thing.py"].split("class Thing(")[1]
    names = [line.strip().split(":")[0] for line in text.splitlines() if ": " in line and '"""' not in line]
    assert names == ["id", "object", "extra", "parts", "schema_"]


def test_field_named_like_builtin_does_not_shadow_it() -> None:
    text = generated()["types/thing.py"]
    assert "import builtins" in text
    assert "extra: Optional[builtins.object] = None" in text
    assert 'object: Literal["thing"]' in text


def test_field_named_like_base_attribute_gets_alias() -> None:
    assert (
        'schema_: Optional[Dict[str, int]] = FieldInfo(default=None, alias="schema")' in generated()["types/thing.py"]
    )


def test_params_accept_any_sequence_and_files() -> None:
    text = generated()["types/thing_create_params.py"]
    for line in (
        "name: Required[str]",
        "tags: SequenceNotStr[str]",
        "sizes: Iterable[int]",
        'kinds: List[Literal["a", "b"]]',
        "file: FileTypes",
        "from .._types import FileTypes, Iterable, SequenceNotStr",
        "from __future__ import annotations",
    ):
        assert line in text
    assert "from __future__" not in generated()["types/thing.py"]


def test_descriptions_keep_quotes_and_backslashes() -> None:
    scope: dict[str, Any] = {}
    exec("def f():\n    " + docstring('A "name" with \\ and """.', 4), scope)  # as compiled
    assert scope["f"].__doc__ == 'A "name" with \\ and """.'


def test_long_descriptions_wrap_and_arguments_hang() -> None:
    text = docstring("Words.\n\nArgs:\n    name: " + "word " * 40, 8)
    assert all(len(line) <= 120 for line in text.splitlines())
    assert text.splitlines()[4].startswith(" " * 16 + "word")
    assert text.endswith('\n        """')


def test_union_with_objects_gets_name() -> None:
    request = copy.deepcopy(DOCUMENT["components"]["schemas"]["CreateThing"])
    request["properties"]["format"] = {
        "description": "The format.",
        "anyOf": [{"$ref": "#/components/schemas/Link"}, {"type": "string", "enum": ["x"]}, {"type": "null"}],
    }
    text = files(changed(CreateThing=request))["types/thing_create_params.py"]
    assert 'Format: TypeAlias = Union[FormatLink, Literal["x"]]' in text
    assert "format: Optional[Format]" in text


def test_message_for_history_lists_request_fields() -> None:
    text = files(changed(Thing={**THING, "x-request-schema": "Link"}))["types/thing.py"]
    assert '__request_fields__: ClassVar[Optional[FrozenSet[str]]] = frozenset(["url"])' in text


def test_message_for_history_has_to_param_if_its_request_has_a_type() -> None:
    thing = {**THING, "x-request-schema": "CreateThing"}
    text = files(changed(Thing=thing))["types/thing.py"]
    assert "from .thing_create_params import ThingCreateParams" in text
    assert "def to_param(self) -> ThingCreateParams:" in text
    assert "to_param" not in files(changed(Thing={**THING, "x-request-schema": "Link"}))["types/thing.py"]


def operation(answers: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return the document with an additional operation; its parameters are those of `createThing`."""
    document = copy.deepcopy(DOCUMENT)
    document["paths"]["/v1/sounds"] = {
        "post": {"operationId": "makeSound", "summary": "Make.", "responses": {"200": {"content": answers}}, **more}
    }
    return document


def sound(document: dict[str, Any], target: object = "sounds.make") -> str:
    made = files(document, {**CONFIG, "operations": {**CONFIG["operations"], "makeSound": target}})
    return made["resources/sounds.py"]


THING_REF = {"$ref": "#/components/schemas/Thing"}
FORM = {"content": {"multipart/form-data": {"schema": {"$ref": "#/components/schemas/CreateThing"}}}}
BYTES = {"audio/wav": {"schema": {"type": "string", "format": "binary"}}}


def test_files_are_sent_separately_from_fields() -> None:
    text = sound(operation({"application/json": {"schema": THING_REF}}, requestBody=FORM))
    assert 'files={\n                "file": file,\n            },' in text
    assert '"file": file' not in text.split("body={")[1].split("}")[0]


def test_returns_bytes_unread_and_accepts_their_media_type() -> None:
    text = sound(operation(BYTES))
    assert ") -> BinaryAPIResponse:" in text
    assert ") -> AsyncBinaryAPIResponse:" in text
    assert text.count('extra_headers={"Accept": "audio/wav", **(extra_headers or {})}') == 2
    assert text.count("cast_to=BinaryAPIResponse,") == text.count("cast_to=AsyncBinaryAPIResponse,") == 1
    for wrapper in (
        "to_custom_raw_response_wrapper(sounds.make, BinaryAPIResponse)",
        "async_to_custom_raw_response_wrapper(sounds.make, AsyncBinaryAPIResponse)",
        "to_custom_streamed_response_wrapper(sounds.make, StreamedBinaryAPIResponse)",
        "async_to_custom_streamed_response_wrapper(sounds.make, AsyncStreamedBinaryAPIResponse)",
    ):
        assert f"self.make: Final = {wrapper}" in text


def test_parameter_can_select_return_type() -> None:
    request = copy.deepcopy(DOCUMENT["components"]["schemas"]["CreateThing"])
    request["properties"]["form"] = {"type": "string", "enum": ["whole", "text"], "description": "The form."}
    document = operation(
        {"application/json": {"schema": THING_REF}, "text/plain": {"schema": {"type": "string"}}},
        requestBody=FORM,
        **{"x-returns": {"form": {"whole": THING_REF, "text": {"type": "string"}}}},
    )
    document["components"]["schemas"]["CreateThing"] = request
    text = sound(document)
    assert '_MAKE_RETURNS: Dict[object, Type[Union[Thing, str]]] = {\n    "whole": Thing,\n    "text": str,\n}' in text
    assert text.count("cast_to=_MAKE_RETURNS.get(form, Thing),") == 2
    made = [part.split(": ...")[0] for part in text.split("@overload")[1:4]]
    assert 'form: Literal["whole"] | Omit = omit' in made[0]
    assert made[0].endswith("-> Thing")
    assert 'form: Literal["text"],' in made[1]
    assert made[1].endswith("-> str")
    assert 'form: Union[str, Literal["whole", "text"]] | Omit = omit' in made[2]
    assert made[2].endswith("-> Union[Thing, str]")


def test_schema_can_be_returned_under_several_names() -> None:
    document = operation({"application/json": {"schema": THING_REF}})
    target = {"method": "sounds.make", "response": "sound_response:SoundResponse"}
    config = {**CONFIG, "operations": {**CONFIG["operations"], "makeSound": target}}
    made = files(document, config)
    assert "-> SoundResponse:" in made["resources/sounds.py"]
    own = made["types/sound_response.py"]
    assert [name in own for name in ("class PartImageURL(", "class Part(", "class SoundResponse(")] == [True] * 3
    assert "class Thing(" in made["types/thing.py"]


def test_model_can_have_more_bases() -> None:
    thing = {"model": "thing:Thing", "mixins": ["groq._texts:Text"]}
    text = files(config={**CONFIG, "schemas": {**CONFIG["schemas"], "Thing": thing}})["types/thing.py"]
    assert "class Thing(Text, BaseModel):" in text
    assert "from .._texts import Text" in text


def test_discriminated_union_has_discriminator_in_models_only() -> None:
    variants = {
        name: {
            "type": "object",
            "description": f"A {name}.",
            "properties": {"type": {"const": name, "description": "The kind."}},
            "required": ["type"],
        }
        for name in ("Cat", "Dog")
    }
    pet = {
        "description": "A pet.",
        "oneOf": [{"$ref": f"#/components/schemas/{name}"} for name in variants],
        "discriminator": {"propertyName": "type"},
    }
    document = changed(**variants, Pet=pet)
    for name in ("Thing", "CreateThing"):
        document["components"]["schemas"][name]["properties"]["pet"] = {"$ref": "#/components/schemas/Pet"}
    made = files(document)
    union = 'Annotated[Union[PetCat, PetDog], FieldInfo(discriminator="type")]'
    assert f"Pet: TypeAlias = SerializeAsAny[{union}]" in made["types/thing.py"]
    assert "Pet: TypeAlias = Union[PetCat, PetDog]" in made["types/thing_create_params.py"]


def test_parameter_items_can_be_models() -> None:
    request = copy.deepcopy(DOCUMENT["components"]["schemas"]["CreateThing"])
    request["properties"]["sizes"] |= {"type": ["array", "null"], "x-sent-back": "Thing"}
    text = files(changed(CreateThing=request))["resources/things/things.py"]
    assert "sizes: Optional[Iterable[Union[int, Thing]]] | Omit = omit" in text


@pytest.mark.parametrize(
    "answers", [{"application/json": {"schema": {"type": "object"}}}, {"text/xml": {"schema": THING_REF}}]
)
def test_rejects_inline_body_and_unknown_media_type(answers: dict[str, Any]) -> None:
    with pytest.raises(
        CodegenError, match=r"makeSound: a body has to be a file, or JSON or a form after a named schema"
    ):
        sound(operation(answers))


@pytest.mark.parametrize(
    ("schema", "minimal", "full"),
    [
        ({"type": "string", "format": "binary", "example": "a"}, b"a", b"a"),
        (
            {"type": "string", "format": "binary", "example": "a", "x-file-name": "a.txt"},
            ("a.txt", b"a"),
            ("a.txt", b"a"),
        ),
        (
            {
                "properties": {name: {"type": "integer"} for name in "abcd"},
                "required": ["a"],
                "oneOf": [{"required": ["b"]}, {"required": ["c"]}],
            },
            {"a": 1, "b": 1},
            {"a": 1, "b": 1, "d": 1},
        ),
    ],
)
def test_samples_are_valid_arguments(schema: dict[str, Any], minimal: object, full: object) -> None:
    spec = Spec(DOCUMENT, CONFIG)
    assert [sample(spec, schema, full=False), sample(spec, schema)] == [minimal, full]


def test_rejects_two_schemas_with_one_name() -> None:
    thing = copy.deepcopy(THING)
    thing["properties"]["part"] = LINK
    with pytest.raises(CodegenError, match=r"groq\.types\.thing: Part would be two different types"):
        files(changed(Thing=thing))


def test_generates_schema_that_refers_to_itself() -> None:
    thing = copy.deepcopy(THING)
    thing["properties"]["children"] = {
        "type": "array",
        "description": "More things.",
        "items": {"$ref": "#/components/schemas/Thing"},
    }
    assert "children: Optional[List[Thing]] = None" in files(changed(Thing=thing))["types/thing.py"]


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ({"operations": {}}, "differ about the operations: createThing, deletePart, listThings"),
        ({"schemas": {"Thing": {"model": "thing.Thing"}}}, "expected module:Class, got 'thing.Thing'"),
        ({"schemas": {"Nothing": {"model": "a:A"}}}, "there is no schema Nothing in openapi.yml"),
        ({"schemas": {"Thing": {"model": "thing:Thing"}}}, "schema CreateThing needs a place as params"),
    ],
)
def test_error_explains_invalid_config(config: dict[str, Any], message: str) -> None:
    with pytest.raises(CodegenError, match=message):
        files(config={**CONFIG, **config})


@pytest.mark.parametrize(
    ("name", "expected"),
    [("image_url", "ImageURL"), ("x_groq", "XGroq"), ("tool_calls", "ToolCalls"), ("Link", "Link")],
)
def test_camel_case_keeps_initialisms(name: str, expected: str) -> None:
    assert camel(name, Spec(DOCUMENT, CONFIG)) == expected


def test_snake_case() -> None:
    assert snake("ChatCompletionContentPartImageParam") == "chat_completion_content_part_image_param"


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("groq.types.chat.chat_completion", "groq._models", "..._models"),
        ("groq.types.chat.chat_completion", "groq.types.completion_usage", "..completion_usage"),
        ("groq.types.chat.__init__", "groq.types.chat.chat_completion", ".chat_completion"),
        ("groq.resources._root", "groq.resources.chat.chat", ".chat.chat"),
        ("groq.resources.chat.completions", "groq.types.chat", "...types.chat"),
    ],
)
def test_imports_are_relative(source: str, target: str, expected: str) -> None:
    assert relative_import(source, target) == expected


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"type": "string"}, ({"type": "string"}, False)),
        ({"type": ["string", "null"], "enum": ["a", None]}, ({"type": "string", "enum": ["a"]}, True)),
        ({"type": ["string", "integer", "null"]}, ({"type": ["string", "integer"]}, True)),
        ({"anyOf": [{"$ref": "x"}, {"type": "null"}]}, ({"$ref": "x"}, True)),
        ({"anyOf": [{"$ref": "x"}, {"type": "string"}]}, ({"anyOf": [{"$ref": "x"}, {"type": "string"}]}, False)),
    ],
)
def test_null_is_separate_from_values(schema: dict[str, Any], expected: object) -> None:
    assert without_null(schema) == expected


def with_helper(**config: Any) -> dict[str, str]:
    helper = {"wraps": "things.create", "function": "groq.lib.things:make", "returns": "Made[Any]", **config}
    helper.setdefault("description", "Make a thing.")
    return files(config={**CONFIG, "helpers": {"things.make": helper}})


NAME = {"name": "name", "annotation": "Any", "description": "The name."}


def test_helper_has_overloads_before_the_implementation() -> None:
    overloads = [{"returns": "Made[_T]", "name": "Type[_T]"}, {"returns": "Made[str]", "name": "str = omit"}]
    text = with_helper(parameters=[NAME], overloads=overloads)["resources/things/things.py"]
    first, second, itself = re.findall(r"    def make\(\n(.*?)\) -> (\S+):", text, re.DOTALL)[:3]
    assert "name: Type[_T]," in first[0]
    assert "name: str = omit," in second[0]
    assert "name: Any," in itself[0]
    assert [one[1] for one in (first, second, itself)] == [f"lib.things.Made[{name}]" for name in ("_T", "str", "Any")]
    assert text.count("@overload\n    def make(") == 4
    assert '_T = TypeVar("_T")' in text


def test_line_breaks_in_descriptions_of_a_helper_are_not_kept() -> None:
    name = {**NAME, "description": "The name\nof it.\n"}
    text = with_helper(parameters=[name], description="Make\na thing.\n\nOr\ntwo.\n")["resources/things/things.py"]
    assert "Make a thing.\n\n        Or two.\n\n" in text
    assert "            name: The name of it.\n            " in text


def test_overload_of_an_unknown_parameter_is_an_error() -> None:
    with pytest.raises(CodegenError, match=r"things\.make: an overload has an unknown parameter 'colour'"):
        with_helper(overloads=[{"returns": "Made", "colour": "str"}])


def test_helper_without_method_is_called_with_the_client() -> None:
    parameters = [{**NAME, "positional": True}, {**NAME, "name": "colour", "default": '"red"'}]
    text = with_helper(wraps=None, parameters=parameters, coroutine=True)["resources/things/things.py"]
    text = re.sub(r",?\s+(?=\))", "", re.sub(r"(?<=\()\s+", "", re.sub(r",\s+", ", ", text)))  # one line each
    sync, awaited = re.findall(r"(?:async )?def make\(.*?return made\n", text, re.DOTALL)
    assert sync.startswith('def make(self, name: Any, *, colour: Any = "red") -> lib.things.Made[Any]:')
    assert "made: lib.things.Made[Any] = call(self._client, name=name, colour=colour)" in sync
    assert "= await call(self._client, " in awaited
    assert "POST" not in sync


def test_helper_of_an_unknown_method_is_an_error() -> None:
    with pytest.raises(CodegenError, match=r"things\.make wraps things\.grow, which is not a method of things"):
        with_helper(wraps="things.grow")


def test_names_of_earlier_versions_are_aliases_of_a_type() -> None:
    aliases = {"thing_made": {"ThingMade": "thing:Thing", "Part": "thing:Part"}}
    made = files(config={**CONFIG, "aliases": aliases})
    text = made["types/thing_made.py"]
    assert "from .thing import Part, Thing\n" in text
    assert '__all__ = ["Part", "ThingMade"]' in text
    assert "ThingMade: TypeAlias = Thing\n" in text
    assert "class " not in text
    assert "from .thing_made import ThingMade as ThingMade" in made["types/__init__.py"]
