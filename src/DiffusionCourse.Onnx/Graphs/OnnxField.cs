namespace DiffusionCourse.Models.Onnx;

/// <summary>Field numbers of onnx.proto.</summary>
internal static class OnnxField
{
    public static class Model
    {
        public const int IrVersion = 1, Graph = 7, OpsetImport = 8;
    }

    public static class Opset
    {
        public const int Domain = 1, Version = 2;
    }

    public static class Graph
    {
        public const int Node = 1, Name = 2, Initializer = 5, Input = 11, Output = 12;
    }

    public static class Node
    {
        public const int Input = 1, Output = 2, Name = 3, Operator = 4, Attribute = 5, Domain = 7;
    }

    public static class Attribute
    {
        public const int Name = 1, Integer = 3, Text = 4, Subgraph = 6, Integers = 8, Type = 20;
    }

    public static class Tensor
    {
        public const int Dimensions = 1, ElementType = 2, Floats = 4, Name = 8, RawData = 9, DataLocation = 14;
    }

    public static class Value
    {
        public const int Name = 1, Type = 2, TensorType = 1, ElementType = 1, Shape = 2, Dimension = 1, DimensionValue = 1;
    }
}
