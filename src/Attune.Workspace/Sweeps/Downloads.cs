using System.Security.Cryptography;
using System.Text;

namespace Attune.Workspace.Sweeps;

/// <summary>Files behind http and https addresses, fetched once and kept in the home's cache.</summary>
internal sealed class Downloads(string folder, HttpClient http)
{
    private const long Limit = 64L << 30;

    /// <summary>The local copy of an address; downloads it when it is not in the cache.</summary>
    /// <remarks>A copy is moved into place whole, and two calls at once do not meet: a kill half-way leaves only a part file that nobody looks at.</remarks>
    /// <exception cref="IOException">It cannot be had; the message says why.</exception>
    public async Task<string> GetAsync(Uri address, CancellationToken cancellationToken)
    {
        var key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(address.AbsoluteUri)))[
            ..32
        ];
        var name = Path.GetFileName(address.LocalPath) is { Length: > 0 } last ? last : "download";
        var target = Path.Combine(folder, key, name);
        if (File.Exists(target))
        {
            return target;
        }
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        var part = $"{target}.{Guid.NewGuid():N}.part";
        try
        {
            using var response = await http.GetAsync(
                    address,
                    HttpCompletionOption.ResponseHeadersRead,
                    cancellationToken
                )
                .ConfigureAwait(false);
            response.EnsureSuccessStatusCode();
            if (response.Content.Headers.ContentLength > Limit)
            {
                throw new IOException($"{address} is larger than {Limit >> 30} GiB.");
            }
            await using (var file = File.Create(part))
            {
                await response.Content.CopyToAsync(file, cancellationToken).ConfigureAwait(false);
            }
            File.Move(part, target, overwrite: true);
            return target;
        }
        catch (Exception error) when (error is HttpRequestException or HttpIOException)
        {
            throw new IOException(
                $"{address} could not be downloaded: {error.GetBaseException().Message}",
                error
            );
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IOException($"{address} could not be downloaded: its server did not answer in time.");
        }
        finally
        {
            File.Delete(part);
        }
    }
}
