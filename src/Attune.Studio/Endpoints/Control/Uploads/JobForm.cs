using System.Globalization;
using System.Text.Json.Nodes;
using Attune.Client.Archives;
using Attune.Studio.Endpoints.MLflow;
using Attune.Workspace.JobFiles;
using Attune.Workspace.JobFiles.References;
using Attune.Workspace.Sweeps;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Attune.Studio.Endpoints.Control.Uploads;

/// <summary>Reads a job file with its code and data from a form of several parts; the texts come before the files.</summary>
internal sealed class JobForm(UploadShelf shelf)
{
    private const int LongestText = 64 * 1024;
    private const int LargestJob = 1_000_000;
    private const int MostParts = 1_000;

    private readonly List<string> _set = [];
    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _places = new(StringComparer.Ordinal);
    private readonly List<Problem> _problems = [];
    private JobFileResult? _read;
    private IReadOnlyList<SentFile> _wanted = [];

    /// <summary>Reads all of it.</summary>
    /// <exception cref="InvalidSpecException">The job is wrong, a file is missing or too much, or cannot be kept: every problem at once.</exception>
    /// <exception cref="MLflowException">The request is no such form.</exception>
    public async Task<JobSubmission> ReadAsync(HttpContext context)
    {
        var reader = Reader(context.Request);
        for (
            var count = 0;
            await reader.ReadNextSectionAsync(context.RequestAborted).ConfigureAwait(false) is { } section;
            count++
        )
        {
            if (count >= MostParts)
            {
                throw new MLflowException(MLflowError.Invalid("The form has too many parts."));
            }
            await TakeAsync(section, context.RequestAborted).ConfigureAwait(false);
        }
        Judge();
        foreach (var file in _wanted.Where(file => !_places.ContainsKey(file.Part)))
        {
            if (!_problems.Exists(problem => problem.Path == file.Field))
            {
                _problems.Add(
                    new Problem(
                        file.Field,
                        $"'{file.Path}' was not sent.",
                        $"send it as the part '{file.Part}'"
                    )
                );
            }
        }
        if (_problems.Count > 0)
        {
            throw new InvalidSpecException(_problems);
        }
        return new JobSubmission
        {
            Job = SentFiles.Moved(_read!.Job!, _places),
            SourceFile = SourceOf(_texts.GetValueOrDefault("source")),
            Text = _texts["job"],
            Name = _texts.GetValueOrDefault("name"),
            MaxConcurrent = Number("max_concurrent"),
            IsNew = _texts.GetValueOrDefault("new") is "true" or "1",
            Notices = _read.Problems,
        };
    }

    /// <summary>The form as a JSON Schema; inputs are parts too, each named <c>inputs.NAME</c>.</summary>
    public static JsonObject Schema()
    {
        static JsonObject Text(string about, string type = "string") =>
            new() { ["type"] = type, ["description"] = about };
        return new JsonObject
        {
            ["type"] = "object",
            ["required"] = new JsonArray("job"),
            ["properties"] = new JsonObject
            {
                ["job"] = Text("The job file's text, before any file."),
                ["set"] = new JsonObject
                {
                    ["type"] = "array",
                    ["items"] = Text("What is changed in it, as key=value."),
                },
                ["name"] = Text("The job's name."),
                ["max_concurrent"] = Text("How many trials run at a time.", "integer"),
                ["new"] = Text("Whether an unfinished job of the same file is not continued.", "boolean"),
                ["source"] = Text("Where the file lies, to be shown."),
                ["code"] = Text("A file, or a folder as a gzip'ed tar."),
            },
            ["additionalProperties"] = Text("A file, or a folder as a gzip'ed tar: inputs.NAME."),
        };
    }

    private static MultipartReader Reader(HttpRequest request)
    {
        if (
            !MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            || HeaderUtilities.RemoveQuotes(type.Boundary).Value is not { Length: > 0 and <= 200 } boundary
        )
        {
            throw new MLflowException(
                MLflowError.BadRequest("The body must be a form of several parts: curl -F job=@sweep.yml …")
            );
        }
        return new MultipartReader(boundary, request.Body) { HeadersLengthLimit = 8 * 1024 };
    }

