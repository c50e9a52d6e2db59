"""Rules of the house that a reader would otherwise have to remember."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.template import engines

from tests.gunicorn import ROOT

ROOMS = {
    "editions": set(),
    "editorial": {"editions"},
    "directory": {"editions", "editorial"},
    "factories": {"directory", "editions", "editorial"},
    "antennas": {"factories", "directory", "editions", "editorial"},
    "explore": {"antennas", "factories", "directory", "editions"},
    "opendata": {"explore", "antennas", "factories", "directory", "editions"},
    "eurohpc_portal": {
        "opendata",
        "explore",
        "antennas",
        "factories",
        "directory",
        "editions",
        "editorial",
    },
}
"""What each room may import. `editorial` is for the admin modules alone: the public process does not have it."""


def modules(room: str) -> list[Path]:
    return [path for path in (ROOT / room).rglob("*.py") if "migrations" not in path.parts]


@pytest.mark.parametrize("room", ROOMS)
def test_the_arrow_between_rooms_runs_one_way(room: str) -> None:
    for path in modules(room):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{path}: imports are absolute"
                names = [node.module or ""]
            for name in names:
                target = name.split(".")[0]
                if target in ROOMS and target != room:
                    assert target in ROOMS[room], f"{path.relative_to(ROOT)} imports {name}"
                if target == "editorial" and room not in ("editorial", "eurohpc_portal"):
                    assert "admin" in path.stem or "admin" in path.parent.name, path.relative_to(ROOT)


PUBLIC = ROOT / "templates" / "public"
"""Jinja2; the templates beside this folder are Django's."""
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
PUBLIC_TEMPLATES = sorted(path for path in PUBLIC.rglob("*") if path.is_file())
STYLESHEETS = sorted((ROOT / "static" / "css").rglob("*.css"))
WITHOUT_WORDS = {
    "django": r"{%\s*blocktranslate.*?{%\s*endblocktranslate\s*%}|{%\s*block bodyclass\s*%}.*?{%\s*endblock\s*%}",
    "jinja2": r"{%[-+]?\s*trans\b.*?endtrans\s*-?%}|{% block (?:page_class|canonical|picture) %}.*?{% endblock %}",
}


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT / "templates"))


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_every_word_of_a_template_can_be_translated(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    text = re.sub(WITHOUT_WORDS["jinja2" if PUBLIC in path.parents else "django"], "", text, flags=re.S)
    text = re.sub(r"{%.*?%}|{{.*?}}|{#.*?#}|<!--.*?-->|<style>.*?</style>", "", text, flags=re.S)
    for attribute in re.findall(r'(?:placeholder|aria-label|title|alt)="([^"]*)"', text):
        assert not re.search(r"[A-Za-z]{2}", attribute), attribute
    text = re.sub(r"<[^>]*>", "", text)
    text = re.sub(r'&[a-z]+;|SHA-256| lang=""', "", text)
    assert not re.search(r"[A-Za-z]{2}", text), re.findall(r"[A-Za-z]{2}\w*", text)


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_template_holds_no_script_style_or_other_host(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    # A data block, which no browser runs.
    text = text.replace('<script type="application/ld+json">{{ thing|json_ld }}</script>', "")
    if path.parent.name == "admin":
        # Editors' pages have forms, and modules of the site's own.
        text = re.sub(
            r"{% csrf_token %}|{{ csrf_input }}"
            r"|<script src=\"{% static '[a-z/]+\.js' %}\" type=\"module\"></script>"
            r"|<script src=\"{{ static\(\"[a-z/]+\.js\"\) }}\" type=\"module\"></script>",
            "",
            text,
        )
    assert not re.search(r"<script|<style|\sstyle=|\son[a-z]+=|https?://|csrf_", text)


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_the_lines_of_a_template_are_short(path: Path) -> None:
    assert max(map(len, path.read_text(encoding="utf-8").splitlines()), default=0) <= 120


@pytest.mark.parametrize("path", PUBLIC_TEMPLATES, ids=name_of)
def test_a_public_template_compiles_and_is_short(path: Path) -> None:
    engines["jinja2"].get_template(str(path.relative_to(PUBLIC)))
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 280
    assert not re.search(r"\|\s*safe\b|autoescape", text), "everything is escaped"


def test_every_macro_is_used() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in PUBLIC_TEMPLATES)
    python = "\n".join(path.read_text(encoding="utf-8") for room in ROOMS for path in modules(room))
    for name in re.findall(r"{% macro (\w+)", text):
        assert re.search(rf"(?<!macro ){name}\(", text) or f'"{name}"' in python, name


def rules(stylesheet: Path) -> str:
    return re.sub(r"/\*.*?\*/", "", stylesheet.read_text(encoding="utf-8"), flags=re.DOTALL)


@pytest.mark.parametrize("path", STYLESHEETS, ids=lambda path: path.stem)
def test_a_stylesheet_is_linked_and_all_its_rules_are_in_layers(path: Path) -> None:
    assert any(f'"{path.stem}"' in template.read_text(encoding="utf-8") for template in PUBLIC_TEMPLATES)
    outermost = [line for line in rules(path).splitlines() if line[:1] not in ("", " ", "}")]
    assert outermost
    assert all(line.startswith("@layer ") for line in outermost)


@pytest.mark.parametrize("path", STYLESHEETS, ids=lambda path: path.stem)
def test_colours_are_named_once(path: Path) -> None:
    colours = re.search(r"#[0-9a-f]{3,8}\b|oklch\(|rgb\(", path.read_text(encoding="utf-8"))
    assert not colours or path.stem == "tokens"


@pytest.mark.parametrize("path", STYLESHEETS, ids=lambda path: path.stem)
def test_every_class_of_a_stylesheet_is_in_use(path: Path) -> None:
    """In a template or in Python, where the part after two hyphens may be a variable."""
    python = [module for room in ROOMS for module in modules(room)]
    text = "\n".join(file.read_text(encoding="utf-8") for file in (*PUBLIC_TEMPLATES, *python))
    for name in set(re.findall(r"\.([a-z][\w-]*)", rules(path))):
        whole, variable = rf"(?<![\w-]){name}(?![\w-])", rf"(?<![\w-]){name.partition('--')[0]}--{{"
        assert re.search(f"{whole}|{variable}", text), name


def test_every_dependency_says_what_it_is_for() -> None:
    lines = (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    wanted = tomllib.loads("\n".join(lines))
    for requirement in [*wanted["project"]["dependencies"], *wanted["dependency-groups"]["dev"]]:
        place = next(n for n, line in enumerate(lines) if line.strip().startswith(f'"{requirement}"'))
        assert lines[place - 1].strip().startswith("#"), requirement


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_the_lock_has_hashes_and_no_address(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "://" not in text
    assert "index-url" not in text
    requirements = re.findall(r"^[a-z0-9].*", text, flags=re.M)
    assert requirements
    assert all(line.endswith("\\") for line in requirements)
    assert text.count("--hash=sha256:") >= len(requirements)


def test_every_model_says_what_it_is() -> None:
    for room in ("reference", "factories", "antennas"):
        for model in apps.get_app_config(room).get_models():
            assert model.__doc__
            assert not model.__doc__.startswith(f"{model.__name__}("), model.__name__


def test_modules_and_stylesheets_stay_readable() -> None:
    for room in ROOMS:
        for path in modules(room):
            if path.name != "loading.py":
                assert len(path.read_text(encoding="utf-8").splitlines()) <= 360, path
    for path in STYLESHEETS:
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 200, path


def test_the_readme_and_the_makefile_agree() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):.*##", makefile, flags=re.M))
    named = set(re.findall(r"`make ([a-z-]+)", (ROOT / "README.md").read_text(encoding="utf-8")))
    assert {"run", "test"} <= named <= targets
