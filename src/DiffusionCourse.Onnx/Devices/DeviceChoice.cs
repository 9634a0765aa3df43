namespace DiffusionCourse.Inference;

/// <summary>Where a model should run.</summary>
public enum DeviceChoice
{
    /// <summary>On an NVIDIA GPU where CUDA works, otherwise on the CPU.</summary>
    Auto,

    /// <summary>On the CPU.</summary>
    Cpu,

    /// <summary>On an NVIDIA GPU; on the CPU, with a notice, where CUDA does not work.</summary>
    Cuda,
}
