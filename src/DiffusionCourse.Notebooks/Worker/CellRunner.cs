using DiffusionCourse.Notebooks.Display;
using DiffusionCourse.Notebooks.Documents;
using DiffusionCourse.Notebooks.Protocol;
using DiffusionCourse.Notebooks.Worker.Language;
using DiffusionCourse.Notebooks.Worker.Packages;

namespace DiffusionCourse.Notebooks.Worker;

/// <summary>Runs a cell: its code and its commands, in order, showing the values that they end in.</summary>
internal sealed class CellRunner : IDisposable
{
    private const string Import = "#!import";

    private readonly string _workingDirectory;
    private readonly NotebookPackages _packages;
    private readonly ScriptSession _session;
    private readonly Lazy<LanguageService> _language;

    public CellRunner(string workingDirectory)
    {
        _workingDirectory = workingDirectory;
        _packages = new NotebookPackages(workingDirectory, NotebookPackages.DefaultCache);
        _session = new ScriptSession(workingDirectory);
        _language = new Lazy<LanguageService>(() => new LanguageService(_session.Log, workingDirectory));
    }

    /// <summary>Whether a question about code is being answered.</summary>
    public bool IsAnswering => _language.IsValueCreated && _language.Value.IsBusy;

    /// <summary>Compiles and runs something small, so that the first cell does not wait for the compiler to be compiled.</summary>
    public async Task WarmUpAsync()
    {
        using var other = new ScriptSession(_workingDirectory);
        await other.RunAsync("using System; int Twice(int n) => 2 * n;", "start", CancellationToken.None);
        await other.RunAsync(
            "await Task.CompletedTask; Enumerable.Range(0, 2).Select(n => $\"{Twice(n)}\").Last()", "start", CancellationToken.None);
    }

    /// <summary>Answers a question about code.</summary>
    public async Task<LanguageAnswer> AnswerAsync(LanguageQuestion question)
    {
        if (question.Kind != LanguageQuestionKind.Value)
        {
            return await _language.Value.AnswerAsync(question);
        }

        var result = await _session.RunAsync(question.Code, "expression", CancellationToken.None);
        if (result.Error is not null || !result.HasValue)
        {
            return new LanguageAnswer
            {
                Error = result.Error ?? new CellError(CellErrorKind.Command, $"Expression: '{question.Code}' has no value.", null, []),
            };
        }

        var content = ValueFormatter.Format(result.Value);
        return content.MimeType == FormattedValue.PlainType
            ? new LanguageAnswer { Text = content.Text }
            : new LanguageAnswer { Text = content.PlainText, Html = content.ToHtml() };
    }

    /// <summary>Gives up what is being answered and takes long.</summary>
    public void StopAnswering()
    {
        if (_language.IsValueCreated)
        {
            _language.Value.Stop();
        }
    }

    /// <summary>Runs a cell; null means that it passed.</summary>
    public Task<CellError?> RunAsync(string code, string place, CancellationToken cancellation) => RunAsync(code, place, [], cancellation);

    /// <param name="code">The cell.</param>
    /// <param name="place">Its name, for messages.</param>
    /// <param name="importing">The notebooks that are being imported, the innermost last; empty for a cell of the notebook itself.</param>
    /// <param name="cancellation">The token of the cell.</param>
    private async Task<CellError?> RunAsync(string code, string place, string[] importing, CancellationToken cancellation)
    {
        var segments = CellSegment.Split(code);
        foreach (var segment in segments)
        {
            var isLast = importing.Length == 0 && segment == segments[^1];
            var error = segment.Language switch
            {
                null => await RunCommandAsync(segment, place, importing, cancellation),
                KernelNames.CSharp => await RunCodeAsync(segment.Text, place, isLast, cancellation),
                _ => ShowOther(segment, place),
            };
            if (error is not null)
            {
                return error;
            }
        }

        return null;
    }

