"""The kinds of the Temporal Worker Controller 1.7 as far as ours use them; the rest is wrong.

Their whole schemas hold that of every pod; pods are checked by the schema of a Deployment.
"""

from typing import Any, Final

NAME: Final = {
    "type": "object",
    "properties": {"name": {"type": "string"}},
    "required": ["name"],
    "additionalProperties": False,
}
HOST: Final = {"type": "string", "pattern": r"^[a-zA-Z0-9.-]+:[0-9]+$"}
DURATION: Final = {"type": "string", "pattern": r"^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$"}


def _object(properties: dict[str, Any], *required: str) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }


STEP: Final = _object(
    {
        "rampPercentage": {"type": "integer", "minimum": 1, "maximum": 99},
        "pauseDuration": DURATION,
    },
    "rampPercentage",
    "pauseDuration",
)
SPECS: Final = {
    "Connection": _object(
        {
            "hostPort": HOST,
            "mutualTLSSecretRef": NAME,
            "apiKeySecretRef": _object(
                {"name": {"type": "string"}, "key": {"type": "string"}}, "name", "key"
            ),
        },
        "hostPort",
    ),
    "WorkerDeployment": _object(
        {
            "workerOptions": _object(
                {"connectionRef": NAME, "temporalNamespace": {"type": "string"}},
                "connectionRef",
                "temporalNamespace",
            ),
            "rollout": _object(
                {
                    "strategy": {"enum": ["Manual", "AllAtOnce", "Progressive"]},
                    "steps": {"type": "array", "items": STEP},
                },
                "strategy",
            ),
            "sunset": _object({"scaledownDelay": DURATION, "deleteDelay": DURATION}),
            "replicas": {"type": "integer"},
            "template": {"type": "object"},
        },
        "workerOptions",
        "rollout",
        "template",
    ),
    "WorkerResourceTemplate": _object(
        {"workerDeploymentRef": NAME, "template": {"type": "object"}},
        "workerDeploymentRef",
        "template",
    ),
}
"""The shape of the `spec` of each kind."""
