using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Twofold.Stranger.Tests;

/// <summary>Compiles a few statements in memory as a stranger's program would be, against the public libraries, and runs them.</summary>
static class Snippet
{
    const string Usings = "using System; using System.Collections.Generic; using System.Linq; using System.Threading; using Twofold; using Twofold.Tables; using Twofold.Photos; using Twofold.Photos.Training;\n";

    static readonly Lazy<MetadataReference[]> References = new(() =>
        [.. ((string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(path => MetadataReference.CreateFromFile(path))]);

    /// <summary>The numbers of the errors, such as CS1061, in the order of the code; empty where it compiles.</summary>
    public static string[] Errors(string statements) => [.. Diagnose(Compile(Usings + statements)).Select(diagnostic => diagnostic.Id)];

    /// <summary>Compiles a whole program, which names its own usings, and runs it.</summary>
    public static void Run(string program)
    {
        var compilation = Compile("using System; using System.Collections.Generic; using System.Linq;\n" + program);
        Assert.Empty(Diagnose(compilation));
        using var assembly = new MemoryStream();
        Assert.True(compilation.Emit(assembly, cancellationToken: TestContext.Current.CancellationToken).Success);
        var main = Assembly.Load(assembly.ToArray()).EntryPoint;
        Assert.NotNull(main);
        main.Invoke(null, main.GetParameters().Length == 0 ? null : [Array.Empty<string>()]);
    }

    static CSharpCompilation Compile(string program) => CSharpCompilation.Create(
        $"Snippet{Guid.NewGuid():N}",
        [CSharpSyntaxTree.ParseText(program, cancellationToken: TestContext.Current.CancellationToken)],
        References.Value,
        new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable));

    static IEnumerable<Diagnostic> Diagnose(CSharpCompilation compilation) =>
        compilation.GetDiagnostics(TestContext.Current.CancellationToken).Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
}
