using DiffusionCourse.Inference;
using DiffusionCourse.Models;

namespace DiffusionCourse.Speed;

/// <summary>
/// What no programme that draws one picture can do without: loading the cached sessions side by side, and the bare calls.
/// </summary>
internal static class BareStart
{
    public static void Run(ModelFolder model, GuidanceArrangement arrangement, int steps)
    {
        var text = Task.Run(() =>
            OptimisedGraphs.OfUser.Open(model.TextEncoder, InferenceDevice.Choose(DeviceChoice.Cpu), Environment.ProcessorCount));
        using var calls = BareCalls.Open(model, arrangement);
        using var session = text.Result;
        BareCalls.Encode(session, times: 2);
        calls.Picture(steps);
    }
}
