namespace DiffusionCourse.Display;

/// <summary>The one seam between the library and the program that runs the notebook. No host is referenced.</summary>
/// <remarks>
/// Looked for in this order, on every call, so that a host can come and go:
/// <list type="number">
/// <item><description>
/// The course's own hosts set two values by <see cref="AppDomain.SetData(string, object?)"/>: <c>notebook.display</c>, a
/// <see cref="Func{T1, T2, TResult}"/> from mime type and content to an <see cref="Action{T}"/> that replaces the content;
/// and <c>notebook.cancellation</c>, a <see cref="Func{TResult}"/> that gives the token of the cell that runs.
/// </description></item>
/// <item><description>.NET Interactive, by reflection over <c>KernelInvocationContext.Current</c>.</description></item>
/// <item><description>None: nothing is displayed, and nothing can be cancelled from outside.</description></item>
/// </list>
/// </remarks>
public static class NotebookHost
{
    /// <summary>Name of the value that holds the display function of the course's own hosts.</summary>
    public const string DisplayKey = "notebook.display";

    /// <summary>Name of the value that holds the cancellation function of the course's own hosts.</summary>
    public const string CancellationKey = "notebook.cancellation";

    /// <summary>Is cancelled when the student stops the cell that runs. Never cancelled outside a notebook.</summary>
    public static CancellationToken CancellationToken =>
        AppDomain.CurrentDomain.GetData(CancellationKey) is Func<CancellationToken> own
            ? own()
            : InteractiveKernel.Find()?.CancellationToken ?? CancellationToken.None;

    /// <summary>Displays HTML in the running cell, in an output of its own that can be replaced.</summary>
    /// <param name="html">A self-contained fragment.</param>
    /// <param name="plainText">What hosts without HTML show instead.</param>
    /// <returns>A function that replaces the content; null where no notebook host runs, and nothing was displayed.</returns>
    public static Action<string>? Display(string html, string plainText = "")
    {
        ArgumentNullException.ThrowIfNull(html);
        return AppDomain.CurrentDomain.GetData(DisplayKey) is Func<string, string, Action<string>> own
            ? own(MimeTypes.Html, html)
            : InteractiveKernel.Find()?.Display(html, plainText);
    }
}
