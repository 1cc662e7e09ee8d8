namespace Attune.Cli.Jobs;

/// <summary>Copies a log to an output as it grows, byte for byte.</summary>
internal sealed class LogFollowing(string path, Stream output)
{
    private long _position;

    /// <summary>Copies what is new.</summary>
    /// <returns>Whether there was anything.</returns>
    public async Task<bool> CopyAsync(CancellationToken cancellationToken)
    {
        FileStream file;
        try
        {
            file = new FileStream(
                path,
                FileMode.Open,
                FileAccess.Read,
                FileShare.ReadWrite | FileShare.Delete
            );
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
        await using (file)
        {
            if (file.Length <= _position)
            {
                return false;
            }
            file.Position = _position;
            await file.CopyToAsync(output, cancellationToken);
            _position = file.Position;
            await output.FlushAsync(cancellationToken);
            return true;
        }
    }
}
