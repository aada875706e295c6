"""The command `perennial`: the list of its commands, and the one place that speaks of failures."""

import asyncio
import functools
import importlib
import signal
import sys
from collections.abc import Callable, Coroutine, Sequence
from typing import Annotated, Any, Final

import typer
from typer.exceptions import TyperException

from domain.errors import ReviewError
from workers.leaving import Leaving
from workers.terminal import complain, console

PROGRAM: Final = "perennial"
REFUSED: Final = 1
MISUSED: Final = 2
INTERRUPTED: Final = 130
DEBUG: Final = "--debug"
ORGANISATION: Final = "--organisation"

Command = Callable[..., Coroutine[Any, Any, None] | None]

GROUPS: Final = {
    "cycle": "Cycles: their definitions, templates to begin with, and changes to one that runs.",
    "review": "One review: pause it, let it go on, end it, have a step done again.",
    "people": "Who works here, taken from the file of an HR system.",
    "recurring": "Recurring cycles: what comes again, the next ten, and what HR does to them.",
    "office": "Offices: who is HR admin, auditor or operator in the organisation.",
    "profiles": "Role profiles: what each job family asks for at each level, and the values.",
    "goals": "Objectives: the tree from strategy to person, readings, and who serves what.",
    "feedback": "Feedback any time of the year: give it, read it, take it back.",
    "calibrate": "Calibration sessions: look at the ratings of a group, move some, lock.",
    "action": "Actions: ask somebody to do something by a day, and say what became of it.",
    "plan": "Development plans: what they say, and what the two do with them.",
    "token": "Tokens with which programs use the API in somebody's name.",
    "rewards": "The reward round: who is proposed for what, and whether it is what was signed.",
    "webhooks": "Webhooks: other programs that are told of what happens.",
    "bounces": "Bounces: mails that came back, taken into the ledger.",
    "links": "Links in messages: end those of a person, replace the key that signs them.",
    "projections": "The read models, which can be built anew from the log.",
    "audit": "Audit: what was seen, and whether the log is what was written.",
    "keys": "The keys of people's words: which master key wraps them, another one, another place.",
    "subject": "One person's data: give it out, keep it under hold, erase it.",
    "db": "The database: bring it to the shape that this version needs.",
    "ops": "Operating: find what is stuck, say why it waits, steer it; every step goes on record.",
    "organisation": "Organisations of this installation: who is in it, who comes, who goes.",
    "build": "Builds of the workers: which is current, and what still runs on an older one.",
    "bench": "Benchmarks: what an installation does, and what that costs.",
}
SUBGROUPS: Final = {
    "subject retention": "How long data is kept in each country, and whose time is over.",
}
# Where each command lives, as module:function below workers/commands. Only the module of the
# command that was asked for is imported, so that the quick ones stay quick.
COMMANDS: Final = {
    "demo": "demo:play_demo",
    "up": "up:up",
    "run": "parts:run_parts",
    "cycle check": "cycle:check_cycle",
    "cycle schema": "cycle:print_schema",
    "cycle templates": "cycle:show_templates",
    "people import": "people:import_file",
    "office give": "office:give",
    "office take": "office:take",
    "office list": "office:show",
    "profiles template": "profiles:print_template",
    "profiles check": "profiles:check_profiles",
    "profiles load": "profiles:load_file",
    "profiles show": "profiles_shown:show_profile",
    "profiles missing": "profiles_shown:show_missing",
    "goals load": "objectives:load_file",
    "goals tree": "goals:show_tree",
    "goals coverage": "goals:show_coverage",
    "goals set": "objectives:set_one",
    "goals retire": "objectives:retire_one",
    "goals measure": "objectives:measure_one",
    "launch": "launch:launch_cycle",
    "status": "status:show_status",
    "inbox": "inbox:show_inbox",
    "submit": "submit:submit_step",
    "show": "show:show_review",
    "timeline": "timeline:show_timeline",
    "extend": "extend:extend_stage",
    "assign": "assign:assign_part",
    "review pause": "review_changes:pause",
    "review resume": "review_changes:resume",
    "review cancel": "review_changes:cancel",
    "review reopen": "review_changes:reopen",
    "cycle pause": "cycle_changes:pause",
    "cycle resume": "cycle_changes:resume",
    "cycle cancel": "cycle_changes:cancel",
    "cycle close": "cycle_changes:close",
    "cycle add": "cycle_changes:add",
    "nudge": "cycle_changes:nudge",
    "recurring set": "recurring:settle",
    "recurring list": "recurring_shown:show_list",
    "recurring show": "recurring_shown:show",
    "recurring pause": "recurring:pause",
    "recurring resume": "recurring:resume",
    "recurring skip": "recurring:skip",
    "recurring launch-now": "recurring:launch_now",
    "recurring end": "recurring:end",
    "goals show": "readings:show_goals",
    "goals read": "readings:read_goal",
    "feedback give": "feedback:give",
    "feedback show": "feedback_shown:show",
    "feedback withdraw": "feedback:withdraw",
    "feedback recognition": "feedback_shown:show_recognition",
    "feedback quiet": "feedback_shown:show_quiet",
    "action task": "action:task_action",
    "action list": "action_list:list_actions",
    "action done": "action:finish_action",
    "action drop": "action:drop_action",
    "action move": "action:move_action",
    "action hand": "action:hand_action",
    "plan show": "plan_page:show_plan",
    "plan edit": "plan:edit_plan",
    "plan acknowledge": "plan:acknowledge_plan",
    "plan check-in": "plan:hold_check_in",
    "plan decide": "plan:decide_on_plan",
    "plan close": "plan:close_plan",
    "plan talks": "plan_page:show_talks",
    "plan waiting": "plan_page:show_waiting",
    "calibrate show": "calibrate:show_session",
    "calibrate move": "calibrate:move_rating",
    "calibrate lock": "calibrate:lock_session",
    "score": "score:show_score",
    "fairness": "fairness:show_fairness",
    "token issue": "token:issue",
    "token list": "token:show",
    "token revoke": "token:revoke",
    "rewards export": "rewards:export_file",
    "rewards verify": "rewards:verify_file",
    "told": "told:show_told",
    "audit checkpoint": "audit:make_checkpoint",
    "audit verify": "audit:verify_log",
    "audit prove": "audit_prove:prove_review",
    "audit key": "audit:print_key",
    "audit views": "audit_views:show_views",
    "bounces read": "bounces:read_bounces",
    "webhooks add": "webhooks:add_webhook",
    "webhooks list": "webhooks:list_webhooks",
    "webhooks remove": "webhooks:remove_webhook",
    "links revoke": "links:revoke_links",
    "links rotate-keys": "links:rotate_keys",
    "projections rebuild": "projections:rebuild_read_models",
    "rebuild": "rebuild:rebuild_everything",
    "verify": "verify:verify_everything",
    "backup": "backup:back_up_installation",
    "restore": "restore:restore_installation",
    "doctor": "doctor:doctor",
    "db migrate": "db:migrate_database",
    "subject export": "subject_export:export_subject",
    "subject erase": "subject_erase:erase_subject",
    "subject reapply": "subject_erase:reapply",
    "subject hold": "subject:hold",
    "subject release": "subject:release",
    "subject ledger": "subject:show_ledger",
    "subject retention template": "subject_retention:print_template",
    "subject retention check": "subject_retention:check_file",
    "subject retention load": "subject_retention:load_file",
    "subject retention show": "subject_retention:show_rules",
    "subject retention due": "subject_retention:show_due",
    "subject retention apply": "subject_retention:apply_rules",
    "organisation add": "organisation:add_organisation",
    "organisation adopt": "organisation:adopt_organisation",
    "organisation list": "organisation:list_organisations",
    "organisation remove": "organisation:remove_organisation",
    "ops search-attributes": "ops_search_attributes:search_attributes",
    "ops stuck": "ops_stuck:show_stuck",
    "ops explain": "ops_stuck:show_why",
    "ops nudge": "ops_steering:nudge",
    "ops reassign": "ops_steering:reassign",
    "ops resend": "ops_steering:resend",
    "ops pause": "ops_steering:pause",
    "ops resume": "ops_steering:resume",
    "ops drain": "ops_builds:drain",
    "ops versions": "ops_builds:show_versions",
    "build show": "build:show_builds",
    "build promote": "build:promote_build",
    "build move": "build:move_build",
    "bench load": "bench_load:play_load",
    "keys show": "keys:show_keys",
    "keys rotate": "keys:rotate_keys",
    "keys move": "keys:move",
}


