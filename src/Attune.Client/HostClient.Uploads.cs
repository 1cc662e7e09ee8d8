using System.Globalization;
using System.Net.Http.Json;
using Attune.Client.Archives;
using Attune.Client.Protocols.Control;
using Attune.Client.Uploads;

namespace Attune.Client;

/// <summary>A job file with its code and data goes to the host; what it made comes back.</summary>
public sealed partial class HostClient
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Hands in a job file of this machine, with its code and the data that it names. The host asks for what it needs before anything is sent.</summary>
    /// <param name="jobFile">The job file; relative paths in it start from its folder. Of code, what <c>.amlignore</c> or <c>.gitignore</c> leave is sent.</param>
    /// <param name="options">How; null for nothing special.</param>
    /// <param name="cancellationToken">Stops half-way: then there is no job.</param>
    /// <returns>The job's name; whether it was there already, unfinished and the same, and goes on.</returns>
    /// <exception cref="HostRefusalException">The job file is wrong: every problem at once.</exception>
    /// <exception cref="InvalidSpecException">What it names is not there, or cannot be sent: every problem at once.</exception>
    /// <exception cref="IOException">The job file cannot be read.</exception>
    public async Task<SubmitResponse> SubmitAsync(
        string jobFile,
        JobOptions? options,
        CancellationToken cancellationToken
    )
    {
        ArgumentException.ThrowIfNullOrEmpty(jobFile);
        options ??= new JobOptions();
        var full = Path.GetFullPath(jobFile);
        var text = await File.ReadAllTextAsync(full, cancellationToken).ConfigureAwait(false);
        var needed = await AskAsync(
                HttpMethod.Post,
                ControlCall.JobsOf(_workspace) + "/check",
                JsonContent.Create(
                    new CheckRequest(text, options.Set, jobFile),
                    ControlJson.Default.CheckRequest
                ),
                ControlJson.Default.CheckResponse,
                cancellationToken
            )
            .ConfigureAwait(false);
        var folder = Path.GetDirectoryName(full)!;
        LocalFiles[] files =
        [
            .. needed.Files.Select(each => new LocalFiles(each.Part, PlaceOf(each.Path, folder))),
        ];
        Problem[] problems = [.. files.SelectMany(each => each.Check())];
        return problems.Length > 0
            ? throw new InvalidSpecException(problems)
            : await AskAsync(
                    HttpMethod.Post,
                    ControlCall.JobsOf(_workspace),
                    Form(text, full, options, files),
                    ControlJson.Default.SubmitResponse,
                    cancellationToken,
                    PatienceWithFiles
                )
                .ConfigureAwait(false);
    }

    /// <summary>Waits until a job is over, or was interrupted with its host.</summary>
    /// <param name="name">The job.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Stops waiting; the job goes on.</param>
    public async Task<JobResponse> WaitAsync(
        string name,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(time);
        while (true)
        {
            var job = await FindAsync(name, cancellationToken).ConfigureAwait(false);
            if (!job.Held && job.State is not ("Queued" or "Preparing" or "Running"))
            {
                return job;
            }
            await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Fetches files of a job: <c>outputs</c>, <c>logs</c> and the like of a trial, or of the job itself.</summary>
    /// <param name="job">The job.</param>
    /// <param name="paths">Files and folders in the job's folder, such as <c>trials/3/outputs</c>; those that are not there are left out.</param>
    /// <param name="folder">The folder to write to, made when missing. It appears whole or not at all, and must not be there.</param>
    /// <param name="cancellationToken">Stops half-way.</param>
    /// <returns>How many files there were.</returns>
    /// <exception cref="IOException">The folder is there already, or what came is damaged.</exception>
    public Task<int> DownloadAsync(
        string job,
        IReadOnlyList<string> paths,
        string folder,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(paths);
        var query = string.Join('&', paths.Select(path => "path=" + Uri.EscapeDataString(path)));
        return FetchAsync(
            ControlCall.Job(_workspace, job, "archive") + "?" + query,
            folder,
            cancellationToken
        );
    }

    internal Task<int> DownloadModelAsync(
        string name,
        int version,
        string folder,
        CancellationToken cancellationToken
    ) => FetchAsync(ControlCall.Model(_workspace, name, version) + "/archive", folder, cancellationToken);

    private async Task<int> FetchAsync(string call, string folder, CancellationToken cancellationToken)
    {
        if (Path.Exists(folder))
        {
            throw new IOException($"'{folder}' is there already.");
        }
        var full = Path.GetFullPath(folder);
        var beside = $"{full}.{Guid.NewGuid():N}.part";
        using var response = await SendAsync(HttpMethod.Get, call, null, cancellationToken)
            .ConfigureAwait(false);
        try
        {
            Directory.CreateDirectory(beside);
            await using var body = await response
                .Content.ReadAsStreamAsync(cancellationToken)
                .ConfigureAwait(false);
            var count = await Archive
                .UnpackAsync(body, beside, long.MaxValue, cancellationToken)
                .ConfigureAwait(false);
            Directory.Move(beside, full);
            return count;
        }
        finally
        {
            if (Directory.Exists(beside))
            {
                Directory.Delete(beside, recursive: true);
            }
        }
    }

    private static MultipartFormDataContent Form(
        string text,
        string source,
        JobOptions options,
        IReadOnlyList<LocalFiles> files
    )
    {
        // The job comes first: what is wrong with it is told before the files are on their way.
        var form = new MultipartFormDataContent { { new StringContent(text), "job" } };
        foreach (var set in options.Set)
        {
            form.Add(new StringContent(set), "set");
        }
        Add("source", source);
        Add("name", options.Name);
        Add("max_concurrent", options.MaxConcurrent?.ToString(CultureInfo.InvariantCulture));
        Add("new", options.IsNew ? "true" : null);
        foreach (var each in files)
        {
            if (each.IsFolder)
            {
                form.Add(new ArchiveContent(each), each.Part, "folder.tar.gz");
            }
            else
            {
                form.Add(new StreamContent(File.OpenRead(each.Path)), each.Part, Path.GetFileName(each.Path));
            }
        }
        return form;

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                form.Add(new StringContent(value), name);
            }
        }
    }

    private static string PlaceOf(string path, string folder)
    {
        var full = Path.GetFullPath(path, folder);
        // Files written on Windows separate with a backslash, which is a letter of a name elsewhere.
        return path.Contains('\\', StringComparison.Ordinal) && !Path.Exists(full)
            ? Path.GetFullPath(path.Replace('\\', '/'), folder)
            : full;
    }
}
