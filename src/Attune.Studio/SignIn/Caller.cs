using Attune.Workspace.Metrics;
using Microsoft.AspNetCore.Http;

namespace Attune.Studio.SignIn;

/// <summary>Who makes a call.</summary>
internal abstract record Caller
{
    private Caller() { }

    /// <summary>The local command: may do everything.</summary>
    public sealed record Host : Caller;

    /// <summary>The current attempt of a live trial: may read and write its own run and runs below it.</summary>
    public sealed record Trial(TrialRun Run) : Caller;

    /// <summary>The name by which calls are counted.</summary>
    public string Key => this is Trial trial ? trial.Run.Run : "";

    /// <summary>The caller of a request that passed the sign-in.</summary>
    public static Caller Of(HttpContext context) =>
        context.Features.Get<Caller>()
        ?? throw new InvalidOperationException("The endpoint is reachable without a sign-in.");
}
