namespace DiffusionCourse.Display;

/// <summary>The one seam between the library and the program that runs the notebook. No host is referenced.</summary>
/// <remarks>
/// A host, or a companion that knows it, sets two values by <see cref="AppDomain.SetData(string, object?)"/>: <c>notebook.display</c>, a
/// <see cref="Func{T1, T2, TResult}"/> from mime type and content to an <see cref="Action{T}"/> that replaces the content, or to null
/// where no cell runs; and <c>notebook.cancellation</c>, a <see cref="Func{TResult}"/> that gives the token of the cell that runs.
/// They are looked for on every call, so that a host can come and go. Where there are none, nothing is displayed, and nothing can be
/// cancelled from outside. The course's own hosts set them; for .NET Interactive DiffusionCourse.Interactive does.
/// </remarks>
public static class NotebookHost
{
    /// <summary>Name of the value that holds the display function.</summary>
    public const string DisplayKey = "notebook.display";

    /// <summary>Name of the value that holds the cancellation function.</summary>
    public const string CancellationKey = "notebook.cancellation";

    /// <summary>Is cancelled when the student stops the cell that runs. Never cancelled outside a notebook.</summary>
    public static CancellationToken CancellationToken =>
        AppDomain.CurrentDomain.GetData(CancellationKey) is Func<CancellationToken> cancellation ? cancellation() : CancellationToken.None;

    /// <summary>Displays HTML in the running cell, in an output of its own that can be replaced.</summary>
    /// <param name="html">A self-contained fragment.</param>
    /// <returns>A function that replaces the content; null where no notebook host runs, and nothing was displayed.</returns>
    public static Action<string>? Display(string html)
    {
        ArgumentNullException.ThrowIfNull(html);
        return AppDomain.CurrentDomain.GetData(DisplayKey) is Func<string, string, Action<string>?> display
            ? display(MimeTypes.Html, html)
            : null;
    }

    /// <summary>
    /// Makes sure that the companion of the host that runs is there, if it has one. Every first use of the library does so too; a set-up
    /// that calls it brings the companion's own commands before that.
    /// </summary>
    public static void Attach() => HostCompanion.Load();
}
