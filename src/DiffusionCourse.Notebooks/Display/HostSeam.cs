namespace DiffusionCourse.Notebooks.Display;

/// <summary>
/// How a library that references no notebook host can reach this one, in types of the base class library only.
/// Before cells run, the worker puts two delegates into the data of the application domain; a library looks for them with
/// <c>AppDomain.CurrentDomain.GetData(name)</c> and does without where they are absent.
/// <list type="bullet">
/// <item><c>notebook.display</c> is a <c>Func&lt;string, string, Action&lt;string&gt;&gt;</c>: called with a MIME type and a content
/// it shows an output at once, and returns an action that replaces the content of that output. Any thread may call either. HTML
/// whose element has the attribute <c>data-transient</c> tells of work that is over, and is left out where outputs are kept.</item>
/// <item><c>notebook.cancellation</c> is a <c>Func&lt;CancellationToken&gt;</c>: called while a cell runs it returns the token that
/// is cancelled when that cell is stopped or its time is up; between cells, a token that is never cancelled.</item>
/// </list>
/// </summary>
internal static class HostSeam
{
    public const string DisplayName = "notebook.display";
    public const string CancellationName = "notebook.cancellation";

    /// <summary>Puts the delegates where libraries look for them.</summary>
    public static void Install(ICellOutput output, Func<CancellationToken> cancellation)
    {
        AppDomain.CurrentDomain.SetData(DisplayName, new Func<string, string, Action<string>>(output.Show));
        AppDomain.CurrentDomain.SetData(CancellationName, cancellation);
    }
}
