using System.Diagnostics;

namespace Twofold.Photos.Training.Tests;

/// <summary>Runs the tests of the kernels again in a process of its own, without the instructions that a lesser processor does not have.</summary>
public sealed class OtherProcessorsTests
{
    [Theory]
    [InlineData("EnableAVX512F")]
    [InlineData("EnableAVX2")]
    [InlineData("EnableHWIntrinsic")]
    public async Task The_kernels_pass_their_tests_without(string instructions)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath ?? "dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
            start.ArgumentList.Add(typeof(OtherProcessorsTests).Assembly.Location);
        foreach (var argument in new[] { "-class", "*KernelTests", "-noColor" })
            start.ArgumentList.Add(argument);
        start.Environment[$"DOTNET_{instructions}"] = "0";

        using var process = Process.Start(start) ?? throw new InvalidOperationException("The test program did not start.");
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, await output + await errors);
    }
}
