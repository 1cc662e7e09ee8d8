using System.Security.Cryptography;

namespace Attune.Studio.SignIn;

/// <summary>The secrets of a home, in files that only their owner can read: made when missing, the same after a restart.</summary>
internal static class HomeKeys
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>A secret of 32 random bytes.</summary>
    public static byte[] Secret(string home, string name) =>
        Convert.FromBase64String(
            Text(home, name, () => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)))
        );

    /// <summary>A secret text.</summary>
    public static string Text(string home, string name, Func<string> make)
    {
        var file = Path.Combine(home, "keys", name);
        if (!File.Exists(file))
        {
            Write(home, name, make());
        }
        return File.ReadAllText(file).Trim();
    }

    /// <summary>Writes a secret text, in place of the one that is there.</summary>
    public static void Write(string home, string name, string text)
    {
        var folder = Path.Combine(home, "keys");
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
        }
        var file = Path.Combine(folder, name);
        var temporary = file + ".new";
        File.Delete(temporary);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }
        using (var writer = new StreamWriter(temporary, options))
        {
            writer.Write(text);
        }
        File.Move(temporary, file, overwrite: true);
    }
}
