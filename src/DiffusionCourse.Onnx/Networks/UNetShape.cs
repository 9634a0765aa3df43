namespace DiffusionCourse.Inference;

/// <summary>The sizes that a UNet's tensors are bound for.</summary>
/// <param name="Height">Rows of latents.</param>
/// <param name="Width">Columns of latents.</param>
/// <param name="Context">Tokens of the text embedding.</param>
/// <param name="TextWidth">Values a token.</param>
internal readonly record struct UNetShape(int Height, int Width, int Context, int TextWidth);
