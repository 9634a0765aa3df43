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
    private Solution _solution;
    private ProjectId? _last;
    private int _known;
    private int _generation;

    public SubmissionWorkspace(SubmissionLog log, string workingDirectory)
    {
        _log = log;
        _solution = _workspace.CurrentSolution;
        _options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary)
            .WithMetadataReferenceResolver(new ReferenceResolver(workingDirectory))
            .WithSourceReferenceResolver(new SourceFileResolver([], workingDirectory));
    }

    /// <summary>A document with this code, which sees all that ran.</summary>
    public Document Document(string code)
    {
        var (entries, references, current) = _log.Snapshot();
        if (current != _generation)
        {
            (_solution, _last, _known, _generation) = (_workspace.CurrentSolution, null, 0, current);
        }

        var metadata = references.Count == 0 ? _documented.Of(ScriptSession.References) : _documented.Of(references.Values);
        for (; _known < entries.Count; _known++)
        {
            (_solution, _last, _) = Add(_solution, _last, entries[_known].Code, metadata);
        }

        var (asked, _, document) = Add(_solution, _last, code, metadata);
        return asked.GetDocument(document)!;
    }

    public void Dispose() => _workspace.Dispose();

    private (Solution Solution, ProjectId Project, DocumentId Document) Add(Solution before, ProjectId? previous, string code, IEnumerable<MetadataReference> references)
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
