using System.Text.Json;
using DiffusionCourse.Models;

namespace DiffusionCourse.Cost;

/// <summary>Reads the descriptions of a model's networks from the config.json of each component's folder.</summary>
internal sealed class ArchitectureReader(string folder)
{
    private static readonly JsonSerializerOptions Format = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        RespectNullableAnnotations = true,
    };

    // Fields of diffusers that add or change layers in ways that are not counted, with the values that do not.
    private static readonly (string Field, string[] Harmless)[] NotCounted =
    [
        ("class_embed_type", []), ("num_class_embeds", []), ("encoder_hid_dim", []), ("encoder_hid_dim_type", []),
        ("cross_attention_norm", []), ("mid_block_only_cross_attention", ["false"]), ("reverse_transformer_layers_per_block", []),
        ("dual_cross_attention", ["false"]), ("only_cross_attention", ["false"]), ("attention_type", ["default"]),
        ("resnet_time_scale_shift", ["default"]), ("time_embedding_type", ["positional"]), ("conv_in_kernel", ["3"]),
        ("conv_out_kernel", ["3"]),
        ("timestep_post_act", []), ("resnet_skip_time_act", ["false"]), ("class_embeddings_concat", ["false"]),
    ];

    public T Require<T>(string component, Action<T> check)
        where T : class
        => Find(component, check) ?? throw new ModelException(
            $"'{PathOf(component)}' is missing: it states how the {component} is built. Fetch the model again with its config.json "
                + $"files, or name an architecture that needs none: "
                + $"{string.Join(", ", ModelArchitecture.Known.Select(known => known.Name))}.");

    public T? Find<T>(string component, Action<T> check)
        where T : class
    {
        using var document = ModelFolder.ReadJson(PathOf(component));
        if (document is null)
        {
            return null;
        }

        try
        {
            RefuseWhatIsNotCounted(document.RootElement);
            var description = document.Deserialize<T>(Format) ?? throw new ArgumentException("It holds no object.");
            check(description);
            return description;
        }
        catch (JsonException error)
        {
            throw new ModelException(
                $"'{PathOf(component)}' does not describe a network: the value at {error.Path} does not fit. Fetch the model again.",
                error);
        }
        catch (ArgumentException error)
        {
            throw new ModelException($"'{PathOf(component)}' cannot be counted. {error.Message}", error);
        }
    }

    private static void RefuseWhatIsNotCounted(JsonElement config)
    {
        if (config.ValueKind != JsonValueKind.Object)
        {
            throw new ArgumentException("It holds no object.");
        }

        foreach (var (field, harmless) in NotCounted)
        {
            if (
                config.TryGetProperty(field, out var value) && value.ValueKind != JsonValueKind.Null
                    && !harmless.Contains(value.ToString(), StringComparer.OrdinalIgnoreCase))
            {
                throw new ArgumentException($"Its {field} is {value}: such a network is not known here.");
            }
        }
    }

    private string PathOf(string component) => Path.Combine(folder, component, "config.json");
}
