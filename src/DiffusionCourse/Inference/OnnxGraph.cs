using System.Text;
using DiffusionCourse.Models;
using Microsoft.ML.OnnxRuntime;

namespace DiffusionCourse.Inference;

/// <summary>One component's graph in a session, with what it takes and gives.</summary>
internal sealed class OnnxGraph : IDisposable
{
    private OnnxGraph(string path, InferenceSession session)
    {
        FilePath = path;
        Session = session;
        Inputs = Signatures(session.InputMetadata);
        Outputs = Signatures(session.OutputMetadata);
    }

    public string FilePath { get; }

    public InferenceSession Session { get; }

    public IReadOnlyList<TensorSignature> Inputs { get; }

    public IReadOnlyList<TensorSignature> Outputs { get; }

    public static OnnxGraph Load(string path, InferenceDevice device, int threads)
    {
        RefuseUnusableFile(path);
        try
        {
            return new OnnxGraph(path, OptimisedGraphs.OfUser.Open(path, device, threads));
        }
        catch (OnnxRuntimeException error)
        {
            throw new ModelException($"'{path}' cannot be loaded ({error.Message.ReplaceLineEndings(" ").Trim()}). The file is damaged, truncated or made for another runtime: fetch the model again.", error);
        }
    }

    /// <summary>The input of one of these names.</summary>
    public TensorSignature Input(params ReadOnlySpan<string> names) => Find(Inputs, names) ?? throw Misfit($"an input {Join(names)}");

    /// <summary>The output of one of these names, else the first that fits.</summary>
    public TensorSignature Output(ReadOnlySpan<string> names, int rank)
        => Find(Outputs, names) ?? Outputs.FirstOrDefault(output => output.Rank == rank && output.IsFloatingPoint)
        ?? throw Misfit($"an output {Join(names)} of rank {rank}");

    /// <summary>The error for a graph that is not what the pipeline expects: found beside expected.</summary>
    public ModelException Misfit(string expected)
    {
        var text = new StringBuilder($"'{FilePath}' does not fit: expected {expected}.");
        text.Append(" Inputs found: ").AppendJoin(", ", Inputs).Append(". Outputs found: ").AppendJoin(", ", Outputs);
        text.Append(". Export the model again in Stable Diffusion's ONNX layout, with one folder a component.");
        return new ModelException(text.ToString());
    }

    public void Dispose() => Session.Dispose();

    private static TensorSignature? Find(IReadOnlyList<TensorSignature> among, ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if (among.FirstOrDefault(signature => signature.Name == name) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private static string Join(ReadOnlySpan<string> names) => $"'{string.Join("' or '", names!)}'";

    private static TensorSignature[] Signatures(IReadOnlyDictionary<string, NodeMetadata> metadata)
        => [.. metadata.Where(entry => entry.Value.IsTensor).Select(entry => new TensorSignature(entry.Key, entry.Value.ElementDataType, entry.Value.Dimensions))];

    private static void RefuseUnusableFile(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
        {
            throw new ModelException($"'{path}' is missing. Fetch the model again.");
        }

        if (file.Length == 0)
        {
            throw new ModelException($"'{path}' is empty: the download was cut short. Fetch the model again.");
        }

        if (file.Length < 1024 && File.ReadLines(path).FirstOrDefault()?.StartsWith("version https://git-lfs", StringComparison.Ordinal) == true)
        {
            throw new ModelException($"'{path}' is a Git LFS pointer, not the graph itself. Run 'git lfs pull' in the model's folder.");
        }
    }
}
