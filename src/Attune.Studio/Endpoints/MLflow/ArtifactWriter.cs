using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Attune.Studio.Endpoints.MLflow;

/// <summary>Writes files that appear whole or not at all.</summary>
internal static class ArtifactWriter
{
    /// <summary>What the names of unfinished files begin with; lists leave them out.</summary>
    public const string UnfinishedPrefix = ".attune-upload-";

    /// <summary>Writes a file to a place, over what may stand there; durable when it returns.</summary>
    /// <param name="place">The place.</param>
    /// <param name="write">Writes the content.</param>
    /// <exception cref="MLflowException">No file can stand there.</exception>
    public static async Task WriteAsync(ArtifactPlace place, Func<FileStream, Task> write)
    {
        if (place.IsRoot || place.HasLink() || Directory.Exists(place.FullPath))
        {
            throw new MLflowException(MLflowError.Invalid("Invalid path: a file cannot be stored there."));
        }
        var folder = Path.GetDirectoryName(place.FullPath)!;
        var unfinished = Path.Combine(folder, UnfinishedPrefix + Guid.NewGuid().ToString("N"));
        try
        {
            Directory.CreateDirectory(folder);
            await using (
                var file = new FileStream(
                    unfinished,
                    FileMode.CreateNew,
                    FileAccess.Write,
                    FileShare.None,
                    bufferSize: 0
                )
            )
            {
                await write(file).ConfigureAwait(false);
                file.Flush(flushToDisk: true);
            }
            File.Move(unfinished, place.FullPath, overwrite: true);
        }
        catch (IOException error)
            when (error is not BadHttpRequestException
                && (File.Exists(folder) || Directory.Exists(place.FullPath))
            )
        {
            throw new MLflowException(
                MLflowError.Invalid(
                    "Invalid path: a file stands where a folder would have to be, or the other way round."
                )
            );
        }
        finally
        {
            if (File.Exists(unfinished))
            {
                File.Delete(unfinished);
            }
        }
    }

    /// <summary>Lets the body of a request be as long as a file may be.</summary>
    /// <exception cref="MLflowException">It is longer.</exception>
    public static void Allow(HttpContext context, long most)
    {
        if (context.Request.ContentLength > most)
        {
            throw new MLflowException(MLflowError.TooLarge($"A file has at most {most} bytes."));
        }
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = most;
        }
    }
}
