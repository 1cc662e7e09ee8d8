using System.Globalization;
using System.Security.Cryptography;

namespace Attune.Studio.Endpoints.MLflow.Uploads;

/// <summary>A file that comes in parts, in a folder of its own until it is whole: where it is to go, and the parts so far.</summary>
internal sealed class PartFolder
{
    private const string TargetName = "target";
    private static readonly TimeSpan Forgotten = TimeSpan.FromDays(7);

    private PartFolder(string folder) => Folder = folder;

    private string Folder { get; }

    /// <summary>Its id, which nobody guesses.</summary>
    public string Id => Path.GetFileName(Folder);

    /// <summary>The address of the place it goes to: names one below another.</summary>
    public string[] Target => File.ReadAllText(Path.Combine(Folder, TargetName)).Split('/');

    /// <summary>Begins an upload, and clears away what others left a week ago.</summary>
    public static PartFolder Create(string root, string[] target, DateTimeOffset now)
    {
        Directory.CreateDirectory(root);
        foreach (var other in new DirectoryInfo(root).GetDirectories())
        {
            if (now - other.LastWriteTimeUtc > Forgotten)
            {
                other.Delete(recursive: true);
            }
        }
        var made = new PartFolder(
            Path.Combine(root, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)))
        );
        Directory.CreateDirectory(made.Folder);
        File.WriteAllText(Path.Combine(made.Folder, TargetName), string.Join('/', target));
        return made;
    }

    /// <summary>The upload of an id.</summary>
    /// <exception cref="MLflowException">There is none.</exception>
    public static PartFolder Find(string root, string? id)
    {
        MLflowRequest.Require(id, "upload_id");
        var found = id!.Length == 32 && id.All(char.IsAsciiHexDigitLower) ? Path.Combine(root, id) : null;
        return found is not null && File.Exists(Path.Combine(found, TargetName))
            ? new PartFolder(found)
            : throw new MLflowException(MLflowError.Unknown("There is no such upload."));
    }

    /// <summary>Keeps a part, in place of an earlier one of its number; says what its tag is.</summary>
    public async Task<string> WriteAsync(int number, Stream content, CancellationToken cancellationToken)
    {
        var unfinished = Path.Combine(Folder, ".new-" + Guid.NewGuid().ToString("N"));
        try
        {
            using var sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            await using (var file = new FileStream(unfinished, FileMode.CreateNew, FileAccess.Write))
            {
                var buffer = new byte[256 * 1024];
                int length;
                while (
                    (length = await content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0
                )
                {
                    sum.AppendData(buffer, 0, length);
                    await file.WriteAsync(buffer.AsMemory(0, length), cancellationToken)
                        .ConfigureAwait(false);
                }
            }
            var tag = Convert.ToHexStringLower(sum.GetHashAndReset())[..32];
            File.Move(unfinished, PartOf(number, tag), overwrite: true);
            return tag;
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    /// <summary>The parts of these numbers and tags, in the order of their numbers.</summary>
    /// <exception cref="MLflowException">One of them is not here, or a number is missing between them.</exception>
    public IReadOnlyList<FileInfo> Parts(IEnumerable<(int Number, string Tag)> parts)
    {
        var found = new List<FileInfo>();
        foreach (var (number, tag) in parts.OrderBy(part => part.Number))
        {
            var isTag = tag.Length == 32 && tag.All(char.IsAsciiHexDigitLower);
            var part = isTag ? new FileInfo(PartOf(number, tag)) : null;
            if (number != found.Count + 1 || part is not { Exists: true })
            {
                throw new MLflowException(
                    MLflowError.Invalid(
                        "Invalid value for parameter 'parts': a part is missing, twice there, or not as it was sent."
                    )
                );
            }
            found.Add(part);
        }
        return found.Count > 0 ? found : throw new MLflowException(MLflowError.Missing("parts"));
    }

    /// <summary>Deletes the upload with its parts.</summary>
    public void Delete()
    {
        if (Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    private string PartOf(int number, string tag) =>
        Path.Combine(Folder, string.Create(CultureInfo.InvariantCulture, $"{number}-{tag}"));
}
