namespace DiffusionCourse.Inference;

/// <summary>What the text encoder makes of a prompt: one vector a token.</summary>
/// <param name="Values">Context x width values, row by row.</param>
/// <param name="Context">Number of tokens, padding included.</param>
/// <param name="Width">Values a token.</param>
internal sealed record TextEmbedding(float[] Values, int Context, int Width);
