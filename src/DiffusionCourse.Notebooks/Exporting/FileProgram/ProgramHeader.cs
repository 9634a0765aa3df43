using System.Text;
using DiffusionCourse.Notebooks.Documents;
using DiffusionCourse.Notebooks.Files;

namespace DiffusionCourse.Notebooks.Exporting.FileProgram;

/// <summary>What the notebooks' set-up means to a program: the project in place of a built assembly, and the namespaces.</summary>
internal sealed class ProgramHeader
{
    // What every cell has open: scripts import these.
    private readonly List<string> _usings = [
        "using System;", "using System.Collections;", "using System.Collections.Generic;", "using System.IO;", "using System.Linq;",
        "using System.Text;", "using System.Threading.Tasks;",
    ];
    private readonly List<string> _assemblies = [];

    /// <summary>The assemblies that the notebook references.</summary>
    public IReadOnlyList<string> Assemblies => _assemblies;

    public void AddUsings(IEnumerable<string> directives) => _usings.AddRange(directives.Except(_usings).ToList());

    public void AddAssembly(string path)
    {
        if (!_assemblies.Contains(path))
        {
            _assemblies.Add(path);
        }
    }

    /// <param name="folder">The folder of the program.</param>
    public string ToText(string folder)
    {
        var text = new StringBuilder();
        foreach (var assembly in _assemblies)
        {
            text.Append("#:project ").Append(CourseFolder.PathTo(ProjectOf(assembly), folder)).Append('\n');
        }

        // A program's defaults suit a service; a notebook's code is looser, and its displays are found by reflection.
        text.Append(
            "#:property PublishAot=false\n#:property ImplicitUsings=disable\n#:property Nullable=disable\n"
            + "#:property TreatWarningsAsErrors=false\n#:property RunAnalyzers=false\n"
            + "#:property NoWarn=$(NoWarn);CS1998;CS8321;CS4014;CS0162;CS8632\n\n");
        return text.AppendJoin('\n', _usings).Append("\n\n").ToString();
    }

    private static string ProjectOf(string assembly)
    {
        var name = Path.GetFileNameWithoutExtension(assembly) + ".csproj";
        return CourseFolder.Find(assembly, name)
            ?? throw new NotebookFormatException(
                $"The notebook references '{assembly}', and no {name} lies in its source tree. A program can be built from a project "
                    + "only: export to ipynb instead.");
    }
}
