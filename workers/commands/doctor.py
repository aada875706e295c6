"""`perennial doctor`: what is missing, and how to mend it."""

import typer

from workers.doctor.examination import examine
from workers.doctor.finding import Finding
from workers.settings import load_settings
from workers.terminal import AsJson, console, say_json


async def doctor(*, as_json: AsJson = False) -> None:
    """Check everything that Perennial stands on, and say how to mend what is not right.

    Looks at programs, ports, keys, the database, Temporal, its workers and the clocks. Joins
    servers that run; otherwise starts them for the moment. The exit code is 1 when something is
    wrong.

    Example: perennial doctor --json
    """
    settings = load_settings()
    findings = []
    async for finding in examine(settings):
        findings.append(finding)
        if not as_json:
            _show(finding)
    is_well = all(finding.is_right for finding in findings)
    if as_json:
        say_json({"well": is_well, "findings": [finding.model_dump() for finding in findings]})
    elif is_well:
        console.print("\nEverything is right.")
    if not is_well:
        raise typer.Exit(1)


def _show(finding: Finding) -> None:
    mark = "[green]right[/]" if finding.is_right else "[red]wrong[/]"
    console.print(f"{mark}  [bold]{finding.name}[/]  ", end="")
    console.print(finding.seen, markup=False, soft_wrap=True)
    if finding.mend:
        console.print(f"       mend: {finding.mend}", markup=False, soft_wrap=True)