    public void Dispose()
    {
        if (_language.IsValueCreated)
        {
            _language.Value.Dispose();
        }

        _session.Dispose();
    }

    private async Task<CellError?> RunCodeAsync(string code, string place, bool isLast, CancellationToken cancellation)
    {
        try
        {
            (code, var assemblies) = await _packages.PrepareAsync(code, cancellation);
            _session.AddReferences(assemblies);
        }
        catch (PackageException exception)
        {
            return new CellError(CellErrorKind.Command, exception.Message, new CellLocation(place, 1, 1, code.Trim().Split('\n')[0]), []);
        }

        var result = await _session.RunAsync(code, place, cancellation);
        if (result.Error is not null)
        {
            return result.Error;
        }

        // A handle is what display returns: what it stands for is on the page already.
        if (result.HasValue && result.Value is not DisplayHandle)
        {
            CellFunctions.Show(result.Value, mimeType: null, isResult: isLast);
        }

        return null;
    }

    /// <summary>What needs no kernel is shown; other languages do not run here.</summary>
    private static CellError? ShowOther(CellSegment segment, string place)
    {
        switch (segment.Language)
        {
            case "html":
                CellFunctions.Show(segment.Text, FormattedValue.HtmlType);
                return null;
            case NotebookCell.Markdown:
                CellFunctions.Show(segment.Text, "text/markdown");
                return null;
            default:
                return new CellError(
                    CellErrorKind.Command, OtherLanguages.Message(segment.Language!),
                    new CellLocation(place, segment.Line, 1, $"#!{segment.Language}"), []);
        }
    }

    private async Task<CellError?> RunCommandAsync(
        CellSegment command, string place, string[] importing, CancellationToken cancellation)
    {
        var words = command.Text.Split(' ', 2, StringSplitOptions.TrimEntries);
        if (words[0] != Import)
        {
            return Error(
                command, place,
                $"{words[0]} is no command or language that this host knows. A cell may begin with #!csharp, which is the language that "
                    + $"runs here; {Import} runs another notebook.");
        }

        var name = words.Length > 1 ? words[1].Trim('"') : "";
        if (name.Length == 0)
        {
            return Error(command, place, $"{Import} needs the path of a notebook, such as {Import} setup.dib.");
        }

        var path = Path.GetFullPath(name, _workingDirectory);
        if (importing.Contains(path))
        {
            return Error(
                command, place,
                $"{name} imports itself: {string.Join(" -> ", importing.Append(path).Select(Path.GetFileName))}.");
        }

        NotebookDocument document;
        try
        {
            document = NotebookFile.Read(path);
        }
        catch (NotebookFormatException exception)
        {
            return Error(
                command, place,
                MissingBuild.MessageFor(path)
                    ?? $"{Import} failed. {exception.Message} A relative path starts from the notebook's folder, {_workingDirectory}.");
        }

        return await RunImportedAsync(document, name, command, place, [.. importing, path], cancellation);
    }

    private async Task<CellError?> RunImportedAsync(
        NotebookDocument document, string name, CellSegment command, string place, string[] importing, CancellationToken cancellation)
    {
        for (var index = 0; index < document.Cells.Count; index++)
        {
            var cell = document.Cells[index];
            if (cell.Kind != CellKind.Code)
            {
                continue;
            }

            var importedPlace = $"{name}, cell {index + 1}";
            if (cell.Language != KernelNames.CSharp)
            {
                return Error(command, place, $"{importedPlace}: {OtherLanguages.Message(cell.Language)}");
            }

            if (await RunAsync(cell.Text, importedPlace, importing, cancellation) is { } error)
            {
                return error with { Details = [.. error.Details, $"imported at {place}, line {command.Line}"] };
            }
        }

        return null;
    }

    private static CellError Error(CellSegment command, string place, string message) =>
        new(CellErrorKind.Command, message, new CellLocation(place, command.Line, 1, command.Text), []);
}
