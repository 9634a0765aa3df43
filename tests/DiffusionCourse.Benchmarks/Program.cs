using BenchmarkDotNet.Running;
using DiffusionCourse.Benchmarks;

// "pipeline" compares the pipeline with the bare ONNX Runtime calls, "sweep" a sweep with its pictures one by one; anything else goes to BenchmarkDotNet.
if (args is ["pipeline", ..])
{
    return await PipelineOverhead.RunAsync(args.Length > 1 ? args[1] : null);
}

if (args is ["sweep", ..])
{
    return await SweepSpeed.RunAsync(args.Length > 1 ? args[1] : null);
}

BenchmarkSwitcher.FromAssembly(typeof(PipelineOverhead).Assembly).Run(args);
return 0;
