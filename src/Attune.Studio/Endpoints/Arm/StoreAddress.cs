namespace Attune.Studio.Endpoints.Arm;

/// <summary>The addresses of files in datastores: as clients put and fetch them, and as jobs and assets name them.</summary>
internal static class StoreAddress
{
    public const string Route = "/attune/v1/workspaces/{workspace}/datastores/{name}/files/{**path}";

    /// <summary>The path of a datastore's files, <c>/attune/v1/workspaces/W/datastores/S/files</c>.</summary>
    public static string Files(string workspace, string store) =>
        $"/attune/v1/workspaces/{workspace}/datastores/{store}/files";

    /// <summary>A file's address of this host as jobs name it, <c>azureml://datastores/S/paths/P</c>; null when it is no such address.</summary>
    public static string? Read(ArmCall call, string uri)
    {
        if (
            !Uri.TryCreate(uri, UriKind.Absolute, out var address)
            || address.Scheme is not ("http" or "https")
            || !address.Host.Equals(call.Http.Request.Host.Host, StringComparison.OrdinalIgnoreCase)
            || address.AbsolutePath.Split('/')
                is not [
                    "",
                    "attune",
                    "v1",
                    "workspaces",
                    var workspace,
                    "datastores",
                    var store,
                    "files",
                    .. var rest,
                ]
        )
        {
            return null;
        }
        var path = string.Join('/', rest.Select(Uri.UnescapeDataString));
        return workspace.Equals(call.WorkspaceName, StringComparison.OrdinalIgnoreCase)
            ? $"azureml://datastores/{store}/paths/{path}"
            : null;
    }
}
