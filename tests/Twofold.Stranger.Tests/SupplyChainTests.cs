using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Xml.Linq;

namespace Twofold.Stranger.Tests;

/// <summary>What comes from others is named, with its licence, and found out about when it has a hole.</summary>
public sealed class SupplyChainTests
{
    static readonly string Root = RepositoryFolder();

    static readonly string Packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    [Fact]
    public void Every_package_in_the_lock_files_is_named_with_the_licence_that_it_states()
    {
        var notices = Notices();
        var (checkedNow, problems) = (0, new List<string>());
        foreach (var (name, version) in Locked())
        {
            // The row that names it most closely.
            var row = notices.Where(notice => notice.Names.Any(known => Covers(known, name)))
                .OrderByDescending(notice => notice.Names.Where(known => Covers(known, name)).Max(known => known.Length)).FirstOrDefault();
            if (row.Names is null)
            {
                problems.Add($"{name} {version} does not stand in THIRD-PARTY-NOTICES.md");
                continue;
            }

            // Another platform's packages are locked and not here.
            var folder = Path.Combine(Packages, name.ToLowerInvariant(), version.ToLowerInvariant());
            if (!Directory.Exists(folder))
                continue;
            checkedNow++;
            var licences = LicencesOf(folder, name);
            if (!licences.Any(licence => row.Licence.Contains(licence, StringComparison.Ordinal)))
                problems.Add($"{name} {version} states {string.Join(" or ", licences)}, THIRD-PARTY-NOTICES.md says {row.Licence}");
        }

        Assert.Empty(problems);
        Assert.True(checkedNow > 40, $"only {checkedNow} packages were looked at");
    }

