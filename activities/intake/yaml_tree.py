"""Reads YAML into plain values and remembers where in the file each of them stands.

Only what a definition needs is understood: groups of named values, lists, texts, numbers, days,
true and false. Everything else is a problem with a place, never a Python object.
"""

import math
import unicodedata
from dataclasses import dataclass, field
from typing import Final

from pydantic import JsonValue
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, StringMark, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from activities.intake.yaml_faults import in_hr_words
from domain.definition.problem import Path

LARGEST_FILE: Final = 128 * 1024
DEEPEST: Final = 20
MOST_VALUES: Final = 20_000
_TAG: Final = "tag:yaml.org,2002:"
_KNOWN_TAGS: Final = ("str", "int", "float", "bool", "null", "timestamp", "map", "seq")
_LONGEST_NUMBER: Final = 18


@dataclass(frozen=True, order=True)
class Mark:
    """A place in a file; lines and columns count from 1."""

    line: int = 1
    column: int = 1


@dataclass(frozen=True)
class Oddity:
    """Something in the file that cannot be understood, and how to mend it."""

    mark: Mark
    path: Path
    sentence: str


@dataclass
class YamlTree:
    """The plain value of a whole file, where its parts stand, and what was not understood.

    A single value stands where it is written; a group or a list where its name is written.
    """

    value: JsonValue = None
    names: dict[Path, Mark] = field(default_factory=dict)
    places: dict[Path, Mark] = field(default_factory=dict)
    oddities: list[Oddity] = field(default_factory=list)

    def name_of(self, path: Path) -> Mark:
        """Find the name in front of the colon; without one, the place of the part."""
        return self.names.get(self._written(path)) or self.place_of(path)

    def place_of(self, path: Path) -> Mark:
        """Find a part of the file, or the nearest part around it that is there."""
        return self.places.get(self._written(path)) or Mark()

    def _written(self, path: Path) -> Path:
        """Follow a path as far as the file goes; names that look like numbers are texts there."""
        known: Path = ()
        for part in path:
            following = [
                each for each in ((*known, part), (*known, str(part))) if each in self.places
            ]
            if not following:
                break
            known = following[0]
        return known


class _TooMuch(Exception):
    """The file holds more than any definition does."""


