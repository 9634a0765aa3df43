using BenchmarkDotNet.Running;
using DiffusionCourse.Benchmarks;

// Whole-pipeline measurements have names of their own; anything else goes to BenchmarkDotNet, which times the library's kernels.
switch (args)
{
    case ["pipeline", ..]:
        return await PipelineOverhead.RunAsync(args.ElementAtOrDefault(1));
    case ["sweep", ..]:
        return await SweepSpeed.RunAsync(args.ElementAtOrDefault(1));
    case ["callers", ..]:
        return await ManyCallers.RunAsync(args.ElementAtOrDefault(1));
    case ["startup", ..]:
        return await StartUp.RunAsync(args.Skip(1).ToArray());
    case ["remote", ..]:
        return await RemoteOverhead.RunAsync(args.ElementAtOrDefault(1));
    case ["predict", ..]:
        return await PredictionError.RunAsync([.. args.Skip(1)]);
    case ["beside", var folder]:
        return await BesidePyTorch.RunAsync(folder);
    default:
        BenchmarkSwitcher.FromAssembly(typeof(PipelineOverhead).Assembly).Run(args);
        return 0;
}
