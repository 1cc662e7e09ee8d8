using Attune.Cli.Homes;
using Attune.Workspace.Catalog;

namespace Attune.Cli.Jobs;

/// <summary>Copies a log to an output as it grows, byte for byte.</summary>
internal sealed class LogFollowing(IHomeFiles files, JobWatch job, string path, Stream output)
{
    private long _position;

    /// <summary>Copies what is new.</summary>
    /// <param name="begin">Called before the first byte of all.</param>
    /// <param name="cancellationToken">Stops half-way.</param>
    public async Task CopyAsync(Action begin, CancellationToken cancellationToken)
    {
        if (await files.OpenAsync(job, path, _position, cancellationToken) is not { } file)
        {
            return;
        }
        await using (file)
        {
            var buffer = new byte[64 * 1024];
            int length;
            while ((length = await file.ReadAsync(buffer, cancellationToken)) > 0)
            {
                if (_position == 0)
                {
                    begin();
                }
                await output.WriteAsync(buffer.AsMemory(0, length), cancellationToken);
                _position += length;
            }
            await output.FlushAsync(cancellationToken);
        }
    }
}
