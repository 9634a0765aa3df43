namespace DiffusionCourse.Inference;

/// <summary>When and how a VAE works in tiles, as it was asked for.</summary>
/// <param name="Tiling">When tiles are used.</param>
/// <param name="Side">A tile's side in pixels, or null for the size that the model was trained on.</param>
/// <param name="TrainedSide">That size, in latents: 64 for Stable Diffusion.</param>
internal readonly record struct TileOptions(VaeTiling Tiling, int? Side, int TrainedSide);
