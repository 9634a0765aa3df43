using System.Text;
using DiffusionCourse.Notebooks.Display;
using DiffusionCourse.Notebooks.Files;
using DiffusionCourse.Notebooks.Protocol;
using DiffusionCourse.Notebooks.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Scripting;
using Microsoft.CodeAnalysis.Scripting.Hosting;

namespace DiffusionCourse.Notebooks.Worker;

/// <summary>The C# of one notebook: each piece of code sees the variables, types and usings of those before it.</summary>
internal sealed class ScriptSession : IDisposable
{
    private static readonly string[] DefaultImports =
        ["System", "System.Text", "System.Collections", "System.Collections.Generic", "System.Threading.Tasks", "System.Linq"];

    // Shared by all sessions, so that the one that warms the compiler up reads them for the others.
    private static readonly PortableExecutableReference[] DefaultReferences =
        [.. Framework.AssemblyPaths.Append(typeof(CellFunctions).Assembly.Location).Select(path => AssemblyReference.To(path))];

    private readonly InteractiveAssemblyLoader _loader = new();
    private readonly CellSources _sources = new();
    private readonly ScriptOptions _options;
    private readonly List<PortableExecutableReference> _added = [];
    private ScriptState<object>? _state;

    /// <summary>What the code that ran left behind.</summary>
    public SubmissionLog Log { get; } = new();

    /// <summary>What all code refers to.</summary>
    public static IReadOnlyList<PortableExecutableReference> References => DefaultReferences;

    /// <summary>What all code sees without a using directive, and the language that it is in.</summary>
    public static IReadOnlyList<string> Imports { get; } =
        [.. DefaultImports, typeof(CellFunctions).FullName!, typeof(DisplayExtensions).FullName!];

    public ScriptSession(string workingDirectory)
    {
        var resolver = new ReferenceResolver(workingDirectory);
        resolver.Referenced += path => _loader.RegisterDependency(AssemblyResolution.LoadReferenced(path));
        _loader.RegisterDependency(typeof(CellFunctions).Assembly);
        _options = ScriptOptions.Default
            .WithLanguageVersion(LanguageVersion.Latest)
            .WithOptimizationLevel(OptimizationLevel.Release)
            .WithEmitDebugInformation(true)
            .WithFileEncoding(Encoding.UTF8)
            .WithMetadataResolver(resolver)
            .WithSourceResolver(new SourceFileResolver([], workingDirectory))
            .WithReferences(DefaultReferences)
            .WithImports(Imports);
    }

    /// <summary>Makes assemblies known to the code that follows; a directive of C# can name one alone.</summary>
    public void AddReferences(IEnumerable<string> assemblies)
    {
        foreach (var path in assemblies)
        {
            _loader.RegisterDependency(AssemblyResolution.LoadReferenced(path));
            _added.Add(AssemblyReference.To(path));
        }
    }

    /// <summary>Compiles and runs a piece of code.</summary>
    /// <param name="code">The code, padded with line ends so that its lines have the numbers that they have in the cell.</param>
    /// <param name="place">The name of the cell, for messages.</param>
    /// <param name="cancellation">The token of the cell.</param>
    public async Task<Submission> RunAsync(string code, string place, CancellationToken cancellation)
    {
        if (CodeNesting.IsTooDeep(code))
        {
            return new Submission(
                false, null,
                new CellError(
                    CellErrorKind.Compilation, $"The code cannot be compiled: {CodeNesting.Message}.", new CellLocation(place, 1, 0, ""),
                    []));
        }

        var named = _options.WithFilePath(_sources.Add(place, code));
        var script = _state is null
            ? CSharpScript.Create<object>(code, named.AddReferences(_added), assemblyLoader: _loader)
            : _state.Script.ContinueWith<object>(code, named.WithReferences(_added).WithImports());

        var errors = script.Compile(cancellation).Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).ToList();
        if (errors.Count > 0)
        {
            return new Submission(false, null, CompilationErrors.Describe(errors, _sources));
        }

        _state = _state is null
            ? await script.RunAsync(null, static _ => true, cancellation)
            : await script.RunFromAsync(_state, static _ => true, cancellation);

        // What follows inherits them. Only now: a cell that is given up while it waits does not come here, and leaves nothing behind.
        _added.Clear();
        Log.Add(code, script.Options.FilePath, script.GetCompilation());
        return _state.Exception is { } exception
            ? new Submission(false, null, ExceptionErrors.Describe(exception, place, _sources))
            : new Submission(_state.ReturnValue is not null || EndsInExpression(script), _state.ReturnValue, null);
    }

    public void Dispose() => _loader.Dispose();

    /// <summary>Tells a last expression that is null from no last expression.</summary>
    private static bool EndsInExpression(Script script)
    {
        var compilation = script.GetCompilation();

        // Files that #load brings are trees of their own.
        var tree = compilation.SyntaxTrees.Single(tree => tree.FilePath == script.Options.FilePath);
        return tree.GetCompilationUnitRoot().Members
            .LastOrDefault() is GlobalStatementSyntax { Statement: ExpressionStatementSyntax { SemicolonToken.IsMissing: true } last }
            && TypeOf(compilation.GetSemanticModel(tree), last.Expression) is not { SpecialType: SpecialType.System_Void };
    }

    private static ITypeSymbol? TypeOf(SemanticModel model, ExpressionSyntax expression) => expression is AwaitExpressionSyntax awaiting
        ? model.GetAwaitExpressionInfo(awaiting).GetResultMethod?.ReturnType
        : model.GetTypeInfo(expression).Type;
}
