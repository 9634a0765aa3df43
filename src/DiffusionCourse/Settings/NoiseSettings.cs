using DiffusionCourse.Pipelines;

namespace DiffusionCourse.Settings;

/// <summary>Part 10: noise and its schedules.</summary>
/// <param name="BoardSide">Side of the checkerboard, in pixels.</param>
/// <param name="BlockSide">Side of its squares, in pixels.</param>
/// <param name="NoiseSeed">Seed of the noise.</param>
/// <param name="Timesteps">The timesteps at which pictures are shown, in rising order.</param>
/// <param name="Request">The picture that noise is added to.</param>
/// <param name="ByHand">The run of which one step is computed by hand.</param>
/// <param name="ByHandCall">Which call of that run, from 1.</param>
public sealed record NoiseSettings(
    int BoardSide,
    int BlockSide,
    ulong NoiseSeed,
    IReadOnlyList<int> Timesteps,
    GenerationRequest Request,
    GenerationRequest ByHand,
    int ByHandCall);
