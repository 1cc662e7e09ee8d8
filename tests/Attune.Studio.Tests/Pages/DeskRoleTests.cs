using System.Reflection;
using Attune.Studio.Audit;
using Attune.Studio.Live;
using Attune.Studio.Notebooks;
using Attune.Studio.Pages.Compute;
using Attune.Studio.Pages.DataAssets;
using Attune.Studio.Pages.Models;
using Attune.Studio.Pages.Notebooks;
using Attune.Studio.Pages.People;
using Attune.Studio.Pages.Sweep.Steering;
using Attune.Studio.Pages.Workspaces;
using Attune.Studio.SignIn;
using Attune.Workspace.Assets;
using Attune.Workspace.Compute;
using Microsoft.Extensions.DependencyInjection;

namespace Attune.Studio.Tests.Pages;

/// <summary>Every act that the pages offer against every role. An act that is not in the table is a failure.</summary>
public sealed class DeskRoleTests(Bench bench) : IClassFixture<Bench>
{
    private static readonly ComputeCluster Cluster = new() { Name = "pool" };

    // What is asked for need not be there: who may not is refused before that shows.
    private static readonly (
        Type Desk,
        string Act,
        Role Least,
        Func<IServiceProvider, Task<string?>> Do
    )[] Table =
    [
        Row<MachineDesk>("CreateAsync", Role.Contributor, desk => desk.CreateAsync(Cluster)),
        Row<MachineDesk>("ResizeAsync", Role.Contributor, desk => desk.ResizeAsync(Cluster, 0, 2)),
        Row<MachineDesk>("StartAsync", Role.Contributor, desk => desk.StartAsync("none")),
        Row<MachineDesk>("StopAsync", Role.Contributor, desk => desk.StopAsync("none")),
        Row<MachineDesk>("RestartAsync", Role.Contributor, desk => desk.RestartAsync("none")),
        Row<MachineDesk>("DeleteAsync", Role.Owner, desk => desk.DeleteAsync("none")),
        Row<ModelDesk>(
            "RegisterAsync",
            Role.Contributor,
            async desk => (await desk.RegisterAsync("m", "none", null, "outputs", null)).Problem
        ),
        Row<ModelDesk>("DescribeAsync", Role.Contributor, desk => desk.DescribeAsync("none", null, "x")),
        Row<ModelDesk>("TagAsync", Role.Contributor, desk => desk.TagAsync("none", 1, "k", "v")),
        Row<ModelDesk>("SetAliasAsync", Role.Contributor, desk => desk.SetAliasAsync("none", "a", 1)),
        Row<ModelDesk>("DeleteAliasAsync", Role.Contributor, desk => desk.DeleteAliasAsync("none", "a")),
        Row<ModelDesk>("DeleteAsync", Role.Owner, desk => desk.DeleteAsync("none", null)),
        Row<DataDesk>(
            "CreateAsync",
            Role.Contributor,
            async desk =>
                (await desk.CreateAsync("d", new DataVersion { Version = "", Uri = "/tmp" })).Problem
        ),
        Row<DataDesk>(
            "DescribeAsync",
            Role.Contributor,
            desk => desk.DescribeAsync("e", new DataVersion { Version = "1", Uri = "/tmp" }, "x")
        ),
        Row<DataDesk>("DeleteAsync", Role.Owner, desk => desk.DeleteAsync("none", null)),
        Row<AccountDesk>(
            "InviteAsync",
            Role.Owner,
            async desk => (await desk.InviteAsync("carol", Role.Reader, again: false)).Problem
        ),
        Row<AccountDesk>("ChangeRoleAsync", Role.Owner, desk => desk.ChangeRoleAsync("nobody", Role.Owner)),
        Row<AccountDesk>("RemoveAsync", Role.Owner, desk => desk.RemoveAsync("nobody")),
        Row<AccountDesk>(
            "IssueAsync",
            Role.Owner,
            async desk => (await desk.IssueAsync("nobody", "", Role.Reader, 1)).Problem
        ),
        Row<AccountDesk>("RevokeAsync", Role.Owner, desk => desk.RevokeAsync("nobody", "1")),
        Row<SessionDesk>("EndAsync", Role.Owner, desk => desk.EndAsync("nobody", "1")),
        Row<SessionDesk>("EndAllAsync", Role.Owner, desk => desk.EndAllAsync("nobody")),
        Row<SteeringDesk>(
            "AmendAsync",
            Role.Contributor,
            async desk => (await desk.AmendAsync("none", [], null)).Refusal
        ),
        Row<SteeringDesk>(
            "RequeueAsync",
            Role.Contributor,
            async desk => (await desk.RequeueAsync("none", 0, null)).Refusal
        ),
        Row<SteeringDesk>(
            "CloneAsync",
            Role.Contributor,
            async desk => (await desk.CloneAsync("none", 0, [], null)).Refusal
        ),
        Row<SteeringDesk>(
            "HideAsync",
            Role.Contributor,
            async desk => (await desk.HideAsync("none", 0, true, null)).Refusal
        ),
        Row<SteeringDesk>(
            "NoteAsync",
            Role.Contributor,
            async desk => (await desk.NoteAsync("none", null, "x")).Refusal
        ),
        Row<WorkspaceDesk>("CreateAsync", Role.Owner, desk => desk.CreateAsync("second", "")),
        Row<WorkspaceDesk>("DeleteAsync", Role.Owner, desk => desk.DeleteAsync("none")),
        Row<NotebookDesk>(
            "CreateFolderAsync",
            Role.Contributor,
            desk => desk.CreateFolderAsync("nobody", "", "a")
        ),
        Row<NotebookDesk>(
            "CreateNotebookAsync",
            Role.Contributor,
            desk => desk.CreateNotebookAsync("nobody", "", "a", NotebookKernel.All[0])
        ),
        Row<NotebookDesk>(
            "UploadAsync",
            Role.Contributor,
            desk => desk.UploadAsync("nobody", "", "b", Stream.Null, default)
        ),
        Row<NotebookDesk>("RenameAsync", Role.Contributor, desk => desk.RenameAsync("nobody", "a", "c")),
        Row<NotebookDesk>("DeleteAsync", Role.Contributor, desk => desk.DeleteAsync("nobody", "none")),
        Row<NotebookDesk>("CloneAsync", Role.Contributor, desk => desk.CloneAsync("nobody", "", "none")),
        Row<NotebookDesk>(
            "CancelCloneAsync",
            Role.Contributor,
            desk => desk.CancelCloneAsync("nobody", "none")
        ),
    ];

