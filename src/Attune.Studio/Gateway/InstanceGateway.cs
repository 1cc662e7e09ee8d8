using System.Net;
using Attune.Studio.Audit;
using Attune.Studio.Endpoints.MLflow;
using Attune.Studio.SignIn;
using Attune.Studio.SignIn.Sessions;
using Attune.Workspace.Compute;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Yarp.ReverseProxy.Forwarder;

namespace Attune.Studio.Gateway;

/// <summary>The one way into what runs in compute instances: each request and each socket is passed on for the instance's owner, and for nobody else.</summary>
internal sealed class InstanceGateway : IDisposable
{
    // Files are uploaded through Jupyter, which takes half a gigabyte.
    private const long LargestBody = 512L << 20;

    // A cell may be silent for long; Jupyter's sockets say that they live every half minute.
    private static readonly ForwarderRequestConfig Patience = new()
    {
        ActivityTimeout = TimeSpan.FromHours(1),
    };

    private readonly StudioParts _parts;
    private readonly StudioOptions _options;
    private readonly IHttpForwarder _forwarder;
    private readonly AuditLog _audit;
    private readonly SocketWatch _watch;
    private readonly HttpMessageInvoker _client = new(
        new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = TimeSpan.FromSeconds(15),
            EnableMultipleHttp2Connections = false,
            ActivityHeadersPropagator = null,
        }
    );

    public InstanceGateway(StudioParts parts, StudioOptions options, IServiceProvider services)
    {
        (_parts, _options) = (parts, options);
        _forwarder = services.GetRequiredService<IHttpForwarder>();
        _audit = services.GetRequiredService<AuditLog>();
        _watch = new SocketWatch(services.GetRequiredService<SessionBook>(), parts.Time);
    }

    public void Map(WebApplication application)
    {
        application
            .Map($"/{InstanceDoor.PlaceOf("{workspace}", "{name}")}{{**rest}}", PassAsync)
            .RequireAuthorization(Access.Contribute)
            // A page of Jupyter loads a hundred files, and its sockets stay open.
            .DisableRateLimiting();
        application.Lifetime.ApplicationStopped.Register(Dispose);
    }

    public void Dispose() => _client.Dispose();

    private async Task PassAsync(HttpContext context)
    {
        var workspace = (string)context.GetRouteValue("workspace")!;
        var name = (string)context.GetRouteValue("name")!;
        var isSocket = IsSocket(context.Request);
        if (_parts.Workspace?.Compute.DoorOf(workspace, name) is not { } door)
        {
            await NotRunningAsync(context, name).ConfigureAwait(false);
            return;
        }
        var person = (Caller.Of(context) as Caller.Person ?? Session.LocalOwner).Name;
        if (person != door.Owner)
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            await WriteDownAsync(context, workspace, name).ConfigureAwait(false);
            await MLflowReply
                .WriteAsync(
                    context,
                    MLflowError.Denied($"What runs in '{name}' is opened by {door.Owner} alone.")
                )
                .ConfigureAwait(false);
            return;
        }
        if (door.Path != $"{_options.PathPrefix}/{InstanceDoor.PlaceOf(workspace, name)}")
        {
            throw new MLflowException(
                MLflowError.Invalid(
                    $"'{name}' was started when the studio had another path prefix; restart it: attune compute restart {name}"
                )
            );
        }
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } body)
        {
            body.MaxRequestBodySize = LargestBody;
        }
        using var ending = new CancellationTokenSource();
        await using var watch = isSocket
            ? _watch.Begin(context, () => IsOpen(workspace, name, door), ending.Cancel)
            : null;
        if (isSocket || Session.OpensPage(context.Request))
        {
            context.Response.StatusCode = StatusCodes.Status200OK;
            await WriteDownAsync(context, workspace, name).ConfigureAwait(false);
        }
        var error = await _forwarder
            .SendAsync(
                context,
                door.Address.ToString(),
                _client,
                Patience,
                new InstanceTransformer(door, _options.PathPrefix),
                ending.Token
            )
            .ConfigureAwait(false);
        if (error != ForwarderError.None && !context.Response.HasStarted && !isSocket)
        {
            context.Response.Headers.ContentSecurityPolicy = "default-src 'none'";
            await MLflowReply
                .WriteAsync(context, MLflowError.Unavailable($"What runs in '{name}' does not answer now."))
                .ConfigureAwait(false);
        }
    }

    // Stopped, or started anew meanwhile: the door of a start is its own.
    private bool IsOpen(string workspace, string name, InstanceDoor door) =>
        _parts.Workspace?.Compute.DoorOf(workspace, name)?.Token == door.Token;

    /// <summary>A person is led to the page where it is started; a program is told.</summary>
    private static Task NotRunningAsync(HttpContext context, string name)
    {
        if (Session.OpensPage(context.Request))
        {
            context.Response.Redirect(
                $"{context.Request.PathBase}/compute/instances/{Uri.EscapeDataString(name)}"
            );
            return Task.CompletedTask;
        }
        return MLflowReply.WriteAsync(
            context,
            MLflowError.Unavailable($"There is no compute instance '{name}' that runs.")
        );
    }

    private Task WriteDownAsync(HttpContext context, string workspace, string name) =>
        _audit.AppendAsync(
            Audited.WhoOf(context),
            IsSocket(context.Request) ? "open socket of compute" : "open compute",
            $"{workspace}/{name}: {context.Request.Path}",
            context.Response.StatusCode,
            Audited.AddressOf(context),
            context.TraceIdentifier
        );

    private static bool IsSocket(HttpRequest request) =>
        request.Headers.Upgrade.ToString().Equals("websocket", StringComparison.OrdinalIgnoreCase);
}
