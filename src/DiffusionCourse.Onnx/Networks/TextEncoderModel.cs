using System.Collections.Concurrent;
using DiffusionCourse.Models;
using DiffusionCourse.Tokenization;
using Microsoft.ML.OnnxRuntime;

namespace DiffusionCourse.Inference;

/// <summary>The text encoder: token ids to one vector a token. Embeddings are kept, so a prompt is encoded once.</summary>
internal sealed class TextEncoderModel : IDisposable
{
    // 77 x 768 floats are 240 KB: this is at most some 15 MB.
    private const int MostKept = 64;
    private const string Expected =
        "input_ids int32 or int64[batch,context], at most attention_mask besides, and last_hidden_state float[batch,context,width]";
    private const string Moved = "The GPU has no memory left for the text encoder: it runs on the CPU.";
    private readonly Network _network;
    private readonly Lazy<Network?> _fallback;
    private readonly TensorSignature _ids;
    private readonly TensorSignature? _mask;
    private readonly TensorSignature _hidden;
    private readonly ConcurrentDictionary<string, TextEmbedding> _kept = new(StringComparer.Ordinal);

    public TextEncoderModel(Network network)
    {
        _network = network;
        _fallback = new(network.OpenFallback);
        _ids = network.Input(["input_ids", "tokens"], input => input is { Rank: 2, IsInteger: true }, Expected);
        _mask = network.OptionalInput("attention_mask");
        _hidden = network.Output(["last_hidden_state", "hidden_states", "text_embeddings"], rank: 3, Expected);
        if (
            !_ids.IsInteger || _ids.Rank != 2 || _mask is { IsInteger: false } || !_hidden.IsFloatingPoint || _hidden.Rank != 3
                || network.Inputs.Count > (_mask is null ? 1 : 2))
        {
            throw network.Misfit(Expected);
        }

        network.FixedBatch(Expected, most: 1, _ids, _hidden);
    }

    /// <summary>The context length that the graph fixes, or null.</summary>
    public int? FixedContext => _ids.Fixed(1);

    /// <summary>Width of an embedding where the graph fixes it, or null.</summary>
    public int? Width => _hidden.Fixed(2);

    /// <summary>Where the network is, for messages.</summary>
    public string Location => _network.Location;

    /// <summary>Encodes a prompt, or returns what was kept of an earlier call.</summary>
    public TextEmbedding Encode(TokenizedPrompt prompt, CancellationToken cancellation)
    {
        if (_kept.TryGetValue(prompt.Text, out var kept))
        {
            return kept;
        }

        if (_kept.Count >= MostKept)
        {
            _kept.Clear();
        }

        return _kept[prompt.Text] = Run([.. prompt.Ids], cancellation);
    }

    public void Dispose()
    {
        _network.Dispose();
        if (_fallback.IsValueCreated)
        {
            _fallback.Value?.Dispose();
        }
    }

    // The text encoder is small beside the UNet: where the GPU has no room for it, it runs on the CPU.
    private TextEmbedding Run(int[] ids, CancellationToken cancellation)
    {
        if (_fallback is { IsValueCreated: true, Value: { } before })
        {
            return Run(before, ids, cancellation);
        }

        try
        {
            return Run(_network, ids, cancellation);
        }
        catch (DeviceMemoryException error)
        {
            var elsewhere = _fallback.Value ?? throw new ModelException(
                $"There is not enough memory to run '{_network.Location}' ({error.Message}). Close other programs, or use a float16 "
                    + "export.",
                error);
            _network.Notices.Add(Moved);
            return Run(elsewhere, ids, cancellation);
        }
    }

    private TextEmbedding Run(Network network, int[] ids, CancellationToken cancellation)
    {
        using var input = TensorBuffer.Create(_ids, 1, ids.Length);
        input.Write(ids);
        using var mask = _mask is null ? null : TensorBuffer.Create(_mask, 1, ids.Length);
        mask?.Fill(1);
        using var control = new RunControl(cancellation);
        try
        {
            var output = network.Run(mask is null ? [(_ids, input)] : [(_ids, input), (_mask!, mask)], _hidden, control);
            RefuseNonFinite(output.Values);
            return new(output.Values, ids.Length, (int)output.Shape[2]);
        }
        catch (ModelException error) when (error.InnerException is OnnxRuntimeException cause)
        {
            throw new ModelException(
                $"{error.Message} It was given {ids.Length} token ids: if it reads fewer, state model_max_length in "
                    + "tokenizer/tokenizer_config.json.",
                cause);
        }
    }

    private void RefuseNonFinite(float[] values)
    {
        if (!System.Numerics.Tensors.TensorPrimitives.IsFiniteAll<float>(values))
        {
            throw new ModelException(
                $"The text encoder '{_network.Location}' gave values that are not finite. Its weights are damaged, or it needs float32.");
        }
    }
}
