"""Numbers of things as a sentence says them."""


def counted(number: int, what: str) -> str:
    """Write a number of things: 1 review, 3 reviews, 1 person, 2 people."""
    if number == 1:
        return f"1 {what}"
    return f"{number} {_MANY.get(what, f'{what}s')}"


_MANY = {"person": "people"}
