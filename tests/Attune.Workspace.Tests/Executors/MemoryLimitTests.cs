using Attune.Workspace.Executors.Local;

namespace Attune.Workspace.Tests.Executors;

public sealed class MemoryLimitTests
{
    [Fact]
    public void A_group_limits_remembers_and_goes_where_this_machine_lets_us()
    {
        var name = "test-" + Guid.NewGuid().ToString("N");
        if (MemoryGroup.TryCreate(name, 64 << 20) is not { } group)
        {
            // The executor then measures by itself; nothing must be left behind.
            Assert.Null(MemoryGroup.Find(name));
            return;
        }
        Assert.Equal(group.Folder, MemoryGroup.Find(name)!.Folder);
        Assert.False(group.RanOut());
        var limit = ((string[])["memory.max", "memory.limit_in_bytes"])
            .Select(file => Path.Combine(group.Folder, file))
            .First(File.Exists);
        Assert.Equal("67108864", File.ReadAllText(limit).Trim());
        group.Remove();
        Assert.Null(MemoryGroup.Find(name));
    }
}
