using System.Net;
using System.Net.Sockets;
using Attune.Studio.Endpoints.MLflow;
using Microsoft.AspNetCore.Http;

namespace Attune.Studio.Guards;

/// <summary>Answers only to this machine's own names, and those that the options add: a web page that points a name of its own at 127.0.0.1 gets nothing.</summary>
internal sealed class HostNames(IEnumerable<string> further)
{
    private readonly HashSet<string> _known = new(
        ["localhost", "127.0.0.1", "[::1]", .. further.Select(Written)],
        StringComparer.OrdinalIgnoreCase
    );

    public Task Check(HttpContext context, RequestDelegate next) =>
        _known.Contains(context.Request.Host.Host)
            ? next(context)
            : MLflowReply.WriteAsync(
                context,
                MLflowError.BadRequest("The host name of the request is not one of this host's.")
            );

    private static string Written(string name) =>
        IPAddress.TryParse(name, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6
            ? $"[{address}]"
            : name;
}
