using DiffusionCourse.Notebooks.Running;

namespace DiffusionCourse.Notebooks.Pages;

/// <summary>The pages of a run and how they link to each other.</summary>
/// <param name="Title">What the whole is called.</param>
/// <param name="Folder">The full path of the output folder.</param>
/// <param name="Notebooks">The notebooks, in order.</param>
internal sealed record Site(string Title, string Folder, IReadOnlyList<PlannedNotebook> Notebooks)
{
    private const string Exercises = "exercises";
    private const string Solutions = "solutions";

    /// <summary>The page that lists the notebooks: index.html, or contents.html where a notebook has taken that name.</summary>
    public string IndexPath { get; } = Path.Combine(
        Folder,
        Notebooks.Any(notebook => notebook.PagePath == Path.Combine(Folder, "index.html")) ? "contents.html" : "index.html");

    /// <summary>Whether there is such a page.</summary>
    public bool HasIndex { get; init; } = true;

    /// <summary>What is searched from the page that lists the notebooks.</summary>
    public SiteSearch Search { get; } = new();

    /// <summary>A link from one page to another that works from the file system.</summary>
    public static string Link(string fromPage, string toPage) => string.Join(
        '/',
        Path.GetRelativePath(Path.GetDirectoryName(fromPage)!, toPage).Split(Path.DirectorySeparatorChar).Select(Uri.EscapeDataString));

    /// <summary>Whether a group of notebooks holds answers: it is shown where it tempts nobody.</summary>
    public static bool HoldsSolutions(string group) => LastFolder(group) == Solutions;

    /// <summary>
    /// Where a notebook stands in its group, such as "Exercise 4 of 15"; null for one alone, and where its file is numbered otherwise.
    /// </summary>
    public string? PlaceOf(int index)
    {
        var notebook = Notebooks[index];
        var group = Notebooks.Where(other => other.Group == notebook.Group).ToList();
        var place = group.IndexOf(notebook) + 1;
        var digits = string.Concat(Path.GetFileName(notebook.Path).TakeWhile(char.IsAsciiDigit));
        var noun = LastFolder(notebook.Group) switch { Exercises => "Exercise", Solutions => "Solution", _ => "Notebook" };
        return group.Count > 1 && (digits.Length == 0 || (int.TryParse(digits, out var number) && number == place))
            ? Invariant($"{noun} {place} of {group.Count}")
            : null;
    }

    /// <summary>What a page is called by the site: its link from the index.</summary>
    public string KeyOf(int index) => Link(IndexPath, Notebooks[index].PagePath);

    /// <summary>The notebook before or after one in its group; null at an end.</summary>
    public int? Neighbour(int index, int step)
    {
        var group = Notebooks[index].Group;
        for (var place = index + step; place >= 0 && place < Notebooks.Count; place += step)
        {
            if (Notebooks[place].Group == group)
            {
                return place;
            }
        }

        return null;
    }

    /// <summary>The solution of an exercise, or the exercise of a solution: the notebook of the same name in the folder beside.</summary>
    public int? Counterpart(int index)
    {
        var notebook = Notebooks[index];
        var other = LastFolder(notebook.Group) switch { Exercises => Solutions, Solutions => Exercises, _ => null };
        if (other is null)
        {
            return null;
        }

        var group = Path.Combine(Path.GetDirectoryName(notebook.Group) ?? "", other);
        var found = Notebooks.ToList().FindIndex(candidate =>
            candidate.Group == group && Path.GetFileName(candidate.PagePath) == Path.GetFileName(notebook.PagePath));
        return found < 0 ? null : found;
    }

    private static string LastFolder(string group) => Path.GetFileName(group);
}
