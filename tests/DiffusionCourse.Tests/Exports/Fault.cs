namespace DiffusionCourse.Tests.Exports;

/// <summary>What is wrong with a network's arithmetic.</summary>
internal enum Fault
{
    None,

    /// <summary>The UNet divides zero by zero below timestep 500.</summary>
    UNetNotANumber,

    /// <summary>The VAE decoder's activations exceed what float16 holds.</summary>
    DecoderOverflow,

    /// <summary>The VAE decoder gives one colour.</summary>
    DecoderBlack,
}
