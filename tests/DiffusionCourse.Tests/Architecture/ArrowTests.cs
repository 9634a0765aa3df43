using ArchUnitNET.Loader;
using DiffusionCourse.Tests.Cli;
using Assembly = System.Reflection.Assembly;

namespace DiffusionCourse.Tests.Architecture;

/// <summary>Which folder of which project may name types of which other: the table is the design, and the code keeps to it.</summary>
public sealed class ArrowTests
{
    /// <summary>
    /// A folder below src/, DiffusionCourse. cut off and DiffusionCourse itself called Course, and the folders that it may name.
    /// A folder names only what stands above it, so that there is no cycle; a project's lines stand together, so that there is none of projects.
    /// </summary>
    private const string Allowed = """
        Sampling/Guidance                 ->
        Sampling/Metrics                  ->
        Sampling/Numerics                 ->
        Sampling/Noise                    -> Sampling/Numerics
        Sampling/Schedulers/Configuration -> Sampling/Noise
        Sampling/Schedulers/Engine        -> Sampling/Numerics Sampling/Noise Sampling/Schedulers/Configuration
        Sampling/Schedulers/Runs          -> Sampling/Numerics Sampling/Noise Sampling/Schedulers/Configuration Sampling/Schedulers/Engine
        Sampling/Schedulers               -> Sampling/Numerics Sampling/Noise Sampling/Schedulers/Configuration Sampling/Schedulers/Engine
                                             Sampling/Schedulers/Runs

        Hub/Catalogue                     ->
        Hub/Files                         ->
        Hub/Progress                      -> Hub/Files
        Hub/Settings                      -> Hub/Catalogue Hub/Files
        Hub/Cache                         -> Hub/Catalogue Hub/Files Hub/Progress Hub/Settings
        Hub                               -> Hub/Catalogue Hub/Settings Hub/Cache
        Hub/Protocol                      -> Hub/Catalogue Hub/Settings Hub/Cache
        Hub/Transfer                      -> Hub/Catalogue Hub/Files Hub/Progress Hub/Settings Hub/Cache Hub/Protocol

        Onnx/Graphs                       -> Hub/Catalogue
        Onnx/Devices                      -> Onnx/Graphs
        Onnx/Models                       -> Sampling/Numerics Sampling/Schedulers/Configuration Sampling/Schedulers Hub/Catalogue Hub/Cache Hub
        Onnx/Sessions                     -> Hub/Catalogue Hub/Files Onnx/Graphs Onnx/Devices
        Onnx/Tokenization                 -> Hub/Catalogue Hub Onnx/Models
        Onnx/Networks                     -> Sampling/Noise Hub/Catalogue Onnx/Devices Onnx/Models Onnx/Sessions Onnx/Tokenization
        Onnx/Tuning                       -> Sampling/Numerics Hub/Catalogue Hub/Files Onnx/Devices Onnx/Models Onnx/Sessions Onnx/Networks
        Onnx/Weights                      -> Hub/Catalogue Hub/Files Onnx/Graphs Onnx/Models

        Remote/Addresses                  -> Hub/Catalogue
        Remote/Protocol                   -> Hub/Protocol Onnx/Sessions Remote/Addresses
        Remote/Endpoints                  -> Onnx/Sessions Remote/Addresses Remote/Protocol
        Remote                            -> Hub/Catalogue Onnx/Sessions Onnx/Networks Remote/Addresses Remote/Protocol Remote/Endpoints
        Remote/Repositories               -> Hub/Catalogue Hub/Files Onnx/Devices Onnx/Models Onnx/Sessions Onnx/Tokenization Onnx/Networks Remote/Protocol

        Course/Display                    ->
        Course/Toy                        -> Sampling/Noise Course/Display
        Course/Imaging                    -> Hub/Files Course/Display
        Course/Models                     -> Hub/Catalogue Hub/Progress Hub/Settings Hub/Cache Hub Hub/Transfer Course/Display
        Course/Pipelines                  -> Sampling/Guidance Sampling/Noise Sampling/Schedulers/Configuration Sampling/Schedulers/Runs
                                             Sampling/Schedulers Hub/Catalogue Hub/Files Hub/Cache Hub Onnx/Devices Onnx/Models Onnx/Sessions
                                             Onnx/Tokenization Onnx/Networks Onnx/Tuning Remote/Addresses Remote Course/Display Course/Imaging Course/Models
        Course/Cost                       -> Sampling/Schedulers/Configuration Sampling/Schedulers Hub/Catalogue Hub/Cache Hub Onnx/Models
                                             Onnx/Graphs Course/Display Course/Pipelines
        Course/Cost/Latency               -> Sampling/Numerics Onnx/Networks Course/Display Course/Pipelines
        Course/Cost/Running               -> Sampling/Numerics Sampling/Noise Hub/Catalogue Hub Onnx/Graphs Onnx/Devices Onnx/Models Onnx/Sessions
                                             Course/Display Course/Pipelines Course/Cost
        Course/Cost/Roofline              -> Sampling/Numerics Onnx/Graphs Onnx/Devices Onnx/Sessions Onnx/Networks Onnx/Tuning Course/Display
                                             Course/Cost Course/Cost/Latency Course/Cost/Running
        Course/Findings                   -> Sampling/Numerics Course/Display
        Course/Charts                     -> Sampling/Numerics Course/Display Course/Findings Course/Cost Course/Cost/Roofline
        Course/Settings                   -> Onnx/Devices Onnx/Models Onnx/Weights Course/Display Course/Pipelines
        Course/Recordings                 -> Hub/Catalogue Hub/Cache Onnx/Devices Onnx/Models Course/Imaging Course/Pipelines Course/Settings
        Course                            -> Hub Onnx/Devices Course/Display Course/Imaging Course/Pipelines Course/Charts Course/Settings
                                             Course/Recordings
        Course/Exercises                  -> Sampling/Guidance Sampling/Metrics Sampling/Noise Sampling/Schedulers/Configuration
                                             Sampling/Schedulers/Runs Sampling/Schedulers Onnx/Models Course/Display Course/Imaging Course/Pipelines
                                             Course/Cost Course/Settings Course

        Notebooks/Text                    ->
        Notebooks/Jupyter/Wire            -> Notebooks/Text
        Notebooks/Protocol                ->
        Notebooks/Sessions                -> Notebooks/Protocol
        Notebooks/Jupyter/Cells           -> Notebooks/Jupyter/Wire Notebooks/Protocol Notebooks/Sessions
        Notebooks/Files                   ->
        Notebooks/Serving                 -> Notebooks/Text Notebooks/Protocol Notebooks/Sessions Notebooks/Jupyter/Cells
        Notebooks/Jupyter/Installation    -> Hub/Files Notebooks/Sessions Notebooks/Files
        Notebooks/Jupyter/Requests        -> Notebooks/Text Notebooks/Jupyter/Wire Notebooks/Protocol Notebooks/Sessions
                                             Notebooks/Jupyter/Cells
        Notebooks/Jupyter                 -> Notebooks/Jupyter/Wire Notebooks/Jupyter/Cells Notebooks/Jupyter/Installation Notebooks/Jupyter/Requests
        Notebooks/Display                 ->
        Notebooks/Markup                  -> Notebooks/Files
        Notebooks/Documents               -> Hub/Files Notebooks/Text Notebooks/Files Notebooks/Markup
        Notebooks/Worker/Scripting        -> Notebooks/Text Notebooks/Protocol Notebooks/Files Notebooks/Display
        Notebooks/Worker/Language         -> Notebooks/Text Notebooks/Protocol Notebooks/Documents Notebooks/Worker/Scripting
        Notebooks/Worker/Packages         -> Notebooks/Sessions Notebooks/Display Notebooks/Worker/Scripting
        Notebooks/Worker                  -> Notebooks/Text Notebooks/Protocol Notebooks/Files Notebooks/Display Notebooks/Documents
                                             Notebooks/Worker/Scripting Notebooks/Worker/Language Notebooks/Worker/Packages
        Notebooks                         -> Notebooks/Serving Notebooks/Jupyter/Wire Notebooks/Jupyter Notebooks/Worker/Scripting Notebooks/Worker
        Notebooks/Exporting/Planning      -> Notebooks/Documents
        Notebooks/Maths                   ->
        Notebooks/Linting                 -> Notebooks/Text Notebooks/Markup Notebooks/Documents Notebooks/Maths
        Notebooks/Exporting/FileProgram   -> Notebooks/Text Notebooks/Files Notebooks/Documents Notebooks/Exporting/Planning
                                             Notebooks/Linting
        Notebooks/Results                 -> Notebooks/Protocol Notebooks/Documents
        Notebooks/Exercises               -> Notebooks/Documents
        Notebooks/Pages                   -> Hub/Files Notebooks/Text Notebooks/Protocol Notebooks/Sessions Notebooks/Files Notebooks/Markup
                                             Notebooks/Documents Notebooks/Exercises Notebooks/Maths Notebooks/Results
        Notebooks/Executed                -> Notebooks/Text Notebooks/Protocol Notebooks/Sessions Notebooks/Jupyter/Cells Notebooks/Documents
                                             Notebooks/Results Notebooks/Pages
        Notebooks/Running                 -> Hub/Files Notebooks/Protocol Notebooks/Sessions Notebooks/Files Notebooks/Markup Notebooks/Documents
                                             Notebooks/Exercises Notebooks/Results Notebooks/Pages Notebooks/Executed
        Notebooks/Exporting               -> Hub/Files Notebooks/Text Notebooks/Protocol Notebooks/Files Notebooks/Markup Notebooks/Documents Notebooks/Exporting/Planning
                                             Notebooks/Exporting/FileProgram Notebooks/Results Notebooks/Pages Notebooks/Executed Notebooks/Running
        Notebooks/Comparing               -> Notebooks/Protocol Notebooks/Sessions Notebooks/Documents Notebooks/Pages Notebooks/Executed

        Cli/Starting                      -> Hub/Files
        Cli/Diagnosis                     -> Hub/Catalogue Onnx/Devices Onnx/Networks Course/Pipelines Course Notebooks/Jupyter/Installation
                                             Cli/Starting
        Cli/Models                        -> Hub/Catalogue Hub/Progress Hub/Cache
        Cli/Parsing                       -> Sampling/Numerics Hub Onnx/Devices
        Cli/Terminal                      -> Course/Display Course/Pipelines
        Cli/Editors                       -> Cli/Terminal
        Cli/Reports                       -> Onnx/Networks Course/Imaging Course/Pipelines Course/Cost Course/Cost/Running Course/Cost/Roofline
                                             Cli/Terminal
        Cli/Runs                          -> Hub Notebooks/Protocol Notebooks/Results Notebooks/Running Notebooks/Exporting Cli/Parsing Cli/Terminal
        Cli/Speed                         -> Sampling/Numerics Onnx/Devices Onnx/Models Onnx/Sessions Onnx/Networks Onnx/Tuning Course/Pipelines
        Cli/Commands                      -> Sampling/Noise Sampling/Schedulers/Configuration Sampling/Schedulers/Runs Sampling/Schedulers
                                             Hub/Catalogue Hub/Progress Hub/Cache Hub Hub/Transfer Onnx/Devices Onnx/Models Onnx/Tokenization
                                             Course/Imaging Course/Models Course/Pipelines Course/Cost Course/Cost/Running Course/Cost/Roofline
                                             Course/Recordings Course Notebooks/Serving Notebooks/Jupyter/Installation Notebooks/Jupyter Notebooks/Documents Notebooks/Linting
                                             Notebooks/Results
                                             Notebooks/Running Notebooks/Exporting Notebooks/Comparing Notebooks/Exercises Cli/Editors Cli/Diagnosis Cli/Models
                                             Cli/Parsing Cli/Terminal Cli/Reports Cli/Runs Cli/Speed Cli/Starting Remote/Repositories
        Cli                               -> Hub/Catalogue Notebooks/Jupyter/Wire Notebooks/Jupyter/Installation Notebooks/Documents Notebooks/Results
                                             Cli/Parsing Cli/Commands
        """;

