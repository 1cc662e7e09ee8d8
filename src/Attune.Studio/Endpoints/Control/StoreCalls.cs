using System.Text.Json;
using Attune.Client.Archives;
using Attune.Client.Protocols.Control;
using Attune.Storage.Documents;
using Attune.Studies;
using Attune.Studio.Endpoints.Control.Descriptions;
using Attune.Studio.Endpoints.MLflow;
using Attune.Studio.Endpoints.MLflow.Registry;
using Attune.Studio.Pages.Files;
using Attune.Studio.SignIn;
using Attune.Workspace.Assets;
using Attune.Workspace.Catalog;
using Attune.Workspace.Compute;
using Attune.Workspace.Homes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Attune.Studio.Endpoints.Control;

/// <summary>The home as it is looked at from afar: what the command reads of a home on its own machine, it reads here of another's.</summary>
internal sealed class StoreCalls(StudioParts parts, Home home, TimeProvider time)
{
    private const string Workspace = ControlCall.Workspaces + "/{workspace}";
    private const int LargestPage = 10_000;

    // Accounts, keys and the like are documents too, and are nobody's to look at.
    private static readonly string[] Kinds =
    [
        JobCatalog.Kind,
        ComputeCatalog.Kind,
        ModelRegistry.ModelKind,
        ModelRegistry.VersionKind,
        .. AssetKinds.All,
    ];

