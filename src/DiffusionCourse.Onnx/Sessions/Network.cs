using System.Text;
using DiffusionCourse.Models;

namespace DiffusionCourse.Inference;

/// <summary>A component's network, with what it takes and gives, wherever it runs: in a session here, or on a server.</summary>
internal abstract class Network : IDisposable
{
    /// <summary>Where it is, for messages: the graph's file, or the server's address and the network's name there.</summary>
    public abstract string Location { get; }

    /// <summary>Takes what the reader should know of the network's runs.</summary>
    public abstract NoticeList Notices { get; }

    public abstract IReadOnlyList<TensorSignature> Inputs { get; }

    public abstract IReadOnlyList<TensorSignature> Outputs { get; }

    /// <summary>Binds buffers, for runs that follow.</summary>
    public abstract INetworkRun Bind(
        IEnumerable<(TensorSignature Signature, TensorBuffer Buffer)> inputs, TensorSignature output, TensorBuffer result);

    /// <summary>Runs once, for an output whose shape only the run tells.</summary>
    /// <exception cref="ModelException">The network failed.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    /// <exception cref="DeviceMemoryException">Memory did not suffice.</exception>
    public abstract NetworkOutput Run(
        IReadOnlyList<(TensorSignature Signature, TensorBuffer Buffer)> inputs, TensorSignature output, RunControl control);

    /// <summary>
    /// Channels, or width of an embedding, that the first weight takes of an input whose signature leaves them free; null where it is not
    /// known.
    /// </summary>
    public virtual int? WidthTaken(TensorSignature input) => null;

    /// <summary>The same network where it needs no memory of this device; null where there is no such place.</summary>
    public virtual Network? OpenFallback() => null;

    /// <summary>Asks that a run's memory is given back after it, where that is worth while.</summary>
    public virtual void GiveMemoryBack(RunControl control)
    {
    }

    /// <summary>The input of one of these names, else the only one that fits.</summary>
    public TensorSignature Input(ReadOnlySpan<string> names, Func<TensorSignature, bool> fits, string expected)
        => Find(Inputs, names) ?? Only(Inputs.Where(fits)) ?? throw Misfit(expected);

    /// <summary>The input of this name, if there is one.</summary>
    public TensorSignature? OptionalInput(string name) => Find(Inputs, [name]);

    /// <summary>The output of one of these names, else the first of that rank; other outputs are left alone.</summary>
    public TensorSignature Output(ReadOnlySpan<string> names, int rank, string expected)
        => Find(Outputs, names) ?? Outputs.FirstOrDefault(output => output.Rank == rank && output.IsFloatingPoint)
            ?? throw Misfit(expected);

    /// <summary>The batch that the network fixes, or null; an error where its tensors disagree or it is above what can be used.</summary>
    public int? FixedBatch(string expected, int most, params ReadOnlySpan<TensorSignature> tensors)
    {
        int? batch = null;
        foreach (var tensor in tensors)
        {
            if (tensor.Fixed(0) is not { } stated)
            {
                continue;
            }

            batch = stated <= most && (batch ?? stated) == stated
                ? stated
                : throw Misfit($"{expected}; a free batch, or a batch of {(most == 1 ? "one" : "one or two")}");
        }

        return batch;
    }

    /// <summary>The error for a network that is not what the pipeline expects: found beside expected.</summary>
    public ModelException Misfit(string expected, Exception? cause = null)
    {
        var text = new StringBuilder($"'{Location}' does not fit: expected {expected}.");
        text.Append(" Inputs found: ").AppendJoin(", ", Inputs).Append(". Outputs found: ").AppendJoin(", ", Outputs);
        text.Append(". Export the model again in Stable Diffusion's ONNX layout, with one folder a component.");
        return new ModelException(text.ToString(), cause);
    }

    public abstract void Dispose();

    private static TensorSignature? Find(IReadOnlyList<TensorSignature> among, ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (among.FirstOrDefault(signature => signature.Name == name) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private static TensorSignature? Only(IEnumerable<TensorSignature> fitting) => fitting.Take(2).ToArray() is [var only] ? only : null;
}
