using System.Text.Json;

namespace DiffusionCourse.Models;

/// <summary>What suits a model: words that it knows and the settings to start from. Read from the folder's prompts.json.</summary>
public sealed record ModelPrompts
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Whether the folder states its own prompts; false means any text, as for Stable Diffusion.</summary>
    public bool AreListed => Concepts.Count > 0;

    /// <summary>Things that the model can draw; empty for models that take any text.</summary>
    public IReadOnlyList<string> Concepts { get; init; } = [];

    /// <summary>Styles that the model knows.</summary>
    public IReadOnlyList<string> Styles { get; init; } = [];

    /// <summary>Background colours that the model knows.</summary>
    public IReadOnlyList<string> Backgrounds { get; init; } = [];

    /// <summary>How a full prompt is written.</summary>
    public string? Template { get; init; }

    /// <summary>The guidance scale to start from: 7.5 unless the model states another.</summary>
    public double DefaultGuidanceScale { get; init; } = 7.5;

    internal static ModelPrompts Read(string path)
    {
        using var document = ModelFolder.ReadJson(path);
        return document?.Deserialize<ModelPrompts>(Json) ?? new ModelPrompts();
    }
}