    public void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapControl("GET", ControlCall.Home, Access.Read, HomeAsync)
            .Describe(
                "The home that the host holds, and who asks.",
                response: ControlJson.Default.HomeResponse
            );
        routes
            .MapControl("GET", Workspace + "/documents/{kind}", Access.Read, DocumentsAsync)
            .WithMetadata(
                new CallDescription(
                    "Documents of a kind, as they are stored, in order of their names; with a name that one alone."
                )
                {
                    Response = ControlJson.Default.DocumentsResponse,
                    OrResponse = ControlJson.Default.DocumentRecord,
                    Query =
                    [
                        new QueryPart("name", "string", "That document alone, not in a list"),
                        new QueryPart("after", "string", "Those after this name"),
                        new QueryPart("limit", "integer", "At most so many, 1000 unless said"),
                    ],
                }
            );
        routes
            .MapControl("GET", Workspace + "/studies/{name}", Access.Read, StudyAsync)
            .Describe(
                "The study of a sweep, without its changes.",
                response: ControlJson.Default.StudyResponse
            );
        routes
            .MapControl("GET", Workspace + "/studies/{name}/changes", Access.Read, ChangesAsync)
            .Describe(
                "What happened in a sweep, as it is stored.",
                query: [new QueryPart("after", "integer", "After so many changes")]
            );
        routes
            .MapControl("GET", Workspace + "/points/{name}", Access.Read, PointsAsync)
            .Describe(
                "Metrics of a job or trial, in order of arrival.",
                response: ControlJson.Default.PointsResponse,
                query:
                [
                    new QueryPart("metric", "string", "Of this metric alone"),
                    new QueryPart("after", "integer", "Those after this point"),
                    new QueryPart("limit", "integer", "At most so many, 10000 unless said"),
                ]
            );
        routes
            .MapControl("GET", Workspace + "/points/{name}/latest", Access.Read, LatestAsync)
            .Describe(
                "The last value of each metric of a job or trial.",
                response: ControlJson.Default.PointsResponse
            );
        routes
            .MapControl("GET", Workspace + "/jobs/{name}/file", Access.Read, FileAsync)
            .DescribeFiles(
                "A file of a job; with Range a part of it.",
                isArchive: false,
                new QueryPart("path", "string", "The file, below the job's folder", IsRequired: true)
            );
        routes
            .MapControl("GET", Workspace + "/jobs/{name}/archive", Access.Read, ArchiveAsync)
            .DescribeFiles(
                "Files and folders of a job as a gzip'ed tar.",
                isArchive: true,
                new QueryPart("path", "array", "What to pack; all of it unless said")
            );
        routes
            .MapControl(
                "GET",
                Workspace + "/models/{name}/versions/{version}/archive",
                Access.Read,
                ModelAsync
            )
            .DescribeFiles("The files of a version of a model as a gzip'ed tar.", isArchive: true);
    }

    private Task HomeAsync(HttpContext context)
    {
        var person = Caller.Of(context) as Caller.Person;
        return MLflowReply.WriteAsync(
            context,
            new HomeResponse(
                home.Root,
                Environment.MachineName,
                person?.Name ?? Environment.UserName,
                Access.NameOf(person?.Role ?? Role.Owner)
            ),
            ControlJson.Default.HomeResponse
        );
    }

    private async Task DocumentsAsync(HttpContext context)
    {
        var (workspace, kind) = Shelf(context);
        // Names may hold a slash, which no path carries whole.
        if (MLflowRequest.Query(context, "name") is { Length: > 0 } name)
        {
            await DocumentAsync(context, workspace, kind, name).ConfigureAwait(false);
            return;
        }
        var found = await parts
            .Database.Documents.ListAsync(
                workspace,
                kind,
                MLflowRequest.Query(context, "after") is { Length: > 0 } after ? after : null,
                Limit(context, 1_000),
                context.RequestAborted
            )
            .ConfigureAwait(false);
        await MLflowReply
            .WriteAsync(
                context,
                new DocumentsResponse([.. found.Select(View)]),
                ControlJson.Default.DocumentsResponse
            )
            .ConfigureAwait(false);
    }

    private async Task DocumentAsync(HttpContext context, string workspace, string kind, string name)
    {
        var found =
            await parts
                .Database.Documents.FindAsync(workspace, kind, name, context.RequestAborted)
                .ConfigureAwait(false)
            ?? throw new KeyNotFoundException($"There is no {kind} '{name}'.");
        await MLflowReply
            .WriteAsync(context, View(found), ControlJson.Default.DocumentRecord)
            .ConfigureAwait(false);
    }

    private async Task StudyAsync(HttpContext context)
    {
        await RequireJobAsync(context, Name(context)).ConfigureAwait(false);
        var row =
            await parts
                .Database.Studies.FindAsync(new StudyId(Name(context)), context.RequestAborted)
                .ConfigureAwait(false)
            ?? throw new KeyNotFoundException($"'{Name(context)}' has no study yet.");
        await MLflowReply
            .WriteAsync(
                context,
                new StudyResponse(
                    JsonSerializer.SerializeToElement(row.Spec, StudyJson.Default.StudySpec),
                    row.Revision,
                    row.State,
                    row.CreatedAt
                ),
                ControlJson.Default.StudyResponse
            )
            .ConfigureAwait(false);
    }

    private async Task ChangesAsync(HttpContext context)
    {
        await RequireJobAsync(context, Name(context)).ConfigureAwait(false);
        var changes = await parts
            .Database.Studies.ReadAsync(
                new StudyId(Name(context)),
                MLflowRequest.QueryNumber(context, "after") ?? 0,
                context.RequestAborted
            )
            .ConfigureAwait(false);
        context.Response.ContentType = "application/json";
        await using var writer = new Utf8JsonWriter(context.Response.BodyWriter);
        writer.WriteStartArray();
        foreach (var change in changes)
        {
            JsonSerializer.Serialize(writer, change, StudyJson.Default.StudyChange);
            if (writer.BytesPending > 64 * 1024)
            {
                await writer.FlushAsync(context.RequestAborted).ConfigureAwait(false);
                await context.Response.BodyWriter.FlushAsync(context.RequestAborted).ConfigureAwait(false);
            }
        }
        writer.WriteEndArray();
    }

    private async Task PointsAsync(HttpContext context)
    {
        await RequireRunAsync(context).ConfigureAwait(false);
        var points = await parts
            .Database.Measurements.ReadAsync(
                Name(context),
                MLflowRequest.Query(context, "metric"),
                MLflowRequest.QueryNumber(context, "after") ?? 0,
                Limit(context, LargestPage),
                context.RequestAborted
            )
            .ConfigureAwait(false);
        await ReplyAsync(context, points).ConfigureAwait(false);
    }

    private async Task LatestAsync(HttpContext context)
    {
        await RequireRunAsync(context).ConfigureAwait(false);
        await ReplyAsync(
                context,
                await parts
                    .Database.Measurements.LatestAsync(Name(context), context.RequestAborted)
                    .ConfigureAwait(false)
            )
            .ConfigureAwait(false);
    }

    private async Task FileAsync(HttpContext context)
    {
        var job = await RequireJobAsync(context, Name(context)).ConfigureAwait(false);
        var path = MLflowRequest.RequireQuery(context, "path");
        var stream =
            new JobTree(new JobFolder(home, job)).Open(path)
            ?? throw new KeyNotFoundException($"'{job.Name}' has no file '{path}'.");
        // Always saved, never shown: what a script wrote could act in the user's name as a page of this host.
        await TypedResults
            .Stream(stream, "application/octet-stream", Path.GetFileName(path), enableRangeProcessing: true)
            .ExecuteAsync(context)
            .ConfigureAwait(false);
    }

    private async Task ArchiveAsync(HttpContext context)
    {
        var job = await RequireJobAsync(context, Name(context)).ConfigureAwait(false);
        var paths = context.Request.Query["path"].Where(path => path is { Length: > 0 }).ToList();
        var tree = new JobTree(new JobFolder(home, job));
        await SendAsync(
                context,
                job.Name,
                (paths.Count == 0 ? [""] : paths).SelectMany(path => tree.Below(path!.Trim('/')))
            )
            .ConfigureAwait(false);
    }

    private async Task ModelAsync(HttpContext context)
    {
        var registry = new ModelRegistry(
            parts.Database.Documents,
            home.Root,
            ControlRoutes.Route(context, "workspace"),
            time
        );
        var version =
            await registry
                .FindVersionAsync(
                    Name(context),
                    RegistryViews.Version(ControlRoutes.Route(context, "version")),
                    context.RequestAborted
                )
                .ConfigureAwait(false)
            ?? throw new KeyNotFoundException($"There is no such version of '{Name(context)}'.");
        await SendAsync(context, version.Name, new JobTree(registry.FolderOf(version)).Below(""))
            .ConfigureAwait(false);
    }

    private static async Task SendAsync(
        HttpContext context,
        string name,
        IEnumerable<(string Path, FileSystemInfo Entry)> files
    )
    {
        context.Response.ContentType = Archive.MediaType;
        context.Response.Headers.ContentDisposition =
            $"attachment; filename=\"{Uri.EscapeDataString(name)}.tar.gz\"";
        await Archive.PackAsync(files, context.Response.Body, context.RequestAborted).ConfigureAwait(false);
    }

    private static (string Workspace, string Kind) Shelf(HttpContext context)
    {
        var (workspace, kind) = (
            ControlRoutes.Route(context, "workspace"),
            ControlRoutes.Route(context, "kind")
        );
        var isKnown =
            workspace == WorkspaceCatalog.Place
                ? kind == WorkspaceCatalog.Kind
                : workspace.Length > 0 && Kinds.Contains(kind, StringComparer.Ordinal);
        return isKnown
            ? (workspace, kind)
            : throw new KeyNotFoundException($"There is nothing of the kind '{kind}' to look at.");
    }

    /// <summary>A study and its points belong to the workspace of their job.</summary>
    private async Task<JobRecord> RequireJobAsync(HttpContext context, string name) =>
        await new JobCatalog(parts.Database, home, ControlRoutes.Route(context, "workspace"))
            .FindAsync(name, context.RequestAborted)
            .ConfigureAwait(false)
        ?? throw new KeyNotFoundException($"There is no job '{name}'.");

    private async Task RequireRunAsync(HttpContext context)
    {
        var run = Name(context);
        var line = run.LastIndexOf('_');
        var jobs = new JobCatalog(parts.Database, home, ControlRoutes.Route(context, "workspace"));
        if (
            await jobs.FindAsync(run, context.RequestAborted).ConfigureAwait(false) is null
            && (
                line <= 0
                || await jobs.FindAsync(run[..line], context.RequestAborted).ConfigureAwait(false) is null
            )
        )
        {
            throw new KeyNotFoundException($"There is no job or trial '{run}'.");
        }
    }

    private static Task ReplyAsync(HttpContext context, IReadOnlyList<Measurement> points) =>
        MLflowReply.WriteAsync(context, new PointsResponse(points), ControlJson.Default.PointsResponse);

    private static int Limit(HttpContext context, int most) =>
        MLflowRequest.PageSize(MLflowRequest.QueryNumber(context, "limit"), most, most);

    private static DocumentRecord View(Document document) =>
        new(document.Name, document.Version, document.Json, document.UpdatedAt);

    private static string Name(HttpContext context) => ControlRoutes.Route(context, "name");
}
