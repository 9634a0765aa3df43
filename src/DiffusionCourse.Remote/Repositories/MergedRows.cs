using System.Numerics.Tensors;
using DiffusionCourse.Inference;
using DiffusionCourse.Models;

namespace DiffusionCourse.Remote;

/// <summary>Whether rows of several requests may share a run of a network: it is run on them together and one by one.</summary>
internal static class MergedRows
{
    private const int Rows = 3;

    // Sums in another order differ in their last digits; a row that got another row's timestep differs altogether.
    private const float Single = 1e-3f, Half = 2e-2f;
    private static readonly float[] Timesteps = [3, 481, 967];

    /// <summary>Why rows may not be merged; null where they may.</summary>
    /// <param name="network">The network.</param>
    /// <param name="shapes">A shape for each of its inputs, of one row.</param>
    public static string? Obstacle(Network network, IReadOnlyList<long[]> shapes)
    {
        var values = network.Inputs.Select((input, at) => RowsOf(input, shapes[at])).ToArray();
        try
        {
            foreach (var output in network.Outputs.Where(output => output.IsFloatingPoint))
            {
                var merged = Run(network, output, [.. values.Select(rows => rows)], shapes);
                var alone = Enumerable.Range(0, Rows).SelectMany(row =>
                    Run(network, output, [.. values.Select(rows => new[] { rows[row] })], shapes)).ToArray();
                var tolerance = output.Type == Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Float16 ? Half : Single;
                if (merged.Length != alone.Length
                    || !(TensorPrimitives.Distance<float>(merged, alone) <= tolerance * TensorPrimitives.Norm<float>(alone)))
                {
                    return $"'{output.Name}' of rows with inputs of their own is another when they run together";
                }
            }

            return null;
        }
        catch (ModelException error)
        {
            return $"a run of several rows fails ({error.InnerException?.Message ?? error.Message})";
        }
    }

    private static float[] Run(
        Network network, TensorSignature output, IReadOnlyList<float[][]> inputs, IReadOnlyList<long[]> shapes)
    {
        var rows = inputs[0].Length;
        var buffers = new List<(TensorSignature Signature, TensorBuffer Buffer)>();
        try
        {
            foreach (var (input, at) in network.Inputs.Select((input, at) => (input, at)))
            {
                var buffer = TensorBuffer.Create(input, [rows, .. shapes[at][1..]]);
                buffers.Add((input, buffer));
                float[] values = [.. inputs[at].SelectMany(row => row)];
                if (input.IsInteger)
                {
                    buffer.Write([.. values.Select(value => (int)value)]);
                }
                else
                {
                    buffer.Write(values);
                }
            }

            using var control = new RunControl();
            return network.Run(buffers, output, control).Values;
        }
        finally
        {
            foreach (var (_, buffer) in buffers)
            {
                buffer.Dispose();
            }
        }
    }

    // Timesteps far from each other, token ids that every vocabulary has, and noise.
    private static float[][] RowsOf(TensorSignature input, long[] shape)
    {
        var random = new Random(input.Name.Length);
        var length = (int)shape[1..].Aggregate(1L, (product, side) => product * side);
        return [.. Enumerable.Range(0, Rows).Select(row => input.Rank <= 1 ? [Timesteps[row]] : Values())];

        float[] Values() => [
            .. Enumerable.Range(0, length).Select(_ => input.IsInteger ? random.Next(1, 9) : (float)(2 * random.NextDouble() - 1))
        ];
    }
}
