using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.ExceptionServices;
using DiffusionCourse.Inference;

namespace DiffusionCourse.Pipelines;

public sealed partial class StableDiffusionPipeline
{
    // In the order of the requests; told after every picture, by one thread at a time.
    private GenerationResult[] DrawAll(
        ResolvedRequest[] pictures, Action<int, GenerationResult> drawn, CancellationToken cancellation)
    {
        using var use = _parts.Use();
        return pictures.Length > 1 && _parts.SweepsOf(pictures) == SweepMode.Together ? DrawTogether(pictures, drawn, cancellation)
            : pictures.Length > 1 && _parts.PicturesAtOnce > 1 ? DrawAtOnce(pictures, drawn, cancellation)
            : [.. pictures.Select(DrawOne)];

        GenerationResult DrawOne(ResolvedRequest one, int index)
        {
            var result = WithNotices(GenerateInUse(one, Silent, cancellation));
            drawn(index, result);
            return result;
        }
    }

    // Servers compute, so as many pictures are under way as keep them busy. In the order of the requests, whichever is ready first.
    private GenerationResult[] DrawAtOnce(
        ResolvedRequest[] pictures, Action<int, GenerationResult> drawn, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var results = new GenerationResult[pictures.Length];
        var next = -1;
        var gate = new Lock();
        var workers = Enumerable.Range(0, Math.Min(_parts.PicturesAtOnce, pictures.Length))
            .Select(_ => Task.Factory.StartNew(Work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));
        ThrowCause(Task.WhenAll(workers));
        return results;

        void Work()
        {
            try
            {
                for (var i = Interlocked.Increment(ref next); i < pictures.Length; i = Interlocked.Increment(ref next))
                {
                    var result = WithNotices(GenerateInUse(pictures[i], Silent, stop.Token));
                    results[i] = result;
                    lock (gate)
                    {
                        drawn(i, result);
                    }
                }
            }
            catch
            {
                stop.Cancel();
                throw;
            }
        }
    }

    // What the others were stopped by is not the cause.
    private static void ThrowCause(Task work)
    {
        try
        {
            work.Wait();
        }
        catch (AggregateException errors)
        {
            var all = errors.Flatten().InnerExceptions;
            ExceptionDispatchInfo.Throw(all.FirstOrDefault(error => error is not OperationCanceledException) ?? all[0]);
        }
    }

    private GenerationResult[] DrawTogether(
        ResolvedRequest[] requests, Action<int, GenerationResult> drawn, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var pictures = requests.Select(one => Prepare(one, stop.Token)).ToArray();
        var results = new GenerationResult[pictures.Length];
        var usual = _parts.UNet.Model.UsualShape;
        var batches = SweepBatches.Of(requests, usual.Height * usual.Width, _parts.UNet.Workers);
        var workers = Math.Min(_parts.UNet.Workers, batches.Count);
        var gate = new Lock();
        try
        {
            Parallel.ForEach(
                Partitioner.Create(batches, EnumerablePartitionerOptions.NoBuffering),
                new ParallelOptions { MaxDegreeOfParallelism = workers }, DrawBatch);
        }
        catch (AggregateException errors)
        {
            // What the others were stopped by is not the cause.
            ExceptionDispatchInfo.Throw(
                errors.InnerExceptions.FirstOrDefault(error => error is not OperationCanceledException) ?? errors.InnerExceptions[0]);
        }

        return results;

        void DrawBatch(int[] indices)
        {
            try
            {
                Draw([.. indices.Select(index => pictures[index])], workers, Keep, stop.Token);
            }
            catch (DeviceMemoryException)
            {
                // One picture at a time needs the least, and has plans of its own for too little memory.
                for (var place = 0; place < indices.Length; place++)
                {
                    Keep(place, GenerateInUse(requests[indices[place]], Silent, stop.Token));
                }
            }
            catch
            {
                stop.Cancel();
                throw;
            }

            void Keep(int place, GenerationResult result)
            {
                results[indices[place]] = WithNotices(result);
                lock (gate)
                {
                    drawn(indices[place], results[indices[place]]);
                }
            }
        }
    }

    private GenerationResult WithNotices(GenerationResult result) => result with { Notices = [.. _parts.TakeNotices(), .. result.Notices] };

    private void Draw(SweepPicture[] pictures, int workers, Action<int, GenerationResult> drawn, CancellationToken cancellation)
    {
        using var batch = new PictureBatch(_parts.UNet, pictures, cancellation);
        batch.Run();
        var evaluations = batch.Evaluations.Sum();
        for (var i = 0; i < pictures.Length; i++)
        {
            var resolved = pictures[i].Resolved;
            var decoding = Stopwatch.GetTimestamp();
            var latents = batch.Latents(i).ToArray();
            var image = Decode(latents, resolved, cancellation);
            var timings = new GenerationTimings(
                LoadTime, pictures[i].TextTime, batch.UNetTime * batch.Evaluations[i] / evaluations / workers,
                batch.SchedulerTime / pictures.Length / workers,
                Stopwatch.GetElapsedTime(decoding) / workers, TimeSpan.Zero) { DrawnTogether = pictures.Length * workers };
            timings = timings with { Total = timings.TextEncoder + timings.UNet + timings.Scheduler + timings.Vae };
            drawn(i, Result(resolved, image, latents, batch.Evaluations[i], pictures[i].Notices, timings));
        }
    }

    private SweepPicture Prepare(ResolvedRequest resolved, CancellationToken cancellation)
    {
        var start = Stopwatch.GetTimestamp();
        var (text, negative, notices) = Encode(resolved, cancellation);
        return new(resolved, text, negative, notices, Stopwatch.GetElapsedTime(start));
    }
}
