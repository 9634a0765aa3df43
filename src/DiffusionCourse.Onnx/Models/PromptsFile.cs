using System.Text.Json;
using DiffusionCourse.Schedulers.Engine;

namespace DiffusionCourse.Models;

/// <summary>Reads a model's prompts.json. A field that is missing leaves the default; one of the wrong kind is an error.</summary>
internal sealed class PromptsFile : JsonFields
{
    private const int MostSteps = 1000;

    private PromptsFile(string path, JsonElement root)
        : base(path, root)
    {
    }

    /// <summary>What the file says, or null where there is none.</summary>
    /// <exception cref="ModelException">The file is no JSON object, or a field is not what it must be.</exception>
    public static ModelPrompts? Read(string path)
    {
        using var document = ModelFolder.ReadJson(path);
        return document is null ? null : new PromptsFile(path, document.RootElement).ToPrompts();
    }

    private ModelPrompts ToPrompts()
    {
        var usual = new ModelPrompts();
        var concepts = Words("concepts");
        return new()
        {
            Concepts = concepts,
            Recognisability = Shares("recognisability", concepts.Length),
            Styles = Words("styles"),
            Backgrounds = Words("backgrounds"),
            Examples = Words("examples"),
            Template = Text("template"),
            DefaultGuidanceScale = Number("defaultGuidanceScale", usual.DefaultGuidanceScale, 0, ModelPrompts.LargestGuidanceScale),
            DefaultSteps = (int)Number("defaultSteps", usual.DefaultSteps, 1, MostSteps),
            DefaultScheduler = SchedulerName("defaultScheduler") ?? usual.DefaultScheduler,
        };
    }

    private string[] Words(string name)
    {
        if (!Root.TryGetProperty(name, out var list))
        {
            return [];
        }

        if (list.ValueKind != JsonValueKind.Array)
        {
            throw Wrong(name, list, "a list of texts, or left out");
        }

        var words = new string[list.GetArrayLength()];
        var place = 0;
        foreach (var word in list.EnumerateArray())
        {
            words[place++] = word.ValueKind == JsonValueKind.String ? TextOf(name, word) : throw Wrong(name, word, "a list of texts");
        }

        return words;
    }

    private double[] Shares(string name, int count)
    {
        if (!Root.TryGetProperty(name, out var list))
        {
            return [];
        }

        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() != count)
        {
            throw Wrong(name, list, Invariant($"a list of {count} numbers, one for each concept, or left out"));
        }

        return [.. list.EnumerateArray().Select(share
            => share.ValueKind == JsonValueKind.Number && share.TryGetDouble(out var value) && value is >= 0 and <= 1 ? value
            : throw Wrong(name, share, "a list of numbers from 0 to 1"))];
    }

    private string? Text(string name) => Field(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.String ? TextOf(name, value) : throw Wrong(name, value, "a text");

    private string? SchedulerName(string name)
    {
        try
        {
            return Text(name) is { } text && SchedulerCatalogue.Find(text) is not null ? text : null;
        }
        catch (ArgumentException)
        {
            throw Wrong(name, Field(name)!.Value, "the name of a scheduler, such as \"dpm++2m\" ('course schedule' lists them)");
        }
    }

    private double Number(string name, double usual, double least, double most) => !Root.TryGetProperty(name, out var value) ? usual
        : value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number >= least && number <= most ? number
        : throw Wrong(name, value, Invariant($"a number from {least} to {most}"));
}
