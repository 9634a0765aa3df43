using DiffusionCourse.Inference;
using DiffusionCourse.Models;
using DiffusionCourse.Tests.Cli;

namespace DiffusionCourse.Tests.Inference;

/// <summary>Pictures drawn at the same time share the cores: the one that begins beside another takes a batch of two.</summary>
public sealed class CallersChoiceTests : IDisposable
{
    private static readonly ModelFolder Model = ModelFolder.Open("emoji-128");
    private readonly TemporaryFolder _folder = new();
    private readonly ChoiceMemory _memory;

    public CallersChoiceTests() => _memory = new(_folder.File("choices"), TimeProvider.System);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0.8, GuidanceArrangement.BatchOfTwo)]
    [InlineData(1.2, GuidanceArrangement.ConcurrentCalls)]
    public void A_picture_begun_beside_another_is_arranged_as_was_measured_and_keeps_its_bits(double batchOverCalls, GuidanceArrangement expected)
    {
        _memory.Remember(UNetSessions.Question, Model.UNet, new(0.9, TimeSpan.FromMilliseconds(1)));
        _memory.Remember(CallersChoice.Question, Model.UNet, new(batchOverCalls, TimeSpan.FromMilliseconds(1)));
        using var sessions = Load(GuidanceArrangement.Auto);
        if (Environment.ProcessorCount < 2)
        {
            return;
        }

        var shape = sessions.Model.UsualShape;
        var (first, second) = (sessions.Rent(shape), sessions.Rent(shape));
        Assert.Equal((GuidanceArrangement.ConcurrentCalls, expected), (first.Arrangement, second.Arrangement));
        Assert.Equal(Evaluate(first), Evaluate(second));
        sessions.Return(first);
        sessions.Return(second);

        // Whichever it was before, one alone has all cores.
        foreach (var _ in Enumerable.Range(0, 3))
        {
            var alone = sessions.Rent(shape);
            Assert.Equal(GuidanceArrangement.ConcurrentCalls, alone.Arrangement);
            sessions.Return(alone);
        }
    }

    [Fact]
    public void What_a_caller_asked_for_is_kept_beside_others()
    {
        if (Environment.ProcessorCount < 2)
        {
            return;
        }

        using var sessions = Load(GuidanceArrangement.ConcurrentCalls);
        Assert.Equal(GuidanceArrangement.ConcurrentCalls, sessions.ArrangementBesideOthers);
        Assert.False(Directory.Exists(_folder.File("choices")));
    }

    private UNetSessions Load(GuidanceArrangement wanted)
        => UNetSessions.Load(Model.UNet, Model.Config("unet"), InferenceDevice.Choose(DeviceChoice.Cpu), wanted, null, _memory);

    private static float[] Evaluate(NoisePredictor predictor)
    {
        using var control = new RunControl();
        var (shape, random) = (predictor.Shape, new Random(3));
        var (text, negative) = (Text(), Text());
        predictor.Begin(text, negative, control);
        predictor.Evaluate(Values(predictor.Length), 400, both: true);
        return [.. predictor.Conditional, .. predictor.Unconditional];

        TextEmbedding Text() => new(Values(shape.Context * shape.TextWidth), shape.Context, shape.TextWidth);

        float[] Values(int length) => [.. Enumerable.Range(0, length).Select(_ => random.NextSingle() - 0.5f)];
    }
}
