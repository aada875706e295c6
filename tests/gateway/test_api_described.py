"""The description of the API is whole, and everything the pages do is in it."""

from functools import cache
from typing import Any, Final

import pytest
from fastapi import FastAPI

from gateway.api.app import build_api
from gateway.api.scopes import MEANS, Scope
from gateway.app import ROUTERS
from gateway.step.ways import FORM

FORMS: Final = "this page is a form, and programs fill in none"
SCREENS: Final = "a program sends the whole launch at once"
WINDOWS: Final = "it is about the windows of a browser"
CATCHER: Final = "the mails that a demonstration catches are no part of the product"
RECURRING: Final = "an organisation sets a handful of these, in the console or in the shell"
OPERATIONS: Final = "a program asks Temporal itself, or `perennial ops` with --json"
PROBES: Final = "what watches the processes asks it, and anybody may"
ONE_STEP: Final = "/reviews/{review}/steps/{step}/{seat}/{round}"
LAUNCH: Final = "/hr/launch/{draft}"
CYCLE: Final = "/hr/cycles/{cycle}"

# Each page, with the operations that do the same for programs, or why there is none.
# Signing in, links and sessions belong to browsers, and stand in no description.
COUNTERPARTS: Final[dict[str, tuple[str, ...] | str]] = {
    "GET /work": ("show_my_work",),
    f"GET {ONE_STEP}": ("show_step", "show_form", "show_beside_step"),
    f"GET {ONE_STEP}/{{name}}": ("show_form",),
    f"GET {ONE_STEP}/check": ("check_answers",),
    f"GET {ONE_STEP}/delegate": FORMS,
    f"GET {ONE_STEP}/more-time": FORMS,
    f"GET {ONE_STEP}/status": ("show_status",),
    f"POST {ONE_STEP}/draft": ("save_draft",),
    f"POST {ONE_STEP}/merge": ("save_draft",),
    f"POST {ONE_STEP}/check": ("check_answers",),
    f"POST {ONE_STEP}/submit": ("submit_step",),
    f"POST {ONE_STEP}/status": ("submit_step",),
    f"POST {ONE_STEP}/{{name}}": ("submit_step",),
    f"POST {ONE_STEP}/delegate": ("delegate_step",),
    f"POST {ONE_STEP}/more-time": ("ask_for_more_time",),
    "GET /actions/{action}": ("show_action",),
    "GET /actions/ask": FORMS,
    "POST /actions/ask": ("task_action",),
    "POST /actions/{action}/done": ("finish_action",),
    "POST /actions/{action}/drop": ("drop_action",),
    "POST /actions/{action}/move": ("move_action",),
    "POST /actions/{action}/hand-over": ("hand_action_over",),
    "GET /feedback": ("list_feedback",),
    "GET /feedback/give": FORMS,
    "POST /feedback/give": ("foresee_readers", "give_feedback_to"),
    "POST /feedback/{feedback}/withdraw": ("withdraw_given_feedback",),
    "GET /plans/{plan}": ("show_plan",),
    "GET /plans/{plan}/edit": FORMS,
    "POST /plans/{plan}/edit": ("edit_plan",),
    "POST /plans/{plan}/acknowledge": ("acknowledge_plan",),
    "POST /plans/{plan}/check-in": ("note_talk",),
    "POST /plans/{plan}/decide": ("decide_on_plan",),
    "POST /plans/{plan}/close": ("close_plan",),
    "GET /reviews/{review}": ("show_review", "show_timeline"),
    "GET /reviews/{review}/packet.pdf": ("download_packet",),
    "GET /reviews/{review}/packet.pdf.sig": ("download_packet_signature",),
    "GET /packets/key.pem": ("download_packet_key",),
    "POST /reviews/{review}/readings": ("record_goal_reading",),
    "GET /hr": ("list_cycles", "list_launches"),
    f"GET {CYCLE}": ("show_cycle",),
    f"GET {CYCLE}/live": ("follow_cycle",),
    f"GET {CYCLE}/people": ("list_people_in_cycle",),
    f"POST {CYCLE}/people/find": ("find_people_in_cycle",),
    f"POST {CYCLE}/people/chosen": FORMS,
    f"GET {CYCLE}/audit": ("list_audit", "list_views"),
    f"GET {CYCLE}/calibration": ("list_sessions_in_cycle",),
    f"GET {CYCLE}/changes": ("list_changes",),
    f"GET {CYCLE}/changes/{{kind}}": ("list_changes",),
    f"GET {CYCLE}/nudge": ("list_changes",),
    f"GET {CYCLE}/changes/done/{{asked}}": ("show_change",),
    f"POST {CYCLE}/changes/{{kind}}/effect": ("foresee_change",),
    f"POST {CYCLE}/changes/{{kind}}": ("make_change",),
    f"GET {CYCLE}/export": FORMS,
    f"POST {CYCLE}/export": ("export_status", "export_results", "export_packets"),
    "GET /hr/reviews/{review}": ("follow_review", "list_messages_of_review"),
    "POST /hr/launch": SCREENS,
    f"GET {LAUNCH}/people": SCREENS,
    f"POST {LAUNCH}/people": SCREENS,
    f"POST {LAUNCH}/people/file": ("try_people_file",),
    f"POST {LAUNCH}/people/file/drop": SCREENS,
    f"POST {LAUNCH}/people/import": ("take_people_file_in",),
    f"GET {LAUNCH}/process": ("list_templates",),
    f"POST {LAUNCH}/process": SCREENS,
    f"POST {LAUNCH}/process/source": SCREENS,
    f"GET {LAUNCH}/dates": SCREENS,
    f"POST {LAUNCH}/dates": SCREENS,
    f"GET {LAUNCH}/preview": ("rehearse_launch",),
    f"GET {LAUNCH}/dry-run.json": ("rehearse_launch",),
    f"POST {LAUNCH}/launch": ("launch_cycle",),
    f"POST {LAUNCH}/schedule": ("launch_cycle",),
    f"POST {LAUNCH}/drop": SCREENS,
    "POST /hr/scheduled/{cycle}/call-off": ("call_launch_off",),
    "GET /board": ("list_boards",),
    "GET /board/{session}": ("show_board",),
    "GET /board/{session}/live": ("follow_board",),
    "GET /board/{session}/rows/{review}": ("show_row",),
    "GET /board/{session}/rows/{review}/history": ("show_row",),
    "POST /board/{session}/rows/{review}": ("move_rating",),
    "POST /board/{session}/presence": WINDOWS,
    "GET /board/{session}/lock": ("weigh_lock",),
    "POST /board/{session}/lock": ("lock_session",),
    "GET /board/{session}/co-facilitators": ("show_board",),
    "POST /board/{session}/co-facilitators": ("name_co_facilitator", "release_co_facilitator"),
    "GET /inbox": CATCHER,
    "GET /inbox/{number}": CATCHER,
    "GET /inbox/{number}/html": CATCHER,
    "GET /hr/recurring": RECURRING,
    "GET /hr/recurring/new": RECURRING,
    "POST /hr/recurring/new": RECURRING,
    "GET /hr/recurring/{recurrence}": RECURRING,
    "GET /hr/recurring/{recurrence}/change": RECURRING,
    "POST /hr/recurring/{recurrence}/{deed}": RECURRING,
    "GET /operations": OPERATIONS,
    "GET /operations/reviews/{review}": OPERATIONS,
    "GET /livez": PROBES,
    "GET /readyz": PROBES,
}
WITHOUT_KEY: Final = {
    "revoke_current_token": "the token is gone, so nobody can ask twice",
    "check_answers": "it changes nothing",
    "foresee_readers": "it changes nothing",
    "foresee_change": "it changes nothing",
    "rehearse_launch": "it changes nothing",
    "try_people_file": "it changes nothing",
    "find_people_in_cycle": "it changes nothing",
}
ANY_TOKEN: Final = {
    "who_am_i",
    "list_tokens",
    "revoke_current_token",
    "revoke_token_by_id",
    "download_packet_key",
}

