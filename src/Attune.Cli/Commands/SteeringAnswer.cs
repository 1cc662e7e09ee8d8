using Attune.Cli.Contracts;
using Attune.Cli.Hosting;
using Attune.Cli.Screens;
using Attune.Client;
using Attune.Client.Protocols.Control;

namespace Attune.Cli.Commands;

/// <summary>Asks the home's host to steer a sweep, and tells what became of it.</summary>
internal static class SteeringAnswer
{
    /// <param name="call">The call.</param>
    /// <param name="name">The job, or a trial.</param>
    /// <param name="ask">What is asked of the host.</param>
    /// <param name="cancellationToken">Stops waiting for the answer.</param>
    public static async Task<ExitCode> RunAsync(
        Call call,
        string name,
        Func<HostClient, Task<SteeredResponse>> ask,
        CancellationToken cancellationToken
    )
    {
        if (!call.HasHome)
        {
            return await call.NoJobAsync(null, name, cancellationToken);
        }
        SteeredResponse answer;
        try
        {
            (var host, answer) = await HostAccess.AskAsync(
                () => HostAccess.OpenAsync(call, cancellationToken),
                ask,
                cancellationToken
            );
            // A host of this process runs what goes on; it leaves when that is done.
            if (call.ForPeople)
            {
                Tell(call.Terminal, name, answer);
                if (host.Own is not null && answer.GoesOn)
                {
                    call.Terminal.Say($"{answer.Name} runs until its end; Ctrl+C interrupts it.");
                }
            }
            await host.DisposeAsync();
        }
        catch (HostRefusalException refusal) when (refusal.Status == 404)
        {
            return await call.NoJobInAsync(name, cancellationToken);
        }
        catch (HostRefusalException refusal) when (refusal is { Status: 400, Problems.Count: > 0 })
        {
            if (call.ForPeople)
            {
                ProblemLines.Write(call.Terminal.Talk, refusal.Problems);
            }
            else
            {
                call.Write(
                    ValidationContract.Of(name, refusal.Problems),
                    ContractJson.Readable.ValidationContract
                );
            }
            return ExitCode.Usage;
        }
        if (!call.ForPeople)
        {
            call.Write(answer, ContractJson.Readable.SteeredResponse);
        }
        return ExitCode.Ok;
    }

    private static void Tell(Terminal terminal, string name, SteeredResponse answer)
    {
        foreach (var part in answer.Parts)
        {
            terminal.Out.Line(Terminal.Visible(part));
        }
        terminal.Out.Line(
            answer switch
            {
                { Changed: false } => $"{name}: nothing to change.",
                { Trial: { } trial } => $"{trial} is added to {answer.Name}, which is {Word(answer)}.",
                { Parts.Count: > 0, GoesOn: true } =>
                    $"{answer.Name} is at version {answer.Version}, and goes on.",
                { Parts.Count: > 0 } => $"{answer.Name} is at version {answer.Version}.",
                { GoesOn: true } => $"{name}: done; {answer.Name} goes on for it.",
                _ => $"{name}: done.",
            }
        );
    }

    private static string Word(SteeredResponse answer) => answer.State.ToLowerInvariant();
}
