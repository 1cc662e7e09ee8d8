using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using Attune.Client.Protocols.Control;
using Attune.Studio.SignIn;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Attune.Studio.Endpoints.Control.Descriptions;

/// <summary>The OpenAPI 3.1 document of the calls below <c>/attune/v1</c>, made of the very routes and of the records that they read and write.</summary>
internal sealed class OpenApiText
{
    private const string Json = "application/json";
    private const string Token = "token";
    private const string Cookie = "session";
    private const string Link = "link";

    private static readonly JsonSchemaExporterOptions Exported = new()
    {
        TreatNullObliviousAsNonNullable = true,
        // Anything may stand there; not every reader knows a schema that is just `true`.
        TransformSchemaNode = (_, schema) => schema is JsonObject ? schema : new JsonObject(),
    };

    private readonly JsonObject _schemas = [];
    private readonly JsonObject _paths = [];

    private OpenApiText() { }

    /// <summary>Writes the document.</summary>
    /// <param name="endpoints">Every call of the host; the others are left out.</param>
    /// <param name="version">The host's version.</param>
    /// <param name="server">What the addresses begin with.</param>
    /// <param name="cookie">The name of the session's cookie.</param>
    public static JsonObject Of(
        IEnumerable<RouteEndpoint> endpoints,
        string version,
        string server,
        string cookie
    )
    {
        var text = new OpenApiText();
        foreach (var endpoint in endpoints)
        {
            if (endpoint.Metadata.GetMetadata<CallDescription>() is { } description)
            {
                text.Add(endpoint, description);
            }
        }
        return new JsonObject
        {
            ["openapi"] = "3.1.1",
            ["info"] = new JsonObject
            {
                ["title"] = "Attune",
                ["version"] = version,
                ["description"] =
                    "What Attune adds to the protocols that its clients speak already, which are Azure's and MLflow's.",
            },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = server }),
            ["paths"] = text._paths,
            ["components"] = new JsonObject
            {
                ["schemas"] = text._schemas,
                ["securitySchemes"] = new JsonObject
                {
                    [Token] = new JsonObject
                    {
                        ["type"] = "http",
                        ["scheme"] = "bearer",
                        ["description"] = "A token of an account: attune token create",
                    },
                    [Cookie] = new JsonObject
                    {
                        ["type"] = "apiKey",
                        ["in"] = "cookie",
                        ["name"] = cookie,
                        ["description"] =
                            "A session in a browser. What changes something has to come from a page of the host.",
                    },
                    [Link] = new JsonObject
                    {
                        ["type"] = "apiKey",
                        ["in"] = "query",
                        ["name"] = "sig",
                        ["description"] =
                            "The signature of an address that carries its own permission for a while, as the host gave it out.",
                    },
                },
            },
        };
    }

    private void Add(RouteEndpoint endpoint, CallDescription description)
    {
        var path = "/" + string.Join('/', endpoint.RoutePattern.PathSegments.Select(Written));
        var operations = _paths[path] as JsonObject ?? [];
        _paths[path] = operations;
        foreach (var method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? [])
        {
            operations[method.ToLowerInvariant()] = Operation(endpoint, description, method, path);
        }
    }

    private JsonObject Operation(
        RouteEndpoint endpoint,
        CallDescription description,
        string method,
        string path
    )
    {
        var isOpen = endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null;
        var policy = endpoint.Metadata.GetMetadata<IAuthorizeData>()?.Policy;
        var operation = new JsonObject
        {
            ["operationId"] = IdOf(method, path),
            ["summary"] = description.Summary,
            ["description"] = WhoMay(isOpen, policy),
            ["tags"] = new JsonArray(path.Split('/')[3]),
            ["security"] = Security(isOpen, policy),
        };
        var parameters = new JsonArray([
            .. endpoint.RoutePattern.Parameters.Select(part => Parameter(part.Name, "path", "string", true)),
            .. description.Query.Select(part =>
                Parameter(part.Name, "query", part.Type, part.IsRequired, part.Text)
            ),
        ]);
        if (parameters.Count > 0)
        {
            operation["parameters"] = parameters;
        }
        if (description.Request is { } request)
        {
            operation["requestBody"] = Body(Json, Content(Schema(request)));
        }
        else if (description.Form is { } form)
        {
            operation["requestBody"] = Body("multipart/form-data", Content(form.DeepClone()));
        }
        else if (description.TakesFile)
        {
            operation["requestBody"] = Body("application/octet-stream", []);
        }
        operation["responses"] = Responses(description, isOpen);
        return operation;
    }

    private JsonObject Responses(CallDescription description, bool isOpen)
    {
        var done = new JsonObject { ["description"] = "Done." };
        if (Answers(description) is { Count: > 0 } answers)
        {
            done["content"] = answers;
        }
        var responses = new JsonObject { [description.Status.ToString(CultureInfo.InvariantCulture)] = done };
        if (!isOpen)
        {
            responses["401"] = Refusal("Nobody is signed in.", ControlJson.Default.RefusalResponse);
            responses["403"] = Refusal("The role does not allow it.", ControlJson.Default.RefusalResponse);
        }
        responses["default"] = Refusal("It was not done; the message says why.", description.Refusal);
        return responses;
    }

    private JsonObject Answers(CallDescription description)
    {
        var answers = new JsonObject();
        if (description is { Response: { } one, OrResponse: { } other })
        {
            answers[Json] = Content(new JsonObject { ["anyOf"] = new JsonArray(Schema(one), Schema(other)) });
        }
        else if (description.Response is { } type)
        {
            answers[Json] = Content(Schema(type));
        }
        else if (description.ResponseMedia == Json)
        {
            answers[Json] = Content(
                new JsonObject
                {
                    ["type"] = "array",
                    ["items"] = new JsonObject { ["type"] = "object" },
                }
            );
        }
        if (description.ResponseMedia is { } media && media != Json)
        {
            answers[media] = new JsonObject();
        }
        return answers;
    }

    private JsonObject Refusal(string description, JsonTypeInfo type) =>
        new()
        {
            ["description"] = description,
            ["content"] = new JsonObject { [Json] = Content(Schema(type)) },
        };

    private JsonObject Schema(JsonTypeInfo type)
    {
        var name = type.Type.Name;
        var place = "#/components/schemas/" + name;
        if (!_schemas.ContainsKey(name))
        {
            var schema = type.GetJsonSchemaAsNode(Exported);
            Move(schema, place);
            _schemas[name] = schema;
        }
        return new JsonObject { ["$ref"] = place };
    }

    /// <summary>What points into a schema that stood alone points into it where it stands now.</summary>
    private static void Move(JsonNode? node, string place)
    {
        if (node is JsonObject parts)
        {
            if (parts["$ref"] is JsonValue pointer && pointer.GetValue<string>() is ['#', .. var rest])
            {
                parts["$ref"] = place + rest;
            }
            foreach (var (_, part) in parts)
            {
                Move(part, place);
            }
        }
        else if (node is JsonArray items)
        {
            foreach (var item in items)
            {
                Move(item, place);
            }
        }
    }

    private static JsonObject Content(JsonNode schema) => new() { ["schema"] = schema };

    private static JsonObject Body(string media, JsonObject content) =>
        new()
        {
            ["required"] = true,
            ["content"] = new JsonObject { [media] = content },
        };

    private static JsonObject Parameter(
        string name,
        string place,
        string type,
        bool isRequired,
        string? text = null
    )
    {
        var parameter = new JsonObject
        {
            ["name"] = name,
            ["in"] = place,
            ["required"] = isRequired,
            ["schema"] = new JsonObject { ["type"] = type },
        };
        if (type == "array")
        {
            parameter["schema"]!["items"] = new JsonObject { ["type"] = "string" };
        }
        if (text is not null)
        {
            parameter["description"] = text;
        }
        return parameter;
    }

    private static JsonArray Security(bool isOpen, string? policy) =>
        isOpen
            ? []
            : policy switch
            {
                TokenSignIn.HostRole => [Scheme(Token)],
                LinkSignIn.Read or LinkSignIn.Write => [Scheme(Token), Scheme(Link)],
                _ => [Scheme(Token), Scheme(Cookie)],
            };

    private static JsonObject Scheme(string name) => new() { [name] = new JsonArray() };

    private static string WhoMay(bool isOpen, string? policy) =>
        isOpen
            ? "For everybody."
            : policy switch
            {
                TokenSignIn.HostRole => "For the command on the host's own machine alone.",
                Access.Own => "For owners.",
                Access.Contribute => "For contributors.",
                LinkSignIn.Write => "For contributors, and for whoever has a signed address that may write.",
                LinkSignIn.Read => "For readers, and for whoever has a signed address.",
                _ => "For readers.",
            };

    private static string Written(RoutePatternPathSegment segment) =>
        string.Concat(
            segment.Parts.Select(part =>
                part switch
                {
                    RoutePatternParameterPart parameter => $"{{{parameter.Name}}}",
                    RoutePatternLiteralPart literal => literal.Content,
                    _ => "",
                }
            )
        );

    /// <summary>A name of its own for each call: <c>deleteUsersByNameSessionsById</c>.</summary>
    private static string IdOf(string method, string path) =>
        method.ToLowerInvariant()
        + string.Concat(
            path.Split('/')[3..]
                .SelectMany(part => part.StartsWith('{') ? ["by", part.Trim('{', '}')] : part.Split('-', '_'))
                .Select(CultureInfo.InvariantCulture.TextInfo.ToTitleCase)
        );
}
