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

    /// <summary>Someone with an account of this home, or a program with a token of theirs.</summary>
    public sealed record Person(string Name, Role Role) : Caller;

    /// <summary>The name by which calls are counted.</summary>
    public string Key =>
        this switch
        {
            Trial trial => trial.Run.Run,
            Person person => "user:" + person.Name,
            _ => "",
        };

    /// <summary>The caller of a request that passed the sign-in.</summary>
    public static Caller Of(HttpContext context) =>
        context.Features.Get<Caller>()
        ?? throw new InvalidOperationException("The endpoint is reachable without a sign-in.");
}
