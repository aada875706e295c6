"""Says in HR's words why a file cannot be read as YAML."""

from typing import Final

_SAYINGS: Final = {
    "cannot start any token": (
        "A tab or another character stands where none can; indent with spaces, and put texts that "
        "begin with a special character in quotes"
    ),
    "mapping values are not allowed": (
        "A colon stands where none can; put a text that holds a colon in quotes, or look at the "
        "indentation"
    ),
    "expected <block end>": (
        "This line is not indented like the lines it belongs to; use the same number of spaces"
    ),
    "expected '<document start>'": (
        "This line does not belong to what stands before it; look at the indentation"
    ),
    "sequence entries are not allowed": (
        "A dash stands where none can; put a list on lines of its own, below its name"
    ),
    "could not find expected ':'": "A name without a colon; write 'name: value'",
    "unexpected end of stream": "A quotation mark is opened and never closed; close it",
    "but found '<stream end>'": "A bracket is opened and never closed; close it",
    "expected ',' or": "A comma or a closing bracket is missing; add it",
    "undefined alias": "Nothing has the name after the asterisk; write the value itself",
    "another document": "The file holds two documents; remove the line '---' and what follows it",
}


def in_hr_words(said: str) -> str:
    """Turn what the YAML reader said into a sentence that says how to mend the line."""
    known = [sentence for words, sentence in _SAYINGS.items() if words in said]
    unknown = f"This line cannot be read as YAML ({said}); look at indentation, colons and quotes"
    return f"{known[0] if known else unknown}."
