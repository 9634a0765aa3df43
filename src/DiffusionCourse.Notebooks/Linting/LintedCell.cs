using DiffusionCourse.Notebooks.Documents;
using DiffusionCourse.Notebooks.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace DiffusionCourse.Notebooks.Linting;

/// <summary>A cell under examination.</summary>
internal sealed class LintedCell(LintedNotebook notebook, NotebookCell cell, int number)
{
    private static readonly CSharpParseOptions Latest = new(LanguageVersion.Latest, kind: SourceCodeKind.Script);

    private readonly Lazy<CompilationUnitSyntax> _syntax = new(() =>
        CSharpSyntaxTree.ParseText(CodeNesting.IsTooDeep(cell.Text) ? "" : WithoutCommands(cell), Latest).GetCompilationUnitRoot());

    public NotebookCell Cell => cell;

    public string[] Lines { get; } = cell.Text.Split('\n');

    public bool IsCSharp => cell.Language == KernelNames.CSharp;

    /// <summary>The syntax of the code; nothing for other languages, and for code that is nested too deeply.</summary>
    public CompilationUnitSyntax Syntax => _syntax.Value;

    /// <summary>The code without its <c>#!</c> lines, which are none of the compiler's; the lines keep their numbers.</summary>
    public static string WithoutCommands(NotebookCell cell) => cell.Language == KernelNames.CSharp ? CommandLines.Blank(cell.Text) : "";

    /// <param name="line">The line in the cell, from 1.</param>
    public LintFinding Finding(int line, string rule, string message, LintSeverity severity = LintSeverity.Error) =>
        new(notebook.Path, cell.Line > 0 ? $"line {cell.Line + line - 1}" : $"cell {number}, line {line}", severity, rule, message);

    public LintFinding Finding(SyntaxNode node, string rule, string message, LintSeverity severity = LintSeverity.Error) =>
        Finding(node.GetLocation().GetLineSpan().StartLinePosition.Line + 1, rule, message, severity);
}
