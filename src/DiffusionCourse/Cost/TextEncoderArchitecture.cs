using System.Text.Json.Serialization;

namespace DiffusionCourse.Cost;

/// <summary>
/// What a text encoder's config.json states, in the terms of transformers' CLIPTextModel. Defaults: CLIP ViT-L/14, of Stable Diffusion 1.5.
/// </summary>
public sealed record TextEncoderArchitecture
{
    /// <summary>"clip_text_model", the only kind that can be counted.</summary>
    public string ModelType { get; init; } = "clip_text_model";

    /// <summary>The class that the weights are for. A name that ends in WithProjection adds a projection of the pooled text.</summary>
    public IReadOnlyList<string> Architectures { get; init; } = ["CLIPTextModel"];

    /// <summary>Width of an embedding.</summary>
    public int HiddenSize { get; init; } = 768;

    /// <summary>Width inside the feed-forward layers.</summary>
    public int IntermediateSize { get; init; } = 3072;

    /// <summary>Transformer layers.</summary>
    public int NumHiddenLayers { get; init; } = 12;

    /// <summary>Heads of self-attention.</summary>
    public int NumAttentionHeads { get; init; } = 12;

    /// <summary>Tokens of a prompt with start, end and padding: every prompt costs the same.</summary>
    public int MaxPositionEmbeddings { get; init; } = 77;

    /// <summary>Tokens that are known.</summary>
    public int VocabSize { get; init; } = 49408;

    /// <summary>Width of the projected text where there is a projection.</summary>
    public int ProjectionDim { get; init; } = 768;

    /// <summary>Whether the pooled text is projected (the second encoder of SDXL).</summary>
    [JsonIgnore]
    public bool HasProjection => Architectures.Any(name => name.EndsWith("WithProjection", StringComparison.Ordinal));

    /// <summary>Counts the encoding of one prompt, all positions with the padding.</summary>
    /// <exception cref="ArgumentException">A number of the description is out of its limits, or it is no CLIP text encoder.</exception>
    public NetworkCost Count()
    {
        Check();
        var counter = new OperationCounter();
        var tokens = Resolution.Sequence(MaxPositionEmbeddings);
        counter.Embedding("token embedding", VocabSize, HiddenSize, tokens);
        counter.Embedding("position embedding", MaxPositionEmbeddings, HiddenSize, tokens);
        counter.ElementWise("embedding sum", HiddenSize, tokens, inputs: 2);
        for (var layer = 1; layer <= NumHiddenLayers; layer++)
        {
            counter.Part = $"layer {layer}";
            counter.Norm("norm 1", HiddenSize, tokens);
            counter.SelfAttention(HiddenSize, NumAttentionHeads, tokens, bias: true);
            counter.Norm("norm 2", HiddenSize, tokens);
            counter.FeedForward(HiddenSize, IntermediateSize, gated: false, tokens);
        }

        counter.Part = "";
        counter.Norm("norm out", HiddenSize, tokens);
        if (HasProjection)
        {
            counter.Linear("projection", HiddenSize, ProjectionDim, Resolution.Vector, bias: false);
        }

        return counter.ToCost("text encoder");
    }

    internal void Check()
    {
        ArchitectureCheck.Few(("num_hidden_layers", NumHiddenLayers));
        ArchitectureCheck.Among("model_type", [ModelType], "clip_text_model");
        ArchitectureCheck.Positive(
            ("hidden_size", HiddenSize), ("intermediate_size", IntermediateSize), ("num_attention_heads", NumAttentionHeads),
            ("max_position_embeddings", MaxPositionEmbeddings), ("vocab_size", VocabSize), ("projection_dim", ProjectionDim));
    }
}
