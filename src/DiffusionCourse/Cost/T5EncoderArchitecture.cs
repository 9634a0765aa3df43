namespace DiffusionCourse.Cost;

/// <summary>
/// What the config.json of a T5 encoder states, in the terms of transformers' T5EncoderModel (Raffel et al. 2020, arXiv:1910.10683,
/// version 1.1 with a gated feed-forward layer). Defaults: T5 v1.1 XXL, of Stable Diffusion 3 and FLUX.1.
/// </summary>
public sealed record T5EncoderArchitecture
{
    /// <summary>Width of an embedding.</summary>
    public int DModel { get; init; } = 4096;

    /// <summary>Width inside the feed-forward layers.</summary>
    public int DFf { get; init; } = 10240;

    /// <summary>Width of a head of attention.</summary>
    public int DKv { get; init; } = 64;

    /// <summary>Heads of self-attention.</summary>
    public int NumHeads { get; init; } = 64;

    /// <summary>Transformer layers.</summary>
    public int NumLayers { get; init; } = 24;

    /// <summary>Tokens that are known.</summary>
    public int VocabSize { get; init; } = 32128;

    /// <summary>Distances between tokens that have a bias of their own, for each head.</summary>
    public int RelativeAttentionNumBuckets { get; init; } = 32;

    /// <summary>Tokens of a prompt with end and padding: 256 in Stable Diffusion 3, 512 in FLUX.1-dev.</summary>
    public int Tokens { get; init; } = 256;

    /// <summary>Counts the encoding of one prompt, all positions with the padding.</summary>
    /// <exception cref="ArgumentException">A number of the description is out of its limits.</exception>
    public NetworkCost Count()
    {
        Check();
        var counter = new OperationCounter();
        var tokens = Resolution.Sequence(Tokens);
        var inner = NumHeads * DKv;
        counter.Embedding("token embedding", VocabSize, DModel, tokens);
        counter.Embedding("relative positions", RelativeAttentionNumBuckets, NumHeads, tokens);
        for (var layer = 1; layer <= NumLayers; layer++)
        {
            counter.Part = $"layer {layer}";
            counter.Norm("norm 1", DModel, tokens, parameters: DModel);
            foreach (var name in new[] { "queries", "keys", "values" })
            {
                counter.Linear($"self-attention {name}", DModel, inner, tokens, bias: false);
            }

            counter.AttentionProducts(OperationKind.SelfAttention, "self-attention", inner, NumHeads, tokens, tokens.Positions);
            counter.Linear("self-attention out", inner, DModel, tokens, bias: false);
            counter.ElementWise("self-attention sum", DModel, tokens, inputs: 2);
            counter.Norm("norm 2", DModel, tokens, parameters: DModel);
            counter.Linear("feed-forward gate", DModel, DFf, tokens, bias: false);
            counter.Linear("feed-forward widen", DModel, DFf, tokens, bias: false);
            counter.ElementWise("feed-forward activation", DFf, tokens, inputs: 2);
            counter.Linear("feed-forward narrow", DFf, DModel, tokens, bias: false);
            counter.ElementWise("feed-forward sum", DModel, tokens, inputs: 2);
        }

        counter.Part = "";
        counter.Norm("norm out", DModel, tokens, parameters: DModel);
        return counter.ToCost("text encoder");
    }

    internal void Check()
    {
        ArchitectureCheck.Few(("num_layers", NumLayers));
        ArchitectureCheck.Positive(
            ("d_model", DModel), ("d_ff", DFf), ("d_kv", DKv), ("num_heads", NumHeads), ("vocab_size", VocabSize),
            ("relative_attention_num_buckets", RelativeAttentionNumBuckets), ("the number of tokens", Tokens));
    }
}
