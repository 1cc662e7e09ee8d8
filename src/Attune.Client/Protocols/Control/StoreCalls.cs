using System.Text.Json;
using Attune.Studies;

namespace Attune.Client.Protocols.Control;

/// <summary>The home that a host holds.</summary>
/// <param name="Root">Its folder, on the host's machine.</param>
/// <param name="Machine">The machine's name.</param>
/// <param name="User">Who asks: an account, or the machine's own user.</param>
/// <param name="Role">What they may do.</param>
internal sealed record HomeResponse(string Root, string Machine, string User, string Role);

/// <summary>A document as it is stored.</summary>
internal sealed record DocumentRecord(string Name, long Version, string Json, DateTimeOffset UpdatedAt);

/// <summary>A page of documents.</summary>
internal sealed record DocumentsResponse(IReadOnlyList<DocumentRecord> Documents);

/// <summary>A study without its changes.</summary>
internal sealed record StudyResponse(
    JsonElement Spec,
    long Revision,
    StudyState State,
    DateTimeOffset CreatedAt
);

/// <summary>Points of a run, in order of arrival.</summary>
internal sealed record PointsResponse(IReadOnlyList<Measurement> Points);
