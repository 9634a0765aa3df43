namespace DiffusionCourse.Models;

/// <summary>How finely a network's weights are stored. On a CPU, ONNX Runtime computes in 32 bits with all of them.</summary>
#pragma warning disable CA1720 // The field's own names.
public enum WeightPrecision
{
    /// <summary>32 bits: 24 significant binary digits.</summary>
    Float32,

    /// <summary>16 bits: 11 significant binary digits, largest number 65,504.</summary>
    Float16,

    /// <summary>8 bits: whole numbers from -127 to 127 times a scale for each output channel.</summary>
    Int8,
}
#pragma warning restore CA1720
