using System.Buffers;
using System.Globalization;
using System.Text.Json.Serialization.Metadata;
using Attune.Client.Protocols.Arm.Mapping;
using Attune.Studio.Endpoints.MLflow;
using Attune.Studio.SignIn;
using Attune.Workspace.Catalog;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Attune.Studio.Endpoints.Arm;

/// <summary>One call about a workspace: what its path names, its body, and its answer.</summary>
internal sealed class ArmCall
{
    private ArmCall(HttpContext http, string workspace) => (Http, WorkspaceName) = (http, workspace);

    public HttpContext Http { get; }

    /// <summary>The workspace's name as the home has it; of one that is not there, as the path has it.</summary>
    public string WorkspaceName { get; }

    public CancellationToken Aborted => Http.RequestAborted;

    /// <summary>The last name in the path; of a version, its asset's.</summary>
    public string Name => Route("name");

    /// <summary>The host as the client reaches it, <c>https://localhost:23457</c>.</summary>
    public string Base => $"{Http.Request.Scheme}://{Http.Request.Host}{Http.Request.PathBase}";

    /// <summary>The workspace's id, with the subscription and group as the path has them.</summary>
    public string WorkspaceId =>
        $"/subscriptions/{Route("subscription")}/resourceGroups/{Route("group")}/providers/{ArmRoutes.Provider}/workspaces/{WorkspaceName}";

    /// <summary>Who calls, for what is written down.</summary>
    public string Caller =>
        Http.Features.Get<Caller>() is Caller.Person person ? person.Name : Environment.UserName;

    /// <summary>Who calls, as they sign in to the studio: the local command is this machine's own person.</summary>
    public string Person =>
        Http.Features.Get<Caller>() is Caller.Person person ? person.Name : Session.LocalOwner.Name;

    /// <summary>The call, once its workspace is known to be there.</summary>
    public static async Task<ArmCall> OfAsync(HttpContext context, ArmParts arm)
    {
        var name = context.GetRouteValue("workspace") as string ?? "";
        var workspace =
            await arm.Workspaces.FindAsync(name, context.RequestAborted).ConfigureAwait(false)
            ?? throw new ArmException(ArmError.NotFound($"There is no workspace '{name}'."));
        return new ArmCall(context, workspace.Name);
    }

    /// <summary>A call about a workspace that need not be there.</summary>
    public static ArmCall About(HttpContext context, WorkspaceRecord? workspace) =>
        new(context, workspace?.Name ?? context.GetRouteValue("workspace") as string ?? "");

    public string Route(string name) => Http.GetRouteValue(name) as string ?? "";

    public string? Query(string name) =>
        Http.Request.Query.TryGetValue(name, out var all) && all.Count > 0 ? all[0] : null;

    /// <summary>An absolute address of this host, with the api-version of this call.</summary>
    public string Address(string path) =>
        $"{Base}{path}?api-version={Uri.EscapeDataString(Query("api-version") ?? "")}";

    /// <summary>The body; what does not fit is said in <paramref name="problems"/>.</summary>
    /// <returns>Null when it is no JSON object at all, which has then been said.</returns>
    public Task<T?> ReadAsync<T>(JsonTypeInfo<T> type, List<Problem> problems)
        where T : class =>
        MLflowRequest.ReadAsync(Http, body => BodyReading.Read(body.ToArray(), type, problems));

    public Task ReplyAsync<T>(T value, JsonTypeInfo<T> type, int status = StatusCodes.Status200OK)
    {
        Http.Response.StatusCode = status;
        return MLflowReply.BodyAsync(Http, value, type);
    }

    public void Reply(int status) => Http.Response.StatusCode = status;

    /// <summary>Says where to ask how a long operation goes.</summary>
    /// <param name="operation">The path of its status.</param>
    /// <param name="result">The path of its result; null when there is none to ask for.</param>
    public void GoesOn(string operation, string? result)
    {
        var headers = Http.Response.Headers;
        headers["Azure-AsyncOperation"] = Address(operation);
        if (result is not null)
        {
            headers.Location = Address(result);
        }
        headers.RetryAfter = 1.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Refuses the call when something in its body is wrong.</summary>
    public static void Refuse(IReadOnlyCollection<Problem> problems)
    {
        Problem[] errors = [.. problems.Where(problem => problem.Severity == Severity.Error).Distinct()];
        if (errors.Length > 0)
        {
            throw new ArmException(ArmError.Invalid(errors));
        }
    }
}