def decoded_yaml(source: bytes) -> YamlTree:
    """Read a file of YAML as it was saved; as `read_yaml`, and in UTF-8 or told where not."""
    try:
        return read_yaml(source.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = source[: error.start].count(b"\n") + 1
        sentence = "This character is not UTF-8; save the file with the encoding UTF-8."
        return YamlTree(oddities=[Oddity(Mark(line), (), sentence)])


def read_yaml(text: str) -> YamlTree:
    """Read one YAML document; whatever is wrong with it is an oddity, never an exception."""
    yaml = YAML(typ="safe", pure=True)
    yaml.composer.warn_double_anchors = False
    try:
        root = yaml.compose(text)
    except (YAMLError, ValueError, RecursionError) as error:
        return YamlTree(oddities=[_syntax(error)])
    growing = _GrowingTree()
    try:
        growing.tree.value = None if root is None else growing.plant(root, ())
    except _TooMuch as error:
        return YamlTree(oddities=[Oddity(Mark(), (), str(error))])
    return growing.tree


def _syntax(error: Exception) -> Oddity:
    if isinstance(error, RecursionError):
        return Oddity(Mark(), (), _too_deep())
    if not isinstance(error, MarkedYAMLError):
        sentence = "The file holds a character that no text has; save it as plain UTF-8 text."
        return Oddity(Mark(), (), sentence)
    said = str(error.problem or error.context or "")
    return Oddity(_mark(error.problem_mark or error.context_mark), (), in_hr_words(said))


def _too_deep() -> str:
    return f"Values are nested more than {DEEPEST} deep, which no definition needs; unfold them."


def _mark(mark: StringMark | None) -> Mark:
    return Mark() if mark is None else Mark(mark.line + 1, mark.column + 1)


class _GrowingTree:
    """Turns nodes into plain values one by one, within limits."""

    def __init__(self) -> None:
        self.tree = YamlTree()
        self._count = 0

    def plant(self, node: Node, path: Path) -> JsonValue:
        """Turn a node and all below it into a plain value."""
        self._count += 1
        if len(path) > DEEPEST:
            raise _TooMuch(_too_deep())
        if self._count > MOST_VALUES:
            sentence = f"The file holds more than {MOST_VALUES} values; remove what is repeated."
            raise _TooMuch(sentence)
        self._refuse_unknown_tag(node, path)
        name, start = self.tree.names.get(path), _mark(node.start_mark)
        if isinstance(node, MappingNode):
            self.tree.places[path] = name or start
            return self._group(node, path)
        if isinstance(node, SequenceNode):
            self.tree.places[path] = name or start
            return [self.plant(each, (*path, index)) for index, each in enumerate(node.value)]
        is_empty = _kind(node) == "null"
        self.tree.places[path] = name if name and is_empty else start
        return self._single(node, path)

    def _group(self, node: MappingNode, path: Path) -> JsonValue:
        group: dict[str, JsonValue] = {}
        for key, value in node.value:
            name = self._name(key, path)
            if name is None:
                continue
            if name in group:
                first = self.tree.names[(*path, name)].line
                sentence = f"'{short(name)}' is given twice, first on line {first}; keep one."
                self._odd(key, (*path, name), sentence)
                continue
            self.tree.names[(*path, name)] = _mark(key.start_mark)
            group[name] = self.plant(value, (*path, name))
        return group

    def _name(self, key: Node, path: Path) -> str | None:
        if not isinstance(key, ScalarNode):
            self._odd(key, path, "A name in front of a colon is a single word; write it plainly.")
            return None
        if key.value == "<<":
            self._odd(key, path, "Merging with '<<' is not understood here; write the fields out.")
            return None
        return str(_number(key.value)) if _kind(key) == "int" else self._text(key, path)

    def _single(self, node: Node, path: Path) -> JsonValue:
        text = str(node.value)
        match _kind(node):
            case "null":
                return None
            case "bool":
                return text.lower() in ("true", "yes", "on", "y")
            case "int" | "float":
                return _number(text)
            case _:
                return self._text(node, path)

    def _refuse_unknown_tag(self, node: Node, path: Path) -> None:
        if _kind(node) not in _KNOWN_TAGS:
            tag = str(node.tag).replace(_TAG, "!!")
            sentence = f"The tag '{short(tag)}' is not understood here; remove it."
            self._odd(node, path, sentence)

    def _text(self, node: Node, path: Path) -> str:
        """Give the text of a node, with a question mark for what cannot be printed."""
        text = str(node.value)
        odd = [each for each in text if _is_unprintable(each)]
        if odd:
            code = f"U+{ord(odd[0]):04X}"
            self._odd(node, path, f"The text holds {code}, which cannot be printed; remove it.")
        return "".join("?" if _is_unprintable(each) else each for each in text)

    def _odd(self, node: Node, path: Path, sentence: str) -> None:
        self.tree.oddities.append(Oddity(_mark(node.start_mark), path, sentence))


def _kind(node: Node) -> str:
    tag = str(node.tag)
    return tag.removeprefix(_TAG) if tag.startswith(_TAG) else tag


def _number(text: str) -> int | float | str:
    """Read a number as YAML 1.2 writes it; what is too long for one stays text."""
    digits = text.replace("_", "")
    try:
        if len(digits) <= _LONGEST_NUMBER:
            return int(digits) if digits.lstrip("+-").isdecimal() else int(digits, 0)
    except ValueError:
        pass
    try:
        number = float(digits)
    except ValueError:
        return text
    return number if math.isfinite(number) and len(digits) <= _LONGEST_NUMBER else text


def _is_unprintable(character: str) -> bool:
    return character not in "\n\t" and unicodedata.category(character) in ("Cc", "Cs")


def short(text: str, longest: int = 60) -> str:
    """Cut a text that would fill the screen."""
    line = text.replace("\n", " ")
    return line if len(line) <= longest else f"{line[: longest - 1]}…"
