using Attune.Client.Protocols.Control;
using Attune.Studio.Endpoints.Control.Descriptions;
using Attune.Studio.Endpoints.MLflow;
using Attune.Studio.SignIn;
using Attune.Workspace.JobFiles;
using Attune.Workspace.JobFiles.References;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Attune.Studio.Endpoints.Control.Uploads;

/// <summary>The door for a job file with its code and data, from wherever it lies.</summary>
internal sealed class UploadJobCalls(ControlHosts hosts, StudioOptions options, TimeProvider time)
{
    private const string Jobs = ControlCall.Workspaces + "/{workspace}/jobs";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapControl("POST", Jobs, Access.Contribute, SubmitAsync)
            .WithMetadata(
                new CallDescription("Hands in a job file with its code and data.")
                {
                    Form = JobForm.Schema(),
                    Response = ControlJson.Default.SubmitResponse,
                }
            );
        routes
            .MapControl("POST", Jobs + "/check", Access.Contribute, CheckAsync)
            .Describe(
                "Judges a job file, and tells which files it needs sent.",
                request: ControlJson.Default.CheckRequest,
                response: ControlJson.Default.CheckResponse
            );
    }

    private async Task SubmitAsync(HttpContext context)
    {
        var host = hosts.Of(context);
        ArtifactWriter.Allow(context, options.LargestArtifact);
        var shelf = new UploadShelf(host.Home, host.Workspace, time, options.LargestArtifact);
        var submission = await new JobForm(shelf).ReadAsync(context).ConfigureAwait(false);
        var submitted = await host.SubmitAsync(submission, context.RequestAborted).ConfigureAwait(false);
        await MLflowReply
            .WriteAsync(
                context,
                new SubmitResponse(submitted.Job.Name, submitted.Continues),
                ControlJson.Default.SubmitResponse
            )
            .ConfigureAwait(false);
    }

    private async Task CheckAsync(HttpContext context)
    {
        _ = hosts.Of(context);
        var request = await MLflowRequest
            .ReadAsync(context, ControlJson.Default.CheckRequest)
            .ConfigureAwait(false);
        var read = JobFile.ReadText(
            MLflowRequest.Require(request.Job, "job").TrimStart('\uFEFF'),
            string.IsNullOrEmpty(request.File) ? "job.yml" : request.File,
            folder: null,
            request.Set
        );
        var job = read.Job ?? throw new InvalidSpecException(read.Problems);
        await MLflowReply
            .WriteAsync(
                context,
                new CheckResponse(
                    [
                        .. SentFiles
                            .Of(job)
                            .Select(file => new NeededFile(
                                file.Part,
                                file.Path,
                                !file.MayBeFile ? "folder"
                                    : !file.MayBeFolder ? "file"
                                    : "any"
                            )),
                    ],
                    [.. read.Problems.Select(ProblemRecord.Of)]
                ),
                ControlJson.Default.CheckResponse
            )
            .ConfigureAwait(false);
    }
}
