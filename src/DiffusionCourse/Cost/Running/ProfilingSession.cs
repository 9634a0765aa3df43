using System.Diagnostics;
using DiffusionCourse.Inference;
using DiffusionCourse.Models;
using DiffusionCourse.Noise;
using Microsoft.ML.OnnxRuntime;

namespace DiffusionCourse.Cost.Running;

/// <summary>Runs a graph several times under ONNX Runtime's profiler and reads what it wrote.</summary>
internal static class ProfilingSession
{
    private const double SomeTimestep = 500;

    /// <summary>The first run and those after it, in order, and times of further runs that no profiler slows down.</summary>
    public static (IReadOnlyList<ProfiledRun> Profiled, IReadOnlyList<TimeSpan> Plain) Run(
        string path, NetworkSizes sizes, int runs, InferenceDevice device, CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("course-profile-");
        try
        {
            var (file, plain) = Profile(path, Path.Combine(folder.FullName, "profile"), sizes, runs, device, cancellation);
            return (ProfiledRun.Read(file), plain);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static (string File, TimeSpan[] Plain) Profile(
        string path, string prefix, NetworkSizes sizes, int runs, InferenceDevice device, CancellationToken cancellation)
    {
        using var graph = OnnxGraph.Load(path, device, Environment.ProcessorCount, options =>
        {
            // In this order: enabling takes the prefix along.
            options.ProfileOutputPathPrefix = prefix;
            options.EnableProfiling = true;
        });
        var inputs = new Dictionary<string, TensorBuffer>();
        try
        {
            foreach (var input in graph.Inputs)
            {
                inputs[input.Name] = TensorBuffer.Create(input, sizes.ShapeOf(input, path));
                Fill(inputs[input.Name], input);
            }

            using var options = new RunOptions();
            using var stop = cancellation.Register(() => options.Terminate = true);
            var values = inputs.ToDictionary(input => input.Key, input => input.Value.Value);
            Times(runs + 1);
            var file = graph.Session.EndProfiling();
            return (file, Times(runs));

            TimeSpan[] Times(int count)
            {
                var times = new TimeSpan[count];
                for (var run = 0; run < count; run++)
                {
                    cancellation.ThrowIfCancellationRequested();
                    var start = Stopwatch.GetTimestamp();
                    using var outputs = graph.Session.Run(options, values, graph.Session.OutputNames);
                    times[run] = Stopwatch.GetElapsedTime(start);
                }

                return times;
            }
        }
        catch (OnnxRuntimeException error)
        {
            cancellation.ThrowIfCancellationRequested();
            throw new ModelException(
                $"'{path}' does not run on {
                    string.Join(", ", inputs.Select(input => $"{input.Key}[{string.Join(',', input.Value.Shape)}]"))} ({
                    error.Message.ReplaceLineEndings(" ").Trim()}). State other shapes.",
                error);
        }
        catch (NotSupportedException error)
        {
            throw new ModelException($"'{path}' cannot be run by itself: {error.Message}", error);
        }
        finally
        {
            foreach (var input in inputs.Values)
            {
                input.Dispose();
            }
        }
    }

    // Numbers as a run has them: normal latents and embeddings, a timestep in the middle, token ids that every vocabulary has.
    private static void Fill(TensorBuffer buffer, TensorSignature input)
    {
        if (input.IsFloatingPoint && input.Rank > 1)
        {
            var noise = new float[buffer.Length];
            new GaussianNoise(42).Fill(noise.AsSpan());
            buffer.Write(noise);
        }
        else
        {
            buffer.Fill(input.Rank > 1 ? 1 : SomeTimestep);
        }
    }
}
