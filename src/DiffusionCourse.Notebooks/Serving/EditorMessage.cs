using System.Text.Json.Nodes;
using DiffusionCourse.Notebooks.Protocol;

namespace DiffusionCourse.Notebooks.Serving;

/// <summary>What an editor is told. Which members are set depends on <paramref name="Type"/>.</summary>
/// <param name="Type"><c>hello</c>, <c>ready</c>, <c>started</c>, <c>stream</c>, <c>display</c>, <c>update</c>, <c>input</c>, <c>done</c>,
/// <c>answer</c> or <c>fault</c>.</param>
/// <param name="Id">The request that it belongs to; left out for those that belong to none.</param>
internal sealed record EditorMessage(string Type, int? Id = null)
{
    /// <summary>For hello: the version of the protocol.</summary>
    public int? Version { get; init; }

    /// <summary>For hello and done: the process that runs the cells. Another one than before has none of the variables.</summary>
    public int? Process { get; init; }

    /// <summary>For stream: <c>stdout</c> or <c>stderr</c>.</summary>
    public string? Stream { get; init; }

    /// <summary>For stream: the text. For fault: what is wrong with what the editor sent.</summary>
    public string? Text { get; init; }

    /// <summary>For display and update: the name of the output within the process.</summary>
    public string? Output { get; init; }

    /// <summary>For display and update: the output in each form that it has, by MIME type.</summary>
    public JsonObject? Data { get; init; }

    /// <summary>For display: whether it is the value that the cell ends in.</summary>
    public bool? IsResult { get; init; }

    /// <summary>For done: how long the cell ran, compilation included.</summary>
    public double? Milliseconds { get; init; }

    /// <summary>For done: why the cell failed; left out where it passed.</summary>
    public CellError? Error { get; init; }

    /// <summary>For done: whether the process was replaced, so that all variables are gone.</summary>
    public bool? StateLost { get; init; }

    /// <summary>For answer: what was found; left out where nothing was, or not in time.</summary>
    public LanguageAnswer? Answer { get; init; }
}
