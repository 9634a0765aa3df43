namespace DiffusionCourse.Notebooks.Exporting;

/// <summary>What a notebook can be exported to.</summary>
public enum ExportFormat
{
    /// <summary>A Jupyter notebook, nbformat 4.5.</summary>
    Ipynb,

    /// <summary>A web page.</summary>
    Html,

    /// <summary>A Polyglot notebook.</summary>
    Dib,

    /// <summary>A file-based program of .NET 10, for <c>dotnet run FILE.cs</c>.</summary>
    Cs,
}
