using System.Numerics.Tensors;
using DiffusionCourse.Noise;
using DiffusionCourse.Schedulers;

namespace DiffusionCourse.Pipelines;

/// <summary>
/// Where a run starts: in noise of the scheduler's size; at a picture, noised to the level that the strength leaves (SDEdit: Meng et
/// al. 2021, arXiv:2108.01073); or, for DDIM inversion, at the picture itself.
/// </summary>
internal static class StartingLatents
{
    /// <summary>Writes x at the first call of a run.</summary>
    /// <param name="resolved">The request, resolved; its picture encoded.</param>
    /// <param name="noise">The seed's noise, from its beginning: what follows is left for the scheduler's steps.</param>
    /// <param name="run">The run, before its first call.</param>
    /// <param name="latents">Receives x.</param>
    public static void Write(ResolvedRequest resolved, GaussianNoise noise, SchedulerRun<float> run, float[] latents)
    {
        noise.Fill(latents.AsSpan());
        if (resolved.Request.InitialNoise is { } given)
        {
            for (var i = 0; i < latents.Length; i++)
            {
                latents[i] = given[i];
            }
        }

        if (resolved.Start is not { } picture)
        {
            TensorPrimitives.Multiply(latents, (float)run.InitNoiseSigma, latents);
        }
        else if (resolved.Plan.Scheduler is DdimInverseScheduler)
        {
            picture.Latents.CopyTo(latents);
        }
        else
        {
            run.AddNoise(picture.Latents, latents, latents);
        }
    }
}
