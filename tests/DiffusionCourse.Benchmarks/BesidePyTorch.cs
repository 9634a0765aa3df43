using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using DiffusionCourse.Inference;
using DiffusionCourse.Models;
using DiffusionCourse.Pipelines;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace DiffusionCourse.Benchmarks;

/// <summary>
/// The course's part of models/training/compare_speed.py: evaluates the networks on the inputs in a folder, so that outputs can be
/// compared, then draws a picture for every line on standard input and answers with its time.
/// </summary>
internal static class BesidePyTorch
{
    private static readonly string[] Networks = ["unet", "vae_decoder", "text_encoder"];

    public static async Task<int> RunAsync(string folder)
    {
        var model = ModelFolder.Open(ModelLocator.EmbeddedModel);
        foreach (var network in Networks)
        {
            Evaluate(Path.Combine(model.FullPath, network, "model.onnx"), Path.Combine(folder, network));
        }

        using var pipeline = await StableDiffusionPipeline.LoadAsync(model.FullPath, new() { Device = DeviceChoice.Cpu });
        var request = new GenerationRequest("a red apple, flat style, blue background") { Steps = 20, GuidanceScale = 3 };
        await pipeline.GenerateAsync(request);
        Console.WriteLine("ready");
        while (await Console.In.ReadLineAsync() is not null)
        {
            var start = Stopwatch.GetTimestamp();
            await pipeline.GenerateAsync(request);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ms {Stopwatch.GetElapsedTime(start).TotalMilliseconds:0.000}"));
        }

        return 0;
    }

    private static void Evaluate(string graph, string files)
    {
        using var session = OptimisedGraphs.OfUser.Open(graph, InferenceDevice.Choose(DeviceChoice.Cpu), Environment.ProcessorCount);
        using var options = new RunOptions();
        var inputs = session.InputNames.Select((name, i) => Read(session.InputMetadata[name].ElementDataType, $"{files}.{i}")).ToArray();
        using var outputs = session.Run(options, session.InputNames, inputs, [session.OutputNames[0]]);
        File.WriteAllBytes($"{files}.out", MemoryMarshal.AsBytes(outputs[0].GetTensorDataAsSpan<float>()).ToArray());
        foreach (var input in inputs)
        {
            input.Dispose();
        }
    }

    private static OrtValue Read(TensorElementType type, string file)
    {
        long[] shape = [.. File.ReadAllText($"{file}.shape").Split(' ').Select(size => long.Parse(size, CultureInfo.InvariantCulture))];
        var bytes = File.ReadAllBytes($"{file}.in");
        return type switch
        {
            TensorElementType.Float => OrtValue.CreateTensorValueFromMemory(MemoryMarshal.Cast<byte, float>(bytes).ToArray(), shape),
            TensorElementType.Int64 => OrtValue.CreateTensorValueFromMemory(MemoryMarshal.Cast<byte, long>(bytes).ToArray(), shape),
            TensorElementType.Int32 => OrtValue.CreateTensorValueFromMemory(MemoryMarshal.Cast<byte, long>(bytes).ToArray().Select(number => (int)number).ToArray(), shape),
            _ => throw new NotSupportedException($"{file}: {type} is not read here."),
        };
    }
}
