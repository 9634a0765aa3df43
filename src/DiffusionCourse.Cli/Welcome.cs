namespace DiffusionCourse.Cli;

/// <summary>What the command alone says: the three things to do, and where the rest is.</summary>
internal static class Welcome
{
    public static void Show() => Console.WriteLine($"""
        DiffusionCourse: how a picture comes out of noise, in C#.

        Draw a picture:
          {CalledAs.Name} generate "a hamburger, glossy style, blue background" --enlarge 6 --open
        Run the course, and read it in a browser:
          {CalledAs.Name} run notebooks
        See whether this machine has all that it takes:
          {CalledAs.Name} doctor

        Other commands: {string.Join(", ", CourseCommands.Names.Except(["generate", "run", "doctor"]))}.
        More about one: {CalledAs.Name} COMMAND --help
        """);
}
