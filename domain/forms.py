"""Whether the answers to a form can be accepted, and the shape in which they are kept."""

import json
from collections.abc import Iterator, Mapping

from pydantic import JsonValue

from domain.answers import NotAnAnswer, is_blank, shown
from domain.definition.forms import Form
from domain.definition.words import FieldKind
from domain.form_fields import has_nothing_to_ask, read_answer
from domain.form_rules import FormRules
from domain.value import Value

LARGEST_ANSWERS = 64 * 1024
"""Most bytes the answers of one form may take, as UTF-8 JSON."""


class FieldProblem(Value):
    """What is wrong with the answer to one question; `field` is "" for the form as a whole."""

    field: str
    sentence: str


_NO_RULES = FormRules()


def check(
    form: Form, answers: Mapping[str, JsonValue], rules: FormRules = _NO_RULES
) -> tuple[FieldProblem, ...]:
    """Tell everything that is wrong with the answers at once, in the order of the questions.

    An objective or item that is left out, or whose score is null, has no score. That is no
    problem while another has one, and it never counts as zero.
    """
    if _is_too_large(answers):
        sentence = (
            f"The answers are longer than {LARGEST_ANSWERS // 1024} KiB; please shorten them."
        )
        return (FieldProblem(field="", sentence=sentence),)
    return (*_unknown(form, answers), *_refused(form, answers, rules))


def normalised(
    form: Form, answers: Mapping[str, JsonValue], rules: FormRules = _NO_RULES
) -> dict[str, JsonValue]:
    """Give the answers as they are kept: without blanks, levels whole, numbers as exact text.

    The same answers, however they were written, give the same result. Raises NotAnAnswer for
    answers that `check` finds fault with.
    """
    if problems := check(form, answers, rules):
        raise NotAnAnswer(*(problem.sentence for problem in problems))
    given = ((field, answers.get(field.id)) for field in form.fields)
    return {
        field.id: read_answer(field, answer, rules)
        for field, answer in given
        if not is_blank(answer)
    }


def rating_in(form: Form, answers: Mapping[str, JsonValue]) -> int | None:
    """Give the overall rating among normalised answers: that of the first rating question."""
    for field in form.fields:
        answer = answers.get(field.id)
        if field.kind is FieldKind.RATING and isinstance(answer, int):
            return answer
    return None


def _is_too_large(answers: Mapping[str, JsonValue]) -> bool:
    try:
        written = json.dumps(dict(answers), ensure_ascii=False)
    except (RecursionError, ValueError):  # too deep, or an integer of thousands of digits
        return True
    return len(written.encode("utf-8", "surrogatepass")) > LARGEST_ANSWERS


def _unknown(form: Form, answers: Mapping[str, JsonValue]) -> Iterator[FieldProblem]:
    questions = {field.id for field in form.fields}
    for key in answers:
        if key not in questions:
            sentence = f"The form has no question '{shown(key)}'."
            yield FieldProblem(field=shown(key), sentence=sentence)


def _refused(
    form: Form, answers: Mapping[str, JsonValue], rules: FormRules
) -> Iterator[FieldProblem]:
    for field in form.fields:
        answer = answers.get(field.id)
        try:
            if not is_blank(answer):
                read_answer(field, answer, rules)
            elif field.required and not has_nothing_to_ask(field, rules):
                yield FieldProblem(field=field.id, sentence="Please answer this question.")
        except NotAnAnswer as refused:
            for sentence in refused.sentences:
                yield FieldProblem(field=field.id, sentence=sentence)
