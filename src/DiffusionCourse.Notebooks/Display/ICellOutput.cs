namespace DiffusionCourse.Notebooks.Display;

/// <summary>Where a running cell shows things.</summary>
internal interface ICellOutput
{
    /// <summary>Shows an output at once and returns an action that replaces its content.</summary>
    Action<string> Show(string mimeType, string content);

    /// <summary>Shows an output at once under a new id.</summary>
    string Add(string mimeType, string content);

    /// <summary>Replaces an output.</summary>
    void Replace(string id, string mimeType, string content);
}
