using System.CommandLine;
using DiffusionCourse.Notebooks.Jupyter;
using DiffusionCourse.Notebooks.Jupyter.Installation;

namespace DiffusionCourse.Cli.Commands;

/// <summary><c>course kernel</c>: C# for Jupyter, installed, removed, listed.</summary>
internal static class KernelCommand
{
    private static readonly Option<bool> User = new("--user") { Description = "In the user's Jupyter folder. This is the default." };
    private static readonly Option<string> Prefix =
        new("--prefix") { Description = "Below DIR, as DIR/share/jupyter/kernels/NAME.", HelpName = "DIR" };
    private static readonly Option<bool> SysPrefix = new("--sys-prefix") { Description = "In the active Python environment." };
    private static readonly Option<string> Name = new("--name")
    {
        Description = "The kernel's name. With the default, notebooks of .NET Interactive run as they are.",
        HelpName = "NAME",
        DefaultValueFactory = _ => KernelInstallation.DefaultName,
    };
    private static readonly Option<string> DisplayName = new("--display-name")
    {
        Description = "What menus call it.",
        HelpName = "TEXT",
        DefaultValueFactory = _ => KernelInstallation.DefaultDisplayName,
    };
    private static readonly Option<bool> Force =
        new("--force") { Description = "Replace a kernel of that name that is not this course's." };

    private static readonly Option<string> ConnectionFile =
        new("--connection-file", "-f") { Description = "The file that Jupyter writes.", HelpName = "FILE", Required = true };

    public static Command Create()
    {
        var install =
            new Command(
                "install",
                "Install the kernel, so that Jupyter and VS Code offer it.") { User, Prefix, SysPrefix, Name, DisplayName, Force };
        install.SetAction(arguments =>
        {
            var kernel = Place(arguments).Install(arguments.GetValue(Name)!, arguments.GetValue(DisplayName)!, arguments.GetValue(Force));
            Console.WriteLine($"Installed '{kernel.DisplayName}' as {kernel.Name} in {kernel.Folder}");
            return ExitCode.Success;
        });

        var uninstall = new Command("uninstall", "Remove the kernel.") { User, Prefix, SysPrefix, Name };
        uninstall.SetAction(arguments =>
        {
            var kernel = Place(arguments).Uninstall(arguments.GetValue(Name)!);
            Console.WriteLine($"Removed '{kernel.DisplayName}' from {kernel.Folder}");
            return ExitCode.Success;
        });

        var list = new Command("list", "Say which of the kernels that Jupyter finds are this course's.") { Prefix };
        list.SetAction(arguments => List(arguments.GetValue(Prefix)));

        // For whoever writes a kernel.json by hand: the one that is installed starts its own copy of the kernel.
        var start = new Command("start", "Serve the clients that a connection file names.") { ConnectionFile };
        start.Hidden = true;
        start.SetAction(arguments => JupyterKernel.Run(arguments.GetValue(ConnectionFile)!));
        return new Command(
            "kernel",
            "Run C# notebooks in Jupyter and VS Code: install the kernel, remove it, list kernels.") { install, uninstall, list, start };
    }

    private static int List(string? prefix)
    {
        var kernels = prefix is null ? KernelInstallation.Everywhere() : KernelInstallation.ForPrefix(prefix).List();
        foreach (var kernel in kernels)
        {
            Console.WriteLine($"{(kernel.IsOurs ? "*" : " ")} {kernel.Name,-24} {kernel.DisplayName,-32} {kernel.Folder}");
        }

        Console.WriteLine(kernels.Any(kernel => kernel.IsOurs)
            ? "* this course's kernel"
            : $"This course's kernel is not installed{(prefix is null ? "" : " there")}: course kernel install");
        return ExitCode.Success;
    }

    private static KernelInstallation Place(ParseResult arguments)
    {
        var prefix = arguments.GetValue(Prefix);
        if ((arguments.GetValue(User) ? 1 : 0) + (arguments.GetValue(SysPrefix) ? 1 : 0) + (prefix is null ? 0 : 1) > 1)
        {
            throw new ArgumentException("--user, --prefix and --sys-prefix name different places. Give one of them.");
        }

        return prefix is not null ? KernelInstallation.ForPrefix(prefix)
            : arguments.GetValue(SysPrefix) ? KernelInstallation.ForActiveEnvironment()
            : KernelInstallation.ForUser();
    }
}
