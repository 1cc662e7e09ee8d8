using Attune.Studio.Endpoints.History;
using Attune.Studio.Endpoints.MLflow.Registry;
using Attune.Studio.SignIn;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Attune.Studio.Endpoints.Arm;

/// <summary>The door of Azure's clients: the resource protocol, run history, and the files of datastores.</summary>
internal static class ArmDoor
{
    public static void Add(IServiceCollection services, StudioOptions options, StudioParts parts)
    {
        services.AddSingleton(new SignedLinks(options.Home, parts.Time));
        new AuthenticationBuilder(services).AddScheme<AuthenticationSchemeOptions, LinkSignIn>(
            LinkSignIn.Name,
            null
        );
        services.AddAuthorization(LinkSignIn.Set);
    }

    public static void Map(
        IEndpointRouteBuilder routes,
        StudioOptions options,
        StudioParts parts,
        ModelSources sources
    )
    {
        var arm = new ArmParts(parts, options, routes.ServiceProvider.GetRequiredService<SignedLinks>());
        new WorkspaceCalls(arm).Map(routes);
        new ComputeCalls(arm).Map(routes);
        new JobCalls(arm).Map(routes);
        new AssetCalls(arm).Map(routes);
        new ModelCalls(arm, new ModelPlaces(arm, sources)).Map(routes);
        new DatastoreCalls(arm).Map(routes);
        new StoreFileCalls(arm, options).Map(routes);
        new RunCalls(arm).Map(routes);
        new LogFileCalls(arm).Map(routes);
    }
}
