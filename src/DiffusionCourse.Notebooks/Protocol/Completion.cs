namespace DiffusionCourse.Notebooks.Protocol;

/// <summary>Something that could be written at the cursor.</summary>
/// <param name="Text">What is inserted.</param>
/// <param name="Kind">What it is, in lower case: <c>method</c>, <c>property</c>, <c>class</c>, <c>keyword</c>.</param>
internal sealed record Completion(string Text, string Kind);
