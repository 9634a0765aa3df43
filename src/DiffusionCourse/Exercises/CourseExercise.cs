namespace DiffusionCourse.Exercises;

/// <summary>What all exercises share.</summary>
public abstract class CourseExercise
{
    private readonly TimeSpan _limit;

    private protected CourseExercise(string title, TimeSpan? limit)
    {
        Title = title;
        _limit = limit ?? Answer.TimeLimit;
    }

    /// <summary>Number and name, such as "Exercise 4, classifier-free guidance".</summary>
    public string Title { get; }

    /// <inheritdoc/>
    public override string ToString() => Title;

    private protected Checklist Start() => new(Title, _limit);
}
