"""A person without naming them: the first letters, as a link's page may show to anybody."""


def initials(name: str) -> str:
    """Give the initials of a name: "A. S." for "Ana Maria Silva"."""
    words = [word for word in name.split() if word[0].isalpha()]
    ends = [words[0], words[-1]] if words[1:] else words
    return " ".join(f"{word[0].upper()}." for word in ends)
