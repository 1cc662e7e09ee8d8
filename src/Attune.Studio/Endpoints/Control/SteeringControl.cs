using Attune.Client.Protocols.Control;
using Attune.Studies;
using Attune.Studio.Endpoints.Control.Descriptions;
using Attune.Studio.Endpoints.MLflow;
using Attune.Studio.SignIn;
using Attune.Workspace.Sweeps.Steering;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Attune.Studio.Endpoints.Control;

/// <summary>Steers sweeps: changes what they are to do, and requeues, adds, hides and annotates trials. For contributors.</summary>
internal sealed class SteeringControl(ControlHosts hosts)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        Map(routes, "update", UpdateAsync)
            .Describe(
                "Changes what a sweep is to do.",
                ControlJson.Default.UpdateRequest,
                ControlJson.Default.SteeredResponse
            );
        Map(routes, "trials", AddAsync)
            .Describe(
                "Adds a trial with chosen values.",
                ControlJson.Default.AddTrialRequest,
                ControlJson.Default.SteeredResponse
            );
        Map(routes, "clone", CloneAsync)
            .Describe(
                "Adds a trial like another, changed where asked.",
                ControlJson.Default.AddTrialRequest,
                ControlJson.Default.SteeredResponse
            );
        Map(routes, "requeue", RequeueAsync)
            .Describe(
                "Tries a trial again that has ended.",
                ControlJson.Default.ReasonRequest,
                ControlJson.Default.SteeredResponse
            );
        Map(routes, "hide", HideAsync)
            .Describe(
                "Leaves a trial out of what is learned and shown, or takes it in again.",
                ControlJson.Default.HideRequest,
                ControlJson.Default.SteeredResponse
            );
        Map(routes, "note", NoteAsync)
            .Describe(
                "Writes a note to a job or a trial.",
                ControlJson.Default.NoteRequest,
                ControlJson.Default.SteeredResponse
            );
    }

    private static IEndpointConventionBuilder Map(
        IEndpointRouteBuilder routes,
        string verb,
        Func<HttpContext, Task> call
    ) =>
        routes.MapControl(
            "POST",
            ControlCall.Workspaces + "/{workspace}/jobs/{name}/" + verb,
            Access.Contribute,
            call
        );

    private async Task UpdateAsync(HttpContext context)
    {
        var request = await MLflowRequest
            .ReadAsync(context, ControlJson.Default.UpdateRequest)
            .ConfigureAwait(false);
        await DoAsync(
                context,
                Name(context),
                new AmendAct
                {
                    By = By(context),
                    Reason = request.Reason,
                    Set = request.Set ?? [],
                }
            )
            .ConfigureAwait(false);
    }

    private async Task AddAsync(HttpContext context)
    {
        var request = await MLflowRequest
            .ReadAsync(context, ControlJson.Default.AddTrialRequest)
            .ConfigureAwait(false);
        await EnqueueAsync(context, Name(context), null, request).ConfigureAwait(false);
    }

    private async Task CloneAsync(HttpContext context)
    {
        var request = await MLflowRequest
            .ReadAsync(context, ControlJson.Default.AddTrialRequest)
            .ConfigureAwait(false);
        var (job, trial) = await TrialAsync(context).ConfigureAwait(false);
        await EnqueueAsync(context, job, trial, request).ConfigureAwait(false);
    }

    private Task EnqueueAsync(HttpContext context, string job, int? like, AddTrialRequest request) =>
        DoAsync(
            context,
            job,
            new EnqueueAct
            {
                By = By(context),
                Reason = request.Reason,
                Like = like,
                Set = request.Set ?? [],
            }
        );

    private async Task RequeueAsync(HttpContext context)
    {
        var request = await MLflowRequest
            .ReadAsync(context, ControlJson.Default.ReasonRequest)
            .ConfigureAwait(false);
        var (job, trial) = await TrialAsync(context).ConfigureAwait(false);
        var act = new RequeueAct
        {
            By = By(context),
            Reason = request.Reason,
            Trial = trial,
        };
        await DoAsync(context, job, act).ConfigureAwait(false);
    }

    private async Task HideAsync(HttpContext context)
    {
        var request = await MLflowRequest
            .ReadAsync(context, ControlJson.Default.HideRequest)
            .ConfigureAwait(false);
        var (job, trial) = await TrialAsync(context).ConfigureAwait(false);
        var act = new HideAct
        {
            By = By(context),
            Reason = request.Reason,
            Trial = trial,
            Hidden = request.Hidden,
        };
        await DoAsync(context, job, act).ConfigureAwait(false);
    }

    private async Task NoteAsync(HttpContext context)
    {
        var request = await MLflowRequest
            .ReadAsync(context, ControlJson.Default.NoteRequest)
            .ConfigureAwait(false);
        var name = Name(context);
        var isJob =
            await hosts.Of(context).FindAsync(name, context.RequestAborted).ConfigureAwait(false) is not null;
        var (job, trial) = isJob ? (name, (int?)null) : await TrialAsync(context).ConfigureAwait(false);
        var act = new NoteAct
        {
            By = By(context),
            Trial = trial,
            Text = request.Text ?? "",
        };
        await DoAsync(context, job, act).ConfigureAwait(false);
    }

    private async Task DoAsync(HttpContext context, string job, StudyAct act)
    {
        var steered = await hosts
            .Of(context)
            .SteerAsync(job, act, context.RequestAborted)
            .ConfigureAwait(false);
        var parts = steered.Changes.OfType<StudyAmended>().SelectMany(amended => amended.Parts.Items);
        await MLflowReply
            .WriteAsync(
                context,
                new SteeredResponse(
                    steered.Job.Name,
                    steered.Job.State.ToString(),
                    steered.Job.Version,
                    steered.Changes.Count > 0,
                    steered.GoesOn,
                    steered.Added is { } added ? FormattableString.Invariant($"{job}_{added}") : null,
                    [.. parts.Select(part => part.ToString())]
                ),
                ControlJson.Default.SteeredResponse
            )
            .ConfigureAwait(false);
    }

    private async Task<(string Job, int Trial)> TrialAsync(HttpContext context) =>
        await hosts.Of(context).FindTrialAsync(Name(context), context.RequestAborted).ConfigureAwait(false);

    // The local command is whoever the host runs as: nobody else can read the home's token.
    private static string By(HttpContext context) =>
        context.Features.Get<Caller>() is Caller.Person person ? person.Name : Environment.UserName;

    private static string Name(HttpContext context) => ControlRoutes.Route(context, "name");
}
