using System.Diagnostics;
using DiffusionCourse.Guidance;
using DiffusionCourse.Inference;
using DiffusionCourse.Models;
using Microsoft.ML.OnnxRuntime;

namespace DiffusionCourse.Pipelines;

/// <summary>
/// Pictures of one size and one course of timesteps, denoised together: each UNet run evaluates what all of them need at that
/// timestep, one row for a picture without guidance, two for one with it.
/// </summary>
internal sealed class PictureBatch : IDisposable
{
    private readonly UNetSessions _sessions;
    private readonly IReadOnlyList<SweepPicture> _pictures;
    private readonly PictureRun[] _runs;
    private readonly bool[] _both;
    private readonly float[] _conditional;
    private readonly float[] _unconditional;
    private readonly RunOptions _options = new();
    private readonly CancellationTokenRegistration _stop;
    private readonly CancellationToken _cancellation;
    private BatchBuffers? _buffers;

    public PictureBatch(UNetSessions sessions, IReadOnlyList<SweepPicture> pictures, CancellationToken cancellation)
    {
        _sessions = sessions;
        _pictures = pictures;
        _cancellation = cancellation;
        var settings = pictures[0].Settings;
        int length = sessions.Model.Channels * settings.LatentHeight * settings.LatentWidth;
        _runs = [.. pictures.Select(picture => new PictureRun(picture.Settings, length, withPredictedOriginal: false))];
        _both = new bool[pictures.Count];
        Evaluations = new int[pictures.Count];
        _conditional = new float[length];
        _unconditional = new float[length];
        _stop = cancellation.Register(() => _options.Terminate = true);
    }

    /// <summary>UNet evaluations of each picture.</summary>
    public int[] Evaluations { get; }

    public TimeSpan UNetTime { get; private set; }

    public TimeSpan SchedulerTime { get; private set; }

    public ReadOnlySpan<float> Latents(int picture) => _runs[picture].Latents;

    /// <summary>Makes all scheduler calls of all pictures.</summary>
    public void Run()
    {
        while (_runs[0].Position < _runs[0].CallCount)
        {
            _cancellation.ThrowIfCancellationRequested();
            long start = Stopwatch.GetTimestamp();
            var buffers = Prepare();
            long prepared = Stopwatch.GetTimestamp();
            Evaluate(buffers);
            long evaluated = Stopwatch.GetTimestamp();
            Step(buffers);
            UNetTime += Stopwatch.GetElapsedTime(prepared, evaluated);
            SchedulerTime += Stopwatch.GetElapsedTime(start, prepared) + Stopwatch.GetElapsedTime(evaluated);
        }
    }

    public void Dispose()
    {
        _stop.Dispose();
        _buffers?.Dispose();
        _options.Dispose();
    }

    private BatchBuffers Prepare()
    {
        var buffers = BuffersForThisCall();
        int row = 0;
        for (int i = 0; i < _runs.Length; i++)
        {
            var input = _runs[i].ScaleInput();
            buffers.WriteSample(row++, input);
            if (_both[i])
            {
                buffers.WriteSample(row++, input);
            }

            Evaluations[i] += _both[i] ? 2 : 1;
        }

        return buffers;
    }

    // Which pictures need both evaluations changes at most a few times in a run: where guidance holds for an interval.
    private BatchBuffers BuffersForThisCall()
    {
        bool same = _buffers is not null;
        for (int i = 0; i < _runs.Length; i++)
        {
            bool both = _runs[i].NeedsBoth;
            same &= both == _both[i];
            _both[i] = both;
        }

        if (!same)
        {
            _buffers?.Dispose();
            _buffers = Bind();
        }

        return _buffers!;
    }

    private BatchBuffers Bind()
    {
        var (settings, text) = (_pictures[0].Settings, _pictures[0].Text);
        var buffers = _sessions.OpenBatch(_runs.Length + _both.Count(both => both), settings.LatentHeight, settings.LatentWidth, text.Context, text.Width);
        int row = 0;
        for (int i = 0; i < _runs.Length; i++)
        {
            var picture = _pictures[i];
            Write(picture.Text, picture.Settings.GuidanceScale);
            if (_both[i])
            {
                Write(picture.Negative ?? picture.Text, picture.Settings.GuidanceScale);
            }
        }

        return buffers;

        void Write(TextEmbedding embedding, double guidanceScale)
        {
            if (_sessions.Model.EmbedsGuidance)
            {
                buffers.WriteCondition(row, GuidanceEmbedding.Of(guidanceScale, _sessions.Model.TimestepConditionWidth));
            }

            buffers.WriteText(row++, embedding.Values);
        }
    }

    private void Evaluate(BatchBuffers buffers)
    {
        try
        {
            buffers.Run(_runs[0].NextTimestep, _options);
        }
        catch (OperationCanceledException)
        {
            _cancellation.ThrowIfCancellationRequested();
            throw;
        }
        catch (OnnxRuntimeException error)
        {
            throw new ModelException($"'{_sessions.Model.FilePath}' failed ({RuntimeMessage.Of(error)}).", error);
        }
    }

    private void Step(BatchBuffers buffers)
    {
        int row = 0;
        for (int i = 0; i < _runs.Length; i++)
        {
            buffers.ReadOutput(row++, _conditional);
            if (_both[i])
            {
                buffers.ReadOutput(row++, _unconditional);
            }

            _runs[i].Step(_both[i] ? _unconditional : _conditional, _conditional);
        }
    }
}
