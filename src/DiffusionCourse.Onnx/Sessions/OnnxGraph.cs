using DiffusionCourse.Files;
using DiffusionCourse.Models;
using DiffusionCourse.Models.Onnx;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace DiffusionCourse.Inference;

/// <summary>One component's graph in a session, with what it takes and gives.</summary>
internal sealed class OnnxGraph : Network
{
    private readonly Lazy<DeviceMemory> _memory;

    private OnnxGraph(string path, InferenceDevice device, int threads, NoticeList notices, InferenceSession session)
    {
        Location = path;
        Notices = notices;
        Device = device;
        Threads = threads;
        Session = session;
        _memory = new(() => new DeviceMemory(session, device));
        Inputs = Signatures(session.InputMetadata);
        Outputs = Signatures(session.OutputMetadata);
    }

    public override string Location { get; }

    /// <summary>Where the session runs.</summary>
    public InferenceDevice Device { get; }

    /// <summary>Threads of the session's pool on the CPU.</summary>
    public int Threads { get; }

    public InferenceSession Session { get; }

    /// <summary>The session's memory on its device.</summary>
    public DeviceMemory Memory => _memory.Value;

    public override NoticeList Notices { get; }

    public override IReadOnlyList<TensorSignature> Inputs { get; }

    public override IReadOnlyList<TensorSignature> Outputs { get; }

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
        => DeviceMemoryException.IsMeantBy(error)
        ? "There is not enough memory to load it: close other programs, or use a float16 export."
        : error.Message.Contains("Could not find an implementation", StringComparison.Ordinal)
        ? $"Its graph holds operators that {device.Name} does not have: it was optimised for another device. Run it there, or use the "
            + "export as it was before."
        : "The file is damaged, truncated or made for another runtime: fetch the model again.";

    public override INetworkRun Bind(
        IEnumerable<(TensorSignature Signature, TensorBuffer Buffer)> inputs, TensorSignature output, TensorBuffer result)
        => new BoundRun(this, inputs, output, result);

    public override NetworkOutput Run(
        IReadOnlyList<(TensorSignature Signature, TensorBuffer Buffer)> inputs, TensorSignature output, RunControl control)
    {
        NetworkOutput result = default;
        Run(Call, control, inputs[0].Buffer.Length);
        return result;

        void Call(RunControl run)
        {
            var values = inputs.ToDictionary(input => input.Signature.Name, input => input.Buffer.Value);
            using var outputs = Session.Run(run.Options, values, [output.Name]);
            result = new(outputs[0].GetTensorTypeAndShape().Shape, Values(outputs[0], output.Type));
        }
    }

    public override int? WidthTaken(TensorSignature input)
    {
        try
        {
            return OnnxFile.Read(Location).WidthTaken(input.Name);
        }
        catch (ModelException)
        {
            // The runtime has read the file: what this reader does not understand is no fault of the model's.
            return null;
        }
    }

    public override Network? OpenFallback() => Device.Fallback is { } device ? Load(Location, device, Threads, Notices) : null;

    // Once a picture a VAE takes more memory than a step of the UNet does, which would be missing there until the session ends.
    public override void GiveMemoryBack(RunControl control)
    {
        if (Device.IsCuda)
        {
            control.Options.AddRunConfigEntry("memory.enable_memory_arena_shrinkage", Invariant($"gpu:{Device.Cuda.DeviceId}"));
        }
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
        if (Device.RefusesMemory?.Invoke(Location, values) == true)
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
            throw new ModelException($"'{Location}' failed ({RuntimeMessage.Of(error)}).", error);
        }
    }

    public override void Dispose()
    {
        if (_memory.IsValueCreated)
        {
            _memory.Value.Dispose();
        }

        Session.Dispose();
    }

    private static float[] Values(OrtValue output, TensorElementType type) => type switch
    {
        TensorElementType.Float16 => [.. output.GetTensorDataAsSpan<Float16>().ToArray().Select(half => (float)half)],
        TensorElementType.Double => [.. output.GetTensorDataAsSpan<double>().ToArray().Select(value => (float)value)],
        _ => output.GetTensorDataAsSpan<float>().ToArray(),
    };

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
