namespace DiffusionCourse.Cost;

/// <content>Counting.</content>
public sealed partial record JointTransformerArchitecture
{
    // Sinusoids that a timestep, and a guidance scale, become before their two linear layers; the same in all of these models.
    private const int Sinusoids = 256;
    private const int FeedForwardFactor = 4;

    /// <summary>
    /// Counts one evaluation for one sample. Joint attention is counted as self-attention, over all tokens of both kinds.
    /// </summary>
    /// <param name="width">Width of the latents, a multiple of <see cref="Downsampling"/>.</param>
    /// <param name="height">Height of the latents, likewise.</param>
    /// <exception cref="ArgumentException">A number of the description or a size is out of its limits.</exception>
    public NetworkCost Count(int width, int height)
    {
        Check();
        foreach (var side in new[] { width, height })
        {
            if (side < Downsampling || side % Downsampling != 0)
            {
                throw new ArgumentException(
                    Invariant($"The latents are {width} x {height}: each side must be a positive multiple of {Downsampling}."));
            }
        }

        var counter = new OperationCounter();
        var picture = new Resolution(width / Downsampling, height / Downsampling);
        var text = Resolution.Sequence(TextTokens);
        CountEmbeddings(counter, picture, text);
        for (var layer = 1; layer <= NumLayers; layer++)
        {
            counter.Part = $"block {layer}";
            CountBlock(counter, picture, text, dropsText: LastBlockDropsText && layer == NumLayers);
        }

        for (var layer = 1; layer <= NumSingleLayers; layer++)
        {
            counter.Part = $"single block {layer}";
            CountSingleBlock(counter, Resolution.Sequence(checked((int)(picture.Positions + text.Positions))));
        }

        counter.Part = "";
        Modulation(counter, "picture", 2, picture);
        counter.Linear("out", HiddenSize, PatchSize * PatchSize * OutChannels, picture);
        return counter.ToCost("transformer");
    }

    internal void Check()
    {
        ArchitectureCheck.Few(("num_layers", NumLayers), ("patch_size", PatchSize), ("packing", Packing));
        ArchitectureCheck.Positive(
            ("sample_size", SampleSize), ("in_channels", InChannels), ("out_channels", OutChannels),
            ("attention_head_dim", AttentionHeadDim),
            ("num_attention_heads", NumAttentionHeads), ("joint_attention_dim", JointAttentionDim),
            ("pooled_projection_dim", PooledProjectionDim), ("the number of text tokens", TextTokens));
        if (NumSingleLayers is < 0 or > 100)
        {
            throw new ArgumentException(Invariant($"num_single_layers is {NumSingleLayers}: it must be 0 to 100."));
        }
    }

    private void CountEmbeddings(OperationCounter counter, Resolution picture, Resolution text)
    {
        counter.Linear("patches", InChannels * PatchSize * PatchSize, HiddenSize, picture);
        counter.Linear("text", JointAttentionDim, HiddenSize, text);
        TwoLayers(counter, "timestep", Sinusoids);
        if (GuidanceEmbeds)
        {
            TwoLayers(counter, "guidance scale", Sinusoids);
        }

        TwoLayers(counter, "pooled text", PooledProjectionDim);
    }

    private void TwoLayers(OperationCounter counter, string name, int inputs)
    {
        counter.Linear($"{name} 1", inputs, HiddenSize, Resolution.Vector);
        counter.ElementWise($"{name} SiLU", HiddenSize, Resolution.Vector);
        counter.Linear($"{name} 2", HiddenSize, HiddenSize, Resolution.Vector);
    }

    private void CountBlock(OperationCounter counter, Resolution picture, Resolution text, bool dropsText)
    {
        (string Name, Resolution Tokens, bool Continues)[] streams = [("picture", picture, true), ("text", text, !dropsText)];
        foreach (var (name, tokens, continues) in streams)
        {
            Modulation(counter, name, continues ? 6 : 2, tokens);
            QueriesKeysValues(counter, name, tokens);
        }

        var all = picture.Positions + text.Positions;
        counter.AttentionProducts(
            OperationKind.SelfAttention, "joint attention", HiddenSize, NumAttentionHeads, Resolution.Sequence(checked((int)all)), all);
        foreach (var (name, tokens, _) in streams.Where(stream => stream.Continues))
        {
            counter.Linear($"{name} attention out", HiddenSize, HiddenSize, tokens);
            counter.ElementWise($"{name} attention gate and sum", HiddenSize, tokens, inputs: 2);
            counter.Norm($"{name} norm 2", HiddenSize, tokens, parameters: 0);
            counter.FeedForward(HiddenSize, FeedForwardFactor * HiddenSize, gated: false, tokens);
        }
    }

    private void CountSingleBlock(OperationCounter counter, Resolution tokens)
    {
        var hidden = FeedForwardFactor * HiddenSize;
        Modulation(counter, "both", 3, tokens);
        QueriesKeysValues(counter, "both", tokens);
        counter.AttentionProducts(OperationKind.SelfAttention, "joint attention", HiddenSize, NumAttentionHeads, tokens, tokens.Positions);
        counter.Linear("feed-forward widen", HiddenSize, hidden, tokens);
        counter.ElementWise("feed-forward activation", hidden, tokens);
        counter.Linear("out", HiddenSize + hidden, HiddenSize, tokens);
        counter.ElementWise("gate and sum", HiddenSize, tokens, inputs: 2);
    }

    /// <summary>
    /// A norm whose scales, shifts and gates come from the timestep and the pooled text (Peebles and Xie 2023, arXiv:2212.09748,
    /// adaLN-Zero).
    /// </summary>
    private void Modulation(OperationCounter counter, string name, int vectors, Resolution tokens)
    {
        counter.ElementWise($"{name} modulation SiLU", HiddenSize, Resolution.Vector);
        counter.Linear($"{name} modulation", HiddenSize, vectors * HiddenSize, Resolution.Vector);
        counter.Norm($"{name} norm", HiddenSize, tokens, parameters: 0);
    }

    private void QueriesKeysValues(OperationCounter counter, string name, Resolution tokens)
    {
        foreach (var part in new[] { "queries", "keys", "values" })
        {
            counter.Linear($"{name} {part}", HiddenSize, HiddenSize, tokens);
            if (NormalizesQueriesAndKeys && part != "values")
            {
                counter.Norm($"{name} {part} norm", HiddenSize, tokens, parameters: AttentionHeadDim);
            }
        }
    }
}
