namespace Attune.Client.Protocols.Control;

/// <summary>The addresses of what Attune adds to the protocols of others.</summary>
internal static class ControlCall
{
    /// <summary>What all of them begin with.</summary>
    public const string Root = "/attune/v1";

    /// <summary>Job files of the host's own machine, for its own command.</summary>
    public const string Jobs = "/attune/v1/jobs";

    public const string Users = "/attune/v1/users";

    public const string Home = "/attune/v1/home";

    public const string Login = "/attune/v1/login";

    public const string SignInCode = "/attune/v1/sign-in-code";

    public const string Workspaces = "/attune/v1/workspaces";

    public static string User(string name) => $"{Users}/{Uri.EscapeDataString(name)}";

    public static string User(string name, string verb) => $"{User(name)}/{verb}";

    public static string Workspace(string workspace) => $"{Workspaces}/{Uri.EscapeDataString(workspace)}";

    public static string JobsOf(string workspace) => Workspace(workspace) + "/jobs";

    public static string Job(string workspace, string name) =>
        $"{JobsOf(workspace)}/{Uri.EscapeDataString(name)}";

    public static string Job(string workspace, string name, string verb) => $"{Job(workspace, name)}/{verb}";

    public static string Models(string workspace) => Workspace(workspace) + "/models";

    public static string Model(string workspace, string name) =>
        $"{Models(workspace)}/{Uri.EscapeDataString(name)}";

    public static string Model(string workspace, string name, int version) =>
        FormattableString.Invariant($"{Model(workspace, name)}/versions/{version}");

    public static string Documents(string workspace, string kind) =>
        $"{Workspace(workspace)}/documents/{Uri.EscapeDataString(kind)}";

    public static string Study(string workspace, string name) =>
        $"{Workspace(workspace)}/studies/{Uri.EscapeDataString(name)}";

    public static string Points(string workspace, string run) =>
        $"{Workspace(workspace)}/points/{Uri.EscapeDataString(run)}";
}
