using BenchmarkDotNet.Running;
using DiffusionCourse.Benchmarks;

// "pipeline" compares the pipeline with the bare ONNX Runtime calls in one process; anything else goes to BenchmarkDotNet.
if (args is ["pipeline", ..])
{
    return await PipelineOverhead.RunAsync(args.Length > 1 ? args[1] : null);
}

BenchmarkSwitcher.FromAssembly(typeof(PipelineOverhead).Assembly).Run(args);
return 0;
