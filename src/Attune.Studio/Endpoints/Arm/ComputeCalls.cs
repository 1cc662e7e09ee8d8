using Attune.Client.Protocols.Arm;
using Attune.Studio.SignIn;
using Attune.Workspace.Compute;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Attune.Studio.Endpoints.Arm;

/// <summary>Compute instances and clusters.</summary>
internal sealed class ComputeCalls(ArmParts arm)
{
    private const string One = "/computes/{name}";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapArm(arm, "GET", "/computes", Access.Read, ListAsync);
        routes.MapArm(arm, "GET", One, Access.Read, GetAsync);
        routes.MapArm(arm, "PUT", One, Access.Contribute, PutAsync);
        routes.MapArm(arm, "PATCH", One, Access.Contribute, PatchAsync);
        routes.MapArm(arm, "DELETE", One, Access.Own, DeleteAsync);
        foreach (
            var (verb, state) in new[]
            {
                ("start", InstanceState.Starting),
                ("stop", InstanceState.Stopping),
                ("restart", InstanceState.Restarting),
            }
        )
        {
            routes.MapArm(arm, "POST", $"{One}/{verb}", Access.Contribute, call => MoveAsync(call, state));
        }
        routes.MapArm(arm, "POST", $"{One}/listNodes", Access.Read, ListNodesAsync);
        routes.MapArm(arm, "GET", $"{One}/operations/{{operation}}", Access.Read, StatusAsync);
        routes.MapArm(arm, "GET", $"{One}/operationResults/{{operation}}", Access.Read, ResultAsync);
        routes.MapAbove(
            "GET",
            $"/subscriptions/{{subscription}}/providers/{ArmRoutes.Provider}/locations/{{location}}/vmSizes",
            Access.Read,
            context =>
                ArmCall
                    .About(context, null)
                    .ReplyAsync(
                        new VirtualMachineSizes([MachineSize.Of(Environment.ProcessorCount)]),
                        ArmJson.Default.VirtualMachineSizes
                    )
        );
    }

    private async Task ListAsync(ArmCall call)
    {
        var all = await arm.Compute(call.WorkspaceName).ListAsync(call.Aborted).ConfigureAwait(false);
        var nodes = await ClusterNodes.ReadAsync(arm, call, all).ConfigureAwait(false);
        await call.ReplyAsync(
                ArmPage.Of(call, all, each => each.Name, each => ComputeViews.Of(call, each, nodes)),
                ArmJson.Default.ResourcePageResourceComputeProperties
            )
            .ConfigureAwait(false);
    }

    private async Task GetAsync(ArmCall call) =>
        await ReplyAsync(call, await FindAsync(call).ConfigureAwait(false)).ConfigureAwait(false);

    private async Task PutAsync(ArmCall call)
    {
        var problems = new List<Problem>();
        var body = await call.ReadAsync(ArmJson.Default.ResourceComputeProperties, problems)
            .ConfigureAwait(false);
        var asked = body is null ? null : ComputeReading.Read(call, body, problems);
        ArmCall.Refuse(problems);
        var (saved, isNew) = await arm
            .Host.Compute.SaveAsync(call.WorkspaceName, asked!, call.Aborted)
            .ConfigureAwait(false);
        if (isNew && saved is ComputeInstance instance)
        {
            GoesOn(call, instance, withResult: false);
        }
        await ReplyAsync(call, saved, isNew ? StatusCodes.Status201Created : StatusCodes.Status200OK)
            .ConfigureAwait(false);
    }

    private async Task PatchAsync(ArmCall call)
    {
        var problems = new List<Problem>();
        var body = await call.ReadAsync(ArmJson.Default.ResourceComputeProperties, problems)
            .ConfigureAwait(false);
        var there = await FindAsync(call).ConfigureAwait(false);
        var asked = body is null ? there : ComputeReading.Merge(there, body, problems);
        ArmCall.Refuse(problems);
        var (saved, _) = await arm
            .Host.Compute.SaveAsync(call.WorkspaceName, asked, call.Aborted)
            .ConfigureAwait(false);
        await ReplyAsync(call, saved).ConfigureAwait(false);
    }

    private async Task DeleteAsync(ArmCall call)
    {
        if (call.Query("underlyingResourceAction")?.ToUpperInvariant() is not ("DELETE" or "DETACH"))
        {
            throw new ArmException(
                ArmError.Of(
                    400,
                    "BadRequest",
                    "The parameter underlyingResourceAction is needed: Delete or Detach.",
                    "underlyingResourceAction"
                )
            );
        }
        if (
            await arm.Compute(call.WorkspaceName).FindAsync(call.Name, call.Aborted).ConfigureAwait(false)
            is null
        )
        {
            call.Reply(StatusCodes.Status204NoContent);
            return;
        }
        var leaving = await arm
            .Host.Compute.DeleteAsync(call.WorkspaceName, call.Name, call.Aborted)
            .ConfigureAwait(false);
        if (leaving is not null)
        {
            GoesOn(call, leaving, withResult: true);
        }
        call.Reply(leaving is null ? StatusCodes.Status200OK : StatusCodes.Status202Accepted);
    }

    private async Task MoveAsync(ArmCall call, InstanceState state)
    {
        var moved = await arm
            .Host.Compute.MoveAsync(call.WorkspaceName, call.Name, state, call.Aborted)
            .ConfigureAwait(false);
        GoesOn(call, moved, withResult: true);
        call.Reply(StatusCodes.Status202Accepted);
    }

    private async Task ListNodesAsync(ArmCall call)
    {
        var compute = await FindAsync(call).ConfigureAwait(false);
        var nodes = await ClusterNodes.ReadAsync(arm, call, [compute]).ConfigureAwait(false);
        await call.ReplyAsync(new ComputeNodes(nodes.Of(compute), null), ArmJson.Default.ComputeNodes)
            .ConfigureAwait(false);
    }

    private async Task StatusAsync(ArmCall call)
    {
        var operation = await OperationAsync(call).ConfigureAwait(false);
        await call.ReplyAsync(
                new OperationStatus
                {
                    Id = $"{call.WorkspaceId}/computes/{call.Name}/operations/{call.Route("operation")}",
                    Name = call.Route("operation"),
                    Status = (operation?.Outcome ?? OperationOutcome.Succeeded).ToString(),
                    StartTime = operation?.At,
                    Error = operation?.Reason is { } reason
                        ? new ArmErrorBody { Code = "InstanceFailed", Message = reason }
                        : null,
                },
                ArmJson.Default.OperationStatus
            )
            .ConfigureAwait(false);
    }

    private async Task ResultAsync(ArmCall call)
    {
        var operation = await OperationAsync(call).ConfigureAwait(false);
        switch (operation?.Outcome)
        {
            case OperationOutcome.InProgress:
                GoesOn(call, call.Name, operation, withResult: true);
                call.Reply(StatusCodes.Status202Accepted);
                break;
            case OperationOutcome.Failed:
                throw new ArmException(
                    ArmError.Of(409, "InstanceFailed", operation.Reason ?? "The operation failed.")
                );
            default:
                call.Reply(StatusCodes.Status204NoContent);
                break;
        }
    }

    /// <summary>The operation that is asked after; null when it is over and another, or a deletion, came after it.</summary>
    private async Task<InstanceOperation?> OperationAsync(ArmCall call)
    {
        var id = call.Route("operation");
        var compute = await arm.Compute(call.WorkspaceName)
            .FindAsync(call.Name, call.Aborted)
            .ConfigureAwait(false);
        return compute is ComputeInstance { LastOperation: { } last } && last.Id == id ? last
            : Guid.TryParseExact(id, "N", out _) ? null
            : throw new ArmException(ArmError.NotFound($"There is no operation '{id}'."));
    }

    private async Task<ComputeTarget> FindAsync(ArmCall call) =>
        await arm.Compute(call.WorkspaceName).FindAsync(call.Name, call.Aborted).ConfigureAwait(false)
        ?? throw new ArmException(ArmError.NotFound($"There is no compute '{call.Name}'."));

    private async Task ReplyAsync(ArmCall call, ComputeTarget compute, int status = StatusCodes.Status200OK)
    {
        var nodes = await ClusterNodes.ReadAsync(arm, call, [compute]).ConfigureAwait(false);
        await call.ReplyAsync(
                ComputeViews.Of(call, compute, nodes),
                ArmJson.Default.ResourceComputeProperties,
                status
            )
            .ConfigureAwait(false);
    }

    private static void GoesOn(ArmCall call, ComputeInstance instance, bool withResult) =>
        GoesOn(call, instance.Name, instance.LastOperation!, withResult);

    private static void GoesOn(ArmCall call, string name, InstanceOperation operation, bool withResult)
    {
        var path = $"{call.WorkspaceId}/computes/{name}";
        call.GoesOn(
            $"{path}/operations/{operation.Id}",
            withResult ? $"{path}/operationResults/{operation.Id}" : null
        );
    }
}
