using System.Text.Json;

namespace DiffusionCourse.Models;

/// <summary>What a component's config.json states. A field that is missing or null gives null, one of the wrong kind an error.</summary>
internal sealed class ComponentConfig : JsonFields
{
    // 2^15 pixels a latent: far beyond any model, and within an int.
    private const int MostElements = 16;

    // In pixels or latents; a picture has no longer side.
    private const int LongestSide = 16384;

    private ComponentConfig(string path, JsonElement root)
        : base(path, root)
    {
    }

    /// <summary>The file's content, or null where there is no file: many exports have none.</summary>
    /// <exception cref="ModelException">The file is no JSON object.</exception>
    public static ComponentConfig? Read(string path)
    {
        using var document = ModelFolder.ReadJson(path);
        return document is null ? null : new(path, document.RootElement.Clone());
    }

    /// <summary>A size: a whole number from 1.</summary>
    public int? Number(string name) => Field(name) is not { } value ? null
        : IsSize(value) ? value.GetInt32()
        : throw Wrong(name, value, "a whole number from 1");

    /// <summary>A side: a whole number from 1 to 16384, or a height and a width, of which the height is taken.</summary>
    public int? Side(string name) => Field(name) is not { } value ? null
        : IsSide(value) ? value.GetInt32()
        : value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 2 && value.EnumerateArray().All(IsSide) ? value[0].GetInt32()
        : throw Wrong(name, value, $"a whole number from 1 to {LongestSide}, or two");

    /// <summary>How many elements a list has.</summary>
    public int? Count(string name) => Field(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Array && value.GetArrayLength() is >= 1 and <= MostElements ? value.GetArrayLength()
        : throw Wrong(name, value, $"a list of 1 to {MostElements} elements");

    /// <summary>A finite number.</summary>
    public double? Real(string name) => Field(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number) ? number
        : throw Wrong(name, value, "a finite number");

    /// <summary>A factor to divide by: finite and above 0.</summary>
    public double? Factor(string name)
        => Field(name) is { } value && Real(name) <= 0 ? throw Wrong(name, value, "a number above 0") : Real(name);

    private static bool IsSide(JsonElement value) => IsSize(value) && value.GetInt32() <= LongestSide;

    private static bool IsSize(JsonElement value)
        => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number > 0;
}
