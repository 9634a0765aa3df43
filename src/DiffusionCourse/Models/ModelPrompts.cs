using System.Text.Json;
using System.Text.RegularExpressions;
using DiffusionCourse.Models.Hub;

namespace DiffusionCourse.Models;

/// <summary>What suits a model: words that it knows and the settings to start from. Read from the folder's prompts.json.</summary>
public sealed partial record ModelPrompts
{
    internal const double LargestGuidanceScale = 100;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Whether the folder states its own prompts; false means any text, as for Stable Diffusion.</summary>
    public bool AreListed => Concepts.Count > 0;

    /// <summary>Things that the model can draw; empty for models that take any text.</summary>
    public IReadOnlyList<string> Concepts { get; init; } = [];

    /// <summary>Styles that the model knows.</summary>
    public IReadOnlyList<string> Styles { get; init; } = [];

    /// <summary>Background colours that the model knows.</summary>
    public IReadOnlyList<string> Backgrounds { get; init; } = [];

    /// <summary>Prompts that suit it, for models that take any text.</summary>
    public IReadOnlyList<string> Examples { get; init; } = [];

    /// <summary>How a full prompt is written.</summary>
    public string? Template { get; init; }

    /// <summary>The guidance scale to start from: 7.5 unless the model states another.</summary>
    public double DefaultGuidanceScale { get; init; } = 7.5;

    /// <summary>The steps to start from: 20 unless the model states others, as those do that were distilled to draw in a few.</summary>
    public int DefaultSteps { get; init; } = 20;

    /// <summary>The scheduler to start from: dpm++2m unless the model states another.</summary>
    public string DefaultScheduler { get; init; } = "dpm++2m";

    /// <summary>What the folder's prompts.json says, else the catalogue for a model that was pulled.</summary>
    internal static ModelPrompts ReadFor(string folder)
    {
        string path = Path.Combine(folder, "prompts.json");
        return File.Exists(path) ? Read(path) : CachedSnapshot.Of(folder)?.CatalogueModel?.ToPrompts() ?? OfScheduler(folder);
    }

    // Models that were distilled to draw in a few steps name the scheduler that does it; with any other they draw mud.
    private static ModelPrompts OfScheduler(string folder)
    {
        const double Told = 8, Unguided = 1;
        string path = Path.Combine(folder, "scheduler", "scheduler_config.json");
        return (File.Exists(path) ? SchedulerClass().Match(File.ReadAllText(path)).Groups["name"].Value : "") switch
        {
            "LCMScheduler" => new() { DefaultScheduler = "lcm", DefaultSteps = 4, DefaultGuidanceScale = EmbedsGuidance(folder) ? Told : Unguided },
            "TCDScheduler" => new() { DefaultScheduler = "tcd", DefaultSteps = 4, DefaultGuidanceScale = Unguided },
            _ => new(),
        };
    }

    private static bool EmbedsGuidance(string folder) => ComponentConfig.Read(Path.Combine(folder, "unet", "config.json"))?.Number("time_cond_proj_dim") is not null;

    private static ModelPrompts Read(string path)
    {
        using var document = ModelFolder.ReadJson(path);
        try
        {
            return Checked(document?.Deserialize<ModelPrompts>(Json) ?? new ModelPrompts(), path);
        }
        catch (JsonException error)
        {
            throw new ModelException($"'{path}' does not say what prompts suit the model ({error.Path}: {error.Message}). Fetch the model again.", error);
        }
    }

    private static ModelPrompts Checked(ModelPrompts prompts, string path)
    {
        if (prompts.Concepts is null || prompts.Styles is null || prompts.Backgrounds is null || prompts.Examples is null)
        {
            throw new ModelException($"'{path}' states null for concepts, styles, backgrounds or examples: each is a list, or left out. Fetch the model again.");
        }

        return prompts.DefaultGuidanceScale is >= 0 and <= LargestGuidanceScale ? prompts
            : throw new ModelException(FormattableString.Invariant($"'{path}' states a defaultGuidanceScale of {prompts.DefaultGuidanceScale}: it must be 0 to {LargestGuidanceScale}. Fetch the model again."));
    }

    [GeneratedRegex("\"_class_name\"\\s*:\\s*\"(?<name>\\w+)\"")]
    private static partial Regex SchedulerClass();
}
