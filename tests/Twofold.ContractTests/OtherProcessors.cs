using System.Diagnostics;
using System.Runtime.Intrinsics;

namespace Twofold.ContractTests;

/// <summary>Runs a project's tests of kernels again in a process of its own, without the instructions that a lesser processor does not have.</summary>
public abstract class OtherProcessors
{
    [Theory]
    [InlineData("EnableAVX512")]
    [InlineData("EnableAVX2")]
    [InlineData("EnableHWIntrinsic")]
    public async Task The_kernels_pass_their_tests_without(string instructions)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath ?? "dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
            start.ArgumentList.Add(GetType().Assembly.Location);
        foreach (var argument in new[] { "-class", "*KernelTests", "-method", $"*.{nameof(Instructions_that_were_taken_away_are_away)}", "-noColor" })
            start.ArgumentList.Add(argument);
        start.Environment[$"DOTNET_{instructions}"] = "0";

        using var process = Process.Start(start) ?? throw new InvalidOperationException("The test program did not start.");
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, await output + await errors);
    }

    /// <summary>Names of settings change between versions of .NET, and one that it does not know is ignored: then the kernels would be tested as they are anyhow.</summary>
    [Fact]
    public void Instructions_that_were_taken_away_are_away()
    {
        Assert.False(IsOff("EnableAVX512") && Vector512.IsHardwareAccelerated);
        Assert.False(IsOff("EnableAVX2") && Vector256.IsHardwareAccelerated);
        Assert.False(IsOff("EnableHWIntrinsic") && Vector128.IsHardwareAccelerated);

        static bool IsOff(string instructions) => Environment.GetEnvironmentVariable($"DOTNET_{instructions}") == "0";
    }
}
