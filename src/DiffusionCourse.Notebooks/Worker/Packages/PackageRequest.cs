namespace DiffusionCourse.Notebooks.Worker.Packages;

/// <summary>A package that a cell asks for.</summary>
/// <param name="Name">Its id.</param>
/// <param name="Version">Its version or range, as NuGet writes it; <c>*</c> for the newest.</param>
internal sealed record PackageRequest(string Name, string Version)
{
    public override string ToString() => Version == "*" ? Name : $"{Name} {Version}";
}
