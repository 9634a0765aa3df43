using System.Numerics;
using DiffusionCourse.Noise;

namespace DiffusionCourse.Schedulers.Engine;

/// <summary>Numbers of the buffers that an operation reads and writes.</summary>
internal static class Register
{
    public const int Sample = 0;
    public const int Output = 1;
    public const int Original = 2;
    public const int Anchor = 3;
    public const int Noise = 4;
    public const int History = 5;

    /// <summary>From here on the run owns the memory; the first two are the caller's.</summary>
    public const int FirstBuffer = Original;
}

/// <summary>One scaled buffer.</summary>
internal readonly record struct Term<T>(int Register, T Coefficient);

/// <summary>Destination = sum of terms.</summary>
internal sealed record CompiledOperation<T>(int Destination, Term<T>[] Terms);

/// <summary>A call whose coefficients have the run's element type and whose history slots are resolved.</summary>
internal sealed record CompiledCall<T>(
    T InputScale,
    bool DrawsNoise,
    bool LimitsOriginal,
    CompiledOperation<T>[] Operations,
    CompiledOperation<T> Original,
    CompiledOperation<T> Shown);

/// <summary>Turns a plan's calls into operations on numbered buffers; history becomes a ring whose slots are known beforehand.</summary>
internal sealed class PlanCompiler
{
    private readonly SamplingPlan _plan;
    private readonly int _historyLength;
    private readonly SortedSet<int> _used = [];

    public PlanCompiler(SamplingPlan plan)
    {
        _plan = plan;
        _historyLength = plan.Calls.Max(call => Math.Max(
            call.Push is null ? 0 : 1,
            Math.Max(call.Update.History.Length, call.Anchor?.History.Length ?? 0)));
    }

    /// <summary>For each register the number of its buffer; those that no call uses have none of their own. Call after compiling.</summary>
    public int[] AssignBuffers(out int count)
    {
        int[] assigned = new int[Register.History + _historyLength];
        count = 0;
        foreach (int register in _used.Where(register => register >= Register.FirstBuffer))
        {
            assigned[register] = count++;
        }

        return assigned;
    }

    public IEnumerable<CompiledCall<T>> Compile<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int pushed = 0;
        foreach (var call in _plan.Calls)
        {
            bool limited = !_plan.Limit.IsNone && Combinations(call).Any(combination => combination.Original != 0);
            var operations = new List<CompiledOperation<T>>();
            if (limited)
            {
                operations.Add(Operation<T>(Register.Original, Combination.FromForm(call.Original), pushed));
            }

            if (call.Push is not null)
            {
                var push = Fold(call.Push, call);
                pushed++;
                operations.Add(Operation<T>(Register.History + Slot(pushed, 0), push, pushed));
            }

            if (call.Anchor is not null)
            {
                operations.Add(Operation<T>(Register.Anchor, Fold(call.Anchor, call), pushed));
            }

            operations.Add(Operation<T>(Register.Sample, Fold(call.Update, call), pushed));
            _used.UnionWith(operations.Select(operation => operation.Destination));
            if (call.DrawsNoise)
            {
                _used.Add(Register.Noise);
            }

            yield return new CompiledCall<T>(
                T.CreateChecked(call.InputScale),
                call.DrawsNoise,
                limited,
                [.. operations],
                Operation<T>(Register.Original, Combination.FromForm(call.Original), pushed),
                Operation<T>(Register.Original, Fold(call.Shown ?? new Combination { Original = 1 }, call), pushed));
        }
    }

    private static IEnumerable<Combination> Combinations(SolverCall call) =>
        new[] { call.Push, call.Anchor, call.Update }.OfType<Combination>();

    private Combination Fold(Combination combination, SolverCall call) =>
        _plan.Limit.IsNone ? combination.WithOriginalAs(call.Original) : combination;

    private int Slot(int pushed, int age) => (pushed - 1 - age) % _historyLength;

    private CompiledOperation<T> Operation<T>(int destination, Combination combination, int pushed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var terms = new List<Term<T>>();
        Add(Register.Sample, combination.Sample);
        Add(Register.Output, combination.Output);
        Add(Register.Original, combination.Original);
        Add(Register.Anchor, combination.Anchor);
        for (int age = 0; age < combination.History.Length; age++)
        {
            if (combination.History[age] != 0)
            {
                Add(Register.History + Slot(pushed, age), combination.History[age]);
            }
        }

        Add(Register.Noise, combination.Noise);
        return new CompiledOperation<T>(destination, [.. terms]);

        void Add(int register, double coefficient)
        {
            if (!double.IsFinite(coefficient))
            {
                throw new InvalidOperationException(
                    $"A coefficient of this schedule is {coefficient}: two neighbouring noise levels coincide or a level is out of range. Use fewer steps.");
            }

            if (coefficient != 0)
            {
                terms.Add(new Term<T>(register, T.CreateChecked(coefficient)));
            }
        }
    }
}
