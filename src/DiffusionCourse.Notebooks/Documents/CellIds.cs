using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace DiffusionCourse.Notebooks.Documents;

/// <summary>
/// Ids of cells. One that nbformat 4.5 allows stays; a cell that has none, or one that stood before, gets a new one. That comes from
/// the cell's content, so that the same notebook gets the same ids on every machine and an edit elsewhere changes none of them.
/// </summary>
internal sealed partial class CellIds(IEnumerable<string?> present)
{
    private const int Length = 8;

    private readonly HashSet<string> _free = [.. present.OfType<string>().Where(id => Allowed().IsMatch(id))];
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);

    /// <param name="cell">The cell.</param>
    /// <param name="id">The id that it has; null for none.</param>
    public string Of(NotebookCell cell, string? id)
    {
        if (id is not null && _free.Remove(id))
        {
            _used.Add(id);
            return id;
        }

        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{cell.Language}\n{cell.Text}"));
        var made = Convert.ToHexStringLower(hash)[..Length];
        for (var copy = 2; _free.Contains(made) || !_used.Add(made); copy++)
        {
            made = string.Create(CultureInfo.InvariantCulture, $"{made[..Length]}-{copy}");
        }

        return made;
    }

    [GeneratedRegex(@"\A[a-zA-Z0-9_-]{1,64}\z")]
    private static partial Regex Allowed();
}
