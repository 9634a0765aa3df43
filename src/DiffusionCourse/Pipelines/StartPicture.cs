namespace DiffusionCourse.Pipelines;

/// <summary>The latents of the picture that a run starts from, encoded once and when they are needed.</summary>
internal sealed class StartPicture(Func<CancellationToken, float[]> encode)
{
    private readonly Lock _gate = new();
    private float[]? _latents;

    /// <summary>channels x height x width, after <see cref="Encode"/>.</summary>
    public ReadOnlySpan<float> Latents => _latents ?? throw new InvalidOperationException("The picture has not been encoded.");

    public void Encode(CancellationToken cancellation)
    {
        lock (_gate)
        {
            _latents ??= encode(cancellation);
        }
    }
}
