"""The worker deployment of a namespace: its name, and what Temporal knows of its builds."""

from datetime import timedelta

from temporalio.api.deployment.v1 import WorkerDeploymentInfo
from temporalio.api.workflowservice.v1 import (
    DescribeWorkerDeploymentRequest,
    ListWorkerDeploymentsRequest,
)
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from activities.starting import DEPLOYMENT

PAGE = 100


async def deployment_of(client: Client, patience: timedelta | None = None) -> str:
    """Name the deployment whose workers reported last; the usual one where none ever did.

    The namespace is ours alone, so any other name was given by whatever deploys our workers: the
    Temporal Worker Controller calls them by its own namespace and name.
    """
    request = ListWorkerDeploymentsRequest(namespace=client.namespace, page_size=PAGE)
    answer = await client.workflow_service.list_worker_deployments(request, timeout=patience)
    known = sorted(answer.worker_deployments, key=lambda each: each.create_time.ToNanoseconds())
    return known[-1].name if known else DEPLOYMENT


async def described_deployment(
    client: Client, patience: timedelta | None = None
) -> WorkerDeploymentInfo:
    """Give what Temporal knows of that deployment; nothing where no worker ever reported a build.

    Raises:
        RPCError: Temporal does not answer.
    """
    request = DescribeWorkerDeploymentRequest(
        namespace=client.namespace, deployment_name=await deployment_of(client, patience)
    )
    service = client.workflow_service
    try:
        answer = await service.describe_worker_deployment(request, timeout=patience)
    except RPCError as failure:
        if failure.status is RPCStatusCode.NOT_FOUND:
            return WorkerDeploymentInfo()
        raise
    return answer.worker_deployment_info