def main() -> None:
    """Run the command line and end the process with its exit code."""
    leaving = Leaving(REFUSED)
    leaving.prepare()
    leaving.code = run(sys.argv[1:])
    sys.exit(leaving.code)


def run(words: Sequence[str]) -> int:
    """Run one command; the answer is its exit code, and no failure is a traceback.

    0 is done, 1 is refused or failed, 2 is a command line that cannot be understood, 78 is a
    process that cannot start where it is, however often it is tried. With
    `--debug` anywhere among the words a failure is raised as it is, and `--organisation NAME` says
    which of several the command is about.
    """
    try:
        kept, organisation = about([word for word in words if word != DEBUG])
        if organisation is None:
            return _run(kept)
        from workers.organisations.chosen import named  # noqa: PLC0415 - few commands need it

        with named(organisation):
            return _run(kept)
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as failure:
        if DEBUG in words:
            raise
        return _explain(failure)


def _run(words: list[str]) -> int:
    code = _app(words)(args=words, prog_name=PROGRAM, standalone_mode=False)
    return code if isinstance(code, int) else 0


def about(words: list[str]) -> tuple[list[str], str | None]:
    """Take the option that names an organisation out of the words, wherever it stands."""
    kept, name = list(words), None
    for place, word in enumerate(words):
        if word == ORGANISATION or word.startswith(f"{ORGANISATION}="):
            ends = place + (2 if word == ORGANISATION else 1)
            name = " ".join(words[place:ends]).removeprefix(ORGANISATION)[1:]
            if not name:
                raise typer.BadParameter(f"Say which one: {ORGANISATION} NAME")
            kept[place:ends] = []
            break
    if any(word == ORGANISATION or word.startswith(f"{ORGANISATION}=") for word in kept):
        raise typer.BadParameter(f"Say once which one: {ORGANISATION} NAME")
    return kept, name


