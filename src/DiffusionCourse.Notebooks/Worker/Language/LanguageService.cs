using DiffusionCourse.Notebooks.Protocol;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace DiffusionCourse.Notebooks.Worker.Language;

/// <summary>Answers questions about code with the compiler's own services.</summary>
internal sealed class LanguageService(SubmissionLog log, string workingDirectory) : IDisposable
{
    public static readonly CSharpParseOptions ScriptOptions = new(LanguageVersion.Latest, DocumentationMode.Parse, SourceCodeKind.Script);

    private readonly SubmissionWorkspace _workspace = new(log, workingDirectory);
    private readonly SemaphoreSlim _gate = new(1);

    /// <summary>Whether a question is being answered.</summary>
    public bool IsBusy => _gate.CurrentCount == 0;

    public async Task<LanguageAnswer> AnswerAsync(LanguageQuestion question)
    {
        var code = WithoutCommands(question.Code);
        var position = Math.Clamp(question.Position, 0, code.Length);
        await _gate.WaitAsync();
        try
        {
            return question.Kind switch
            {
                LanguageQuestionKind.Completion => await Completing.AnswerAsync(_workspace.Document(code, Above(question)), position),
                LanguageQuestionKind.Inspection => await Inspecting.AnswerAsync(_workspace.Document(code, Above(question)), position, question.IsDetailed),
                LanguageQuestionKind.Signature => await Calling.AnswerAsync(_workspace.Document(code, Above(question)), position),
                LanguageQuestionKind.Diagnosis => await Diagnosing.AnswerAsync(_workspace.Document(code, Above(question))),
                LanguageQuestionKind.Completeness => Completing.IsComplete(code),
                _ => throw new ArgumentOutOfRangeException(nameof(question), question.Kind, null),
            };
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose()
    {
        _workspace.Dispose();
        _gate.Dispose();
    }

    private IReadOnlyList<string> Above(LanguageQuestion question) => [.. (question.Above ?? []).SelectMany(cell => ImportedCode.Expand(cell, workingDirectory)).Select(WithoutCommands)];

    /// <summary>Spaces in place of lines such as <c>#!import</c>, so that all positions stay.</summary>
    private static string WithoutCommands(string code) => string.Join('\n', code.Split('\n').Select(line =>
        line.StartsWith("#!", StringComparison.Ordinal) ? new string(' ', line.Length) : line));
}
