using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Host.Mef;
using Microsoft.CodeAnalysis.Text;

namespace DiffusionCourse.Notebooks.Worker.Language;

/// <summary>The code that ran as a chain of script projects, and the code that is asked about as the last of them.</summary>
internal sealed class SubmissionWorkspace : IDisposable
{
    private readonly SubmissionLog log;
    private readonly AdhocWorkspace workspace = new(MefHostServices.DefaultHost);
    private readonly DocumentedReferences documented = new();
    private readonly CSharpCompilationOptions options;
    private Solution solution;
    private ProjectId? last;
    private int known;
    private int generation;

    public SubmissionWorkspace(SubmissionLog log, string workingDirectory)
    {
        this.log = log;
        solution = workspace.CurrentSolution;
        options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary)
            .WithMetadataReferenceResolver(new ReferenceResolver(workingDirectory))
            .WithSourceReferenceResolver(new SourceFileResolver([], workingDirectory));
    }

    /// <summary>A document with this code, which sees all that ran.</summary>
    public Document Document(string code)
    {
        var (entries, references, current) = log.Snapshot();
        if (current != generation)
        {
            (solution, last, known, generation) = (workspace.CurrentSolution, null, 0, current);
        }

        var metadata = references.Count == 0 ? documented.Of(ScriptSession.References) : documented.Of(references.Values);
        for (; known < entries.Count; known++)
        {
            (solution, last, _) = Add(solution, last, entries[known].Code, metadata);
        }

        var (asked, _, document) = Add(solution, last, code, metadata);
        return asked.GetDocument(document)!;
    }

    public void Dispose() => workspace.Dispose();

    private (Solution Solution, ProjectId Project, DocumentId Document) Add(Solution before, ProjectId? previous, string code, IEnumerable<MetadataReference> references)
    {
        var project = ProjectId.CreateNewId();
        var document = DocumentId.CreateNewId(project);
        var text = TextAndVersion.Create(SourceText.From(code), VersionStamp.Create());
        var after = before.AddProject(ProjectInfo.Create(
            project, VersionStamp.Create(), $"submission-{project.Id:N}", $"submission-{project.Id:N}", LanguageNames.CSharp,
            compilationOptions: previous is null ? options.WithUsings(ScriptSession.Imports) : options,
            parseOptions: LanguageService.ScriptOptions,
            documents: [DocumentInfo.Create(document, "cell", sourceCodeKind: SourceCodeKind.Script, loader: TextLoader.From(text))],
            projectReferences: previous is null ? [] : [new ProjectReference(previous)],
            metadataReferences: references,
            isSubmission: true));
        return (after, project, document);
    }
}
