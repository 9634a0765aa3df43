namespace DiffusionCourse.Exercises;

/// <summary>Arrays handed to a student's code: copies, so that a change to them harms nothing and is noticed.</summary>
internal sealed class Given(params double[][] originals)
{
    private readonly double[][] _handed = [.. originals.Select(array => (double[])array.Clone())];

    public double[] this[int index] => _handed[index];

    public bool WasChanged => !_handed.Zip(originals, (now, before) => now.AsSpan().SequenceEqual(before)).All(same => same);
}
