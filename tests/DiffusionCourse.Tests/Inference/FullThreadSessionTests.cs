using DiffusionCourse.Inference;
using DiffusionCourse.Models;

namespace DiffusionCourse.Tests.Inference;

public sealed class FullThreadSessionTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly ModelFolder Model = ModelFolder.Open("emoji-128");
    private static readonly InferenceDevice Cpu = InferenceDevice.Choose(DeviceChoice.Cpu);

    [Fact]
    public void An_evaluation_alone_gets_all_threads_from_the_next_picture_on_and_gives_the_same_bits()
    {
        if (Environment.ProcessorCount < 2)
        {
            return;
        }

        using var sessions = UNetSessions.Load(Model.UNet, Model.Config("unet"), Cpu, GuidanceArrangement.ConcurrentCalls, allowedThreads: null);
        var first = Evaluate(sessions, both: false);
        Assert.False(SpinWait.SpinUntil(() => sessions.HasFullThreadSession, TimeSpan.FromSeconds(0.5)));
        EvaluateOften(sessions, both: false);
        Assert.True(SpinWait.SpinUntil(() => sessions.HasFullThreadSession, Patience));
        Assert.Equal(first, Evaluate(sessions, both: false));
        Assert.Equal(first, Evaluate(sessions, both: true));
    }

    [Theory]
    [InlineData(GuidanceArrangement.BatchOfTwo, 2)]
    [InlineData(GuidanceArrangement.SequentialCalls, 2)]
    public void Where_the_session_has_all_threads_no_other_is_opened(GuidanceArrangement arrangement, int threads)
    {
        using var sessions = UNetSessions.Load(Model.UNet, Model.Config("unet"), Cpu, arrangement, threads);
        EvaluateOften(sessions, both: false);
        Assert.False(SpinWait.SpinUntil(() => sessions.HasFullThreadSession, TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void Guided_pictures_open_no_other()
    {
        using var sessions = UNetSessions.Load(Model.UNet, Model.Config("unet"), Cpu, GuidanceArrangement.ConcurrentCalls, allowedThreads: null);
        EvaluateOften(sessions, both: true);
        Assert.False(SpinWait.SpinUntil(() => sessions.HasFullThreadSession, TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void What_fails_to_open_is_done_without()
    {
        using var lone = new FullThreadSession(() => throw new ModelException("no"));
        CountEnough(lone);
        Assert.False(SpinWait.SpinUntil(() => lone.Graph is not null, TimeSpan.FromSeconds(0.2)));
    }

    [Fact]
    public void It_is_opened_once_and_not_after_its_end()
    {
        var opened = 0;
        var lone = new FullThreadSession(Open);
        CountEnough(lone);
        CountEnough(lone);
        lone.Dispose();
        var ended = new FullThreadSession(Open);
        ended.Dispose();
        CountEnough(ended);
        Assert.Equal((1, null), (opened, ended.Graph));

        OnnxGraph Open()
        {
            Interlocked.Increment(ref opened);
            return OnnxGraph.Load(Model.TextEncoder, Cpu, threads: 1);
        }
    }

    private static void CountEnough(FullThreadSession lone)
    {
        for (var i = 0; i < FullThreadSession.Enough; i++)
        {
            lone.Count();
        }
    }

    private static void EvaluateOften(UNetSessions sessions, bool both)
    {
        for (var i = 0; i < FullThreadSession.Enough; i++)
        {
            Evaluate(sessions, both);
        }
    }

    private static float[] Evaluate(UNetSessions sessions, bool both)
    {
        var shape = sessions.Model.UsualShape;
        var predictor = sessions.Rent(shape);
        try
        {
            using var control = new RunControl();
            var text = new TextEmbedding([.. Enumerable.Range(0, shape.Context * shape.TextWidth).Select(i => MathF.Sin(i))], shape.Context, shape.TextWidth);
            predictor.Begin(text, both ? text : null, control);
            predictor.Evaluate([.. Enumerable.Range(0, predictor.Length).Select(i => MathF.Cos(i))], 500, both);
            return predictor.Conditional.ToArray();
        }
        finally
        {
            sessions.Return(predictor);
        }
    }
}