Told = dict[str, Any]


@cache
def described() -> Told:
    return build_api().openapi()


def operations() -> list[tuple[str, Told]]:
    return [each for methods in described()["paths"].values() for each in methods.items()]


def page_routes() -> set[str]:
    app = FastAPI()
    for router in ROUTERS:
        app.include_router(router)
    paths: dict[str, Told] = app.openapi()["paths"]
    return {f"{method.upper()} {path}" for path, methods in paths.items() for method in methods}


@pytest.mark.parametrize("method, told", operations(), ids=lambda each: str(each)[:60])
def test_an_operation_says_what_it_does_who_may_and_how_it_refuses(method: str, told: Told) -> None:
    name = told["operationId"]
    assert told["description"].endswith("."), name
    assert "Raises:" not in told["description"]
    assert len(told["tags"]) == 1
    ((scheme, scopes),) = [pair for each in told["security"] for pair in each.items()]
    assert scheme == "token"
    assert scopes or (name in ANY_TOKEN and "token" in told["description"])
    assert set(scopes) <= {scope.value for scope in MEANS}
    assert list(told["responses"]["default"]["content"]) == ["application/problem+json"]
    keys = [each["name"] for each in told.get("parameters", ()) if each["in"] == "header"]
    changes = method != "get" and name not in WITHOUT_KEY
    assert ("Idempotency-Key" in keys) is changes


def test_names_stand_for_one_operation_each_and_every_scope_for_some() -> None:
    names = [told["operationId"] for _, told in operations()]
    assert len(names) == len(set(names))
    asked = {
        scope for _, told in operations() for each in told["security"] for scope in each["token"]
    }
    elsewhere = {Scope.PAYLOADS_READ.value}  # the codec endpoint speaks the protocol of Temporal
    assert asked == {scope.value for scope in Scope} - elsewhere


def test_every_shape_says_what_it_is_and_none_is_a_dump_of_something_inside() -> None:
    for name, shape in described()["components"]["schemas"].items():
        generated = name.startswith(("PageOf", "JsonValue"))
        assert shape.get("description") or "enum" in shape or generated, name
        assert len(shape.get("properties", {})) <= 30, name
        assert "confidential" not in shape.get("properties", {})


def test_everything_the_pages_do_programs_can_do() -> None:
    names = {told["operationId"] for _, told in operations()}
    assert page_routes() == COUNTERPARTS.keys()
    for page, counterpart in COUNTERPARTS.items():
        if isinstance(counterpart, tuple):
            assert set(counterpart) <= names, page
        else:
            assert len(counterpart.split()) > 3, page


def test_the_way_of_the_form_is_called_as_the_description_says() -> None:
    (told,) = [each for _, each in operations() if each["operationId"] == "show_form"]
    assert f"`{FORM}`" in told["description"]
