using DiffusionCourse.Inference;
using DiffusionCourse.Models;

namespace DiffusionCourse.Remote;

/// <summary>Finds out by running it what a server's UNet takes: metadata say neither how many rows, nor whose weights.</summary>
internal static class UNetProbe
{
    private const double Timestep = 500;

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

    /// <summary>
    /// Refuses servers whose UNets have other weights: metadata do not tell, one run of the same values does. Those that are met later must
    /// answer alike before they draw.
    /// </summary>
    /// <param name="server">The servers.</param>
    /// <param name="network">The UNet on them.</param>
    /// <param name="model">Its contract.</param>
    /// <param name="cancellation">Stops.</param>
    /// <exception cref="ModelException">Two servers give different values.</exception>
    public static void RefuseOtherWeights(ServerModel server, Network network, UNetModel model, CancellationToken cancellation)
    {
        if (server.Count < 2)
        {
            return;
        }

        var probe = new WeightProbe(model, Timestep);
        var (first, expected) = Ask(server.Places[0]);
        probe.Expect(first, expected);
        server.HoldTo(probe);
        foreach (var place in server.Places.Where(other => other != first))
        {
            var (answering, found) = Ask(place);
            if (answering != place)
            {
                // It could not be asked just now: it is met anew, with the probe.
                place.Forget();
            }
            else if (probe.Difference(place, found) is { } difference)
            {
                throw new ModelException(difference);
            }
        }

        // The server that answered is another where the one that was asked did not.
        (Endpoint Server, float[] Values) Ask(Endpoint place)
        {
            using var control = new RunControl(cancellation) { Place = place };
            using var result = TensorBuffer.Create(probe.Output, probe.Shape);
            using var run = network.Bind(probe.Inputs, probe.Output, result);
            run.Run(control);
            var values = new float[result.Length];
            result.Read(values);
            return ((Endpoint)control.Place!, values);
        }
    }

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
