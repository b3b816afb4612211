"""The layout check finds each kind of problem. `scripts/docs` runs it on the documentation."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from scripts import _docs_layout

PAGE = """<!doctype html><meta name="viewport" content="width=device-width">
<body style="margin: 0"><input type="radio" name="__palette" data-md-color-scheme="default">
<input type="radio" name="__palette" data-md-color-scheme="slate"><article>{}</article>"""
CODE = '<pre style="overflow: auto; width: 500px"><code style="display: block">{}</code></pre>'
GOOD = "<p>Text.</p><pre style='overflow: auto'><code style='display: block; white-space: pre-wrap'>x = 1</code></pre>"
BAD = {
    "wide": '<p style="width: 1500px">Text.</p>',
    "clipped": '<p style="overflow: hidden; width: 100px; white-space: nowrap">Some words that do not fit.</p>',
    "code": CODE.format("<span>x</span>" * 200).replace("display: block", "display: block; overflow: auto"),
    "pale": '<p style="color: #ddd; background: #fff">Text.</p>',
    "reference/tall": '<p style="height: 9000px">Text.</p>',
}


@pytest.mark.timeout(240)
def test_finds_each_kind_of_problem(tmp_path: Path) -> None:
    browser = next((path for name in _docs_layout.BROWSERS if (path := shutil.which(name))), None)
    if browser is None:
        pytest.skip("Chromium is not installed")
    for name, body in {"good": GOOD, **BAD}.items():
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "index.html").write_text(PAGE.format(body), encoding="utf-8")
    report = _docs_layout.measure(tmp_path, browser)
    found = {name: [one for one in report["problems"] if one.startswith(f"{name} ")] for name in ("good", *BAD)}
    assert report["pages"] == len(found)
    assert found["good"] == []
    assert any("is 1500 px wide" in one for one in found["wide"])
    assert any("clips <p" in one for one in found["clipped"])
    assert any("has code wider than the page" in one for one in found["code"])
    assert {one.partition(" has a contrast")[0] for one in found["pale"]} == {
        f"pale at 1280 px, {scheme}:" for scheme in ("default", "slate")
    }
    assert any("px tall" in one for one in found["reference/tall"])


def test_skips_without_chromium(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(_docs_layout, "BROWSERS", ())
    assert _docs_layout.main(str(tmp_path)) == 0
    assert "Chromium is missing" in capsys.readouterr().out
