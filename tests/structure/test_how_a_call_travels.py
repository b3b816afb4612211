"""The files and functions named on the page `how-a-call-travels.md` exist."""

from __future__ import annotations

import re

import pytest

from . import tree

PAGE = tree.ROOT / "docs" / "contributing" / "how-a-call-travels.md"
TEXT = tree.read(PAGE)
FILES = sorted(set(re.findall(r"`((?:_?\w+/)*_?\w+\.(?:py|yml))`", TEXT)))
NAMES = sorted(set(re.findall(r"`([A-Za-z_]\w*(?:\.\w+)?)`", TEXT)) - {"True", "CONTRIBUTING.md"})


@pytest.mark.parametrize("name", FILES)
def test_file_exists(name: str) -> None:
    assert (tree.PACKAGE / name).is_file() or (tree.ROOT / name).is_file()


@pytest.mark.parametrize("name", NAMES)
def test_name_is_in_a_file_of_the_page(name: str) -> None:
    files = [tree.PACKAGE / one for one in FILES if one.endswith(".py")]
    assert any(name.rpartition(".")[2] in tree.read(path) for path in files)


def test_page_names_every_room_of_a_call() -> None:
    rooms = {name.partition("/")[0] for name in FILES}
    assert {"_request", "_retry", "_transport", "_streaming", "_response", "_models"} <= rooms


def test_each_journey_fits_a_screen() -> None:
    for section in TEXT.split("\n## ")[1:]:
        assert section.count("\n") <= 50, section.partition("\n")[0]