    [Fact]
    public void Every_package_that_is_pinned_is_used()
    {
        var locked = Locked().Select(package => package.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var unused = XDocument.Load(Path.Combine(Root, "Directory.Packages.props")).Descendants("PackageVersion").Select(pin => (string)pin.Attribute("Include")!)
            .Where(name => !locked.Contains(name) && !IsOfAnotherPlatform(name));
        Assert.Empty(unused);
    }

    [Fact]
    public void Known_holes_in_packages_stop_the_build()
    {
        var properties = XDocument.Load(Path.Combine(Root, "Directory.Build.props")).Descendants("PropertyGroup").Elements().ToLookup(element => element.Name.LocalName, element => element.Value);
        Assert.Equal(["true"], properties["NuGetAudit"]);
        Assert.Equal(["all"], properties["NuGetAuditMode"]);
        Assert.Equal(["low"], properties["NuGetAuditLevel"]);
        Assert.All(["NU1901", "NU1902", "NU1903", "NU1904"], warning => Assert.DoesNotContain(warning, string.Concat(properties["NoWarn"].Concat(properties["WarningsNotAsErrors"]))));
    }

    [Fact]
    public void The_SDK_is_pinned()
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(Root, "global.json")));
        var sdk = json.RootElement.GetProperty("sdk");
        Assert.StartsWith("10.0.", sdk.GetProperty("version").GetString(), StringComparison.Ordinal);
        // Any .NET 10 SDK builds it, those of distributions too, and none of a later .NET, which would warn of other things and compile otherwise.
        Assert.Equal("latestFeature", sdk.GetProperty("rollForward").GetString());
        Assert.False(sdk.TryGetProperty("allowPrerelease", out var early) && early.GetBoolean());
    }

    [Theory]
    [InlineData("CI", "true", "true")]
    [InlineData("RestoreLockedMode", "true", "true")]
    [InlineData("CI", "", "")]
    public void A_build_server_takes_packages_as_they_are_locked_or_stops(string variable, string value, string locked)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && RuntimeInformation.OSArchitecture == Architecture.X64, "native packages of this platform are not locked");
        var start = new ProcessStartInfo("dotnet", ["msbuild", Path.Combine(Root, "src", "Twofold", "Twofold.csproj"), "-getProperty:RestoreLockedMode"]) { RedirectStandardOutput = true };
        (start.Environment["CI"], start.Environment["RestoreLockedMode"]) = ("", "");
        start.Environment[variable] = value;
        using var asked = Process.Start(start)!; // It is no file that the desktop opens.
        Assert.Equal(locked, asked.StandardOutput.ReadToEnd().Trim());
    }

    // A clone has what was committed: what 'git' is told to leave out is here and missing there.
    [Theory]
    [InlineData("archive")]
    [InlineData("arff")]
    [InlineData("model")]
    [InlineData("network")]
    [InlineData("requests")]
    [InlineData("safetensors")]
    public void What_fuzzing_a_target_begins_with_is_in_the_repository_as_it_was_written(string target)
    {
        var files = Directory.GetFiles(Path.Combine(Root, "bench", "Twofold.Fuzzing", "Corpus", target));
        Assert.NotEmpty(files);
        if (target == "requests")
            Assert.All(files, file => Assert.Contains("\r\n\r\n", File.ReadAllText(file), StringComparison.Ordinal));
        var start = new ProcessStartInfo("git", ["-C", Root, "check-ignore", "--no-index", .. files]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var asked = Process.Start(start)!; // It is no file that the desktop opens.
        Assert.Equal("", asked.StandardOutput.ReadToEnd());
    }

    [Fact]
    public void Every_project_has_a_lock_file()
    {
        var projects = new[] { "src", "tests", "bench" }.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Root, folder), "*.csproj", SearchOption.AllDirectories)).ToList();
        Assert.True(projects.Count > 15, $"only {projects.Count} projects were found");
        Assert.All(projects, project => Assert.True(File.Exists(Path.Combine(Path.GetDirectoryName(project)!, "packages.lock.json")), project)); // A file lies in a folder.
    }

    static bool Covers(string known, string name) =>
        name.Equals(known, StringComparison.OrdinalIgnoreCase) ||
        (name.StartsWith(known, StringComparison.OrdinalIgnoreCase) && name[known.Length] is '.' or '-');

    static bool IsOfAnotherPlatform(string name) => new[] { "osx", "win", "linux" }.Any(system => name.Contains(system, StringComparison.Ordinal));

    static IEnumerable<(string Name, string Version)> Locked() => new[] { "src", "tests", "bench" }
        .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Root, folder), "packages.lock.json", SearchOption.AllDirectories))
        .SelectMany(path =>
        {
            using var json = JsonDocument.Parse(File.ReadAllText(path));
            return json.RootElement.GetProperty("dependencies").EnumerateObject().SelectMany(framework => framework.Value.EnumerateObject())
                .Where(package => package.Value.TryGetProperty("resolved", out _))
                .Select(package => (package.Name, package.Value.GetProperty("resolved").GetString()!)).ToList(); // Its type is a text.
        })
        .Distinct();

    static List<(string[] Names, string Licence)> Notices() => [.. File.ReadLines(Path.Combine(Root, "THIRD-PARTY-NOTICES.md"))
        .Where(line => line.StartsWith("| ", StringComparison.Ordinal))
        .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
        .Select(cells => (cells[1].Split([", ", " with ", " ("], StringSplitOptions.TrimEntries), cells[2]))];

    static string[] LicencesOf(string folder, string name)
    {
        var specification = XDocument.Load(Path.Combine(folder, $"{name.ToLowerInvariant()}.nuspec"));
        var licence = specification.Descendants().First(element => element.Name.LocalName == "license");
        return (string?)licence.Attribute("type") == "expression"
            ? licence.Value.Split(" OR ")
            : File.ReadAllText(Path.Combine(folder, licence.Value)).Contains("Permission is hereby granted, free of charge", StringComparison.Ordinal) ? ["MIT"] : [licence.Value];
    }

    static string RepositoryFolder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Twofold.slnx")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests are not run from within the repository.");
    }
}
