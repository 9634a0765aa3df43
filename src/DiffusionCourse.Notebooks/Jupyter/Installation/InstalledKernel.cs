namespace DiffusionCourse.Notebooks.Jupyter.Installation;

/// <summary>A kernel that Jupyter finds.</summary>
/// <param name="Name">Its name: what notebooks ask for, and the name of its folder.</param>
/// <param name="DisplayName">What menus call it.</param>
/// <param name="Folder">The folder of its kernel.json.</param>
/// <param name="IsOurs">Whether it was installed by <see cref="KernelInstallation"/>.</param>
public sealed record InstalledKernel(string Name, string DisplayName, string Folder, bool IsOurs);
