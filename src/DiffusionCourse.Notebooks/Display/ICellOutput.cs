namespace DiffusionCourse.Notebooks.Display;

/// <summary>Where a running cell shows things.</summary>
internal interface ICellOutput
{
    /// <summary>Shows an output at once and returns an action that replaces its content.</summary>
    Action<string> Show(string mimeType, string content);

    /// <summary>Shows an output at once under a new id.</summary>
    /// <param name="content">What is shown.</param>
    /// <param name="isResult">Whether it is the value that a cell ends in.</param>
    string Add(FormattedValue content, bool isResult);

    /// <summary>Replaces an output.</summary>
    void Replace(string id, FormattedValue content);
}
