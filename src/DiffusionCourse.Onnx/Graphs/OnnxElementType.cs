namespace DiffusionCourse.Models.Onnx;

/// <summary>Element types of onnx.proto's TensorProto.</summary>
internal enum OnnxElementType
{
    Undefined = 0,
    Float = 1,
    UInt8 = 2,
    Int8 = 3,
    Int64 = 7,
    Half = 10,
    Double = 11,
    BFloat16 = 16,
}
