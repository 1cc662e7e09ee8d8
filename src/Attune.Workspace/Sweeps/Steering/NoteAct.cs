using Attune.Studies;
using Attune.Workspace.Catalog;

namespace Attune.Workspace.Sweeps.Steering;

/// <summary>Writes down what a person has to say about a job or a trial, in the place of what was there.</summary>
public sealed record NoteAct : StudyAct
{
    /// <summary>The most characters of a note.</summary>
    public const int MostCharacters = 10_000;

    /// <summary>The trial's number; null: about the whole job.</summary>
    public int? Trial { get; init; }

    /// <summary>Plain text; empty takes the note away.</summary>
    public required string Text { get; init; }

    /// <inheritdoc/>
    internal override IReadOnlyList<StudyChange> Decide(StudyView study, JobRecord job, DateTimeOffset at)
    {
        var text = Text.ReplaceLineEndings("\n").Trim();
        var before = Trial is { } number ? Find(study, job, number).Note : study.Note;
        if (text.Length > MostCharacters)
        {
            throw new InvalidSpecException([
                new Problem(
                    "note",
                    FormattableString.Invariant(
                        $"A note has {MostCharacters} characters at most; this one has {text.Length}."
                    )
                ),
            ]);
        }
        if (text.Contains('\0', StringComparison.Ordinal))
        {
            throw new InvalidSpecException([new Problem("note", "A note cannot hold the character NUL.")]);
        }
        return text == (before ?? "") ? [] : [new NoteWritten(text, By) { At = at, Trial = Trial }];
    }
}
