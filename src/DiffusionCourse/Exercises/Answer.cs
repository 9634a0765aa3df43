using System.Diagnostics;
using DiffusionCourse.Display;

namespace DiffusionCourse.Exercises;

/// <summary>What came of asking a student's code for an answer: a value, or why there is none.</summary>
/// <param name="Value">The value; the default where there is none.</param>
/// <param name="Failure">Why there is no value; null where there is one.</param>
/// <param name="Endless">Whether the code was still running when its time was up.</param>
internal sealed record Answer<T>(T? Value, string? Failure, bool Endless = false);

/// <summary>Asks a student's code for an answer without letting it take the cell down.</summary>
internal static class Answer
{
    /// <summary>How long one answer may take. A right one takes milliseconds.</summary>
    public static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(5);

    // Deep but not endless recursion has room; an endless one ends the process, which nothing in it can prevent.
    private const int StackSize = 16 * 1024 * 1024;
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(50);

    /// <summary>Runs the code on a thread of its own, which is left behind when the time is up: .NET cannot end it.</summary>
    /// <exception cref="OperationCanceledException">The student stopped the cell.</exception>
    public static Answer<T> Ask<T>(Func<T> code, TimeSpan limit)
    {
        T? value = default;
        Exception? error = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    value = code();
                }
                catch (Exception thrown)
                {
                    error = thrown;
                }
            },
            StackSize) { IsBackground = true, Name = "exercise answer" };
        var start = Stopwatch.GetTimestamp();
        thread.Start();
        while (!thread.Join(Slice))
        {
            NotebookHost.CancellationToken.ThrowIfCancellationRequested();
            if (Stopwatch.GetElapsedTime(start) > limit)
            {
                var fault = Invariant($"Your code was still running after {limit.TotalSeconds:0.#} s: look for a loop that never ends. ")
                    + "It goes on in the background; restart the kernel to end it.";
                return new(default, fault, Endless: true);
            }
        }

        return error is null ? new(value, null) : new(default, Explain(error));
    }

    private static string Explain(Exception error) => error switch
    {
        NotImplementedException => "Your code says that it is not implemented yet.",
        IndexOutOfRangeException or ArgumentOutOfRangeException
            => $"Your code reached outside an array or a range: {error.Message} Check the first and the last index.",
        NullReferenceException => "Your code used something that is null, or there is no code: give the check a function.",
        DivideByZeroException => "Your code divided a whole number by zero. Write 1.0 / n where a fraction is meant.",
        _ => $"Your code threw {error.GetType().Name}: {error.Message}",
    };
}
