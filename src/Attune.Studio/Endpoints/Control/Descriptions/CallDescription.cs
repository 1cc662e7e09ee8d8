using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Attune.Client.Archives;
using Attune.Client.Protocols.Control;
using Microsoft.AspNetCore.Builder;

namespace Attune.Studio.Endpoints.Control.Descriptions;

/// <summary>What a call of ours is for, takes and answers, as its OpenAPI document tells it.</summary>
/// <param name="Summary">What it does, in a sentence.</param>
internal sealed record CallDescription(string Summary)
{
    /// <summary>The JSON that it takes; null for none.</summary>
    public JsonTypeInfo? Request { get; init; }

    /// <summary>Whether it takes a file as its body.</summary>
    public bool TakesFile { get; init; }

    /// <summary>The form that it takes; null for none.</summary>
    public JsonObject? Form { get; init; }

    /// <summary>The JSON that it answers; null for none that a record describes.</summary>
    public JsonTypeInfo? Response { get; init; }

    /// <summary>Other JSON that it answers to some; null for none.</summary>
    public JsonTypeInfo? OrResponse { get; init; }

    /// <summary>The status of its answer. Default 200.</summary>
    public int Status { get; init; } = 200;

    /// <summary>The type of what it answers, beside the JSON of <see cref="Response"/> where it answers either; null for nothing. Default JSON.</summary>
    public string? ResponseMedia { get; init; } = "application/json";

    /// <summary>The JSON in which it says why it was not done.</summary>
    public JsonTypeInfo Refusal { get; init; } = ControlJson.Default.RefusalResponse;

    /// <summary>The parameters in its query.</summary>
    public IReadOnlyList<QueryPart> Query { get; init; } = [];
}

/// <summary>A parameter in a query.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its JSON type.</param>
/// <param name="Text">What it means.</param>
/// <param name="IsRequired">Whether the call needs it.</param>
internal sealed record QueryPart(string Name, string Type, string Text, bool IsRequired = false);

/// <summary>Describes calls.</summary>
internal static class DescribedCalls
{
    /// <summary>Says what a call does, takes and answers.</summary>
    public static T Describe<T>(
        this T call,
        string summary,
        JsonTypeInfo? request = null,
        JsonTypeInfo? response = null,
        params QueryPart[] query
    )
        where T : IEndpointConventionBuilder =>
        call.WithMetadata(
            new CallDescription(summary)
            {
                Request = request,
                Response = response,
                Query = query,
            }
        );

    /// <summary>Says what a call does that answers files.</summary>
    public static T DescribeFiles<T>(this T call, string summary, bool isArchive, params QueryPart[] query)
        where T : IEndpointConventionBuilder =>
        call.WithMetadata(
            new CallDescription(summary)
            {
                ResponseMedia = isArchive ? Archive.MediaType : "application/octet-stream",
                Query = query,
            }
        );
}