    private static readonly IReadOnlyList<(string Folder, string[] Names)> Table =
    [
        .. Allowed.Replace("\r", "").Split('\n').Aggregate(new List<string>(), Joined)
            .Select(line => line.Split("->")).Select(sides => (sides[0].Trim(), sides[1].Split(' ', StringSplitOptions.RemoveEmptyEntries))),
    ];

    [Fact]
    public void A_folder_of_the_table_names_only_folders_above_it()
    {
        var above = new HashSet<string>();
        foreach (var (folder, names) in Table)
        {
            Assert.All(names, name => Assert.Contains(name, above));
            Assert.True(above.Add(folder), $"{folder} stands twice in the table.");
        }

        string[] projects = [.. Table.Select(row => Project(row.Folder))];
        Assert.Equal(projects.Distinct().Count(), 1 + projects.Zip(projects.Skip(1)).Count(pair => pair.First != pair.Second));
    }

    [Fact]
    public void The_code_draws_no_arrow_that_the_table_does_not_allow()
    {
        var rooms = new SourceRooms(Path.Combine(CourseCommand.RepositoryRoot, "src"));
        var allowed = Table.SelectMany(row => row.Names.Select(name => (row.Folder, name))).ToHashSet();
        var arrows = new ArchLoader().LoadAssemblies(Assemblies()).Build().Types.SelectMany(type => type.Dependencies)
            .Select(dependency => (From: rooms.Of(dependency.Origin.FullName), To: rooms.Of(dependency.Target.FullName), Text: $"{dependency.Origin.FullName} names {dependency.Target.FullName}"))
            .Where(arrow => arrow.From is not null && arrow.To is not null && arrow.From != arrow.To).ToArray();

        Assert.Equal(allowed.Select(arrow => arrow.Folder).Distinct().Count(), arrows.Select(arrow => arrow.From).Distinct().Count());
        string[] others = [.. arrows.Where(arrow => !allowed.Contains((arrow.From!, arrow.To!))).Select(arrow => $"{arrow.From} -> {arrow.To}: {arrow.Text}").Distinct().Order()];
        Assert.True(others.Length == 0, string.Join(Environment.NewLine, others.Prepend("The table does not allow:")));
    }

    private static string Project(string folder) => folder.Split('/')[0];

    private static Assembly[] Assemblies()
        => [.. Table.Select(row => Project(row.Folder)).Distinct().Select(project => Assembly.Load(project switch { "Course" => "DiffusionCourse", "Cli" => "course", _ => $"DiffusionCourse.{project}" }))];

    // A line without an arrow goes on with the line above.
    private static List<string> Joined(List<string> lines, string line)
    {
        if (line.Contains("->", StringComparison.Ordinal))
        {
            lines.Add(line);
        }
        else if (lines.Count > 0)
        {
            lines[^1] += line;
        }

        return lines;
    }
}
