using DiffusionCourse.Notebooks.Documents;
using DiffusionCourse.Notebooks.Executed;
using DiffusionCourse.Notebooks.Pages;
using DiffusionCourse.Notebooks.Sessions;

namespace DiffusionCourse.Notebooks.Comparing;

/// <summary>
/// Compares what one notebook showed in two hosts, cell by cell, from its executed .ipynb files. What changes from run to run is left
/// out: numbers (times), the sentences that figures and findings make of them, random ids, the bytes of pictures, console text that a host
/// may gather otherwise, whether a value came as result or as display, and that .NET Interactive wraps plain text in HTML.
/// </summary>
public static class NotebookComparison
{
    /// <summary>Compares two executed notebooks.</summary>
    /// <param name="one">The .ipynb file from one host.</param>
    /// <param name="other">The .ipynb file from another.</param>
    /// <returns>The differences; none where both hosts did the same.</returns>
    /// <exception cref="NotebookFormatException">A file cannot be read.</exception>
    public static IReadOnlyList<CellDifference> Compare(string one, string other)
    {
        var (first, second) = (NotebookFile.Read(one).Cells, NotebookFile.Read(other).Cells);
        if (first.Count != second.Count)
        {
            return [
                new CellDifference(0, $"{first.Count} cells in {one}, {second.Count} in {other}: they are not exports of one notebook.")
            ];
        }

        return [.. first.Zip(second).SelectMany((pair, index) => Compare(index + 1, pair.First, pair.Second))];
    }

    private static IEnumerable<CellDifference> Compare(int number, NotebookCell one, NotebookCell other)
    {
        if (one.Kind != CellKind.Code && other.Kind != CellKind.Code)
        {
            yield break;
        }

        // Where an import leads depends on where the file lies.
        if (one.Text != other.Text && !(IsImport(one) && IsImport(other)))
        {
            yield return new CellDifference(number, "the code differs.");
            yield break;
        }

        var (first, second) = (JupyterOutputs.Read(one), JupyterOutputs.Read(other));
        if (first.Error is null != second.Error is null)
        {
            yield return new CellDifference(number, $"it fails in one host only: {(first.Error ?? second.Error)!.Message}");
            yield break;
        }

        var (shown, shownThere) = (Displays(first.Outputs), Displays(second.Outputs));
        if (!shown.Select(output => output.MimeType).SequenceEqual(shownThere.Select(output => output.MimeType)))
        {
            yield return new CellDifference(number, $"it shows [{Types(shown)}] in one host, [{Types(shownThere)}] in the other.");
            yield break;
        }

        for (var index = 0; index < shown.Count; index++)
        {
            var (text, textThere) = (StableText.Of(shown[index].Content), StableText.Of(shownThere[index].Content));
            if (text != textThere)
            {
                yield return new CellDifference(number, $"output {index + 1} differs: {StableText.FirstDifference(text, textThere)}");
            }
        }
    }

    private static bool IsImport(NotebookCell cell) => cell.Text.StartsWith("#!import ", StringComparison.Ordinal);

    private static List<(string MimeType, string Content)> Displays(IReadOnlyList<PageOutput> outputs) =>
        [
            .. outputs.Where(output => output.Kind == CellOutputKind.Display && !output.IsTransient).Select(output =>
                StableText.Unwrap(output.MimeType, output.Content))
        ];

    private static string Types(List<(string MimeType, string Content)> outputs)
        => string.Join(", ", outputs.Select(output => output.MimeType));
}
