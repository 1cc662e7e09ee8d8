namespace Attune.Cli.Contracts;

/// <summary>What <c>attune job download --json</c> gives.</summary>
/// <param name="Job">The job.</param>
/// <param name="Trial">The trial whose files these are; null when there was none.</param>
/// <param name="Path">The folder that they were copied into.</param>
/// <param name="Files">How many files.</param>
internal sealed record DownloadContract(string Job, string? Trial, string Path, int Files);

/// <summary>What <c>attune job delete --json</c> gives.</summary>
internal sealed record DeletedContract(string Name, bool Deleted);

/// <summary>What <c>attune job report --json</c> gives.</summary>
/// <param name="Job">The job.</param>
/// <param name="Path">The file that was written.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Trials">How many trials it tells of.</param>
internal sealed record ReportContract(string Job, string Path, long Bytes, int Trials);
