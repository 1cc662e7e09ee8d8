namespace Attune.Client.Protocols.Control;

/// <summary>A job file's text, to be judged before anything is sent.</summary>
/// <param name="Job">The text.</param>
/// <param name="Set">What is changed in it.</param>
/// <param name="File">What it is called in problems.</param>
internal sealed record CheckRequest(string? Job, IReadOnlyList<string>? Set, string? File);

/// <summary>What has to be sent with a job file, and what was noticed about it.</summary>
/// <param name="Files">The files and folders of the sender's machine that it names.</param>
/// <param name="Problems">Warnings and notices; errors are a refusal.</param>
internal sealed record CheckResponse(IReadOnlyList<NeededFile> Files, IReadOnlyList<ProblemRecord> Problems);

/// <summary>A file or folder that a job names.</summary>
/// <param name="Part">The name of the part that it is sent in: <c>code</c>, <c>inputs.data</c>.</param>
/// <param name="Path">As the job file writes it; relative ones start from the job file's folder.</param>
/// <param name="Kind"><c>file</c>, <c>folder</c> or <c>any</c>.</param>
internal sealed record NeededFile(string Part, string Path, string Kind);
