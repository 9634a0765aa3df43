namespace DiffusionCourse.Cost;

/// <summary>The number format of weights and activations.</summary>
public enum Precision
{
    /// <summary>Four bytes a number (float32): what ONNX Runtime computes with on a CPU.</summary>
    Full,

    /// <summary>Two bytes (float16): usual on a GPU.</summary>
    Half,
}
