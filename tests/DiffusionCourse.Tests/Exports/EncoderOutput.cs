namespace DiffusionCourse.Tests.Exports;

/// <summary>What a vae_encoder gives.</summary>
internal enum EncoderOutput
{
    /// <summary>There is none.</summary>
    Missing,

    /// <summary>Latents that were drawn inside the graph.</summary>
    LatentSample,

    /// <summary>Mean and log-variance.</summary>
    LatentParameters,
}
