using System.Text.Json;
using System.Text.Json.Serialization;

namespace Attune.Kernel.Sockets;

/// <summary>What the front end says about the sockets, in the file whose path it hands over.</summary>
internal sealed record ConnectionFile
{
    public string Transport { get; init; } = "tcp";

    public required string Ip { get; init; }

    public required int ShellPort { get; init; }

    public required int IopubPort { get; init; }

    public required int StdinPort { get; init; }

    public required int ControlPort { get; init; }

    public required int HbPort { get; init; }

    public string Key { get; init; } = "";

    public string SignatureScheme { get; init; } = "hmac-sha256";

    /// <summary>Reads one.</summary>
    /// <exception cref="InvalidDataException">It is none, or asks for what the kernel has not.</exception>
    public static ConnectionFile Read(string path)
    {
        ConnectionFile? file;
        try
        {
            file = JsonSerializer.Deserialize(File.ReadAllText(path), ConnectionJson.Default.ConnectionFile);
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"{path} is no connection file: {error.Message}", error);
        }
        if (file is not { Transport: "tcp", SignatureScheme: "hmac-sha256" })
        {
            throw new InvalidDataException(
                $"{path} asks for transport '{file?.Transport}' and signatures '{file?.SignatureScheme}'; there are 'tcp' and 'hmac-sha256'."
            );
        }
        return file;
    }

    /// <summary>Where a socket binds.</summary>
    public string Address(int port) => FormattableString.Invariant($"{Transport}://{Ip}:{port}");
}

[JsonSerializable(typeof(ConnectionFile))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
internal sealed partial class ConnectionJson : JsonSerializerContext;
