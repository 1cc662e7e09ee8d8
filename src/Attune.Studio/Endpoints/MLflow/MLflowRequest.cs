using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace Attune.Studio.Endpoints.MLflow;

/// <summary>Reads requests: a JSON body of at most 1 MB, or the query.</summary>
internal static class MLflowRequest
{
    /// <summary>The largest body of a call that is no upload, in bytes.</summary>
    public const int LargestBody = 1_000_000;

    /// <summary>Reads the body and hands it to a parser while it is held.</summary>
    public static async Task<T> ReadAsync<T>(HttpContext context, Func<ReadOnlySequence<byte>, T> parse)
    {
        RequireJson(context.Request);
        var reader = context.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(context.RequestAborted).ConfigureAwait(false);
            if (read.Buffer.Length > LargestBody || context.Request.ContentLength > LargestBody)
            {
                // A read that is left open makes the server close the connection, with the reply on it or without.
                reader.AdvanceTo(read.Buffer.End);
                throw new MLflowException(
                    MLflowError.Invalid($"The body is larger than {LargestBody} bytes.")
                );
            }
            if (read.IsCompleted)
            {
                try
                {
                    return parse(read.Buffer);
                }
                catch (InvalidOperationException error) when (error.InnerException is not null)
                {
                    // A text in the body that is not valid UTF-8.
                    throw new MLflowException(
                        MLflowError.Invalid("The body holds a text that is not valid Unicode.")
                    );
                }
                finally
                {
                    reader.AdvanceTo(read.Buffer.End);
                }
            }
            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    public static Task<T> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type)
        where T : class =>
        ReadAsync(
            context,
            body =>
            {
                RefuseNullItems(body);
                var reader = new Utf8JsonReader(body);
                return body.IsEmpty ? throw new MLflowException(MLflowError.Invalid("The body is empty."))
                    : JsonSerializer.Deserialize(ref reader, type) is { } request && AtEnd(ref reader)
                        ? request
                    : throw new MLflowException(MLflowError.Invalid("The body is not a JSON object."));
            }
        );

    /// <summary>A required member.</summary>
    public static string Require(string? value, string name) =>
        string.IsNullOrEmpty(value) ? throw new MLflowException(MLflowError.Missing(name)) : value;

    public static string? Query(HttpContext context, string name) =>
        context.Request.Query.TryGetValue(name, out var values) && values.Count > 0 ? values[0] : null;

    public static string RequireQuery(HttpContext context, string name) =>
        Require(Query(context, name), name);

    /// <summary>The run that a query names, by the name of today or of the first generation.</summary>
    public static string RequireRun(HttpContext context) =>
        Query(context, "run_uuid") is { Length: > 0 } old && string.IsNullOrEmpty(Query(context, "run_id"))
            ? old
            : RequireQuery(context, "run_id");

    public static long? QueryNumber(HttpContext context, string name) =>
        Query(context, name) is not { Length: > 0 } text ? null
        : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
        : throw new MLflowException(
            MLflowError.Invalid($"Invalid value for parameter '{name}': not an integer.")
        );

    /// <summary>How many results a page may have.</summary>
    public static int PageSize(long? asked, int byDefault, int most) =>
        asked is null ? byDefault
        : asked >= 1 && asked <= most ? (int)asked
        : throw new MLflowException(
            MLflowError.Invalid(
                $"Invalid value for parameter 'max_results': it must be between 1 and {most}."
            )
        );

    // What is null in a list stands for nothing, and the types that lists are read to do not know it.
    private static void RefuseNullItems(ReadOnlySequence<byte> body)
    {
        Span<bool> isList = stackalloc bool[64];
        var reader = new Utf8JsonReader(body);
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject)
            {
                isList[reader.CurrentDepth] = reader.TokenType == JsonTokenType.StartArray;
            }
            else if (
                reader.TokenType == JsonTokenType.Null
                && reader.CurrentDepth > 0
                && isList[reader.CurrentDepth - 1]
            )
            {
                throw new MLflowException(MLflowError.Invalid("A list in the body has a null in it."));
            }
        }
    }

    private static bool AtEnd(ref Utf8JsonReader reader) => !reader.Read();

    private static void RequireJson(HttpRequest request)
    {
        // A form or plain text could be sent by any web page without asking.
        var type = request.ContentType ?? "";
        var end = type.IndexOf(';', StringComparison.Ordinal);
        if (
            !(end < 0 ? type : type[..end])
                .Trim()
                .Equals("application/json", StringComparison.OrdinalIgnoreCase)
        )
        {
            throw new MLflowException(MLflowError.BadRequest("The Content-Type must be application/json."));
        }
    }
}
