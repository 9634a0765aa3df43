using System.Numerics;

namespace DiffusionCourse.Guidance;

/// <summary>A rule at work in one run, with whatever it remembers between steps. Not thread-safe.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class GuidanceRun<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int _batchSize;
    private readonly T[] _memory;

    internal GuidanceRun(GuidanceRule rule, int length, int batchSize)
    {
        Rule = rule;
        Length = length;
        _batchSize = batchSize;
        _memory = new T[rule.MemoryFor(length)];
    }

    /// <summary>The rule.</summary>
    public GuidanceRule Rule { get; }

    /// <summary>Elements that every buffer must have.</summary>
    public int Length { get; }

    /// <summary>
    /// Combines two predictions into the one that the scheduler is given. Where the rule is not active, the conditional one is
    /// copied and the unconditional one may be empty. Allocates nothing.
    /// </summary>
    /// <param name="step">Where in the run; each step is applied once, in order, since a rule may remember.</param>
    /// <param name="unconditional">The prediction for the empty or negative prompt.</param>
    /// <param name="conditional">The prediction for the prompt.</param>
    /// <param name="destination">Receives the guided prediction; may be one of the others.</param>
    /// <exception cref="ArgumentException">A buffer has the wrong length.</exception>
    public void Apply(GuidanceStep step, ReadOnlySpan<T> unconditional, ReadOnlySpan<T> conditional, Span<T> destination)
    {
        CheckLength(conditional.Length, nameof(conditional));
        CheckLength(destination.Length, nameof(destination));
        var scale = Rule.ScaleAt(step);
        if (!(scale > 1))
        {
            conditional.CopyTo(destination);
            return;
        }

        CheckLength(unconditional.Length, nameof(unconditional));
        var perSample = Length / _batchSize;
        var perMemory = _memory.Length / _batchSize;
        for (var i = 0; i < _batchSize; i++)
        {
            var start = i * perSample;
            Rule.Apply(
                scale, unconditional.Slice(start, perSample), conditional.Slice(start, perSample),
                _memory.AsSpan(i * perMemory, perMemory), destination.Slice(start, perSample));
        }
    }

    private void CheckLength(int length, string parameter)
    {
        if (length != Length)
        {
            throw new ArgumentException($"Expected {Length} elements, as guidance was started with; got {length}.", parameter);
        }
    }
}
