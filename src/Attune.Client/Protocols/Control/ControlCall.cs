namespace Attune.Client.Protocols.Control;

/// <summary>The addresses of the local command's door.</summary>
internal static class ControlCall
{
    public const string Jobs = "/attune/v1/jobs";

    public const string Users = "/attune/v1/users";

    public static string User(string name) => $"{Users}/{Uri.EscapeDataString(name)}";

    public static string User(string name, string verb) => $"{User(name)}/{verb}";

    public const string SignInCode = "/attune/v1/sign-in-code";
    public const string Models = "/attune/v1/models";

    public static string Model(string name) => $"{Models}/{Uri.EscapeDataString(name)}";

    public static string Model(string name, int version) =>
        FormattableString.Invariant($"{Model(name)}/versions/{version}");

    public static string Job(string name) => $"{Jobs}/{Uri.EscapeDataString(name)}";

    public static string Job(string name, string verb) => $"{Job(name)}/{verb}";
}
