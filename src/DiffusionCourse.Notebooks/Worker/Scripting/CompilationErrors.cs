using System.Globalization;
using DiffusionCourse.Notebooks.Protocol;
using Microsoft.CodeAnalysis;

namespace DiffusionCourse.Notebooks.Worker;

/// <summary>Turns the compiler's messages into one error.</summary>
internal static class CompilationErrors
{
    private const int Limit = 20;

    public static CellError Describe(IReadOnlyList<Diagnostic> errors, CellSources sources)
    {
        var described = errors.OrderBy(error =>
            error.Location.SourceSpan.Start).Select(error => (Message: Message(error), Location: LocationOf(error, sources))).ToList();
        var others = described.Skip(1).Take(Limit).Select(error =>
            error.Location is null ? error.Message : $"{error.Location}: {error.Message}").ToList();
        if (described.Count - 1 > Limit)
        {
            others.Add($"and {described.Count - 1 - Limit} more");
        }

        return new CellError(CellErrorKind.Compilation, described[0].Message, described[0].Location, others);
    }

    private static string Message(Diagnostic error)
    {
        var message = error.GetMessage(CultureInfo.InvariantCulture);
        if (error.Id == "CS0006")
        {
            message = $"{message.TrimEnd('.')}." + (message.Contains("'nuget:", StringComparison.OrdinalIgnoreCase)
                ? " Write a package's reference on a line of its own, such as #r \"nuget: Humanizer.Core, 2.14.1\"."
                : $" A relative path starts from the notebook's folder, {Environment.CurrentDirectory}.");
        }

        return $"{error.Id}: {message}{UsingHint(error)}";
    }

    /// <summary>A script takes <c>using</c> at its top level for a directive, and what the compiler then misses helps nobody.</summary>
    private static string UsingHint(Diagnostic error) => error.Id == "CS1002" && error.Location.SourceTree?.GetText().Lines
        .GetLineFromPosition(error.Location.SourceSpan.Start).ToString().Trim() is { } line
        && (line.StartsWith("using var ", StringComparison.Ordinal) || line.StartsWith("await using var ", StringComparison.Ordinal))
        ? ". A cell takes no 'using var' outside of functions: write 'var', or 'using (var ...) { ... }'."
        : "";

    private static CellLocation? LocationOf(Diagnostic error, CellSources sources)
    {
        if (!error.Location.IsInSource)
        {
            return null;
        }

        var span = error.Location.GetLineSpan();
        var line = span.StartLinePosition.Line + 1;
        return new CellLocation(
            sources.PlaceOf(span.Path) ?? span.Path, line, span.StartLinePosition.Character + 1, sources.Line(span.Path, line));
    }
}
