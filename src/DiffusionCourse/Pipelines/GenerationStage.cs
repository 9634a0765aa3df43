namespace DiffusionCourse.Pipelines;

/// <summary>What a generation is at.</summary>
public enum GenerationStage
{
    /// <summary>Prompts are encoded, and the picture to start from.</summary>
    Encoding,

    /// <summary>The denoising loop.</summary>
    Denoising,

    /// <summary>The VAE decodes the latents.</summary>
    Decoding,

    /// <summary>Several pictures are drawn, by a sweep or a measurement: progress counts pictures.</summary>
    Drawing,

    /// <summary>The picture is there.</summary>
    Done,
}
