using Attune.Studio.SignIn;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Attune.Studio.Audit;

/// <summary>Marks the calls that change something: who made one, and how it was answered, is written down.</summary>
/// <remarks>What trials log is no act of a person, and is not.</remarks>
internal sealed class Audited
{
    public static Audited Mark { get; } = new();

    private Audited() { }

    /// <summary>Writes marked calls down once they are answered; refused ones too.</summary>
    public static async Task RecordAsync(HttpContext context, RequestDelegate next, AuditLog log)
    {
        try
        {
            await next(context).ConfigureAwait(false);
        }
        finally
        {
            // A stranger's tries would fill the disk.
            if (IsMarked(context) && context.Features.Get<Caller>() is (Caller.Person or Caller.Host))
            {
                await log.AppendAsync(
                        WhoOf(context),
                        $"{context.Request.Method} {context.Request.Path}",
                        "",
                        context.Response.StatusCode,
                        AddressOf(context),
                        context.TraceIdentifier
                    )
                    .ConfigureAwait(false);
            }
        }
    }

    private static bool IsMarked(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<Audited>() is not null;

    /// <summary>The caller as the log names it.</summary>
    public static string WhoOf(HttpContext context) =>
        context.Features.Get<Caller>() switch
        {
            Caller.Person person => person.Name,
            Caller.Host => "host",
            _ => "",
        };

    public static string AddressOf(HttpContext context) =>
        context.Connection.RemoteIpAddress?.ToString() ?? "";
}

/// <summary>Marks endpoints.</summary>
internal static class AuditedEndpoints
{
    /// <summary>Has each call of the endpoint written down.</summary>
    public static T Audited<T>(this T endpoint)
        where T : IEndpointConventionBuilder => endpoint.WithMetadata(Audit.Audited.Mark);
}
