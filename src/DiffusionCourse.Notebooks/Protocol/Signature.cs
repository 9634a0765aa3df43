namespace DiffusionCourse.Notebooks.Protocol;

/// <summary>One way to call what is being called at the cursor.</summary>
/// <param name="Label">The declaration.</param>
/// <param name="Summary">What it does; empty where nothing is documented.</param>
/// <param name="Parameters">Its parameters, in order.</param>
internal sealed record Signature(string Label, string Summary, IReadOnlyList<SignatureParameter> Parameters);
