using Attune.Client.Protocols.Control;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Attune.Studio.Entrances;

/// <summary>The prefix of a path that a proxy in front keeps: it is taken off, except where what looks like one is the beginning of a call of ours, as with the prefix <c>/attune</c>.</summary>
internal static class OuterPath
{
    /// <summary>Whether a path has a prefix to be taken off.</summary>
    public static bool Has(PathString path, string prefix) =>
        prefix.Length > 0
        && path.StartsWithSegments(prefix, StringComparison.OrdinalIgnoreCase)
        && !path.StartsWithSegments(ControlCall.Root);

    /// <summary>Takes it off each request.</summary>
    public static void Use(IApplicationBuilder application, string prefix) =>
        application.UseWhen(
            context => Has(context.Request.Path, prefix),
            prefixed => prefixed.UsePathBase(prefix)
        );
}
