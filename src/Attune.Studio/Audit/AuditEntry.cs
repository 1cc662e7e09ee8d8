using System.Text.Json.Serialization;

namespace Attune.Studio.Audit;

/// <summary>One thing that somebody did, or tried to do.</summary>
/// <param name="Number">1 for the first of a home, then one more each.</param>
/// <param name="At">When, UTC.</param>
/// <param name="Who">The account, or <c>host</c> for the local command; empty for somebody who is not signed in.</param>
/// <param name="What">What was asked for, such as <c>POST /attune/v1/jobs</c> or <c>sign in</c>.</param>
/// <param name="On">The object: a job, an account, a model; empty when the words above say it.</param>
/// <param name="Result">The HTTP status that was answered.</param>
/// <param name="From">The address that it came from.</param>
/// <param name="Request">The request's id, which the host's log has too.</param>
/// <param name="Previous">The seal of the entry before; empty for the first.</param>
/// <param name="Seal">An HMAC-SHA256 over all the above, in Base64.</param>
public sealed record AuditEntry(
    long Number,
    DateTimeOffset At,
    string Who,
    string What,
    string On,
    int Result,
    string From,
    string Request,
    string Previous,
    string Seal
);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(AuditEntry))]
internal sealed partial class AuditJson : JsonSerializerContext;
