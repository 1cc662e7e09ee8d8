using Attune.Storage.Tests;
using Attune.Storage.Tests.Children;
using Xunit.MicrosoftTestingPlatform;

return args is ["child", var role, var path, .. var rest]
    ? await Child.RunAsync(role, path, rest)
    : await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions);
