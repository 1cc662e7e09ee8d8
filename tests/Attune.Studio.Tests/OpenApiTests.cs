using System.Globalization;
using System.Text.Json.Nodes;
using Attune.Studio.Endpoints.Control.Descriptions;
using Attune.Studio.SignIn;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.OpenApi;

namespace Attune.Studio.Tests;

/// <summary>The document of Attune's own calls against the calls that a host answers.</summary>
public sealed class OpenApiTests(TestHost host) : IClassFixture<TestHost>
{
    [Fact]
    public async Task Every_call_of_ours_is_in_the_document_with_what_it_takes_and_answers_and_who_may_make_it()
    {
        var document = await ReadAsync();
        var described = document.Paths.ToDictionary(path => path.Key, path => path.Value.Operations!);
        var calls = host
            .Studio.Endpoints.OfType<RouteEndpoint>()
            .Where(one => one.RoutePattern.RawText!.StartsWith("/attune/v1/", StringComparison.Ordinal))
            .SelectMany(one =>
                one.Metadata.GetMetadata<HttpMethodMetadata>()!
                    .HttpMethods.Select(verb => (Verb: verb, Call: one))
            )
            .ToList();
        Assert.True(calls.Count > 30, $"only {calls.Count}");
        foreach (var (verb, call) in calls)
        {
            var told = $"{verb} {call.RoutePattern.RawText}";
            Assert.True(call.Metadata.GetMetadata<CallDescription>() is not null, $"{told} is not described");
            var operation = described[
                call.RoutePattern.RawText!.Replace("{**", "{", StringComparison.Ordinal)
            ][new HttpMethod(verb)];
            Assert.NotEmpty(operation.Summary!);
            Assert.Equal(
                call.RoutePattern.Parameters.Select(part => part.Name),
                (operation.Parameters ?? [])
                    .Where(part => part.In == ParameterLocation.Path)
                    .Select(part => part.Name!)
            );
            var responses = operation.Responses!;
            var answer = responses.Single(one => one.Key.StartsWith('2')).Value;
            Assert.True(verb == "PUT" || answer.Content!.Count > 0, told);
            Assert.True(responses.ContainsKey("default"), told);
            var isOpen = call.Metadata.GetMetadata<IAllowAnonymous>() is not null;
            Assert.Equal(!isOpen, responses.ContainsKey("401"));
            Assert.Equal(!isOpen, responses.ContainsKey("403"));
            Assert.Equal(
                isOpen
                    ? []
                    : call.Metadata.GetMetadata<IAuthorizeData>()!.Policy switch
                    {
                        TokenSignIn.HostRole => ["token"],
                        LinkSignIn.Read or LinkSignIn.Write => ["token", "link"],
                        _ => ["token", "session"],
                    },
                operation.Security!.Select(one => Assert.Single(one.Keys).Reference.Id!)
            );
        }
        Assert.Equal(calls.Count, described.Values.Sum(operations => operations.Count));
        var names = described
            .Values.SelectMany(each => each.Values)
            .Select(each => each.OperationId)
            .ToList();
        Assert.Equal(names.Count, names.Distinct().Count());
    }

    [Fact]
    public async Task What_a_call_takes_and_answers_is_what_its_records_are()
    {
        var document = await ReadAsync();
        var cancel = document.Paths["/attune/v1/workspaces/{workspace}/jobs/{name}/cancel"].Operations![
            HttpMethod.Post
        ];
        Assert.Equal(["reason"], cancel.RequestBody!.Content!["application/json"].Schema!.Properties!.Keys);
        Assert.Equal(
            ["held", "name", "reason", "state"],
            cancel.Responses!["200"].Content!["application/json"].Schema!.Properties!.Keys.Order()
        );
        Assert.Equal(
            ["error_code", "message", "problems"],
            cancel.Responses["403"].Content!["application/json"].Schema!.Properties!.Keys.Order()
        );
        var file = document.Paths["/attune/v1/workspaces/{workspace}/jobs/{name}/file"].Operations![
            HttpMethod.Get
        ];
        Assert.True(Assert.Single(file.Parameters!, part => part.In == ParameterLocation.Query).Required);
        var form = document.Paths["/attune/v1/workspaces/{workspace}/jobs"].Operations![HttpMethod.Post];
        Assert.Contains("code", form.RequestBody!.Content!["multipart/form-data"].Schema!.Properties!.Keys);
        // What calls take nothing, says so by having no body.
        Assert.Null(
            document
                .Paths["/attune/v1/workspaces/{workspace}/jobs/{name}/resume"]
                .Operations![HttpMethod.Post]
                .RequestBody
        );
    }

    [Fact]
    public async Task A_schema_points_at_nothing_that_is_not_there()
    {
        var text = await host.Http.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative), Calls.Token);
        var root = JsonNode.Parse(text)!;
        foreach (var pointer in PointersIn(root))
        {
            Assert.StartsWith("#/components/schemas/", pointer, StringComparison.Ordinal);
            var at = root;
            foreach (var name in pointer.Split('/')[1..])
            {
                at = at is JsonArray items ? items[int.Parse(name, CultureInfo.InvariantCulture)] : at![name];
                Assert.True(at is not null, pointer);
            }
        }
    }

    [Fact]
    public async Task It_is_for_whoever_is_signed_in_and_for_nobody_else()
    {
        using var stranger = host.Client(null);
        await stranger.RefusedAsync(401, "UNAUTHENTICATED", "GET", "/openapi/v1.json");
        using var trial = host.ClientOf(await host.TrialAsync("openapi_0"));
        await trial.RefusedAsync(403, "PERMISSION_DENIED", "GET", "/openapi/v1.json");
    }

    private static IEnumerable<string> PointersIn(JsonNode? node) =>
        node switch
        {
            JsonObject parts => parts.SelectMany(part =>
                part.Key == "$ref" ? [part.Value!.GetValue<string>()] : PointersIn(part.Value)
            ),
            JsonArray items => items.SelectMany(PointersIn),
            _ => [],
        };

    private async Task<OpenApiDocument> ReadAsync()
    {
        var text = await host.Http.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative), Calls.Token);
        var read = OpenApiDocument.Parse(text, "json");
        Assert.Empty(read.Diagnostic!.Errors);
        Assert.Empty(read.Diagnostic.Warnings);
        Assert.Equal(OpenApiSpecVersion.OpenApi3_1, read.Diagnostic.SpecificationVersion);
        return read.Document!;
    }
}
