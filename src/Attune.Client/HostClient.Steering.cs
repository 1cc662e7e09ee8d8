using System.Net.Http.Json;
using System.Text.Json.Serialization.Metadata;
using Attune.Client.Protocols.Control;

namespace Attune.Client;

/// <summary>Steers sweeps.</summary>
public sealed partial class HostClient
{
    /// <summary>Changes a sweep that has begun.</summary>
    internal Task<SteeredResponse> UpdateAsync(
        string name,
        UpdateRequest request,
        CancellationToken cancellationToken
    ) => SteerAsync(name, "update", request, ControlJson.Default.UpdateRequest, cancellationToken);

    /// <summary>Adds a trial to a sweep, all of its values chosen.</summary>
    internal Task<SteeredResponse> AddTrialAsync(
        string name,
        AddTrialRequest request,
        CancellationToken cancellationToken
    ) => SteerAsync(name, "trials", request, ControlJson.Default.AddTrialRequest, cancellationToken);

    /// <summary>Adds a changed copy of a trial to its sweep.</summary>
    internal Task<SteeredResponse> CloneAsync(
        string trial,
        AddTrialRequest request,
        CancellationToken cancellationToken
    ) => SteerAsync(trial, "clone", request, ControlJson.Default.AddTrialRequest, cancellationToken);

    /// <summary>Has a trial that ended without completing run again.</summary>
    internal Task<SteeredResponse> RequeueAsync(
        string trial,
        string? reason,
        CancellationToken cancellationToken
    ) =>
        SteerAsync(
            trial,
            "requeue",
            new ReasonRequest(reason),
            ControlJson.Default.ReasonRequest,
            cancellationToken
        );

    /// <summary>Takes a trial out of sight, or shows it again.</summary>
    internal Task<SteeredResponse> HideAsync(
        string trial,
        HideRequest request,
        CancellationToken cancellationToken
    ) => SteerAsync(trial, "hide", request, ControlJson.Default.HideRequest, cancellationToken);

    /// <summary>Writes a note about a job, or about a trial.</summary>
    internal Task<SteeredResponse> NoteAsync(string name, string text, CancellationToken cancellationToken) =>
        SteerAsync(name, "note", new NoteRequest(text), ControlJson.Default.NoteRequest, cancellationToken);

    private Task<SteeredResponse> SteerAsync<T>(
        string name,
        string verb,
        T request,
        JsonTypeInfo<T> type,
        CancellationToken cancellationToken
    ) =>
        AskAsync(
            HttpMethod.Post,
            ControlCall.Job(_workspace, name, verb),
            JsonContent.Create(request, type),
            ControlJson.Default.SteeredResponse,
            cancellationToken
        );
}
