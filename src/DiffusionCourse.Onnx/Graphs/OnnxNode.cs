namespace DiffusionCourse.Models.Onnx;

/// <summary>A node of a graph as the file states it, before the runtime rewrites it.</summary>
/// <param name="Name">Its name; may be empty.</param>
/// <param name="Operator">The operator, such as Conv.</param>
/// <param name="Inputs">Names of what it reads; empty where an optional input is left out.</param>
/// <param name="Outputs">Names of what it writes.</param>
/// <param name="Equation">The equation of an Einsum, else null.</param>
internal sealed record OnnxNode(
    string Name, string Operator, IReadOnlyList<string> Inputs, IReadOnlyList<string> Outputs, string? Equation);
