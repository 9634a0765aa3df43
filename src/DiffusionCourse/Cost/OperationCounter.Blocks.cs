namespace DiffusionCourse.Cost;

/// <content>The blocks that the networks are made of.</content>
internal sealed partial class OperationCounter
{
    /// <summary>
    /// Norm, SiLU, 3 x 3 convolution, twice; the timestep's vector in between; a 1 x 1 convolution on the skip where widths differ.
    /// </summary>
    public void ResidualBlock(int inputs, int outputs, Resolution at, int? timeWidth = null)
    {
        Norm("norm 1", inputs, at);
        ElementWise("SiLU 1", inputs, at);
        Convolution("convolution 1", inputs, outputs, 3, at);
        if (timeWidth is { } width)
        {
            ElementWise("timestep SiLU", width, Resolution.Vector);
            Linear("timestep", width, outputs, Resolution.Vector);
            ElementWise("timestep sum", outputs, at);
        }

        Norm("norm 2", outputs, at);
        ElementWise("SiLU 2", outputs, at);
        Convolution("convolution 2", outputs, outputs, 3, at);
        if (inputs != outputs)
        {
            Convolution("skip", inputs, outputs, 1, at);
        }

        ElementWise("sum", outputs, at, inputs: 2);
    }

    /// <summary>Queries, keys and values, both products, and the projection out, which alone has a bias unless all have one.</summary>
    public void SelfAttention(int channels, int heads, Resolution at, bool bias = false)
    {
        foreach (var name in new[] { "queries", "keys", "values" })
        {
            Linear($"self-attention {name}", channels, channels, at, bias);
        }

        AttentionProducts(OperationKind.SelfAttention, "self-attention", channels, heads, at, at.Positions);
        Linear("self-attention out", channels, channels, at);
        ElementWise("self-attention sum", channels, at, inputs: 2);
    }

    /// <summary>Queries from the latents, keys and values from the text.</summary>
    public void CrossAttention(int channels, int heads, int textWidth, Resolution at, Resolution text)
    {
        Linear("cross-attention queries", channels, channels, at, bias: false);
        Linear("cross-attention keys", textWidth, channels, text, bias: false);
        Linear("cross-attention values", textWidth, channels, text, bias: false);
        AttentionProducts(OperationKind.CrossAttention, "cross-attention", channels, heads, at, text.Positions);
        Linear("cross-attention out", channels, channels, at);
        ElementWise("cross-attention sum", channels, at, inputs: 2);
    }

    /// <summary>Widen, activate, narrow. A gated activation (GEGLU, Shazeer 2020) is widened twice and multiplied.</summary>
    public void FeedForward(int channels, int hidden, bool gated, Resolution at)
    {
        Linear("feed-forward widen", channels, gated ? 2 * hidden : hidden, at);
        ElementWise("feed-forward activation", hidden, at, inputs: gated ? 2 : 1);
        Linear("feed-forward narrow", hidden, channels, at);
        ElementWise("feed-forward sum", channels, at, inputs: 2);
    }
}
