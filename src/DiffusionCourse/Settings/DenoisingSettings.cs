using DiffusionCourse.Pipelines;

namespace DiffusionCourse.Settings;

/// <summary>Part 9: the way from noise to picture.</summary>
/// <param name="Request">The run that is watched.</param>
/// <param name="Every">Every so many steps a picture is shown.</param>
/// <param name="FilmEvery">Every so many steps a picture is decoded for films and curves.</param>
public sealed record DenoisingSettings(GenerationRequest Request, int Every, int FilmEvery);
