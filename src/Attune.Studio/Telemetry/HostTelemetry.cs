using Attune.Workspace.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Attune.Studio.Telemetry;

/// <summary>Sends what the host measures to a collector of the person's own choice (OpenTelemetry's protocol), and to nobody unless asked.</summary>
internal static class HostTelemetry
{
    private const string Prefix = "OTEL_";
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Adds it where a collector is named.</summary>
    /// <param name="builder">The host.</param>
    /// <param name="variables">OpenTelemetry's variables of the process (<c>OTEL_EXPORTER_OTLP_ENDPOINT</c> and the others of its specification); empty: nothing is sent.</param>
    /// <param name="version">The host's own version.</param>
    public static void Add(
        WebApplicationBuilder builder,
        IReadOnlyDictionary<string, string> variables,
        string version
    )
    {
        if (!variables.TryGetValue(Endpoint, out var endpoint) || endpoint.Length == 0)
        {
            return;
        }
        // These variables alone: a host takes nothing else from its surroundings.
        builder.Configuration.AddInMemoryCollection(
            variables
                .Where(pair => pair.Key.StartsWith(Prefix, StringComparison.Ordinal))
                .Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value))
        );
        builder
            .Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("attune", serviceVersion: version))
            .WithMetrics(metrics =>
                metrics
                    .AddMeter(WorkspaceMeter.Name)
                    .AddAspNetCoreInstrumentation()
                    .AddRuntimeInstrumentation()
            )
            .WithTracing(traces =>
                traces.AddAspNetCoreInstrumentation(options =>
                    // Addresses of the door hold codes.
                    options.Filter = context =>
                        !SignIn.SignInCalls.IsFor(context) && context.Request.Path != "/health"
                )
            )
            .UseOtlpExporter();
    }
}
