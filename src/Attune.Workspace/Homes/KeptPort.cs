using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Attune.Workspace.Homes;

/// <summary>The port that a folder keeps: a home's, so that trials which outlive a host find the next one where the last one was; an instance's.</summary>
public static class KeptPort
{
    // Below the range from which systems give ports to outgoing connections: one of those could hold ours when we come back.
    private const int Lowest = 20_000;
    private const int Highest = 32_000;

    /// <summary>The file of the port that trials and the local command know.</summary>
    public const string Plain = "port";

    /// <summary>The file of the port for TLS.</summary>
    public const string Tls = "port-tls";

    /// <summary>The kept port; null when there is none.</summary>
    public static int? Read(string home, string name = Plain)
    {
        var file = Path.Combine(home, name);
        return
            File.Exists(file)
            && int.TryParse(
                File.ReadAllText(file),
                NumberStyles.Integer,
                CultureInfo.InvariantCulture,
                out var port
            )
            && port is > 0 and <= 65_535
            ? port
            : null;
    }

    /// <summary>Keeps a port.</summary>
    public static void Write(string home, int port, string name = Plain)
    {
        var file = Path.Combine(home, name);
        var temporary = file + ".new";
        File.WriteAllText(temporary, port.ToString(CultureInfo.InvariantCulture) + "\n");
        File.Move(temporary, file, overwrite: true);
    }

    /// <summary>A port that is free now; 0 when none is. Folders begin to look at different places.</summary>
    public static int Choose(IPAddress address, string home)
    {
        var start = (int)(StableHash(home) % (Highest - Lowest));
        for (var i = 0; i < Highest - Lowest; i++)
        {
            var port = Lowest + ((start + i) % (Highest - Lowest));
            if (IsFree(address, port))
            {
                return port;
            }
        }
        return 0;
    }

    /// <summary>Whether nothing listens on a port.</summary>
    public static bool IsFree(IPAddress address, int port)
    {
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(address, port));
            socket.Listen();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>FNV-1a, because the framework's own hash of a text differs from one process to the next.</summary>
    private static uint StableHash(string text)
    {
        var hash = 2166136261u;
        foreach (var character in text)
        {
            hash = unchecked((hash ^ character) * 16777619u);
        }
        return hash;
    }
}
