using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Host.Mef;
using Microsoft.CodeAnalysis.Text;

namespace DiffusionCourse.Notebooks.Worker.Language;

/// <summary>The code that ran as a chain of script projects, and the code that is asked about as the last of them.</summary>
internal sealed class SubmissionWorkspace : IDisposable
{
    private readonly SubmissionLog _log;
    private readonly AdhocWorkspace _workspace = new(MefHostServices.DefaultHost);
    private readonly DocumentedReferences _documented = new();
    private readonly CSharpCompilationOptions _options;
    private readonly List<(string Code, Solution Solution, ProjectId? Last)> _above = [];
    private Solution _solution;
    private ProjectId? _last;
    private int _known;
    private int _generation;

    public SubmissionWorkspace(SubmissionLog log, string workingDirectory)
    {
        _log = log;
        _solution = _workspace.CurrentSolution;
        _options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary)
            .WithMetadataReferenceResolver(new ReferenceResolver(workingDirectory) { Document = _documented.Of })
            .WithSourceReferenceResolver(new SourceFileResolver([], workingDirectory));
    }

    /// <summary>A document with this code, which sees all that ran.</summary>
    /// <param name="code">The code.</param>
    /// <param name="above">Code that stands above it and has not run, in order; it is seen as well.</param>
    public Document Document(string code, IReadOnlyList<string> above)
    {
        var (entries, references, current) = _log.Snapshot();
        if (current != _generation)
        {
            (_solution, _last, _known, _generation) = (_workspace.CurrentSolution, null, 0, current);
            _above.Clear();
        }

        var metadata = references.Count == 0 ? _documented.Of(ScriptSession.References) : _documented.Of(references.Values);
        if (_known < entries.Count)
        {
            _above.Clear();
        }

        for (; _known < entries.Count; _known++)
        {
            (_solution, _last, _) = Add(_solution, _last, entries[_known].Code, metadata);
        }

        var (solution, last) = WithCodeAbove(above, metadata);
        var (asked, _, document) = Add(solution, last, code, metadata);
        return asked.GetDocument(document)!;
    }

    /// <summary>What was made of the same code for the question before is taken again: typing changes only the code below it.</summary>
    private (Solution Solution, ProjectId? Last) WithCodeAbove(IReadOnlyList<string> above, IReadOnlyList<MetadataReference> metadata)
    {
        var same = 0;
        while (same < above.Count && same < _above.Count && above[same] == _above[same].Code)
        {
            same++;
        }

        _above.RemoveRange(same, _above.Count - same);
        var (solution, last) = same == 0 ? (_solution, _last) : (_above[^1].Solution, _above[^1].Last);
        foreach (var code in above.Skip(same))
        {
            (solution, last, _) = Add(solution, last, code, metadata);
            _above.Add((code, solution, last));
        }

        return (solution, last);
    }

    public void Dispose() => _workspace.Dispose();

    private (Solution Solution, ProjectId Project, DocumentId Document) Add(
        Solution before, ProjectId? previous, string code, IEnumerable<MetadataReference> references)
    {
        var project = ProjectId.CreateNewId();
        var document = DocumentId.CreateNewId(project);
        var text = TextAndVersion.Create(SourceText.From(code), VersionStamp.Create());
        var after = before.AddProject(ProjectInfo.Create(
            project, VersionStamp.Create(), $"submission-{project.Id:N}", $"submission-{project.Id:N}", LanguageNames.CSharp,
            compilationOptions: previous is null ? _options.WithUsings(ScriptSession.Imports) : _options,
            parseOptions: LanguageService.ScriptOptions,
            documents: [DocumentInfo.Create(document, "cell", sourceCodeKind: SourceCodeKind.Script, loader: TextLoader.From(text))],
            projectReferences: previous is null ? [] : [new ProjectReference(previous)],
            metadataReferences: references,
            isSubmission: true));
        return (after, project, document);
    }
}
