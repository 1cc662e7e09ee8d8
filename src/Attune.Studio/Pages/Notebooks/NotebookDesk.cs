using Attune.Studio.Live;
using Attune.Studio.Notebooks;
using Attune.Studio.SignIn;
using Attune.Workspace.Homes;

namespace Attune.Studio.Pages.Notebooks;

/// <summary>What the person who looks may do with files of people, and does: with their own, and an owner with everybody's.</summary>
internal sealed class NotebookDesk(Acts acts, Home home, StudioOptions options, Clones clones)
{
    /// <summary>Makes a folder.</summary>
    public Task<string?> CreateFolderAsync(string user, string folder, string name) =>
        DoAsync("create folder", user, $"{folder}/{name}", files => files.CreateFolder(folder, name));

    /// <summary>Makes an empty notebook.</summary>
    public Task<string?> CreateNotebookAsync(
        string user,
        string folder,
        string name,
        NotebookKernel kernel
    ) =>
        DoAsync(
            "create notebook",
            user,
            $"{folder}/{name}",
            files => files.CreateNotebook(folder, name, kernel)
        );

    /// <summary>Puts a file there.</summary>
    public Task<string?> UploadAsync(
        string user,
        string folder,
        string name,
        Stream content,
        CancellationToken cancellationToken
    ) =>
        DoAsync(
            "upload file",
            user,
            $"{folder}/{name}",
            files => files.SaveAsync(folder, name, content, cancellationToken)
        );

    /// <summary>Gives a file or folder another name.</summary>
    public Task<string?> RenameAsync(string user, string path, string name) =>
        DoAsync("rename file", user, $"{path} to {name}", files => files.Rename(path, name));

    /// <summary>Deletes a file, or a folder with all that is in it.</summary>
    public Task<string?> DeleteAsync(string user, string path) =>
        DoAsync("delete file", user, path, files => files.Delete(path));

    /// <summary>Begins to clone a repository.</summary>
    public Task<string?> CloneAsync(string user, string folder, string address) =>
        DoAsync(
            "clone repository",
            user,
            $"{folder}: {address}",
            files => clones.Start(user, files, folder, address)
        );

    /// <summary>Ends the cloning of a repository.</summary>
    public Task<string?> CancelCloneAsync(string user, string path) =>
        DoAsync("cancel cloning", user, path, _ => clones.Cancel(user, path));

    private Task<string?> DoAsync(string what, string user, string on, Action<UserFiles> act) =>
        DoAsync(
            what,
            user,
            on,
            files =>
            {
                act(files);
                return Task.CompletedTask;
            }
        );

    private Task<string?> DoAsync(string what, string user, string on, Func<UserFiles, Task> act) =>
        acts.DoAsync(
            Role.Contributor,
            what,
            $"{user}/{on.TrimStart('/')}",
            person =>
                UserFiles.IsFor(person, user) && UserFiles.Of(home, options.Workspace, user) is { } files
                    ? act(files)
                    : throw new IOException(
                        $"These are the files of '{user}', which only they and owners may change."
                    )
        );
}
