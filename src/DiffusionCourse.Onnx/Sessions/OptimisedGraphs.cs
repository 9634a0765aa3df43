using System.Security.Cryptography;
using System.Text;
using Microsoft.ML.OnnxRuntime;

namespace DiffusionCourse.Inference;

/// <summary>
/// Sessions over graphs that ONNX Runtime optimised in an earlier run. Optimising takes more than half of a session's creation;
/// its result depends on the graph, the processor and the runtime, so it is kept under a name made of these. The nodes are the
/// same, and so are the pictures, bit by bit.
/// </summary>
/// <param name="folder">Where the cache lies.</param>
/// <param name="mostBytes">A model with more bytes is not kept: its load is mostly its weights, which a copy would double on the
/// disk.</param>
/// <param name="mostBytesOfAll">What was used longest ago goes when the cache holds more.</param>
internal sealed class OptimisedGraphs(string folder, long mostBytes = 256L << 20, long mostBytesOfAll = 1L << 30)
{
    private const string Layout = "1";

    /// <summary>The user's cache.</summary>
    public static OptimisedGraphs OfUser => new(CourseCache.Folder);

    /// <summary>Opens a session, from the cache where there is one, and fills the cache where it can be.</summary>
    /// <param name="path">The graph.</param>
    /// <param name="device">Where it runs. Only the CPU's graphs are kept.</param>
    /// <param name="threads">Threads of the session's pool.</param>
    /// <exception cref="OnnxRuntimeException">The graph cannot be loaded.</exception>
    public InferenceSession Open(string path, InferenceDevice device, int threads)
        => EntryFor(path, device) is not { } entry ? Plain(path, device, threads)
            : entry.IsComplete && Kept(entry, device, threads) is { } session ? session
            : Optimised(path, entry, device, threads) ?? Plain(path, device, threads);

    private OptimisedGraphEntry? EntryFor(string path, InferenceDevice device)
    {
        try
        {
            return device.IsCuda || GraphContent.Hash(path, mostBytes, Path.Combine(folder, "contents")) is not { } content ? null
                : new(Path.Combine(folder, "graphs", NameOf(content)), mostBytesOfAll);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string NameOf(string content)
    {
        var key = string.Join(
            '|', Layout, content, ProcessorIdentity.Text, OrtEnv.Instance().GetVersionString(), SessionSettings.OptimisationLevel);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..32];
    }

    private static InferenceSession Plain(string path, InferenceDevice device, int threads)
    {
        using var options = SessionSettings.Create(device, threads);
        return new InferenceSession(path, options);
    }

    private static InferenceSession? Kept(OptimisedGraphEntry entry, InferenceDevice device, int threads)
    {
        try
        {
            using var options = SessionSettings.Create(device, threads);
            options.GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL;
            var session = new InferenceSession(entry.Graph, options);
            entry.MarkUsed();
            return session;
        }
        catch (OnnxRuntimeException)
        {
            entry.Delete();
            return null;
        }
    }

    private static InferenceSession? Optimised(string path, OptimisedGraphEntry entry, InferenceDevice device, int threads)
    {
        if (entry.Begin() is not { } draft)
        {
            return null;
        }

        InferenceSession session;
        try
        {
            using var options = SessionSettings.Create(device, threads);
            options.OptimizedModelFilePath = Path.Combine(draft, OptimisedGraphEntry.GraphName);
            // Weights in a file of their own are mapped into memory, neither parsed nor copied.
            options.AddSessionConfigEntry("session.optimized_model_external_initializers_file_name", OptimisedGraphEntry.WeightsName);
            options.AddSessionConfigEntry("session.optimized_model_external_initializers_min_size_in_bytes", "1024");
            session = new InferenceSession(path, options);
        }
        catch (OnnxRuntimeException)
        {
            // The graph itself, or a disk without space: loading it plainly says which.
            OptimisedGraphEntry.Discard(draft);
            return null;
        }

        entry.Complete(draft);
        return session;
    }
}
