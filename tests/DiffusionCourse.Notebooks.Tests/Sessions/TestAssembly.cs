using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace DiffusionCourse.Notebooks.Tests.Sessions;

/// <summary>Compiles small libraries for notebooks to reference.</summary>
internal static class TestAssembly
{
    private static readonly MetadataReference[] Framework =
        [.. Directory.GetFiles(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "System*.dll")
            .Append(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "netstandard.dll"))
            .Where(path => !path.Contains("Native", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path))];

    public static string Compile(string folder, string name, string code, string version = "1.0.0.0", params string[] references)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, name + ".dll");
        var compilation = CSharpCompilation.Create(
            name,
            [CSharpSyntaxTree.ParseText($"[assembly: System.Reflection.AssemblyVersion(\"{version}\")]"), CSharpSyntaxTree.ParseText(code)],
            [.. Framework.Where(reference => Path.GetFileNameWithoutExtension(reference.Display) != name), .. references.Select(reference => MetadataReference.CreateFromFile(reference))],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true));
        var result = compilation.Emit(path);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics));
        return path;
    }
}
