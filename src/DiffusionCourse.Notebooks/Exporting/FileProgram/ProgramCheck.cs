using System.Globalization;
using System.Text;
using DiffusionCourse.Notebooks.Files;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace DiffusionCourse.Notebooks.Exporting.FileProgram;

/// <summary>Compiles a program without writing it, against the assemblies that its notebook references.</summary>
internal static class ProgramCheck
{
    private static readonly Lazy<IReadOnlyList<MetadataReference>> Framework = new(() =>
        [
            .. Directory.EnumerateFiles(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "*.dll").Where(IsManaged).Select(path =>
                MetadataReference.CreateFromFile(path))
        ]);

    /// <summary>The errors of the compiler. Nothing where an assembly is missing: the program's own build will tell.</summary>
    public static IReadOnlyList<Diagnostic> ErrorsOf(string program, IReadOnlyList<string> assemblies)
    {
        if (!assemblies.All(File.Exists))
        {
            return [];
        }

        // Directives of the build are none of the compiler's.
        var code = string.Join('\n', program.Split('\n').Select(line => line.StartsWith("#:", StringComparison.Ordinal) ? "" : line));
        var tree = CSharpSyntaxTree.ParseText(
            SourceText.From(code, Encoding.UTF8), new CSharpParseOptions(LanguageVersion.CSharp14), "program.cs");
        var folders = assemblies.Select(assembly => Path.GetDirectoryName(assembly)!).Distinct();
        var references = folders.SelectMany(folder =>
            FileTree.Below(folder, _ => true)).Where(file => file.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) && IsManaged(file))
            .Select(path => MetadataReference.CreateFromFile(path));
        var compilation = CSharpCompilation.Create(
            "program", [tree], [.. Framework.Value, .. references],
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, allowUnsafe: true));
        return [.. compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)];
    }

    /// <summary>Whether the compiler says that what is shown has no value.</summary>
    public static bool IsAboutVoid(Diagnostic error)
        => error.Id == "CS1503" && error.GetMessage(CultureInfo.InvariantCulture).Contains("'void'", StringComparison.Ordinal);

    private static bool IsManaged(string path)
    {
        using var file = File.OpenRead(path);
        using var reader = new System.Reflection.PortableExecutable.PEReader(file);
        try
        {
            return reader.HasMetadata;
        }
        catch (BadImageFormatException)
        {
            return false;
        }
    }
}
