using DiffusionCourse.Notebooks.Protocol;
using DiffusionCourse.Notebooks.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace DiffusionCourse.Notebooks.Worker.Language;

/// <summary>Answers questions about code with the compiler's own services.</summary>
internal sealed class LanguageService(SubmissionLog log, string workingDirectory) : IDisposable
{
    public static readonly CSharpParseOptions ScriptOptions = new(LanguageVersion.Latest, DocumentationMode.Parse, SourceCodeKind.Script);

    private readonly SubmissionWorkspace _workspace = new(log, workingDirectory);
    private readonly SemaphoreSlim _gate = new(1);
    private CancellationTokenSource _stop = new();

    /// <summary>Whether a question is being answered.</summary>
    public bool IsBusy => _gate.CurrentCount == 0;

    /// <summary>Gives up the completions that are being looked for: while they are, it cannot be told whether a cell only waits.</summary>
    public void Stop() => _ = Interlocked.Exchange(ref _stop, new CancellationTokenSource()).CancelAsync();

    public async Task<LanguageAnswer> AnswerAsync(LanguageQuestion question)
    {
        var stop = Volatile.Read(ref _stop).Token;

        // What the compiler's services would not survive has no answer.
        var code = CodeNesting.IsTooDeep(question.Code) ? "" : CommandLines.Blank(question.Code);
        var position = Math.Clamp(question.Position, 0, code.Length);
        await _gate.WaitAsync();
        try
        {
            return question.Kind switch
            {
                LanguageQuestionKind.Completion => await Completing.AnswerAsync(_workspace.Document(code, Above(question)), position, stop),
                LanguageQuestionKind.Inspection
                    => await Inspecting.AnswerAsync(_workspace.Document(code, Above(question)), position, question.IsDetailed),
                LanguageQuestionKind.Signature => await Calling.AnswerAsync(_workspace.Document(code, Above(question)), position),
                LanguageQuestionKind.Diagnosis => await Diagnosing.AnswerAsync(_workspace.Document(code, Above(question))),
                LanguageQuestionKind.Completeness => Completing.IsComplete(code),
                _ => throw new ArgumentOutOfRangeException(nameof(question), question.Kind, null),
            };
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return new LanguageAnswer();
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose()
    {
        _workspace.Dispose();
        _stop.Dispose();
        _gate.Dispose();
    }

    private IReadOnlyList<string> Above(LanguageQuestion question) =>
        [
            .. (question.Above ?? []).SelectMany(cell =>
                ImportedCode.Expand(cell, workingDirectory)).Where(code => !CodeNesting.IsTooDeep(code)).Select(CommandLines.Blank)
        ];
}
