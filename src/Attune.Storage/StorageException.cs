namespace Attune.Storage;

/// <summary>The store could not do what was asked, through no fault of the data: a damaged file, a failing disk, a home that another process holds.</summary>
public class StorageException : Exception
{
    /// <summary>Says what happened and what to do about it.</summary>
    /// <param name="message">A sentence for a person.</param>
    /// <param name="inner">What raised it, where something did.</param>
    public StorageException(string message, Exception? inner = null)
        : base(message, inner) { }

    /// <summary>Whether the same call may well succeed later without a change to it. False unless a kind says otherwise.</summary>
    public virtual bool IsTransient => false;
}

/// <summary>The disk has no room for the write. Nothing of the write is kept and nothing is damaged; it succeeds once there is space.</summary>
public sealed class StorageFullException : StorageException
{
    /// <summary>Says which file could not grow.</summary>
    /// <param name="message">A sentence for a person.</param>
    /// <param name="inner">What raised it.</param>
    public StorageFullException(string message, Exception? inner = null)
        : base(message, inner) { }

    /// <summary>True: pause, and try again when there is space.</summary>
    public override bool IsTransient => true;
}

/// <summary>Another process (or another part of this one) holds the home or database for writing.</summary>
public sealed class HomeLockedException : StorageException
{
    /// <summary>Says who holds it.</summary>
    /// <param name="message">A sentence for a person that names the holder.</param>
    /// <param name="holder">The holder, where it could be read.</param>
    public HomeLockedException(string message, LockHolder? holder)
        : base(message) => Holder = holder;

    /// <summary>Who holds it; null when the holder has not written its name yet.</summary>
    public LockHolder? Holder { get; }
}
