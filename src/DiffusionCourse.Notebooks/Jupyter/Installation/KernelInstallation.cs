using System.Text;
using System.Text.RegularExpressions;
using DiffusionCourse.Files;

namespace DiffusionCourse.Notebooks.Jupyter.Installation;

/// <summary>Installs the kernel into one of Jupyter's data folders, as <c>DataFolder/kernels/NAME</c>, and removes it from there.</summary>
public sealed partial class KernelInstallation
{
    /// <summary>The name that .NET Interactive's notebooks ask for: they run on this kernel as they are.</summary>
    public const string DefaultName = ".net-csharp";

    /// <summary>What menus call the kernel unless told otherwise.</summary>
    public const string DefaultDisplayName = "C# (DiffusionCourse)";

    private static readonly string[] Logos = ["logo-32x32.png", "logo-64x64.png"];

    private KernelInstallation(string dataFolder) => DataFolder = dataFolder;

    /// <summary>The data folder, such as <c>~/.local/share/jupyter</c>.</summary>
    public string DataFolder { get; }

    /// <summary>Into the user's data folder, which JUPYTER_DATA_DIR or XDG_DATA_HOME may name.</summary>
    public static KernelInstallation ForUser() => new(JupyterFolders.User);

    /// <summary>Into <c>PREFIX/share/jupyter</c>.</summary>
    public static KernelInstallation ForPrefix(string prefix)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(prefix);
        return new KernelInstallation(JupyterFolders.OfPrefix(prefix));
    }

    /// <summary>Into the active Python environment.</summary>
    /// <exception cref="KernelInstallationException">None is active.</exception>
    public static KernelInstallation ForActiveEnvironment()
        => new(JupyterFolders.ActiveEnvironment ?? throw new KernelInstallationException(
        "No Python environment is active: neither VIRTUAL_ENV nor CONDA_PREFIX is set. Activate one, or use --user or --prefix DIR."));

    /// <summary>The kernels in all folders where Jupyter looks, in its order: of two with one name it takes the first.</summary>
    public static IReadOnlyList<InstalledKernel> Everywhere() =>
        [.. JupyterFolders.All().SelectMany(folder => new KernelInstallation(folder).List())];

    /// <summary>The kernels in this data folder.</summary>
    public IReadOnlyList<InstalledKernel> List()
    {
        var folder = Path.Combine(DataFolder, "kernels");
        return Directory.Exists(folder)
            ? [.. Directory.GetDirectories(folder).Order(StringComparer.Ordinal).Select(KernelSpec.Read).OfType<InstalledKernel>()]
            : [];
    }

    /// <summary>Installs the kernel, in place of an earlier installation of the same name. Kernels that run are not disturbed.</summary>
    /// <param name="name">Letters, digits, <c>.</c>, <c>_</c> and <c>-</c>.</param>
    /// <param name="displayName">What menus call it.</param>
    /// <param name="force">Whether a kernel of that name that is not ours is replaced.</param>
    /// <exception cref="KernelInstallationException">The name is malformed or taken, or the folder cannot be written.</exception>
    public InstalledKernel Install(string name = DefaultName, string displayName = DefaultDisplayName, bool force = false)
    {
        var folder = FolderOf(name);
        if (string.IsNullOrWhiteSpace(displayName))
        {
            throw new KernelInstallationException("The display name is empty. Give the name that menus should show.");
        }

        var present = KernelSpec.Read(folder);
        if (present is { IsOurs: false } && !force)
        {
            throw new KernelInstallationException(
                $"'{folder}' holds a kernel of that name that is not this course's ('{present.DisplayName}'). Install beside it with "
                    + "--name diffusion-course, or replace it with --force.");
        }

        return Attempt(folder, () =>
        {
            var isNew = present is not { IsOurs: true };
            if (isNew && Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }

            try
            {
                Write(folder, displayName);
            }
            catch when (isNew && Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
                throw;
            }

            return KernelSpec.Read(folder)!;
        });
    }

    /// <summary>Removes the kernel.</summary>
    /// <exception cref="KernelInstallationException">There is none of that name, it is not ours, or it cannot be deleted.</exception>
    public InstalledKernel Uninstall(string name = DefaultName)
    {
        var folder = FolderOf(name);
        var present = KernelSpec.Read(folder) ?? throw new KernelInstallationException(
            $"There is no kernel '{name}' in '{Path.GetDirectoryName(folder)}'. 'course kernel list' says where there is one.");
        if (!present.IsOurs)
        {
            throw new KernelInstallationException(
                $"The kernel in '{folder}' ('{present.DisplayName}') is not this course's, so it stays. Remove it with the tool that "
                    + "installed it.");
        }

        return Attempt(folder, () =>
        {
            // First what Jupyter looks for: a folder without it is no kernel, should the rest be held by one that runs.
            File.Delete(Path.Combine(folder, KernelSpec.FileName));
            Directory.Delete(folder, recursive: true);
            return present;
        });
    }

    // Jupyter sees a kernel from the moment that kernel.json is there: it comes last.
    private static void Write(string folder, string displayName)
    {
        Directory.CreateDirectory(folder);
        var program = KernelProgram.CopyTo(folder);
        foreach (var logo in Logos)
        {
            using var content = typeof(KernelInstallation).Assembly.GetManifestResourceStream(logo)!;
            using var file = File.Create(Path.Combine(folder, logo));
            content.CopyTo(file);
        }

        AtomicFile.Write(Path.Combine(folder, KernelSpec.FileName), KernelSpec.Write(displayName, program), new UTF8Encoding(false));
        KernelProgram.Prune(folder, program);
    }

    private static T Attempt<T>(string folder, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new KernelInstallationException(
                $"'{folder}' cannot be written: {exception.Message} Choose another place with --user or --prefix DIR.", exception);
        }
    }

    private string FolderOf(string name) => NameRule().IsMatch(name)
        ? Path.Combine(DataFolder, "kernels", name)
        : throw new KernelInstallationException(
            $"'{name}' is no name for a kernel: use letters, digits, '.', '_' and '-', such as diffusion-course.");

    [GeneratedRegex("^(?=.*[A-Za-z0-9])[A-Za-z0-9._-]+$", RegexOptions.CultureInvariant)]
    private static partial Regex NameRule();
}
