using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Twofold.Stranger.Tests;

/// <summary>Compiles a few statements in memory as a stranger's program would be: against the public libraries, with two usings.</summary>
static class Snippet
{
    static readonly Lazy<MetadataReference[]> References = new(() =>
        [.. ((string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(path => MetadataReference.CreateFromFile(path))]);

    /// <summary>The numbers of the errors, such as CS1061, in the order of the code; empty where it compiles.</summary>
    public static string[] Errors(string statements)
    {
        const string usings = "using System; using System.Collections.Generic; using System.Linq; using System.Threading; using Twofold; using Twofold.Tables; using Twofold.Photos; using Twofold.Photos.Training;\n";
        var compilation = CSharpCompilation.Create(
            "Snippet",
            [CSharpSyntaxTree.ParseText(usings + statements, cancellationToken: TestContext.Current.CancellationToken)],
            References.Value,
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable));
        return [.. compilation.GetDiagnostics(TestContext.Current.CancellationToken)
            .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
            .Select(diagnostic => diagnostic.Id)];
    }
}
