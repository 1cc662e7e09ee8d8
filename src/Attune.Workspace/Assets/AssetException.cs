namespace Attune.Workspace.Assets;

/// <summary>Why an asset was refused.</summary>
public enum AssetFault
{
    /// <summary>There is no such asset, version, alias or file.</summary>
    NotFound,

    /// <summary>The name or version is taken.</summary>
    Exists,

    /// <summary>A name, value or file is not one that is taken.</summary>
    Invalid,
}

/// <summary>What was asked of an asset cannot be done. The message says what is wrong and what would do; nothing was changed.</summary>
public sealed class AssetException : Exception
{
    /// <summary>Says why.</summary>
    /// <param name="fault">The kind of refusal.</param>
    /// <param name="message">A sentence for a person.</param>
    public AssetException(AssetFault fault, string message)
        : base(message) => Fault = fault;

    /// <summary>The kind of refusal.</summary>
    public AssetFault Fault { get; }
}