def _app(words: Sequence[str]) -> typer.Typer:
    app = typer.Typer(
        name=PROGRAM,
        help="Performance review cycles that run for a year and never lose a word.",
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode="rich",
        callback=_begin,
        invoke_without_command=True,
    )
    groups = {name: typer.Typer(help=text, no_args_is_help=True) for name, text in GROUPS.items()}
    for name, group in groups.items():
        app.add_typer(group, name=name)
    for name, text in SUBGROUPS.items():
        upper, _, last = name.rpartition(" ")
        groups[name] = typer.Typer(help=text, no_args_is_help=True)
        groups[upper].add_typer(groups[name], name=last)
    for path in _asked_for(words) or COMMANDS:
        *above, name = path.split()
        place = groups[" ".join(above)] if above else app
        place.command(name)(_ended_by_signals(_load(COMMANDS[path])))
    return app


def _asked_for(words: Sequence[str]) -> list[str]:
    return [path for path in COMMANDS if list(words[: len(path.split())]) == path.split()]


def _load(place: str) -> Command:
    module, _, function = place.partition(":")
    command: Command = getattr(importlib.import_module(f"workers.commands.{module}"), function)
    return command


def _begin(
    context: typer.Context,
    *,
    debug: Annotated[  # noqa: ARG001 - `run` has taken it out; it stands here to be in the help
        bool, typer.Option(DEBUG, help="Show where a failure comes from.")
    ] = False,
    organisation: Annotated[  # noqa: ARG001 - likewise
        str | None, typer.Option(ORGANISATION, metavar="NAME", help="Which of several is meant.")
    ] = None,
) -> None:
    if context.invoked_subcommand is None:
        console.print(context.get_help(), markup=False)


def _ended_by_signals(command: Command) -> Callable[..., None]:
    """Give an asynchronous command a loop in which SIGINT and SIGTERM let it clean up."""

    @functools.wraps(command)
    def run_to_end(*args: object, **options: object) -> None:
        work = command(*args, **options)
        if work is None:
            return
        from workers.logging import configure_logging  # noqa: PLC0415 - it imports all of Temporal

        configure_logging(level="warning")
        asyncio.run(_cancelled_by_signals(work))

    return run_to_end


async def _cancelled_by_signals(work: Coroutine[Any, Any, None]) -> None:
    task = asyncio.ensure_future(work)
    asked = asyncio.Event()

    def end() -> None:
        asked.set()
        task.cancel()

    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, end)
    # Who is started in the background inherits that SIGINT is ignored, and would go on for ever if
    # it came before anybody waits for it.
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        loop.add_signal_handler(signal.SIGINT, end)
    try:
        await task
    except asyncio.CancelledError:
        if asked.is_set():
            raise KeyboardInterrupt from None
        raise  # whoever read the output has gone: `perennial show 1042 | head`


def _explain(failure: Exception) -> int:
    if isinstance(failure, TyperException):
        # A group without a command has printed its help already and has nothing more to say.
        if message := failure.format_message():
            complain(f"{message.rstrip('.')}. `{PROGRAM} --help` lists what there is.")
        return MISUSED
    if isinstance(failure, typer.Abort):
        complain("It was not confirmed, so nothing was done. `--yes` does it without asking.")
    elif isinstance(failure, ReviewError):
        complain(str(failure))
    elif isinstance(failure, ConnectionError | TimeoutError):
        complain(
            f"A server does not answer: {failure}. `{PROGRAM} doctor` finds out which and why."
        )
    else:
        complain(_unforeseen(failure))
    return getattr(failure, "exit_code", REFUSED)


def _unforeseen(failure: Exception) -> str:
    """Say of which kind it is, and no more: what it says may quote somebody, and may be kept."""
    from temporalio.service import RPCError  # noqa: PLC0415 - a command without Temporal loads none

    if isinstance(failure, RPCError):
        said = failure.status.name.lower().replace("_", " ")
        return f"Temporal did not do what it was asked ({said}). `{PROGRAM} doctor` finds out why."
    return (
        f"Something failed inside Perennial ({type(failure).__name__}). "
        f"Run it again with {DEBUG} to see what and where."
    )
