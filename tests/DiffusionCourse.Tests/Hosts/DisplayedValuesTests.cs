using DiffusionCourse.Notebooks.Exporting;
using DiffusionCourse.Tests.Cli;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace DiffusionCourse.Tests.Hosts;

/// <summary>
/// What the cells of the course end in shows in every host: text, numbers, and types with a ToHtml() of their own. A host such as
/// Verso shows nothing of what lies inside arrays, lists, tuples and dictionaries.
/// </summary>
public sealed class DisplayedValuesTests
{
    [Fact]
    public async Task Every_cell_ends_in_a_value_that_every_host_shows()
    {
        using var folder = new TemporaryFolder();
        var files = await NotebookExport.RunAsync([RepositoryNotebooks.Folder], new ExportOptions { Format = ExportFormat.Cs, OutputFolder = folder.Path });
        var references = References().ToList();
        var refused = new List<string>();
        var shown = 0;
        foreach (var file in files)
        {
            foreach (var (cell, type) in ShownBy(file.Target, references))
            {
                shown++;
                if (!ShowsEverywhere(type))
                {
                    refused.Add($"{Path.GetFileName(file.Source)}, cell {cell}: {type}");
                }
            }
        }

        Assert.True(refused.Count == 0, string.Join('\n', refused));
        Assert.True(shown > 5 * files.Count, $"{shown} values");
    }

    private static bool ShowsEverywhere(ITypeSymbol type) =>
        type.SpecialType is SpecialType.System_String or (>= SpecialType.System_Boolean and <= SpecialType.System_Double)
        || type.TypeKind == TypeKind.Enum
        || type.Name == nameof(TimeSpan)
        || BaseTypes(type).Any(candidate => candidate.GetMembers("ToHtml").OfType<IMethodSymbol>().Any(method =>
            method is { DeclaredAccessibility: Accessibility.Public, IsStatic: false, Parameters.Length: 0, ReturnType.SpecialType: SpecialType.System_String }));

    private static IEnumerable<ITypeSymbol> BaseTypes(ITypeSymbol type)
    {
        for (var current = type; current is not null; current = current.BaseType)
        {
            yield return current;
        }
    }

    private static IEnumerable<(string Cell, ITypeSymbol Type)> ShownBy(string program, IReadOnlyList<MetadataReference> references)
    {
        var code = string.Join('\n', File.ReadAllLines(program).Select(line => line.StartsWith("#:", StringComparison.Ordinal) ? "" : line));
        var tree = CSharpSyntaxTree.ParseText(code, new CSharpParseOptions(LanguageVersion.CSharp13));
        var compilation = CSharpCompilation.Create("notebook", [tree], references, new CSharpCompilationOptions(OutputKind.ConsoleApplication));

        // Cells are written for the oldest compiler among the hosts.
        Assert.Empty(compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Select(diagnostic => $"{program}: {diagnostic}"));
        var model = compilation.GetSemanticModel(tree);
        return tree.GetRoot().DescendantNodes().OfType<InvocationExpressionSyntax>()
            .Where(call => call.Expression.ToString() == "NotebookOutput.Show")
            .Select(call => (call.ArgumentList.Arguments[0].ToString(), model.GetTypeInfo(call.ArgumentList.Arguments[1].Expression).Type!));
    }

    private static IEnumerable<MetadataReference> References()
    {
        var course = Path.Combine(CourseCommand.RepositoryRoot, "artifacts", "course");
        var framework = Directory.GetFiles(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "System*.dll");
        string[] library = [.. Directory.GetFiles(course, "*.dll"), Path.Combine(course, "fsharp", "FSharp.Core.dll")];
        return framework.Where(path => !path.Contains("Native", StringComparison.Ordinal)).Concat(library).Concat(Directory.GetFiles(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "netstandard.dll"))
            .Select(path => MetadataReference.CreateFromFile(path));
    }
}
