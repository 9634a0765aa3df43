using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace DiffusionCourse.Notebooks.Worker;

/// <summary>
/// The code that ran, as far as it matters to the code that follows: what declared nothing, or only names that were declared
/// again since, is dropped. So it grows with the names in use, not with the cells that ran.
/// </summary>
internal sealed class SubmissionLog
{
    private const int PruneFrom = 64;

    private readonly Lock _gate = new();
    private ImmutableList<LoggedSubmission> _entries = [];
    private ImmutableDictionary<string, PortableExecutableReference> _references =
        ImmutableDictionary<string, PortableExecutableReference>.Empty;
    private int _generation;
    private int _pruneAt = PruneFrom;

    /// <summary>The code in order, all references in effect, and a number that changes when earlier code was dropped.</summary>
    public (
        IReadOnlyList<LoggedSubmission> Entries, IReadOnlyDictionary<string, PortableExecutableReference> References,
        int Generation) Snapshot()
    {
        lock (_gate)
        {
            return (_entries, _references, _generation);
        }
    }

    /// <param name="code">The code.</param>
    /// <param name="file">The name that the compiler knows it by; files that it loads are compiled with it.</param>
    /// <param name="compilation">What the compiler made of it.</param>
    public void Add(string code, string file, Compilation compilation)
    {
        var root = compilation.SyntaxTrees.Single(tree => tree.FilePath == file).GetRoot();
        var hasUsings = compilation.SyntaxTrees.Any(tree =>
            ((Microsoft.CodeAnalysis.CSharp.Syntax.CompilationUnitSyntax)tree.GetRoot()).Usings.Count > 0);
        string[] names = [
            .. compilation.ScriptClass!.GetMembers().Where(member =>
                !member.IsImplicitlyDeclared && member.CanBeReferencedByName).Select(member => member.Name).Distinct()
        ];
        lock (_gate)
        {
            foreach (
                var reference in compilation.References.OfType<PortableExecutableReference>().Where(reference =>
                    reference.FilePath is not null))
            {
                _references = _references.SetItem(reference.FilePath!, reference);
            }

            if (names.Length > 0 || hasUsings)
            {
                _entries = _entries.Add(new LoggedSubmission(WithoutReferences(code, root), names, hasUsings));
            }

            if (_entries.Count >= _pruneAt)
            {
                Prune();
            }
        }
    }

    /// <summary>Blank in place of the <c>#r</c> directives: what they brought is among the references.</summary>
    private static string WithoutReferences(string code, SyntaxNode root)
    {
        var text = code.ToCharArray();
        foreach (var directive in root.DescendantTrivia().Where(trivia => trivia.IsKind(SyntaxKind.ReferenceDirectiveTrivia)))
        {
            for (var index = directive.FullSpan.Start; index < directive.FullSpan.End; index++)
            {
                text[index] = text[index] is '\n' or '\r' ? text[index] : ' ';
            }
        }

        return new string(text);
    }

    private void Prune()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var usings = new HashSet<string>(StringComparer.Ordinal);
        var kept = new List<LoggedSubmission>();
        foreach (var entry in _entries.Reverse())
        {
            List<string> latest = [.. entry.Names.Where(seen.Add)];
            if (latest.Count > 0 || (entry.HasUsings && usings.Add(entry.Code)))
            {
                kept.Add(entry);
            }
        }

        kept.Reverse();
        _generation += kept.Count == _entries.Count ? 0 : 1;
        _entries = [.. kept];
        _pruneAt = Math.Max(PruneFrom, 2 * kept.Count);
    }
}