    private async Task TakeAsync(MultipartSection section, CancellationToken cancellationToken)
    {
        if (
            !ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition)
            || HeaderUtilities.RemoveQuotes(disposition.Name).Value is not { Length: > 0 } name
        )
        {
            throw new MLflowException(MLflowError.Invalid("A part of the form has no name."));
        }
        switch (name)
        {
            case "set":
                _set.Add(
                    await TextAsync(section, LongestText, name, cancellationToken).ConfigureAwait(false)
                );
                break;
            case "job":
                _texts[name] = await TextAsync(section, LargestJob, name, cancellationToken)
                    .ConfigureAwait(false);
                break;
            case "name" or "source" or "max_concurrent" or "new":
                _texts[name] = await TextAsync(section, LongestText, name, cancellationToken)
                    .ConfigureAwait(false);
                break;
            default:
                Judge();
                var file = (
                    disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName
                );
                await KeepAsync(
                        section,
                        name,
                        HeaderUtilities.RemoveQuotes(file).Value ?? "",
                        cancellationToken
                    )
                    .ConfigureAwait(false);
                break;
        }
    }

    /// <summary>Reads the job once its texts are there: a job that is wrong is refused before its files are taken.</summary>
    private void Judge()
    {
        if (_read is not null)
        {
            return;
        }
        if (!_texts.TryGetValue("job", out var text))
        {
            throw new MLflowException(
                MLflowError.Invalid("The part 'job', with the job file's text, must come before the files.")
            );
        }
        var source = _texts.GetValueOrDefault("source");
        _read = JobFile.ReadText(
            text.TrimStart('\uFEFF'),
            string.IsNullOrEmpty(source) ? "job.yml" : source,
            folder: null,
            _set
        );
        _wanted = SentFiles.Of(_read.Job ?? throw new InvalidSpecException(_read.Problems));
        _ = Number("max_concurrent");
    }

    private async Task KeepAsync(
        MultipartSection section,
        string part,
        string fileName,
        CancellationToken cancellationToken
    )
    {
        if (_wanted.FirstOrDefault(file => file.Part == part) is not { } wanted)
        {
            _problems.Add(new Problem(part, "The job names no such file or folder."));
            return;
        }
        if (_places.ContainsKey(part))
        {
            _problems.Add(new Problem(wanted.Field, "It was sent twice."));
            return;
        }
        try
        {
            if (IsFolder(wanted, section, fileName))
            {
                _places[part] = await shelf
                    .KeepFolderAsync(section.Body, cancellationToken)
                    .ConfigureAwait(false);
            }
            else if (!wanted.MayBeFile)
            {
                _problems.Add(new Problem(wanted.Field, "A file was sent; a folder is needed (tar czf)."));
            }
            else if (ProblemOf(fileName) is { } problem)
            {
                _problems.Add(new Problem(wanted.Field, problem));
            }
            else
            {
                _places[part] = await shelf
                    .KeepFileAsync(fileName, section.Body, cancellationToken)
                    .ConfigureAwait(false);
            }
        }
        catch (ArchiveException error)
        {
            _problems.Add(new Problem(wanted.Field, error.Message));
        }
    }

    // A folder of data may itself hold archives, so that it is the sender's word that counts where a file would do too.
    private static bool IsFolder(SentFile wanted, MultipartSection section, string fileName) =>
        wanted.MayBeFolder
        && (
            !wanted.MayBeFile
            || string.Equals(section.ContentType, Archive.MediaType, StringComparison.OrdinalIgnoreCase)
            || (
                wanted.Part == "code"
                && (
                    fileName.EndsWith(".tgz", StringComparison.OrdinalIgnoreCase)
                    || fileName.EndsWith(".tar.gz", StringComparison.OrdinalIgnoreCase)
                )
            )
        );

    private static string? ProblemOf(string name) =>
        name.Length is 0 or > 255
        || name is "." or ".."
        || name.Any(letter => char.IsControl(letter) || letter is '/' or '\\')
            ? $"'{name}' is no name of a file."
            : null;

    private int? Number(string name) =>
        !_texts.TryGetValue(name, out var text) ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
        : throw new MLflowException(MLflowError.Invalid($"'{name}' must be a whole number of at least 1."));

    private static async Task<string> TextAsync(
        MultipartSection section,
        int longest,
        string name,
        CancellationToken cancellationToken
    )
    {
        using var text = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int length;
        while ((length = await section.Body.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
        {
            text.Write(buffer, 0, length);
            if (text.Length > longest)
            {
                throw new MLflowException(
                    MLflowError.TooLarge($"The part '{name}' is larger than {longest} bytes.")
                );
            }
        }
        try
        {
            return new System.Text.UTF8Encoding(false, throwOnInvalidBytes: true).GetString(
                text.GetBuffer().AsSpan(0, (int)text.Length)
            );
        }
        catch (System.Text.DecoderFallbackException)
        {
            throw new MLflowException(MLflowError.Invalid($"The part '{name}' is not UTF-8 text."));
        }
    }

    // Only shown, and taken to tell whether it is the same file again; nothing is looked for there.
    private static string SourceOf(string? source) =>
        string.IsNullOrWhiteSpace(source) || source.Length > 4096 || source.Any(char.IsControl)
            ? "/uploaded/job.yml"
        : source.StartsWith('/') ? source
        : "/" + source.Replace('\\', '/');
}
