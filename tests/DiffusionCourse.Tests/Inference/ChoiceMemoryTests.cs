using DiffusionCourse.Inference;
using DiffusionCourse.Models;
using DiffusionCourse.Tests.Cli;

namespace DiffusionCourse.Tests.Inference;

/// <summary>What was faster is remembered, doubted and corrected: with a clock and timings of the test's own.</summary>
public sealed class ChoiceMemoryTests : IDisposable
{
    private const string Question = "which";
    private readonly TemporaryFolder _folder = new();
    private readonly SetClock _clock = new();
    private readonly string _model;
    private readonly ChoiceMemory _memory;

    public ChoiceMemoryTests()
    {
        _model = _folder.File("model.onnx");
        File.WriteAllText(_model, "any");
        _memory = new(_folder.File("choices"), _clock);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_was_not_measured_is_not_known_and_what_was_is()
    {
        Assert.Null(_memory.FirstIsFaster(Question, _model));
        Assert.True(_memory.Remember(Question, _model, Measured(0.8, 6)));
        Assert.True(_memory.FirstIsFaster(Question, _model));
        Assert.Null(_memory.FirstIsFaster("another", _model));
        File.WriteAllText(_model, "another");
        Assert.Null(_memory.FirstIsFaster(Question, _model));
    }

    [Fact]
    public void A_wrong_choice_of_a_busy_machine_heals()
    {
        Assert.False(_memory.Remember(Question, _model, Measured(1.3, 20)));
        Assert.False(_memory.FirstIsFaster(Question, _model));
        _clock.Now += TimeSpan.FromHours(2);
        Assert.Null(_memory.FirstIsFaster(Question, _model));
        Assert.True(_memory.Remember(Question, _model, Measured(0.8, 6)));
        // A busy machine later on does not undo it.
        _clock.Now += TimeSpan.FromDays(2);
        Assert.True(_memory.Remember(Question, _model, Measured(1.2, 15)));
        Assert.True(_memory.FirstIsFaster(Question, _model));
    }

    [Fact]
    public void It_is_measured_again_after_ever_longer()
    {
        foreach (double hours in new[] { 1, 8, 64, 512, 720, 720 })
        {
            _memory.Remember(Question, _model, Measured(0.8, 6));
            _clock.Now += TimeSpan.FromHours(hours - 0.1);
            Assert.True(_memory.FirstIsFaster(Question, _model));
            _clock.Now += TimeSpan.FromHours(0.2);
            Assert.Null(_memory.FirstIsFaster(Question, _model));
        }
    }

    [Theory]
    [InlineData(0.98, 0.97)]
    [InlineData(0.8, 1.2)]
    public void A_small_margin_or_a_contradiction_is_looked_at_again_after_a_day(double earlier, double later)
    {
        _memory.Remember(Question, _model, Measured(earlier, 6));
        _memory.Remember(Question, _model, Measured(earlier, 6));
        _memory.Remember(Question, _model, Measured(later, 6.1));
        _clock.Now += TimeSpan.FromHours(23);
        Assert.True(_memory.FirstIsFaster(Question, _model));
        _clock.Now += TimeSpan.FromHours(2);
        Assert.Null(_memory.FirstIsFaster(Question, _model));
    }

    [Fact]
    public void What_gives_another_result_is_not_chosen_however_fast()
    {
        Assert.False(_memory.Remember(Question, _model, PairedMeasurement.FirstIsUnfit));
        Assert.False(_memory.FirstIsFaster(Question, _model));
        _clock.Now += TimeSpan.FromDays(1);
        Assert.False(_memory.Remember(Question, _model, PairedMeasurement.FirstIsUnfit));
    }

    [Fact]
    public void What_is_long_gone_is_forgotten()
    {
        _memory.Remember(Question, _model, Measured(0.8, 1));
        for (var later = 0; later < 5; later++)
        {
            _clock.Now += TimeSpan.FromDays(31);
            Assert.Equal(later < 4, _memory.Remember(Question, _model, Measured(1.2, 9)));
        }
    }

    [Fact]
    public void Damaged_lines_old_formats_and_clocks_put_back_are_measured_anew()
    {
        _memory.Remember(Question, _model, Measured(0.8, 6));
        var file = Directory.GetFiles(_folder.File("choices")).Single();
        foreach (var text in new[] { "", "BatchOfTwo", "2026-01-01 x y\n", "\0\0\0", "2026-01-01T00:00:00.0000000Z 0.8\n", "2026-01-01T00:00:00.0000000Z NaN 6\n" })
        {
            File.WriteAllText(file, text);
            Assert.Null(_memory.FirstIsFaster(Question, _model));
        }

        _memory.Remember(Question, _model, Measured(0.8, 6));
        _clock.Now -= TimeSpan.FromDays(1);
        Assert.Null(_memory.FirstIsFaster(Question, _model));
    }

    [Fact]
    public void A_folder_that_cannot_be_written_costs_the_memory_alone()
    {
        File.WriteAllText(_folder.File("blocked"), "a file");
        var nowhere = new ChoiceMemory(_folder.File("blocked"), _clock);
        Assert.True(nowhere.Remember(Question, _model, Measured(0.8, 6)));
        Assert.Null(nowhere.FirstIsFaster(Question, _model));
    }

    [Fact]
    public void A_slow_spell_that_meets_both_does_not_decide()
    {
        var round = 0;
        // Both ten times as slow for some rounds; the second one is a fifth faster throughout.
        var measured = PairedMeasurement.Of(() => Time(5), () => Time(4));
        Assert.Equal(1.25, measured.Ratio, 1e-9);
        Assert.False(measured.FirstIsFaster);
        Assert.Equal(4, measured.Quickest.TotalMilliseconds);

        TimeSpan Time(double milliseconds) => TimeSpan.FromMilliseconds(milliseconds * (round++ is > 3 and < 10 ? 10 : 1));
    }

    [Fact]
    public void While_minima_and_medians_contradict_each_other_more_rounds_follow()
    {
        var runs = 0;
        // One lucky run of the first, which is the slower one.
        var measured = PairedMeasurement.Of(() => TimeSpan.FromMilliseconds(runs++ == 2 ? 3 : 5), () => TimeSpan.FromMilliseconds(4));
        Assert.Equal(21, runs);
        Assert.Equal((1.25, false), (measured.Ratio, measured.FirstIsFaster));
        runs = 0;
        PairedMeasurement.Of(() => TimeSpan.FromMilliseconds(5 + 0 * runs++), () => TimeSpan.FromMilliseconds(4));
        Assert.Equal(7, runs);
    }

    [Fact]
    public void Loading_measures_when_it_is_due_and_only_then()
    {
        var folderOfModel = ModelFolder.Open(ModelLocator.EmbeddedModel);
        if (Environment.ProcessorCount < 2)
        {
            return;
        }

        foreach (var (pause, measurements) in new[] { (TimeSpan.Zero, 1), (TimeSpan.Zero, 1), (TimeSpan.FromHours(2), 2) })
        {
            _clock.Now += pause;
            using var sessions = UNetSessions.Load(folderOfModel.UNet, folderOfModel.Config("unet"), InferenceDevice.Choose(DeviceChoice.Cpu), GuidanceArrangement.Auto, null, _memory);
            Assert.True(sessions.Arrangement is GuidanceArrangement.ConcurrentCalls or GuidanceArrangement.BatchOfTwo);
            Assert.Equal(measurements, MostMeasurements());
        }
    }

    [Fact]
    public async Task Nothing_is_timed_while_anything_else_is_loading()
    {
        var model = ModelFolder.Open(ModelLocator.EmbeddedModel);
        if (Environment.ProcessorCount < 2)
        {
            return;
        }

        var rest = new TaskCompletionSource();
        var loading = Task.Run(() => UNetSessions.Load(model.UNet, model.Config("unet"), InferenceDevice.Choose(DeviceChoice.Cpu), GuidanceArrangement.Auto, null, _memory, quiet: rest.Task));
        // Longer than loading and timing take.
        await Task.Delay(TimeSpan.FromSeconds(2));
        Assert.False(loading.IsCompleted);
        Assert.False(Directory.Exists(_folder.File("choices")));
        rest.SetResult();
        using var sessions = await loading;
        Assert.Equal(1, MostMeasurements());
    }

    // A question a file: the arrangement of one picture, and where two calls won, of several at once.
    private int MostMeasurements() => Directory.GetFiles(_folder.File("choices")).Max(file => File.ReadAllLines(file).Length);

    private static PairedMeasurement Measured(double ratio, double milliseconds) => new(ratio, TimeSpan.FromMilliseconds(milliseconds));

    private sealed class SetClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
