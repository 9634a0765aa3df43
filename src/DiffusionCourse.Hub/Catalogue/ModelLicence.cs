namespace DiffusionCourse.Models;

/// <summary>The terms that a model comes under.</summary>
/// <param name="Name">Such as MIT or CreativeML OpenRAIL-M.</param>
/// <param name="Text">Where its text is.</param>
public sealed record ModelLicence(string Name, string Text)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Name} ({Text})";
}
