using Attune.Studio.SignIn;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Infrastructure;
using Microsoft.AspNetCore.Routing;

namespace Attune.Studio.Tests;

/// <summary>Every call of the MLflow protocol against every role. A call that is not in the table is a failure.</summary>
public sealed class RoleMatrixTests(TestHost host) : IClassFixture<TestHost>
{
    // The least role that may make the call, and whether a trial may, within what is its own.
    private static readonly (string Call, string Least, bool Trial)[] Table =
    [
        ("POST experiments/create", "contributor", true), // refused to trials in words of its own
        ("GET experiments/get", "reader", true),
        ("GET experiments/get-by-name", "reader", true),
        ("POST experiments/search", "reader", true),
        ("GET experiments/search", "reader", true),
        ("GET experiments/list", "reader", true),
        ("POST experiments/update", "contributor", false),
        ("POST experiments/delete", "contributor", false),
        ("POST experiments/restore", "contributor", false),
        ("POST experiments/set-experiment-tag", "contributor", false),
        ("POST experiments/delete-experiment-tag", "contributor", false),
        ("POST experiments/search-datasets", "reader", true),
        ("POST runs/create", "contributor", true),
        ("GET runs/get", "reader", true),
        ("POST runs/update", "contributor", true),
        ("POST runs/delete", "contributor", true),
        ("POST runs/restore", "contributor", true),
        ("POST runs/search", "reader", true),
        ("POST runs/log-metric", "contributor", true),
        ("POST runs/log-batch", "contributor", true),
        ("POST runs/log-parameter", "contributor", true),
        ("POST runs/set-tag", "contributor", true),
        ("POST runs/delete-tag", "contributor", true),
        ("POST runs/log-model", "contributor", true),
        ("POST runs/log-inputs", "contributor", true),
        ("POST runs/outputs", "contributor", true),
        ("GET metrics/get-history", "reader", true),
        ("GET metrics/get-history-bulk", "reader", true),
        ("GET metrics/get-history-bulk-interval", "reader", true),
        ("GET artifacts/list", "reader", true),
        ("GET /get-artifact", "reader", true),
        ("GET mlflow-artifacts/artifacts", "reader", true),
        ("GET mlflow-artifacts/artifacts/{**path}", "reader", true),
        ("PUT mlflow-artifacts/artifacts/{**path}", "contributor", true),
        ("DELETE mlflow-artifacts/artifacts/{**path}", "owner", true),
        ("POST mlflow-artifacts/mpu/create/{**path}", "contributor", true),
        ("PUT mlflow-artifacts/mpu/part/{id}/{key}", "contributor", true),
        ("POST mlflow-artifacts/mpu/complete/{**path}", "contributor", true),
        ("POST mlflow-artifacts/mpu/abort/{**path}", "contributor", true),
        ("POST logged-models", "contributor", true),
        ("POST logged-models/search", "reader", true),
        ("GET logged-models/{id}", "reader", true),
        ("PATCH logged-models/{id}", "contributor", true),
        ("DELETE logged-models/{id}", "contributor", true),
        ("PATCH logged-models/{id}/tags", "contributor", true),
        ("DELETE logged-models/{id}/tags/{key}", "contributor", true),
        ("POST logged-models/{id}/params", "contributor", true),
        ("GET logged-models/{id}/artifacts/directories", "reader", true),
        ("POST registered-models/create", "contributor", true),
        ("GET registered-models/get", "reader", false),
        ("PATCH registered-models/update", "contributor", false),
        ("POST registered-models/rename", "contributor", false),
        ("DELETE registered-models/delete", "owner", false),
        ("GET registered-models/search", "reader", false),
        ("GET registered-models/list", "reader", false),
        ("POST registered-models/get-latest-versions", "reader", false),
        ("GET registered-models/get-latest-versions", "reader", false),
        ("POST registered-models/set-tag", "contributor", false),
        ("DELETE registered-models/delete-tag", "contributor", false),
        ("POST registered-models/alias", "contributor", false),
        ("GET registered-models/alias", "reader", false),
        ("DELETE registered-models/alias", "contributor", false),
        ("POST model-versions/create", "contributor", true),
        ("GET model-versions/get", "reader", true),
        ("GET model-versions/search", "reader", false),
        ("PATCH model-versions/update", "contributor", false),
        ("DELETE model-versions/delete", "owner", false),
        ("POST model-versions/transition-stage", "contributor", false),
        ("GET model-versions/get-download-uri", "reader", true),
        ("POST model-versions/set-tag", "contributor", false),
        ("DELETE model-versions/delete-tag", "contributor", false),
        ("GET /model-versions/get-artifact", "reader", true),
    ];

    [Fact]
    public void Every_call_is_open_to_the_roles_that_it_should_be_and_to_no_other()
    {
        var options = new AuthorizationOptions();
        Access.Set(options);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var endpoint in host.Studio.Endpoints.OfType<RouteEndpoint>().Where(IsMLflow))
        {
            var call =
                $"{Assert.Single(endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods)} {Short(endpoint.RoutePattern.RawText!)}";
            var policy = options.GetPolicy(
                Assert.Single(endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>()).Policy!
            )!;
            Assert.Null(endpoint.Metadata.GetMetadata<IAllowAnonymous>());
            var row = Assert.Single(Table, row => row.Call == call);
            seen.Add(call);
            foreach (var role in (string[])["reader", "contributor", "owner", "trial", "host", "nobody"])
            {
                var allowed = policy
                    .Requirements.OfType<RolesAuthorizationRequirement>()
                    .All(requirement => requirement.AllowedRoles.Contains(role));
                Assert.True(allowed == Expected(row, role), $"{call} for {role}: {allowed}");
            }
        }
        Assert.Equal(Table.Select(row => row.Call).Order(), seen.Order());
    }

    [Fact]
    public void What_cannot_be_undone_is_for_owners()
    {
        foreach (
            var (call, least, _) in Table.Where(row =>
                row.Call.StartsWith("DELETE", StringComparison.Ordinal)
            )
        )
        {
            // A tag or alias is changed, and a logged model only marked.
            var isForGood =
                !call.Contains("tag", StringComparison.Ordinal)
                && !call.Contains("alias", StringComparison.Ordinal)
                && !call.Contains("logged-models", StringComparison.Ordinal);
            Assert.Equal(isForGood ? "owner" : "contributor", least);
        }
    }

    private static bool Expected((string Call, string Least, bool Trial) row, string role) =>
        role switch
        {
            "trial" => row.Trial,
            "owner" => true,
            "contributor" => row.Least != "owner",
            "reader" => row.Least == "reader",
            _ => false, // the local command comes in as an owner
        };

    private static bool IsMLflow(RouteEndpoint endpoint) =>
        endpoint.RoutePattern.RawText is { } path
        && (
            path.Contains("/mlflow", StringComparison.Ordinal)
            || path is "/get-artifact" or "/model-versions/get-artifact"
        );

    private static string Short(string path)
    {
        foreach (var prefix in (string[])["/api/2.0/preview/", "/ajax-api/2.0/", "/api/2.0/"])
        {
            if (path.StartsWith(prefix, StringComparison.Ordinal))
            {
                path = path[prefix.Length..];
                return path.StartsWith("mlflow/", StringComparison.Ordinal) ? path["mlflow/".Length..] : path;
            }
        }
        return path;
    }
}
