using System.Text;
using DiffusionCourse.Files;
using DiffusionCourse.Models;
using DiffusionCourse.Models.Onnx;
using Microsoft.ML.OnnxRuntime;

namespace DiffusionCourse.Inference;

/// <summary>One component's graph in a session, with what it takes and gives.</summary>
internal sealed class OnnxGraph : IDisposable
{
    private readonly Lazy<DeviceMemory> _memory;

    private OnnxGraph(string path, InferenceDevice device, int threads, NoticeList notices, InferenceSession session)
    {
        FilePath = path;
        Notices = notices;
        Device = device;
        Threads = threads;
        Session = session;
        _memory = new(() => new DeviceMemory(session, device));
        Inputs = Signatures(session.InputMetadata);
        Outputs = Signatures(session.OutputMetadata);
    }

    public string FilePath { get; }

    /// <summary>Where the session runs.</summary>
    public InferenceDevice Device { get; }

    /// <summary>Threads of the session's pool on the CPU.</summary>
    public int Threads { get; }

    public InferenceSession Session { get; }

    /// <summary>The session's memory on its device.</summary>
    public DeviceMemory Memory => _memory.Value;

    /// <summary>Takes what the reader should know of the graph's runs.</summary>
    public NoticeList Notices { get; }

    public IReadOnlyList<TensorSignature> Inputs { get; }

    public IReadOnlyList<TensorSignature> Outputs { get; }

    public static OnnxGraph Load(string path, InferenceDevice device, int threads, NoticeList? notices = null)
        => Open(path, device, threads, notices ?? new(), () => OptimisedGraphs.OfUser.Open(path, device, threads));

    /// <summary>Loads the graph as its file states it, with further options: the profiler's, say.</summary>
    public static OnnxGraph Load(string path, InferenceDevice device, int threads, Action<SessionOptions> configure)
        => Open(path, device, threads, new(), () =>
    {
        using var options = SessionSettings.Create(device, threads);
        configure(options);
        return new InferenceSession(path, options);
    });

    private static OnnxGraph Open(string path, InferenceDevice device, int threads, NoticeList notices, Func<InferenceSession> open)
    {
        RefuseUnusableFile(path);
        try
        {
            return new OnnxGraph(path, device, threads, notices, open());
        }
        catch (OnnxRuntimeException error)
        {
            throw new ModelException($"'{path}' cannot be loaded ({RuntimeMessage.Of(error)}). {Remedy(error, device)}", error);
        }
    }

    private static string Remedy(OnnxRuntimeException error, InferenceDevice device)
        => error.Message.Contains("Could not find an implementation", StringComparison.Ordinal)
        ? $"Its graph holds operators that {device.Name} does not have: it was optimised for another device. Run it there, or use the "
            + "export as it was before."
        : "The file is damaged, truncated or made for another runtime: fetch the model again.";

    /// <summary>The input of one of these names, else the only one that fits.</summary>
    public TensorSignature Input(ReadOnlySpan<string> names, Func<TensorSignature, bool> fits, string expected)
        => Find(Inputs, names) ?? Only(Inputs.Where(fits)) ?? throw Misfit(expected);

    /// <summary>The input of this name, if there is one.</summary>
    public TensorSignature? OptionalInput(string name) => Find(Inputs, [name]);

    /// <summary>The output of one of these names, else the first of that rank; other outputs are left alone.</summary>
    public TensorSignature Output(ReadOnlySpan<string> names, int rank, string expected)
        => Find(Outputs, names) ?? Outputs.FirstOrDefault(output => output.Rank == rank && output.IsFloatingPoint)
            ?? throw Misfit(expected);

    /// <summary>
    /// Channels, or width of an embedding, that the graph's first weight takes of an input whose signature leaves them free; null where the
    /// file does not say.
    /// </summary>
    public int? WidthTaken(TensorSignature input)
    {
        try
        {
            return OnnxFile.Read(FilePath).WidthTaken(input.Name);
        }
        catch (ModelException)
        {
            // The runtime has read the file: what this reader does not understand is no fault of the model's.
            return null;
        }
    }

    /// <summary>The batch that the graph fixes, or null; an error where its tensors disagree or it is above what can be used.</summary>
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

    /// <summary>The error for a graph that is not what the pipeline expects: found beside expected.</summary>
    public ModelException Misfit(string expected, Exception? cause = null)
    {
        var text = new StringBuilder($"'{FilePath}' does not fit: expected {expected}.");
        text.Append(" Inputs found: ").AppendJoin(", ", Inputs).Append(". Outputs found: ").AppendJoin(", ", Outputs);
        text.Append(". Export the model again in Stable Diffusion's ONNX layout, with one folder a component.");
        return new ModelException(text.ToString(), cause);
    }

    /// <summary>
    /// Runs the session, and tells ONNX Runtime's errors apart: every run of a pipeline's networks goes through here. Allocates nothing.
    /// </summary>
    /// <param name="call">Calls the session.</param>
    /// <param name="control">Stops the run.</param>
    /// <param name="values">Values of the first input.</param>
    /// <exception cref="ModelException">The graph failed.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    /// <exception cref="DeviceMemoryException">Memory did not suffice.</exception>
    public void Run(Action<RunControl> call, RunControl control, long values)
    {
        if (Device.RefusesMemory?.Invoke(FilePath, values) == true)
        {
            throw new DeviceMemoryException("memory was refused");
        }

        try
        {
            call(control);
        }
        catch (OnnxRuntimeException) when (control.Options.Terminate)
        {
            throw new OperationCanceledException("The generation was cancelled inside the model.", control.Cancellation);
        }
        catch (OnnxRuntimeException error) when (DeviceMemoryException.IsMeantBy(error))
        {
            throw new DeviceMemoryException(RuntimeMessage.Of(error), error);
        }
        catch (OnnxRuntimeException error)
        {
            throw new ModelException($"'{FilePath}' failed ({RuntimeMessage.Of(error)}).", error);
        }
    }

    public void Dispose()
    {
        if (_memory.IsValueCreated)
        {
            _memory.Value.Dispose();
        }

        Session.Dispose();
    }

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

    private static TensorSignature[] Signatures(IReadOnlyDictionary<string, NodeMetadata> metadata)
        => [
            .. metadata.Where(entry => entry.Value.IsTensor).Select(entry =>
                new TensorSignature(entry.Key, entry.Value.ElementDataType, entry.Value.Dimensions, entry.Value.SymbolicDimensions))
        ];

    private static void RefuseUnusableFile(string path)
    {
        if (FileSize.Of(path) is not { } size)
        {
            throw new ModelException($"'{path}' is missing. Fetch the model again.");
        }

        if (size == 0)
        {
            throw new ModelException($"'{path}' is empty: the download was cut short. Fetch the model again.");
        }

        if (size < 1024 && File.ReadLines(path).FirstOrDefault()?.StartsWith("version https://git-lfs", StringComparison.Ordinal) == true)
        {
            throw new ModelException($"'{path}' is a Git LFS pointer, not the graph itself. Run 'git lfs pull' in the model's folder.");
        }
    }
}
