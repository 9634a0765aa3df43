namespace DiffusionCourse.Notebooks.Protocol;

/// <summary>A parameter of a <see cref="Signature"/>.</summary>
/// <param name="Label">Its declaration, as it stands in the label of the signature.</param>
/// <param name="Summary">What it means; empty where nothing is documented.</param>
internal sealed record SignatureParameter(string Label, string Summary);