    [Fact]
    public void Every_act_of_every_desk_is_in_the_table()
    {
        var acts = Table
            .Select(row => row.Desk)
            .Distinct()
            .SelectMany(desk =>
                desk.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
                    .Select(method => $"{desk.Name}.{method.Name}")
            );
        Assert.Equal(acts.Order(), Table.Select(row => $"{row.Desk.Name}.{row.Act}").Order());
        // A desk is what is handed the acts; the first of them stands beside these.
        Assert.Equal(
            typeof(Desk)
                .Assembly.GetTypes()
                .Where(type => type.IsClass && type.Name.EndsWith("Desk", StringComparison.Ordinal))
                .Where(type => type != typeof(Desk))
                .Select(type => type.Name)
                .Order(),
            Table.Select(row => row.Desk.Name).Distinct().Order()
        );
    }

    [Fact]
    public async Task Every_act_is_refused_to_those_below_its_role_and_written_down()
    {
        foreach (var role in (Role?[])[null, Role.Reader, Role.Contributor, Role.Owner])
        {
            var services = new ServiceCollection();
            await bench.AddAsync(services, role);
            await using var provider = services.BuildServiceProvider();
            foreach (var (desk, act, least, run) in Table)
            {
                var before = AuditLog.ReadAll(bench.Home.Root).Count();
                await using var scope = provider.CreateAsyncScope();
                var problem = await run(scope.ServiceProvider);
                var written = AuditLog.ReadAll(bench.Home.Root).Skip(before).ToList();
                var cell = $"{desk.Name}.{act} for {role}: {problem}";
                if (role is not { } known)
                {
                    Assert.True(
                        problem?.StartsWith("Your session has ended", StringComparison.Ordinal),
                        cell
                    );
                    Assert.Empty(written);
                    continue;
                }
                Assert.True(
                    known < least == (problem == $"This needs the role {Access.NameOf(least)}."),
                    cell
                );
                var entry = Assert.Single(written);
                Assert.Equal(Bench.NameOf(known), entry.Who);
                Assert.Equal(
                    known < least ? 403
                        : problem is null ? 200
                        : 409,
                    entry.Result
                );
            }
        }
    }

    [Fact]
    public async Task Everybody_makes_and_ends_their_own_tokens_which_never_may_more_than_themselves()
    {
        var services = new ServiceCollection();
        await bench.AddAsync(services, Role.Reader);
        await using var provider = services.BuildServiceProvider();
        await using var scope = provider.CreateAsyncScope();
        var desk = scope.ServiceProvider.GetRequiredService<AccountDesk>();
        var name = Bench.NameOf(Role.Reader);
        var (token, problem) = await desk.IssueAsync(name, "mine", Role.Owner, 30);
        Assert.Null(problem);
        Assert.Equal(Role.Reader, bench.Accounts.Verify(token!)?.Role);
        Assert.Equal(
            "A token counts for 1 to 366 days.",
            (await desk.IssueAsync(name, "", Role.Reader, 0)).Problem
        );
        Assert.Null(await desk.RevokeAsync(name, bench.Accounts.Find(name)!.Tokens[^1].Id));
        Assert.Null(bench.Accounts.Verify(token!));
        Assert.DoesNotContain(
            AuditLog.ReadAll(bench.Home.Root),
            entry => entry.ToString().Contains(token!, StringComparison.Ordinal)
        );
    }

    private static (Type, string, Role, Func<IServiceProvider, Task<string?>>) Row<T>(
        string act,
        Role least,
        Func<T, Task<string?>> run
    )
        where T : notnull => (typeof(T), act, least, services => run(services.GetRequiredService<T>()));
}
