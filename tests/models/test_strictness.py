"""Callers' own validation stays strict, in every thread."""

# ruff: noqa: UP045 - both ways to write a union are tested; the generated types use the older one

from __future__ import annotations

import functools
import threading
from typing import Any, Optional

import pydantic
import pytest

import groq._models.validators as validators_module
from groq import BaseModel
from groq._models.validators import LenientValidator, lenient_validator
from groq.types.chat import ChatCompletion

from .samples import COMPLETION, completion, parsed


class TestStrictnessForCallers:
    """Lenient parsing does not affect models that callers construct."""

    def test_construction_and_validation_stay_strict_after_lenient_parsing(self) -> None:
        parsed(completion(created="odd"))
        with pytest.raises(pydantic.ValidationError, match="created"):
            ChatCompletion.model_validate(completion(created="odd"))
        with pytest.raises(pydantic.ValidationError, match="Field required"):
            ChatCompletion(id="1")  # type: ignore[call-arg] # the tested behaviour
        with pytest.raises(pydantic.ValidationError, match="finish_reason"):
            ChatCompletion.model_validate(completion(choices=[{**COMPLETION["choices"][0], "finish_reason": "odd"}]))
        with pytest.raises(pydantic.ValidationError):
            ChatCompletion.model_validate_json("{}")

    def test_nested_model_used_before_is_still_parsed_leniently(self) -> None:
        class Inner(BaseModel):
            n: int

        class Outer(BaseModel):
            inner: Inner
            inners: list[Inner]
            optional: Optional[Inner] = None

        Inner(n=1)
        Outer(inner=Inner(n=1), inners=[])
        value = {"inner": {"n": "odd"}, "inners": [{"n": "odd"}, {}], "optional": {"n": []}}
        got = parsed(value, Outer)
        assert [type(got.inner), *map(type, got.inners), type(got.optional)] == [Inner] * 4
        assert got.to_dict(warnings=False) == value
        for odd in ({"inner": {"n": "odd"}, "inners": []}, {"inner": {"n": 1}, "inners": [{}]}):
            with pytest.raises(pydantic.ValidationError):
                Outer.model_validate(odd)

    def test_nested_model_parsed_leniently_before_is_still_strict_for_callers(self) -> None:
        class Inner(BaseModel):
            n: int

        class Outer(BaseModel):
            inner: Inner

        class Around(BaseModel):
            outer: Outer

        assert parsed({"n": "odd"}, Inner).n == "odd"
        assert parsed({"outer": {"inner": {"n": "odd"}}}, Around).outer.inner.n == "odd"
        for model, odd in ((Inner, {"n": "odd"}), (Outer, {"inner": {"n": "odd"}}), (Outer, {"inner": {}})):
            with pytest.raises(pydantic.ValidationError):
                model.model_validate(odd)
        with pytest.raises(pydantic.ValidationError):
            Around.model_validate({"outer": {"inner": {"n": "odd"}}})
        assert parsed({"outer": {"inner": {"n": "odd"}}}, Around).outer.inner.n == "odd"

    def test_plain_pydantic_models_are_parsed_leniently_and_stay_strict(self) -> None:
        class Inner(pydantic.BaseModel):
            n: int

        class Outer(pydantic.BaseModel):
            inner: Inner
            more: float = 0.5

        got = parsed({"inner": {"n": "odd"}, "more": "odd", "extra": 1}, Outer)
        assert (got.inner.n, got.more) == ("odd", "odd")
        assert not hasattr(got, "extra")  # their own configuration ignores extra fields
        with pytest.raises(pydantic.ValidationError):
            Outer.model_validate({"inner": {"n": "odd"}})


def race(*jobs: Any) -> list[Any]:
    """Run the jobs concurrently, each in its own thread."""
    start, results, errors = threading.Barrier(len(jobs)), [None] * len(jobs), []

    def run(index: int) -> None:
        try:
            start.wait(10)
            results[index] = jobs[index]()
        except Exception as error:  # re-raised in the main thread
            errors.append(error)

    threads = [threading.Thread(target=run, args=(index,), daemon=True) for index in range(len(jobs))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
        assert not thread.is_alive()
    assert errors == []
    return results


class TestThreads:
    def test_many_threads_may_use_a_new_type_at_once(self) -> None:
        for _ in range(10):

            class Inner(BaseModel):
                n: int

            class Outer(BaseModel):
                inner: Inner
                inners: list[Inner]

            value = {"inner": {"n": "odd"}, "inners": [{"n": "odd"}]}
            results = race(*[functools.partial(parsed, value, Outer)] * 8)
            assert {type(got) for got in results} == {Outer}
            assert {type(got.inner) for got in results} == {Inner}

    def test_builds_validator_once_for_concurrent_threads(self, monkeypatch: pytest.MonkeyPatch) -> None:
        class Shared(BaseModel):
            n: int

        builds: list[Any] = []
        another = threading.Event()

        class Building(LenientValidator):
            def __init__(self, type_: Any, unknown_model: type[BaseModel]) -> None:
                builds.append(type_)
                if len(builds) == 1:
                    another.wait(0.1)  # enough time for a second thread to build, if it could
                else:
                    another.set()
                super().__init__(type_, unknown_model)

        monkeypatch.setattr(validators_module, "LenientValidator", Building)
        assert len({id(one) for one in race(*[functools.partial(lenient_validator, Shared, BaseModel)] * 4)}) == 1
        assert builds == [Shared]

    def test_validation_by_callers_stays_strict_while_validator_is_built(self) -> None:
        class Inner(BaseModel):
            n: int

        class Outer(BaseModel):
            inner: Inner

        def refused() -> bool:
            try:
                Outer.model_validate({"inner": {"n": "odd"}})
            except pydantic.ValidationError:
                return True
            return False

        def kept() -> bool:
            return bool(parsed({"inner": {"n": "odd"}}, Outer).inner.n == "odd")

        assert race(*[refused, kept] * 4) == [True] * 8
