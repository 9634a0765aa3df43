using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace DiffusionCourse.Notebooks.Documents;

/// <summary>
/// Ids of cells that have none. An id comes from the cell's content, so that the same notebook gets the same ids on every machine
/// and an edit elsewhere changes none of them.
/// </summary>
internal sealed class CellIds(IEnumerable<string?> taken)
{
    private const int Length = 8;

    private readonly HashSet<string> _used = [.. taken.OfType<string>()];

    public string For(NotebookCell cell)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{cell.Language}\n{cell.Text}"));
        var id = Convert.ToHexStringLower(hash)[..Length];
        for (var copy = 2; !_used.Add(id); copy++)
        {
            id = Invariant($"{id[..Length]}-{copy}");
        }

        return id;
    }
}
