"""Colleagues whom nobody names, or who would be known."""

import pytest

from activities.intake.cycle_file import read_cycle
from tests.unit.sound_cycle import HERE, SOUND, Bad, bad

PEERS = "      - {id: peers, title: Tell, role: peer,"
NAMED = (
    "      - {id: put, title: Name, role: reviewee, act: nominate, form: names,\n"
    "         due: {working_days: 5}, ladder: a}\n"
    "      - {id: ok, title: Approve, role: manager, act: agree, returns_to: put,\n"
    "         due: {working_days: 5}, ladder: a}\n"
)
FORMS = (
    "forms:\n  names:\n    title: N\n    fields:\n      - {id: who, label: Who?, kind: people}\n"
)
STEPS = (PEERS, f"{NAMED}{PEERS[:-1]}, act: feedback,")
FORM = ("forms:\n", FORMS)
EARLY = (
    f"      - {{id: {HERE}early, title: E, role: peer, act: feedback, form: peers,\n"
    "         due: {working_days: 5}, ladder: a}\n"
)
APPROVAL = NAMED[NAMED.index("      - {id: ok") :]

CASES = (
    bad(
        "hr nominates",
        "The step 'put' nominates colleagues, which the reviewee or the manager does; write "
        "'role: reviewee' or 'role: manager'.",
        STEPS,
        FORM,
        ("role: reviewee, act: nominate", f"role: {HERE}hr_partner, act: nominate"),
    ),
    bad(
        "nominates after a dispute",
        "The step 'put' nominates colleagues, so it cannot depend on how the review is signed; "
        "remove 'only_if'.",
        STEPS,
        FORM,
        ("act: nominate", f"only_if: {HERE}disputed, act: nominate"),
    ),
    bad(
        "nobody to name",
        "The step 'put' nominates colleagues, but its form 'names' has no fields of the kind "
        "'people'; give it exactly one.",
        STEPS,
        FORM,
        ("kind: people", "kind: text"),
        ("form: names", f"form: {HERE}names"),
    ),
    bad(
        "two lists",
        "The step 'put' nominates colleagues, but its form 'names' has 2 fields of the kind "
        "'people'; give it exactly one.",
        STEPS,
        FORM,
        ("kind: people}", "kind: people}\n      - {id: too, label: Who?, kind: people}"),
        ("form: names", f"form: {HERE}names"),
    ),
    bad(
        "nobody asked",
        "The step 'put' nominates colleagues, but no step of theirs follows; add one with "
        "'role: peer' and 'act: feedback' after it.",
        STEPS,
        FORM,
        ("role: peer, act: feedback", "role: hr_partner, act: submit"),
        ("act: nominate", f"act: {HERE}nominate"),
    ),
    bad(
        "named twice over",
        "The step 'put' nominates colleagues, but no step of theirs follows; add one with "
        "'role: peer' and 'act: feedback' after it.",
        STEPS,
        FORM,
        (APPROVAL, APPROVAL + NAMED.replace("put", "more").replace("id: ok", "id: fine")),
        ("act: nominate", f"act: {HERE}nominate"),
    ),
    bad(
        "nobody approves",
        "Nobody approves whom 'put' nominates; add a step with 'act: agree' and "
        "'returns_to: put' after it.",
        STEPS,
        FORM,
        (APPROVAL, ""),
        ("act: nominate", f"act: {HERE}nominate"),
    ),
    bad(
        "asked too early",
        "The step 'ok' approves whom 'put' nominates, but 'early' asks them before; put it after "
        "the approval.",
        STEPS,
        FORM,
        (
            APPROVAL,
            EARLY + APPROVAL,
        ),
    ),
    bad(
        "manager gives feedback",
        "The step 'rate' gives feedback as a colleague does, who may turn it down; write "
        "'role: peer', or 'act: submit' for anybody else.",
        ("act: rate", f"act: {HERE}feedback"),
    ),
    bad(
        "feedback handed on",
        "The step 'peers' is for the colleagues who were asked, so nobody else can do it instead; "
        "choose another 'at_expiry'.",
        STEPS,
        FORM,
        ("at_expiry: wait}", f"at_expiry: {HERE}hand_to, hand_to: manager}}"),
    ),
    bad(
        "people elsewhere",
        "The field 'good' names colleagues, but no step with the act 'nominate' uses the form "
        "'peers', so nobody would be asked; write 'act: nominate' in its step or choose another "
        "kind.",
        ("label: What is good?, kind: text", f"label: What is good?, kind: {HERE}people"),
    ),
    bad(
        "named by what follows",
        "The form 'peers' is anonymous, but what follows from its field 'good' of the kind "
        "'actions' names who answered; remove it or choose another kind.",
        ("label: What is good?, kind: text", f"label: What is good?, kind: {HERE}actions"),
    ),
    bad(
        "more than most",
        "At least 4 and at most 3 peers cannot both hold; lower 'minimum' or raise 'count'.",
        ("peers: {count: 3", f"peers: {{minimum: {HERE}4, count: 3"),
    ),
    bad(
        "cap without nomination",
        "The cap 'per_giver' is looked at when colleagues are nominated, but no step has the act "
        "'nominate'; add one or remove it.",
        ("peers: {count: 3", f"peers: {{per_giver: {HERE}4, count: 3"),
    ),
    bad(
        "never shown",
        "The form 'peers' is shown from 4 answers on, but no more than 3 peers are asked, so it "
        "would never be shown; raise 'count' under 'peers' or lower 'threshold'.",
        ("anonymous: true", f"anonymous: true\n    threshold: {HERE}4"),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_cannot_work_among_colleagues_is_told_where_it_stands(case: Bad) -> None:
    found, expected = case.read()
    assert found == expected


def test_naming_approving_and_asking_colleagues_is_sound() -> None:
    text = SOUND
    for old, new in (STEPS, FORM):
        text = text.replace(old, new, 1)
    assert read_cycle(text).problems == ()
