namespace DiffusionCourse.Cli;

/// <summary>What the command alone says: the three things to do, and where the rest is.</summary>
internal static class Welcome
{
    private static bool HasCourse => Directory.Exists("notebooks");

    public static void Show() => Console.WriteLine($"""
        DiffusionCourse: how a picture comes out of noise, in C#.

        Draw a picture:
          {CalledAs.Name} generate "a hamburger, glossy style, blue background" --enlarge 6 --open
        {(HasCourse ? "Run the course, and read it in a browser" : "Lay the course out in a folder of your own")}:
          {CalledAs.Name} {(HasCourse ? "run notebooks" : "start")}
        See whether this machine has all that it takes:
          {CalledAs.Name} doctor

        Other commands: {string.Join(", ", CourseCommands.Names.Except(["generate", HasCourse ? "run" : "start", "doctor"]))}.
        More about one: {CalledAs.Name} COMMAND --help
        """);
}
