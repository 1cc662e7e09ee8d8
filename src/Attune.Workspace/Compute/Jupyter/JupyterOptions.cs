namespace Attune.Workspace.Compute.Jupyter;

/// <summary>How Jupyter is run in compute instances.</summary>
public sealed record JupyterOptions
{
    /// <summary>Where the host listens, once it does: notebooks speak to it. An instance starts no sooner.</summary>
    public required Task<Uri> Host { get; init; }

    /// <summary>The path under which a proxy in front passes the host on, such as <c>/attune</c>. Default none.</summary>
    public string PathPrefix { get; init; } = "";

    /// <summary>Variables of the host that pass to notebooks beside the built-in list. Default none.</summary>
    public IReadOnlyCollection<string> PassVariables { get; init; } = [];

    /// <summary>The folder with <c>python/</c> and <c>notebooks/</c>. Default the program's own.</summary>
    public string Material { get; init; } = AppContext.BaseDirectory;

    /// <summary>How <c>attune</c> is called, for terminals; the program and its first arguments. Default none: as the machine finds it.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>The program; null for the first <c>jupyter-notebook</c> on the host's <c>PATH</c>.</summary>
    public string? Program { get; init; }

    /// <summary>How long it may take to answer after it was started. Default 3 minutes.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>Between asking what runs to end and ending it by force. Default 10 s.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(10);
}
