namespace Attune.Client.Archives;

/// <summary>An archive holds what may not be in it, or is none. The message is a sentence for a person.</summary>
internal sealed class ArchiveException(string message, Exception? inner = null) : IOException(message, inner);
