using System.Text.Json;
using System.Text.Json.Serialization;

namespace Attune.Cli.Profiles;

/// <summary>The profiles in the user's own configuration folder (<c>~/.config/attune/profiles.json</c>), readable by nobody else.</summary>
internal static class ProfileFile
{
    /// <summary>The file's path.</summary>
    public static string Path { get; } =
        System.IO.Path.Combine(
            Environment.GetFolderPath(
                Environment.SpecialFolder.ApplicationData,
                Environment.SpecialFolderOption.DoNotVerify
            ),
            "attune",
            "profiles.json"
        );

    /// <summary>What is in it; nothing when it is not there.</summary>
    /// <exception cref="InvalidDataException">It cannot be read.</exception>
    public static ProfileList Read()
    {
        if (!File.Exists(Path))
        {
            return new ProfileList();
        }
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(Path), ProfileJson.Default.ProfileList)
                ?? new ProfileList();
        }
        catch (JsonException error)
        {
            throw new InvalidDataException(
                $"{Path} cannot be read ({error.Message}). Put it right, or delete it and sign in again: attune login URL",
                error
            );
        }
    }

    /// <summary>Writes it; killed half-way, the old one stays.</summary>
    public static void Write(ProfileList list)
    {
        var folder = System.IO.Path.GetDirectoryName(Path)!;
        var beside = $"{Path}.{Environment.ProcessId}.tmp";
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
            File.WriteAllBytes(beside, Bytes(list));
        }
        else
        {
            Directory.CreateDirectory(
                folder,
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            );
            File.Delete(beside);
            using var file = new FileStream(
                beside,
                new FileStreamOptions
                {
                    Mode = FileMode.CreateNew,
                    Access = FileAccess.Write,
                    UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
                }
            );
            file.Write(Bytes(list));
            file.Flush(flushToDisk: true);
        }
        File.Move(beside, Path, overwrite: true);
    }

    private static byte[] Bytes(ProfileList list) =>
        JsonSerializer.SerializeToUtf8Bytes(list, ProfileJson.Default.ProfileList);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true
)]
[JsonSerializable(typeof(ProfileList))]
internal sealed partial class ProfileJson : JsonSerializerContext;
