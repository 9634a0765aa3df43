using DiffusionCourse.Inference;
using DiffusionCourse.Models;

namespace DiffusionCourse.Remote;

/// <summary>Finds out by running it what a server's UNet takes: metadata say neither how many rows, nor whose weights.</summary>
internal static class UNetProbe
{
    private const double Timestep = 500;
    private const float Tolerance = 0.05f;

    /// <summary>The arrangement of a guided step that the server takes, nearest to the one that is wanted.</summary>
    /// <param name="network">The UNet.</param>
    /// <param name="model">Its contract.</param>
    /// <param name="wanted">The arrangement; Auto for one call of two rows, which takes one round trip.</param>
    /// <param name="cancellation">Stops.</param>
    public static GuidanceArrangement Arrangement(
        Network network, UNetModel model, GuidanceArrangement wanted, CancellationToken cancellation)
    {
        var possible = model.Possible(wanted == GuidanceArrangement.Auto ? GuidanceArrangement.BatchOfTwo : wanted);
        if (possible != GuidanceArrangement.BatchOfTwo || model.TakesPairsOnly || Takes(network, model, rows: 2, cancellation)
            || !Takes(network, model, rows: 1, cancellation))
        {
            return possible == GuidanceArrangement.SequentialCalls && wanted == GuidanceArrangement.Auto
                ? GuidanceArrangement.ConcurrentCalls : possible;
        }

        // At the same time, so that the two round trips are one.
        return GuidanceArrangement.ConcurrentCalls;
    }

    /// <summary>Refuses servers whose UNets have other weights: metadata do not tell, one run of the same values does.</summary>
    /// <param name="server">The servers.</param>
    /// <param name="network">The UNet on them.</param>
    /// <param name="model">Its contract.</param>
    /// <param name="cancellation">Stops.</param>
    /// <exception cref="ModelException">Two servers give different values.</exception>
    public static void RefuseOtherWeights(ServerModel server, Network network, UNetModel model, CancellationToken cancellation)
    {
        var places = server.Places;
        if (places.Count < 2 || Predict(places[0]) is not { } expected)
        {
            return;
        }

        foreach (var other in places.Skip(1))
        {
            // Cards differ in the last digits, models in all.
            if (Predict(other) is { } found && !(Distance(expected, found) <= Tolerance * Distance(expected, new float[expected.Length])))
            {
                throw new ModelException(
                    $"The UNet on {other} gives other values than that on {places[0]}: their weights differ, and a picture would depend on "
                        + "where it is drawn. Leave one of them out, or have the same model put there.");
            }
        }

        // Null where that server could not be asked just now.
        float[]? Predict(object place)
        {
            var random = new Random(1);
            using var control = new RunControl(cancellation) { Place = place };
            using var binding = new UNetBinding(network, model, model.FixedBatch ?? 1, model.UsualShape);
            var prediction = new float[binding.Length];
            for (var row = 0; row < binding.Rows; row++)
            {
                var (context, width) = (model.UsualShape.Context, model.UsualShape.TextWidth);
                binding.WriteSample(row, Values(random, binding.Length));
                binding.WriteText(row, new(Values(random, context * width), context, width), guidanceScale: 1);
            }

            binding.Run(Timestep, control);
            binding.ReadOutput(0, prediction);
            return control.Place == place ? prediction : null;
        }
    }

    private static float[] Values(Random random, int length)
        => [.. Enumerable.Range(0, length).Select(_ => (float)(2 * random.NextDouble() - 1))];

    private static float Distance(float[] one, float[] other) => System.Numerics.Tensors.TensorPrimitives.Distance<float>(one, other);

    private static bool Takes(Network network, UNetModel model, int rows, CancellationToken cancellation)
    {
        using var control = new RunControl(cancellation);
        using var binding = new UNetBinding(network, model, rows, model.UsualShape);
        try
        {
            binding.Run(Timestep, control);
            return true;
        }
        catch (ModelException error) when (error.InnerException is ServerTroubleException { IsRefusedInput: true })
        {
            return false;
        }
    }
}
