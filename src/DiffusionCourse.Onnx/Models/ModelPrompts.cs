using System.Text.RegularExpressions;
using DiffusionCourse.Models.Hub;

namespace DiffusionCourse.Models;

/// <summary>What suits a model: words that it knows and the settings to start from. Read from the folder's prompts.json.</summary>
public sealed partial record ModelPrompts
{
    internal const double LargestGuidanceScale = 100;

    /// <summary>Whether the folder states its own prompts; false means any text, as for Stable Diffusion.</summary>
    public bool AreListed => Concepts.Count > 0;

    /// <summary>Things that the model can draw; empty for models that take any text.</summary>
    public IReadOnlyList<string> Concepts { get; init; } = [];

    /// <summary>
    /// For each concept the share of its pictures, 0 to 1, that a judge names rightly (how it was measured, the model's card says); empty
    /// where the model states none.
    /// </summary>
    public IReadOnlyList<double> Recognisability { get; init; } = [];

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
        var path = Path.Combine(folder, "prompts.json");
        return PromptsFile.Read(path) ?? (CachedSnapshot.Of(folder)?.CatalogueModel is { } known ? Of(known) : OfScheduler(folder));
    }

    /// <summary>The catalogue's word on prompts and settings.</summary>
    internal static ModelPrompts Of(CatalogueModel known)
    {
        var settings = known.Defaults ?? new();
        return new()
        {
            DefaultGuidanceScale = settings.GuidanceScale,
            DefaultSteps = settings.Steps,
            DefaultScheduler = settings.Scheduler,
            Examples = known.Prompts,
        };
    }

    // Models that were distilled to draw in a few steps name the scheduler that does it; with any other they draw mud.
    private static ModelPrompts OfScheduler(string folder)
    {
        const double Told = 8, Unguided = 1;
        var path = Path.Combine(folder, "scheduler", "scheduler_config.json");
        return (File.Exists(path) ? SchedulerClass().Match(File.ReadAllText(path)).Groups["name"].Value : "") switch
        {
            "LCMScheduler"
                => new() { DefaultScheduler = "lcm", DefaultSteps = 4, DefaultGuidanceScale = EmbedsGuidance(folder) ? Told : Unguided },
            "TCDScheduler" => new() { DefaultScheduler = "tcd", DefaultSteps = 4, DefaultGuidanceScale = Unguided },
            _ => new(),
        };
    }

    private static bool EmbedsGuidance(string folder)
        => ComponentConfig.Read(Path.Combine(folder, "unet", "config.json"))?.Number("time_cond_proj_dim") is not null;

    [GeneratedRegex("\"_class_name\"\\s*:\\s*\"(?<name>\\w+)\"")]
    private static partial Regex SchedulerClass();
}
